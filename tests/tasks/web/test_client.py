"""The client asks politely, trusts no answer, and says of every URL what became of it."""

from __future__ import annotations

import asyncio
import gzip
import socket
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from newsserver import NewsServer, Reply, open_newsroom

from tasks.listings import Answer, HostState, RobotsFile, UrlOutcome, Validators
from tasks.sources.feeds import read_feed
from tasks.sources.sitemaps import read_sitemap
from tasks.text.urls import origin_of
from tasks.web.addresses import AllowedHost
from tasks.web.client import WebClient
from tasks.web.limits import LARGEST, Kind, WebLimits

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
SITE = "http://x.example"
PAGE = f"{SITE}/page"
QUICK = WebLimits(
    contact="https://desk.example/about",
    gap_s=0.0,
    patience_s=0.5,
    attempts=1,
    connect_s=2.0,
    silence_s=1.0,
    deadline_s=2.0,
)


@pytest.fixture
def server():
    with NewsServer() as running:
        running.say(f"{SITE}/robots.txt", Reply(status=404))
        running.say(PAGE, Reply(body=b"<html>ferry</html>", etag=True))
        yield running


async def no_dns(host: str, port: int) -> list[str]:
    raise AssertionError(f"{host}:{port} was resolved, though it is an allowed host")


def ask(server: NewsServer, *urls: str, limits: WebLimits = QUICK, **how: object) -> list[Answer]:
    """Ask for URLs in the order given, with one client."""

    async def run() -> list[Answer]:
        known = replace(limits, allowed_hosts={**server.hosts, **limits.allowed_hosts})
        client = WebClient(
            known, hosts=how.pop("hosts", None), resolver=how.pop("resolver", no_dns)
        )
        async with client:
            return [await client.fetch(url, **how) for url in urls]

    return asyncio.run(run())


def ask_together(server: NewsServer, *urls: str, limits: WebLimits = QUICK) -> list[Answer]:
    """Ask for URLs all at once, with one client."""

    async def run() -> list[Answer]:
        async with WebClient(
            replace(limits, allowed_hosts=server.hosts), resolver=no_dns
        ) as client:
            return list(await asyncio.gather(*(client.fetch(url) for url in urls)))

    return asyncio.run(run())


def outcome(server: NewsServer, reply: Reply, **how: object) -> tuple[UrlOutcome | None, str]:
    server.say(PAGE, reply)
    (answer,) = ask(server, PAGE, **how)
    return answer.outcome, answer.detail


def test_a_page_comes_as_it_was_sent(server):
    (answer,) = ask(server, PAGE)

    assert (answer.outcome, answer.status, answer.body) == (None, 200, b"<html>ferry</html>")
    assert (answer.content_type, answer.charset) == ("text/html", "utf-8")


def test_whoever_is_asked_can_tell_who_asks(server):
    ask(server, PAGE)

    assert server.asked("/page")[0].headers["user-agent"] == (
        "wirecopy/0 (+https://desk.example/about)"
    )


def test_nothing_is_carried_from_one_answer_to_the_next(server):
    server.say(PAGE, Reply(body=b"a", headers=(("Set-Cookie", "id=7; Path=/"),)))
    ask(server, PAGE, PAGE)

    assert all("cookie" not in asked.headers for asked in server.log)


# Sparing bodies


def test_the_second_poll_is_conditional_and_brings_no_body(server):
    (first,) = ask(server, PAGE)
    (second,) = ask(server, PAGE, validators=first.validators)

    assert second.outcome is UrlOutcome.UNCHANGED
    assert [asked.conditional for asked in server.asked("/page")] == [False, True]
    assert second.validators == first.validators


def test_the_same_body_under_another_etag_is_unchanged(server):
    server.say(PAGE, Reply(body=b"same", headers=(("ETag", '"1"'),)))
    (first,) = ask(server, PAGE)
    server.say(PAGE, Reply(body=b"same", headers=(("ETag", '"2"'),)))
    (second,) = ask(server, PAGE, validators=first.validators)

    assert second.outcome is UrlOutcome.UNCHANGED
    assert second.validators.etag == '"2"'


