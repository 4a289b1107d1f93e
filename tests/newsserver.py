"""A scripted newsroom server: real sockets on loopback, several hosts, and every fault of the web.

It runs in a thread of its own and keeps a log of what it was asked. The hosts are told apart by the
Host header; the client finds them through its `allowed_hosts`.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
import math
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from email.utils import format_datetime
from itertools import cycle, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from tasks.article.dates import parse_published
from tasks.web.addresses import AllowedHost

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

NEWSROOM = Path(__file__).parent.parent / "examples" / "newsroom"
RSS_TYPE = "application/rss+xml; charset=utf-8"


@dataclass(slots=True, kw_only=True)
class Asked:
    """One request as the server met it; `began` and `ended` are monotonic seconds.

    `status` is what was answered, `ended` is infinite while that is under way.
    """

    host: str
    path: str
    headers: Mapping[str, str]
    began: float
    ended: float = math.inf
    status: int = 0

    @property
    def conditional(self) -> bool:
        return "if-none-match" in self.headers or "if-modified-since" in self.headers


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the server answers.

    `raw` goes out as it is, before `body`, and no head is written. With `etag` the server answers
    304 to whoever shows it. `pieces` follow the body one by one, `pause_s` apart, and for ever
    where `endless`. `hangs_s` passes before anything is sent. `length` lies about the body's.
    """

    body: bytes = b""
    status: int = 200
    content_type: str | None = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()
    etag: bool = False
    raw: bytes | None = None
    pieces: tuple[bytes, ...] = ()
    pause_s: float = 0.0
    endless: bool = False
    hangs_s: float = 0.0
    length: int | None = None


