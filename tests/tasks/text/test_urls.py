"""One page is one article, under whatever URL it was found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.text.urls import LONGEST_URL, canonical_url, page_key, page_url

PAGE = "https://harlandcourier.example/2026/11/07/late-header"


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("HTTPS://HarlandCourier.Example:443/News", "https://harlandcourier.example/News"),
        ("http://harlandcourier.example:80", "http://harlandcourier.example/"),
        ("http://harlandcourier.example:8080/a", "http://harlandcourier.example:8080/a"),
        ("https://harlandcourier.example./a", "https://harlandcourier.example/a"),
        ("https://münchner-blatt.example/a", "https://xn--mnchner-blatt-wob.example/a"),
        ("https://x.example/a/./b/../c", "https://x.example/a/c"),
        ("https://x.example/../../a/", "https://x.example/a/"),
        ("https://x.example/%7euser/%e4", "https://x.example/~user/%E4"),
        ("https://x.example/größe", "https://x.example/gr%C3%B6%C3%9Fe"),
        ("https://x.example/100%", "https://x.example/100%25"),
        ("https://x.example/a#comments", "https://x.example/a"),
        ("https://x.example/a?utm_source=rss&id=7&fbclid=Q", "https://x.example/a?id=7"),
        ("https://x.example/a?757748", "https://x.example/a?757748"),
        ("https://x.example/a?cid=12&source=b", "https://x.example/a?cid=12&source=b"),
        ("  https://x.example/a\n ", "https://x.example/a"),
        ("https://desk:secret@x.example/a", "https://x.example/a"),
        ("https://[2001:DB8::1]/a", "https://[2001:db8::1]/a"),
    ],
)
def test_a_url_has_one_canonical_form(written: str, canonical: str):
    assert canonical_url(written) == canonical


@pytest.mark.parametrize(
    "written",
    [
        "file:///etc/passwd",
        "javascript:alert(1)",
        "ftp://x.example/a",
        "gopher://x.example:25/_HELO",
        "//x.example/a",
        "news/a.html",
        "https://",
        "https:///a",
        "https://x y.example/",
        "https://x.example:99999/",
        "https://x.example\\@evil.example/",
        "https://[::1/",
        "https://x.example/" + "a" * LONGEST_URL,
        "https://" + "a." * 200 + "example/",
        "",
    ],
)
def test_what_is_no_web_address_has_no_canonical_form(written: str):
    assert canonical_url(written) is None


def test_a_relative_link_is_read_against_its_page():
    assert canonical_url("../b?x=1", PAGE) == "https://harlandcourier.example/2026/11/b?x=1"


@pytest.mark.parametrize(
    "dress",
    [
        "http://harlandcourier.example/2026/11/07/late-header",
        "https://www.harlandcourier.example/2026/11/07/late-header/",
        "https://m.harlandcourier.example/2026/11/07/late-header",
        "https://amp.harlandcourier.example/2026/11/07/late-header",
        "https://harlandcourier.example/2026/11/07/late-header/amp",
        "https://harlandcourier.example/2026/11/07/late-header/amp/",
        "https://harlandcourier.example/2026/11/07/late-header?amp=1",
        "https://harlandcourier.example/2026/11/07/late-header?outputType=amp",
        "https://harlandcourier.example/amp/2026/11/07/late-header",
        "https://harlandcourier.example/2026/11/07/late-header/print/",
        "https://harlandcourier.example/2026/11/07/late-header?print=true",
        "https://harlandcourier.example/2026/11/07/late-header/index.html",
        "https://harlandcourier-example.cdn.ampproject.org/c/s/harlandcourier.example/2026/11/07/late-header",
        "https://www.google.com/amp/s/harlandcourier.example/2026/11/07/late-header?amp",
    ],
)
def test_the_dresses_of_one_page_share_its_key(dress: str):
    assert page_key(dress) == page_key(PAGE)


@pytest.mark.parametrize(
    "other",
    [
        "https://harlandcourier.example/2026/11/07/late-header-2",
        "https://harlandcourier.example/2026/11/07/late-header?page=2",
        "https://harlandcourier.example/",
        "https://harlandcourier.example/amp",
        "https://sport.harlandcourier.example/2026/11/07/late-header",
        "https://harlandcourier.example/2026/11/07/Late-Header",
    ],
)
def test_another_page_has_another_key(other: str):
    assert page_key(other) != page_key(PAGE)


def test_a_town_called_amp_keeps_its_page():
    assert page_key("https://x.example/amp") != page_key("https://x.example/")


def test_parameters_in_another_order_are_the_same_page():
    assert page_key("https://x.example/?b=2&a=1") == page_key("https://x.example/?a=1&b=2")


def test_a_page_stands_under_the_link_it_declares():
    assert page_url(PAGE + "/amp", declared=PAGE) == PAGE


def test_a_canonical_link_to_the_original_outlet_moves_no_reprint():
    declared = "https://norwind.example/ferry"

    assert page_url(PAGE, declared=declared) == PAGE


def test_a_canonical_link_to_the_front_page_is_a_fault_of_the_template():
    assert page_url(PAGE, declared="https://harlandcourier.example/") == PAGE


def test_a_page_without_a_link_stands_under_the_url_that_answered():
    assert page_url("https://harlandcourier.example/?p=7", answered_by=PAGE) == PAGE


@given(st.text(max_size=60))
def test_canonical_twice_is_canonical_once(rest: str):
    once = canonical_url("https://x.example/" + rest)

    assert once is None or canonical_url(once) == once


@given(st.text(max_size=60))
def test_a_canonical_url_holds_no_sign_that_could_break_a_line_or_a_terminal(rest: str):
    once = canonical_url("https://x.example/" + rest) or ""

    assert once.isascii()
    assert once.isprintable()
    assert " " not in once


@given(st.text(alphabet="/.%2eAaBbamp-_", max_size=40))
def test_a_trailing_slash_is_no_other_page(path: str):
    once = canonical_url("https://x.example/" + path)

    assert once is None or page_key(once) == page_key(once + "/")