def test_not_modified_to_a_plain_request_is_no_answer(server):
    assert outcome(server, Reply(status=304))[0] is UrlOutcome.HTTP_OTHER


def test_how_long_an_answer_is_fresh_is_known(server):
    server.say(PAGE, Reply(body=b"a", headers=(("Cache-Control", "max-age=600"),)))
    (answer,) = ask(server, PAGE)

    assert timedelta(seconds=595) < answer.fresh_until - answer.asked <= timedelta(seconds=601)


# Redirects


def moved(to: str, status: int = 301) -> Reply:
    return Reply(status=status, headers=(("Location", to),))


def test_a_permanent_move_is_remembered(server):
    old = server.say(f"{SITE}/old", moved("/page"))
    (answer,) = ask(server, old)

    assert (answer.answered_by, answer.moved_to, answer.status) == (PAGE, PAGE, 200)


def test_a_move_for_now_is_not_remembered(server):
    old = server.say(f"{SITE}/old", moved("/page", 302))
    (answer,) = ask(server, old)

    assert (answer.answered_by, answer.moved_to) == (PAGE, None)


def test_of_a_way_only_its_permanent_beginning_is_remembered(server):
    server.say(f"{SITE}/b", moved("/c", 302))
    server.say(f"{SITE}/c", moved("/page", 308))
    (answer,) = ask(server, server.say(f"{SITE}/a", moved("/b")))

    assert (answer.answered_by, answer.moved_to) == (PAGE, f"{SITE}/b")


def test_a_circle_of_redirects_ends(server):
    server.say(f"{SITE}/b", moved("/a", 302))
    (answer,) = ask(server, server.say(f"{SITE}/a", moved("/b", 302)))

    assert answer.outcome is UrlOutcome.TOO_MANY_REDIRECTS
    assert len(server.asked()) == QUICK.redirects + 1


@pytest.mark.parametrize(
    ("target", "ends"),
    [
        ("file:///etc/passwd", UrlOutcome.BAD_URL),
        ("gopher://x.example/", UrlOutcome.BAD_URL),
        ("http://127.0.0.1/latest/meta-data", UrlOutcome.REFUSED_ADDRESS),
        ("http://[::ffff:169.254.169.254]/", UrlOutcome.REFUSED_ADDRESS),
        ("http://inside.example/", UrlOutcome.REFUSED_ADDRESS),
    ],
)
def test_a_redirect_leads_to_no_place_that_would_be_refused(server, target, ends):
    async def inside(host: str, port: int) -> list[str]:
        del host, port
        return ["192.168.178.1"]

    server.say(PAGE, moved(target, 302))
    (answer,) = ask(server, PAGE, resolver=inside)

    assert (answer.outcome, answer.body) == (ends, None)


# Addresses


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/page",
        "http://localhost:{port}/page",
        "http://2130706433:{port}/page",
        "http://0x7f.1:{port}/page",
        "http://0:{port}/page",
        "http://[::1]:{port}/page",
        "http://[::ffff:127.0.0.1]:{port}/page",
        "http://127.0.0.1.:{port}/page",
        "http://127。0。0。1:{port}/page",
    ],
)
def test_no_spelling_of_this_machine_is_asked(server, url):
    from tasks.web.sockets import resolve

    (answer,) = ask(server, url.format(port=server.port), resolver=resolve)

    assert answer.outcome in {UrlOutcome.REFUSED_ADDRESS, UrlOutcome.BAD_URL, "no-such-host"}
    assert server.log == []


@pytest.mark.parametrize(
    "url", ["http://y.example:22/", "https://y.example:25/", "http://10.0.0.1/"]
)
def test_what_can_be_told_from_the_url_is_refused_before_its_name_is_resolved(server, url):
    assert ask(server, url)[0].outcome is UrlOutcome.REFUSED_ADDRESS


def test_a_name_that_leads_inside_is_refused_after_it_is_resolved(server):
    async def inside(host: str, port: int) -> list[str]:
        del host, port
        return ["127.0.0.1"]

    (answer,) = ask(server, f"http://innocent.example:{server.port}/page", resolver=inside)

    assert answer.outcome is UrlOutcome.REFUSED_ADDRESS
    assert server.log == []


