"""Each line of a list is a listing, a remark, or a rejection."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tasks.listings import Listing
from tasks.outcomes import Rejected
from tasks.sources.urllist import listed_urls

LIST = b"""\xef\xbb\xbf# the desk's own list
https://x.example/a  # lead
https://x.example/b#comments

not a url
file:///etc/passwd
"""


def listed(lines: bytes) -> list[Listing | Rejected]:
    return list(listed_urls(lines.splitlines(keepends=True), name="urls.txt"))


def test_lines_with_urls_are_listings_with_their_places():
    found = [(each.place, each.url) for each in listed(LIST) if isinstance(each, Listing)]

    assert found == [(2, "https://x.example/a"), (3, "https://x.example/b")]


def test_what_is_no_web_address_is_rejected_with_its_line():
    assert [each.input for each in listed(LIST) if isinstance(each, Rejected)] == [
        "urls.txt:5",
        "urls.txt:6",
    ]


@given(st.binary(max_size=200))
def test_no_bytes_in_a_list_can_break_the_reading(lines: bytes):
    assert all(isinstance(each, Listing | Rejected) for each in listed(lines))
