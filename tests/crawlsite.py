"""A scripted web of many hosts: sound pages, and each fault of the web in a known share of them."""

from __future__ import annotations

import gzip
import random
from dataclasses import dataclass
from itertools import cycle
from typing import TYPE_CHECKING

from builders import an_event
from newsserver import Asked, NewsServer, Reply

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

PORT_NOTE = "127.0.0.1"
# What the client reads at the most; a body beyond it is cut off there.
LARGE = 11_000_000
PDF = Reply(body=b"%PDF-1.7", content_type="application/pdf")
SHORT = Reply(body=b"<html><body><p>Subscribe to read.</p></body></html>")
SOUND = "sound"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One way in which a page is not simply there, and how its URL may end.

    `reply` makes the answer from the sound page's bytes and its address.
    """

    name: str
    reply: Callable[[bytes, str], Reply | Callable[[Asked], Reply]]
    ends: frozenset[str]
    path: str = "/news/"


def _after_one(first: Reply, then: Reply) -> Callable[[Asked], Reply]:
    """Answer once with trouble, from then on soundly."""
    answers = iter([first])
    return lambda _asked: next(answers, then)


def _raw(head: str, body: bytes = b"") -> Reply:
    return Reply(raw=f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{head}\r\n".encode() + body)


def _bomb() -> bytes:
    """A body that is small on the way and large when it is unpacked."""
    return gzip.compress(bytes(60_000_000), 9)


BOMB = _bomb()
FAULTS = (
    Fault(
        name="moved",
        reply=lambda _body, url: Reply(status=301, headers=(("Location", f"{url}-moved"),)),
        ends=frozenset({"article"}),
    ),
    Fault(
        name="loop",
        reply=lambda _body, url: Reply(status=302, headers=(("Location", url),)),
        ends=frozenset({"too-many-redirects"}),
    ),
    Fault(
        name="redirect-inside",
        reply=lambda _body, _url: Reply(
            status=302, headers=(("Location", "http://169.254.169.254/"),)
        ),
        ends=frozenset({"refused-address"}),
    ),
    Fault(name="304", reply=lambda *_: Reply(status=304), ends=frozenset({"http-other"})),
    Fault(name="404", reply=lambda *_: Reply(status=404), ends=frozenset({"http-404"})),
    Fault(name="410", reply=lambda *_: Reply(status=410), ends=frozenset({"http-410"})),
    Fault(
        name="429",
        reply=lambda body, _url: _after_one(
            Reply(status=429, headers=(("Retry-After", "1"),)), Reply(body=body)
        ),
        ends=frozenset({"article", "http-429"}),
    ),
    Fault(
        name="503",
        reply=lambda *_: Reply(status=503, headers=(("Retry-After", "1"),)),
        ends=frozenset({"http-503"}),
    ),
    Fault(name="500", reply=lambda *_: Reply(status=500), ends=frozenset({"http-500"})),
    Fault(
        name="slow",
        reply=lambda body, _url: Reply(pieces=_cut(body, 4), pause_s=0.3),
        ends=frozenset({"article"}),
    ),
    Fault(
        name="endless",
        reply=lambda *_: Reply(pieces=(b"<p>on and on</p>" * 20_000,), endless=True),
        ends=frozenset({"too-large"}),
    ),
    Fault(
        name="drops",
        reply=lambda *_: Reply(pieces=(b"<p>drip</p>",), endless=True, pause_s=1.0),
        ends=frozenset({"timeout"}),
    ),
    Fault(name="silent", reply=lambda *_: Reply(hangs_s=90.0), ends=frozenset({"timeout"})),
    Fault(
        name="bomb",
        reply=lambda *_: Reply(body=BOMB, headers=(("Content-Encoding", "gzip"),)),
        ends=frozenset({"too-large"}),
    ),
    Fault(
        name="wrong-charset",
        reply=lambda body, _url: Reply(
            body=body.replace(b"<h1>", "<h1>Café – ".encode("cp1252")),
            content_type="text/html; charset=utf-16",
        ),
        ends=frozenset({"article"}),
    ),
    Fault(
        name="wrong-type",
        reply=lambda body, _url: Reply(body=body, content_type="application/octet-stream"),
        ends=frozenset({"article"}),
    ),
    Fault(
        name="large-head",
        reply=lambda *_: _raw("X-Filler: " + "x" * 300_000 + "\r\n"),
        ends=frozenset({"broken-answer"}),
    ),
    Fault(
        name="cut",
        reply=lambda body, _url: Reply(body=body[:200], length=len(body)),
        ends=frozenset({"broken-answer"}),
    ),
    Fault(name="not-html", reply=lambda *_: PDF, ends=frozenset({"not-html"})),
    Fault(name="short", reply=lambda *_: SHORT, ends=frozenset({"no-text", "too-short"})),
    Fault(name="robots", reply=lambda *_: SHORT, ends=frozenset({"robots"}), path="/private/"),
)
# Trouble of a host makes it rest, and what it is not asked for in this run ends as "not-yet".
WAITS = frozenset({"not-yet"})


def _cut(body: bytes, pieces: int) -> tuple[bytes, ...]:
    length = -(-len(body) // pieces)
    return tuple(body[at : at + length] for at in range(0, len(body), length))


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlSite:
    """A web that is served: each URL that is listed, and how it may end; `faults` by URL."""

    hosts: tuple[str, ...]
    ends: dict[str, frozenset[str]]
    faults: dict[str, str]

    def config(self, server: NewsServer, path: Path, *, gap_s: float, at_once: int = 32) -> Path:
        """Write a wirecopy.toml of a sitemap for each host."""
        lines = [
            f'[web]\ncontact = "desk@weir.example"\ngap_s = {gap_s}\nat_once = {at_once}',
            "[web.test_hosts]",
            *(f'"{host}" = "{PORT_NOTE}:{server.port}"' for host in self.hosts),
        ]
        lines += [
            f'[[source]]\nname = "{host}"\nkind = "sitemap"\nurl = "http://{host}/sitemap.xml"'
            for host in self.hosts
        ]
        path.write_text("\n".join(lines), encoding="utf-8")
        return path


def open_crawl_site(
    server: NewsServer,
    *,
    pages: int,
    hosts: int,
    fault_share: float,
    faults: Sequence[Fault] = FAULTS,
    seed: int = 1,
) -> CrawlSite:
    """Put a web of so many pages on a server; each kind of fault has an equal part of the share."""
    chance = random.Random(seed)  # noqa: S311 - an invented web is no secret
    names = tuple(f"h{number:03}.crawl.example" for number in range(hosts))
    kinds: list[Fault | None] = [None] * pages
    faulty = chance.sample(range(pages), round(pages * fault_share))
    for at, fault in zip(faulty, cycle(faults), strict=False):
        kinds[at] = fault
    site = CrawlSite(hosts=names, ends={}, faults={})
    for number, fault in enumerate(kinds):
        _put(server, site, names[number % hosts], number, fault)
    for host in names:
        _list(server, site, host)
    return site


def _put(server: NewsServer, site: CrawlSite, host: str, number: int, fault: Fault | None) -> None:
    """Serve one page, or its fault."""
    url = f"http://{host}{fault.path if fault else '/news/'}{number}"
    body = _page(number)
    site.ends[url] = (fault.ends if fault else frozenset({"article"})) | WAITS
    site.faults[url] = fault.name if fault else SOUND
    server.say(url, fault.reply(body, url) if fault else Reply(body=body, etag=True))
    if fault and fault.name == "moved":
        server.say(f"{url}-moved", Reply(body=body))


def _list(server: NewsServer, site: CrawlSite, host: str) -> None:
    """Serve a host's sitemap and robots.txt."""
    urls = (url for url in site.ends if url.startswith(f"http://{host}/"))
    listed = "".join(f"<url><loc>{url}</loc></url>" for url in urls)
    sitemap = f"<urlset>{listed}</urlset>".encode()
    server.say(
        f"http://{host}/sitemap.xml", Reply(body=sitemap, etag=True, content_type="application/xml")
    )
    server.say(f"http://{host}/robots.txt", Reply(body=b"User-agent: *\nDisallow: /private/\n"))


def _page(number: int) -> bytes:
    event = an_event(number)
    title = " ".join(event.names[:4])
    paragraphs = "".join(f"<p>{sentence}</p>" for sentence in event.sentences)
    return (
        f"<html><head><title>{title}</title></head><body><nav><a href='/'>News</a></nav><article>"
        f"<h1>{title}</h1>{paragraphs}</article></body></html>"
    ).encode()