def test_a_name_that_changes_its_address_after_the_check_reaches_nothing(server, monkeypatch):
    """The connection goes to the address that was checked; nothing asks for the name again."""
    resolved, reached = [], []

    async def rebound(host: str, port: int) -> list[str]:
        resolved.append((host, port))
        return ["93.184.216.34"] if len(resolved) == 1 else ["127.0.0.1"]

    def refuse(_: socket.socket, address: tuple[str, int]) -> None:
        reached.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket.socket, "connect", refuse)
    (answer,) = ask(server, f"http://rebind.example:{server.port}/page", resolver=rebound)

    assert answer.outcome is UrlOutcome.UNREACHABLE
    assert (len(resolved), reached) == (1, ["93.184.216.34"])


def test_a_name_without_an_address_says_so(server):
    from tasks.web.sockets import NoSuchHostError

    async def nowhere(host: str, port: int) -> list[str]:
        del port
        raise NoSuchHostError(f"{host} cannot be found")

    (answer,) = ask(server, "http://gone.example/", resolver=nowhere)

    assert answer.outcome is UrlOutcome.NO_SUCH_HOST


def test_a_host_that_does_not_listen_is_unreachable(server):
    closed = replace(QUICK, allowed_hosts={"x.example": AllowedHost(address="127.0.0.1", port=1)})
    server.replies.clear()
    (answer,) = ask(server, PAGE, limits=closed)

    assert answer.outcome is UrlOutcome.UNREACHABLE


# Bodies and heads that never end


def test_a_bomb_ends_at_its_limit(server):
    bomb = gzip.compress(bytes(LARGEST[Kind.PAGE] + 1))
    reply = Reply(body=bomb, headers=(("Content-Encoding", "gzip"),))

    assert outcome(server, reply)[0] is UrlOutcome.TOO_LARGE


def test_what_a_host_calls_its_page_is_told_without_what_steers_a_terminal(server):
    reply = Reply(raw=b"HTTP/1.1 200 OK\r\nContent-Type: image/\x9b2J\r\nContent-Length: 0\r\n\r\n")

    found = outcome(server, reply)

    assert found == (UrlOutcome.NOT_HTML, "image/2j is no page")


def test_a_body_without_an_end_ends_at_the_limit_of_its_kind(server):
    reply = Reply(pieces=(b"a" * 500_000,), endless=True)

    assert outcome(server, reply, limits=replace(QUICK, deadline_s=20.0))[0] is UrlOutcome.TOO_LARGE


def test_a_body_that_comes_in_drops_ends_at_the_deadline(server):
    began = time.monotonic()
    found = outcome(server, Reply(pieces=(b"a",), pause_s=0.05, endless=True))

    assert found[0] is UrlOutcome.TIMEOUT
    assert time.monotonic() - began < QUICK.deadline_s + 2


def test_a_host_that_never_answers_ends_in_a_timeout(server):
    assert outcome(server, Reply(hangs_s=5))[0] is UrlOutcome.TIMEOUT


def test_a_length_larger_than_any_page_is_believed(server):
    reply = Reply(body=b"a", length=LARGEST[Kind.PAGE] + 1)

    assert outcome(server, reply)[0] is UrlOutcome.TOO_LARGE


def test_a_head_without_an_end_is_a_broken_answer(server):
    reply = Reply(
        raw=b"HTTP/1.1 200 OK\r\n", pieces=(b"X-A: " + b"a" * 9_000 + b"\r\n",), endless=True
    )

    assert outcome(server, reply)[0] is UrlOutcome.BROKEN_ANSWER


