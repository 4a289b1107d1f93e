"""A WARC's pages are inputs, its other answers rejections, and damage costs only what it hits."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.outcomes import Reason, Rejected
from tasks.records import LARGEST_PAGE_BYTES, Input
from tasks.sources.warc import unread_answers

if TYPE_CHECKING:
    from pathlib import Path

HTML = "text/html; charset=utf-8"


def record(
    url: str = "https://x.example/a",
    body: bytes = b"<html><p>A ferry ran aground.</p></html>",
    *,
    content_type: str = HTML,
    status: str = "200 OK",
    kind: str = "response",
    packed: bool = True,
    **headers: str,
) -> bytes:
    fields = {"Content-Type": content_type, **headers}
    head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in fields.items())
    block = f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body
    warc = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\n"
        f"WARC-Date: 2026-11-03T08:30:00Z\r\nWARC-Record-ID: <urn:uuid:{url[-1]}>\r\n"
        f"Content-Type: application/http; msgtype={kind}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    whole = warc.encode() + block + b"\r\n\r\n"
    return gzip.compress(whole) if packed else whole


def pages(count: int, *, packed: bool = True) -> list[bytes]:
    return [
        record(f"https://x.example/{at}", b"<html>page %d</html>" % at * 40, packed=packed)
        for at in range(count)
    ]


@pytest.fixture
def read(tmp_path: Path):
    def read_all(content: bytes) -> list[Input | Rejected]:
        path = tmp_path / "crawl.warc.gz"
        path.write_bytes(content)
        return [
            unread(place) for place, unread in enumerate(unread_answers(path, path.name), start=1)
        ]

    return read_all


def urls(found: list[Input | Rejected]) -> list[str | None]:
    return [each.url for each in found if isinstance(each, Input)]


def rejections(found: list[Input | Rejected]) -> list[Reason]:
    return [each.reason for each in found if isinstance(each, Rejected)]


def test_a_page_comes_with_its_url_its_bytes_and_when_it_was_fetched(read):
    (found,) = read(record())

    assert found.url == found.external_id == "https://x.example/a"
    assert found.body == b"<html><p>A ferry ran aground.</p></html>"
    assert found.extra["warc_date"] == "2026-11-03T08:30:00Z"
    assert found.extra["http_content_type"] == HTML


def test_requests_and_notes_are_no_inputs(read):
    found = read(record(kind="request", status="GET / HTTP/1.1") + record())

    assert [each.name for each in found] == ["crawl.warc.gz:1"]


@pytest.mark.parametrize("packed", [True, False])
def test_every_page_comes_in_its_order_with_its_place(read, packed):
    found = read(b"".join(pages(12, packed=packed)))

    assert urls(found) == [f"https://x.example/{at}" for at in range(12)]
    assert [each.place for each in found] == list(range(1, 13))


def test_a_whole_file_packed_at_once_is_read(read):
    assert len(read(gzip.compress(b"".join(pages(12, packed=False))))) == 12


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (record(content_type="application/pdf"), Reason.NOT_HTML),
        (record(content_type="application/rss+xml"), Reason.NOT_HTML),
        (record(status="404 Not Found"), Reason.NO_TEXT),
        (record(status="301 Moved"), Reason.NO_TEXT),
        (record(kind="revisit"), Reason.NO_TEXT),
        (record(body=bytes(LARGEST_PAGE_BYTES + 1)), Reason.TOO_LARGE),
        (record(body=gzip.compress(bytes(10**8)), Content_Encoding="gzip"), Reason.TOO_LARGE),
        (record(body=gzip.compress(b"a" * 99)[:-9], Content_Encoding="gzip"), Reason.UNREADABLE),
        (record(body=b"\x8b", Content_Encoding="br"), Reason.UNREADABLE),
    ],
)
def test_what_is_no_page_is_rejected_and_the_rest_is_read(read, broken: bytes, reason: Reason):
    found = read(broken + record("https://x.example/b"))

    assert rejections(found) == [reason]
    assert urls(found) == ["https://x.example/b"]


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (gzip.compress(b"<html>x</html>"), {"Content_Encoding": "gzip"}),
        (b"<html>x</html>", {"Content_Encoding": "gzip"}),
        (b"7\r\n<html>x\r\n7;a=b\r\n</html>\r\n0\r\n\r\n", {"Transfer_Encoding": "chunked"}),
        (b"<html>x</html>", {"Transfer_Encoding": "chunked"}),
    ],
)
def test_a_page_is_taken_out_of_what_it_travelled_in(read, body: bytes, headers: dict[str, str]):
    (found,) = read(record(body=body, **headers))

    assert found.body == b"<html>x</html>"


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("damage", [b"\xff\x00\xff", b"junk " * 300])
def test_damage_costs_one_rejection_and_what_it_hits(read, packed, damage: bytes):
    whole = pages(6, packed=packed)
    # Behind the first bytes of the third: its head is lost.
    hit = damage + whole[2][2:] if packed else damage + whole[2][20:]

    found = read(b"".join([*whole[:2], hit, *whole[3:]]))

    assert urls(found) == [f"https://x.example/{at}" for at in (0, 1, 3, 4, 5)]
    assert len(rejections(found)) <= 1


def test_damage_inside_a_packed_page_costs_that_page(read):
    whole = pages(5)
    middle = len(whole[2]) // 2
    hit = whole[2][:middle] + b"\xff\xff\xff\xff" + whole[2][middle + 4 :]

    found = read(b"".join([*whole[:2], hit, *whole[3:]]))

    assert urls(found) == [f"https://x.example/{at}" for at in (0, 1, 3, 4)]
    assert rejections(found) == [Reason.UNREADABLE]


def test_a_file_that_breaks_off_says_so(read):
    whole = pages(3)
    found = read(b"".join(whole)[:-40])

    assert urls(found) == ["https://x.example/0", "https://x.example/1"]
    assert rejections(found) == [Reason.UNREADABLE]


@pytest.mark.parametrize("content", [b"no warc at all" * 50, gzip.compress(b"nor this" * 50)])
def test_what_is_no_warc_is_one_rejection(read, content: bytes):
    assert rejections(read(content)) == [Reason.UNREADABLE]


def test_the_same_file_is_read_the_same_way_twice(read):
    whole = pages(5)
    content = b"".join([*whole[:2], b"junk", *whole[2:]])

    assert read(content) == read(content)


@settings(max_examples=60, deadline=None)
@given(noise=st.binary(min_size=1, max_size=60), share=st.floats(0, 1))
def test_no_bytes_in_a_warc_can_break_the_reading(tmp_path_factory, noise: bytes, share: float):
    content = b"".join(pages(3))
    at = int(share * len(content))
    path = tmp_path_factory.mktemp("warc") / "a.warc.gz"
    path.write_bytes(content[:at] + noise + content[at:])

    found = [unread(1) for unread in unread_answers(path, "a")]

    assert all(isinstance(each, Input | Rejected) for each in found)
    assert len(urls(found)) >= 2