@dataclass(slots=True)
class NewsServer:
    """Use as a context manager; `replies` by host and path, a callable is given each request."""

    tls: ssl.SSLContext | None = None
    replies: dict[tuple[str, str], Reply | Callable[[Asked], Reply]] = field(default_factory=dict)
    log: list[Asked] = field(default_factory=list)
    port: int = 0
    _loop: asyncio.AbstractEventLoop | None = None
    _thread: threading.Thread | None = None
    _stop: asyncio.Event | None = None
    _meetings: list[asyncio.Task[None]] = field(default_factory=list)

    def __enter__(self) -> Self:
        ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(ready)), daemon=True)
        self._thread.start()
        ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    def say(self, url: str, reply: Reply | Callable[[Asked], Reply]) -> str:
        """Answer `url` with `reply` from now on, and return the URL."""
        parts = urlsplit(url)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self.replies[parts.hostname, path] = reply
        return url

    @property
    def hosts(self) -> dict[str, AllowedHost]:
        """The hosts it answers for, as the client's settings allow them."""
        place = AllowedHost(address="127.0.0.1", port=self.port, tls=self.tls is not None)
        return {host: place for host, _ in self.replies}

    def asked(self, path: str | None = None, *, host: str | None = None) -> list[Asked]:
        """The requests for a path or a host, without those for robots.txt unless it is named."""
        return [
            each
            for each in self.log
            if (each.path == path if path else each.path != "/robots.txt")
            and (host is None or each.host == host)
        ]

    def overlaps(self) -> int:
        """How many requests began while another of the same host was under way."""
        return sum(gap < 0 for gap in self.gaps())

    def gaps(self) -> list[float]:
        """The seconds from the end of each request to the beginning of the next of its host."""
        by_host = defaultdict(list)
        for each in sorted(self.log, key=lambda asked: asked.began):
            by_host[each.host].append(each)
        return [
            later.began - earlier.ended
            for asked in by_host.values()
            for earlier, later in pairwise(asked)
        ]

    async def _serve(self, ready: threading.Event) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._meet, "127.0.0.1", 0, ssl=self.tls)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        await self._stop.wait()
        # A connection that is accepted while the server closes would leak its socket: first no more
        # are, then those under way have time to begin.
        for listening in server.sockets:
            self._loop.remove_reader(listening.fileno())
        await asyncio.sleep(0.02)
        server.close()
        for task in self._meetings:
            task.cancel()
        await asyncio.gather(*self._meetings, return_exceptions=True)
        # A transport closes its socket one turn of the loop after it was told to.
        await asyncio.sleep(0.01)

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._meetings.append(asyncio.current_task())
        try:
            while await self._one_request(reader, writer):
                pass
            writer.close()
            await writer.wait_closed()
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            # What was written and not read would keep the socket open.
            writer.transport.abort()

    async def _one_request(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        """Answer one request; tell whether the connection goes on."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        began = time.monotonic()
        first, *lines = head.split("\r\n")
        headers = {
            name.strip().lower(): value.strip()
            for name, _, value in (line.partition(":") for line in lines if line)
        }
        host, path = headers.get("host", "").partition(":")[0], first.split(" ")[1]
        asked = Asked(host=host, path=path, headers=headers, began=began)
        # Before the answer goes out: whoever has it may read the log.
        self.log.append(asked)
        reply = self._reply(asked)
        try:
            await self._send(reader, writer, reply, asked)
        finally:
            asked.ended = time.monotonic()
        return reply.raw is None and not reply.pieces and reply.length is None

    def _reply(self, asked: Asked) -> Reply:
        reply = self.replies.get((asked.host, asked.path))
        if reply is None:
            return Reply(status=404, body=b"no such page", content_type="text/plain")
        return reply(asked) if callable(reply) else reply

    async def _send(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        reply: Reply,
        asked: Asked,
    ) -> None:
        """Write a reply, until whoever asked has gone."""
        await _pause(reader, reply.hangs_s)
        if reply.raw is not None:
            writer.write(reply.raw)
        status, body, etag = reply.status, reply.body, _etag(reply.body)
        if reply.raw is None:
            if reply.etag and asked.headers.get("if-none-match") == etag:
                status, body = 304, b""
            asked.status = status
            writer.write(_head(reply, status, len(body), etag))
        writer.write(body)
        await writer.drain()
        pieces: Iterable[bytes] = cycle(reply.pieces) if reply.endless else reply.pieces
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await _pause(reader, reply.pause_s)


async def _pause(reader: asyncio.StreamReader, seconds: float) -> None:
    """Wait, but for no one: a client that has hung up ends its request."""
    if not seconds:
        await asyncio.sleep(0)
        return
    try:
        async with asyncio.timeout(seconds):
            # Nothing more comes from a client that waits, but its end.
            await reader.read(1)
    except TimeoutError:
        return
    raise ConnectionResetError


def _etag(body: bytes) -> str:
    return f'"{hashlib.sha256(body).hexdigest()[:16]}"'


def _head(reply: Reply, status: int, length: int, etag: str) -> bytes:
    lines = [f"HTTP/1.1 {status} Scripted"]
    if reply.content_type:
        lines.append(f"Content-Type: {reply.content_type}")
    if reply.etag:
        lines.append(f"ETag: {etag}")
    if reply.pieces:
        lines.append("Connection: close")
    else:
        lines.append(f"Content-Length: {length if reply.length is None else reply.length}")
    lines += [f"{name}: {value}" for name, value in reply.headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsroomPage:
    """One page of the invented newsroom."""

    url: str
    title: str
    outlet: str
    published: datetime
    body: bytes

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname


def newsroom_pages(now: datetime) -> list[NewsroomPage]:
    """The pages of examples/newsroom that have a URL, in the order of their publication."""
    expected = json.loads((NEWSROOM / "expected.json").read_text(encoding="utf-8"))
    pages = [
        NewsroomPage(
            url=each["url"],
            title=each["title"],
            outlet=each["outlet"],
            published=parse_published(each["published"], now=now),
            body=(NEWSROOM / "pages" / each["name"]).read_bytes(),
        )
        for each in expected["inputs"]
        if each["source"] == "pages" and each.get("url")
    ]
    return sorted(pages, key=lambda page: (page.published, page.url))


def open_newsroom(server: NewsServer, now: datetime) -> list[NewsroomPage]:
    """Put the invented newsroom on a server: pages, feeds, sitemaps and robots.txt of each outlet.

    Each host has /feed.xml, /news-sitemap.xml, /sitemap.xml (an index of it) and /robots.txt, which
    names the index.
    """
    pages = newsroom_pages(now)
    for page in pages:
        server.say(page.url, Reply(body=page.body, etag=True, content_type="text/html"))
    for host in sorted({page.host for page in pages}):
        own = [page for page in pages if page.host == host]
        root = f"{urlsplit(own[0].url).scheme}://{host}"
        xml = "application/xml"
        server.say(f"{root}/feed.xml", Reply(body=rss(own), etag=True, content_type=RSS_TYPE))
        server.say(
            f"{root}/news-sitemap.xml",
            Reply(body=news_sitemap(own), etag=True, content_type=xml),
        )
        server.say(
            f"{root}/sitemap.xml",
            Reply(body=sitemap_index([f"{root}/news-sitemap.xml"]), etag=True, content_type=xml),
        )
        robots = f"User-agent: *\nDisallow: /private/\nSitemap: {root}/sitemap.xml\n"
        server.say(f"{root}/robots.txt", Reply(body=robots.encode(), content_type="text/plain"))
    return pages


def rss(pages: list[NewsroomPage]) -> bytes:
    """The feed of an outlet, the newest first."""
    entries = "".join(
        f"<item><title>{escape(page.title)}</title><link>{escape(page.url)}</link>"
        f"<guid>{escape(page.url)}</guid>"
        f"<pubDate>{format_datetime(page.published)}</pubDate></item>\n"
        for page in reversed(pages)
    )
    head = f"<title>{escape(pages[0].outlet)}</title>" if pages else ""
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{entries}</channel></rss>'.encode()
    )


def news_sitemap(pages: list[NewsroomPage]) -> bytes:
    """The news sitemap of an outlet."""
    entries = "".join(
        f"<url><loc>{escape(page.url)}</loc><n:news><n:publication><n:name>{escape(page.outlet)}"
        f"</n:name></n:publication><n:publication_date>{page.published.isoformat()}"
        f"</n:publication_date><n:title>{escape(page.title)}</n:title></n:news></url>\n"
        for page in pages
    )
    return (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">{entries}</urlset>'
    ).encode()


def sitemap_index(urls: list[str]) -> bytes:
    """An index of sitemaps."""
    entries = "".join(f"<sitemap><loc>{escape(url)}</loc></sitemap>" for url in urls)
    return f"<sitemapindex>{entries}</sitemapindex>".encode()


def warc_of(pages: Iterable[NewsroomPage]) -> bytes:
    """A packed WARC of pages as CC-NEWS keeps them: a note of the crawler, then each answer."""
    records = [_record("warcinfo", "", b"software: scripted\r\n")]
    for page in pages:
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(page.body)}"
        answer = head.encode() + b"\r\n\r\n" + page.body
        records += [_record("request", page.url, b"GET / HTTP/1.1\r\n\r\n")]
        records += [_record("response", page.url, answer)]
    return b"".join(records)


def _record(kind: str, url: str, block: bytes) -> bytes:
    """One packed record."""
    target = f"WARC-Target-URI: {url}\r\n" if url else ""
    media = "application/warc-fields" if kind == "warcinfo" else f"application/http; msgtype={kind}"
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\n{target}WARC-Date: 2026-11-03T08:30:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:{hashlib.sha256(url.encode()).hexdigest()[:32]}>\r\n"
        f"Content-Type: {media}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + block + b"\r\n\r\n", mtime=0)