@pytest.mark.parametrize(
    "reply",
    [
        Reply(raw=b"\x16\x03\x01 no HTTP at all\r\n\r\n"),
        Reply(body=b"cut", length=500, pieces=()),
        Reply(body=gzip.compress(b"page" * 99)[:-9], headers=(("Content-Encoding", "gzip"),)),
        Reply(body=b"\x8b\x00", headers=(("Content-Encoding", "br"),)),
        Reply(raw=b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n"),
        Reply(raw=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
        Reply(raw=b""),
    ],
)
def test_an_answer_that_is_none_is_broken(server, reply):
    found, detail = outcome(server, reply)

    assert found is UrlOutcome.BROKEN_ANSWER
    assert detail.isprintable()


def test_a_picture_is_no_page(server):
    reply = Reply(body=b"\xff\xd8\xff", content_type="image/jpeg")

    assert outcome(server, reply)[0] is UrlOutcome.NOT_HTML


@pytest.mark.parametrize("content_type", ["text/plain", "application/octet-stream", None, "?;="])
def test_a_page_under_a_wrong_type_is_read_all_the_same(server, content_type):
    assert outcome(server, Reply(body=b"<html>", content_type=content_type))[0] is None


@pytest.mark.parametrize(
    ("status", "ends"), [(404, "http-404"), (410, "http-410"), (451, "http-451"), (418, "http-4xx")]
)
def test_what_a_host_refuses_ends_with_its_status(server, status, ends):
    assert outcome(server, Reply(status=status))[0] == ends


# Robots


def robots(server: NewsServer, text: str, **how: object) -> None:
    server.say(f"{SITE}/robots.txt", Reply(body=text.encode(), content_type="text/plain", **how))


def test_what_robots_txt_forbids_is_not_asked_for(server):
    robots(server, "User-agent: wirecopy\nDisallow: /page")
    (answer,) = ask(server, PAGE)

    assert answer.outcome is UrlOutcome.ROBOTS
    assert server.asked("/page") == []


def test_robots_txt_is_asked_for_once_a_host(server):
    for at in range(5):
        server.say(f"{SITE}/{at}", Reply(body=b"a"))
    ask_together(server, *(f"{SITE}/{at}" for at in range(5)))

    assert len(server.asked("/robots.txt")) == 1


def test_robots_txt_of_a_redirects_host_is_asked_too(server):
    server.say("http://y.example/robots.txt", Reply(body=b"User-agent: *\nDisallow: /"))
    server.say(PAGE, moved("http://y.example/page", 302))
    (answer,) = ask(server, PAGE)

    assert answer.outcome is UrlOutcome.ROBOTS
    assert server.asked(host="y.example") == []


def test_a_host_whose_robots_txt_is_broken_is_left_alone_for_now(server):
    server.say(f"{SITE}/robots.txt", Reply(status=503))
    answers = ask(server, PAGE, PAGE)

    assert [answer.outcome for answer in answers] == [UrlOutcome.HTTP_503, UrlOutcome.NOT_YET]
    assert server.asked("/page") == []


def test_a_robots_txt_without_an_end_is_read_as_far_as_it_must_be(server):
    server.say(
        f"{SITE}/robots.txt",
        Reply(body=b"User-agent: *\nDisallow: /page\n", pieces=(b"# x\n" * 20_000,), endless=True),
    )
    (answer,) = ask(server, PAGE)

    assert answer.outcome is UrlOutcome.ROBOTS


def test_a_remembered_robots_txt_is_not_asked_for_again(server):
    kept = RobotsFile(status=200, text="", fetched=datetime.now(UTC))
    hosts = {"x.example": HostState(host="x.example", robots={SITE: kept})}
    ask(server, PAGE, hosts=hosts)

    assert server.asked("/robots.txt") == []


# Patience


def test_never_two_at_once_to_a_host_and_never_under_the_gap(server):
    urls = [server.say(f"{SITE}/{at}", Reply(body=b"a", hangs_s=0.02)) for at in range(8)]
    ask_together(server, *urls, limits=replace(QUICK, gap_s=0.1))

    assert len(server.asked()) == 8
    assert server.overlaps() == 0
    assert min(server.gaps()) >= 0.1


def test_a_crawl_delay_is_kept(server):
    robots(server, "User-agent: *\nCrawl-delay: 0.3")
    ask_together(server, PAGE, PAGE)

    assert min(server.gaps()) >= 0.3


def test_a_crawl_delay_beyond_our_patience_leaves_the_rest_for_later(server):
    robots(server, "User-agent: *\nCrawl-delay: 60")
    answers = ask(server, PAGE)

    assert answers[0].outcome is UrlOutcome.NOT_YET


def test_hosts_do_not_wait_for_one_another(server):
    urls = []
    for host in "abcdef":
        server.say(f"http://{host}.example/robots.txt", Reply(status=404))
        urls.append(server.say(f"http://{host}.example/", Reply(body=b"a", hangs_s=0.5)))
    began = time.monotonic()
    ask_together(server, *urls)

    assert time.monotonic() - began < 2


def test_no_more_are_asked_at_once_than_allowed(server):
    urls = []
    for host in "abcdef":
        server.say(f"http://{host}.example/robots.txt", Reply(status=404))
        urls.append(server.say(f"http://{host}.example/", Reply(body=b"a", hangs_s=0.05)))
    ask_together(server, *urls, limits=replace(QUICK, at_once=2))
    under_way = [
        sum(other.began <= asked.began < other.ended for other in server.log)
        for asked in server.log
    ]

    assert max(under_way) <= 2


@pytest.mark.parametrize("status", [429, 503])
def test_a_host_that_asks_for_patience_is_not_asked_before(server, status):
    server.say(PAGE, Reply(status=status, headers=(("Retry-After", "120"),)))
    answers = ask(server, PAGE, PAGE)

    assert [answer.outcome for answer in answers] == [f"http-{status}", "not-yet"]
    assert answers[0].not_before - answers[0].asked > timedelta(seconds=115)
    assert len(server.asked("/page")) == 1


def test_trouble_that_passes_is_overcome(server):
    replies = iter([Reply(status=503, headers=(("Retry-After", "0"),)), Reply(body=b"a")])
    server.say(PAGE, lambda _: next(replies))
    (answer,) = ask(server, PAGE, limits=replace(QUICK, attempts=2, patience_s=5.0))

    assert answer.body == b"a"


def test_a_host_that_keeps_failing_is_left_alone(server):
    state = HostState(
        host="x.example", failures=9, not_before=datetime.now(UTC) + timedelta(hours=1)
    )
    (answer,) = ask(server, PAGE, hosts={"x.example": state})

    assert answer.outcome is UrlOutcome.NOT_YET
    assert server.log == []


def test_a_broken_host_harms_no_other(server):
    server.say("http://y.example/robots.txt", Reply(raw=b"\x00\x01"))
    answers = ask_together(server, "http://y.example/a", PAGE)

    assert answers[0].outcome is UrlOutcome.BROKEN_ANSWER
    assert answers[1].body == b"<html>ferry</html>"


# The whole newsroom


def test_the_invented_newsroom_is_read_and_a_second_round_brings_no_body_at_all(server):
    pages = open_newsroom(server, NOW)
    urls = [page.url for page in pages]
    first = ask_together(server, *urls)

    async def again() -> list[Answer]:
        client = WebClient(replace(QUICK, allowed_hosts=server.hosts), resolver=no_dns)
        async with client:
            asked = (client.fetch(each.url, validators=each.validators) for each in first)
            return list(await asyncio.gather(*asked))

    server.log.clear()
    second = asyncio.run(again())

    assert [answer.body for answer in first] == [page.body for page in pages]
    assert {answer.outcome for answer in second} == {UrlOutcome.UNCHANGED}
    assert all(asked.conditional and asked.status == 304 for asked in server.asked())


@pytest.mark.parametrize("listed_by", ["feed.xml", "news-sitemap.xml"])
def test_the_lists_of_the_newsroom_name_every_page_of_it(server, listed_by):
    pages = open_newsroom(server, NOW)
    roots = sorted({origin_of(page.url) for page in pages})
    answers = ask_together(server, *(f"{root}/{listed_by}" for root in roots))
    read = read_feed if listed_by == "feed.xml" else read_sitemap
    lists = [read(answer.body, url=answer.answered_by, now=NOW) for answer in answers]
    listed = {listing.url for each in lists for listing in each.listings}

    assert listed == {page.url for page in pages}


def test_a_validator_is_no_way_into_the_head(server):
    """What would break the request is sent nowhere; the URL ends in an outcome all the same."""
    (answer,) = ask(server, PAGE, validators=Validators(etag='"a"\r\nX-Evil: 1'))

    assert all("x-evil" not in asked.headers for asked in server.log)
    assert answer.outcome is UrlOutcome.BROKEN_ANSWER
