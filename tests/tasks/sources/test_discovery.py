"""What a front page tells of its site: feeds, name, language; hostile ones tell nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.sources.discovery import FrontPage, part_of_title, read_front, source_name

SITE = "https://courier.example/"


def front(head="", body="", lang="en"):
    page = f'<html lang="{lang}"><head>{head}</head><body>{body}</body></html>'
    return read_front(page.encode(), url=SITE)


def alternate(href, kind="application/rss+xml"):
    return f'<link rel="alternate" type="{kind}" href="{href}">'


@pytest.mark.parametrize(
    "kind", ["application/rss+xml", "application/atom+xml", "application/feed+json", "text/xml"]
)
def test_a_declared_feed_is_found_whatever_its_kind(kind):
    assert front(alternate("/news.xml", kind)).feeds == ("https://courier.example/news.xml",)


def test_an_alternate_page_is_no_feed():
    assert front(alternate("/es/", "text/html")).feeds == ()


def test_a_declared_feed_goes_before_a_linked_one_and_comments_come_last():
    head = alternate("/comments/feed/") + alternate("/feed/")

    assert front(head, '<a href="/sport/rss.xml">RSS</a>').feeds == (
        "https://courier.example/feed/",
        "https://courier.example/sport/rss.xml",
        "https://courier.example/comments/feed/",
    )


@pytest.mark.parametrize("href", ["/feedback", "/rssl-club", "https://other.example/feed", "#rss"])
def test_a_link_to_something_else_is_no_feed(href):
    assert front(body=f'<a href="{href}">x</a>').feeds == ()


def test_no_more_feeds_are_tried_than_a_visitor_would():
    links = "".join(f'<a href="/{at}/feed">x</a>' for at in range(500))

    assert len(front(body=links).feeds) == 12


def test_a_site_is_called_what_it_calls_itself():
    head = '<meta property="og:site_name" content="The Courier"><title>News</title>'

    assert front(head).name == "The Courier"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Home | The Courier", "The Courier"),
        ("The Courier - News from Harland and all the world that is worth it", "The Courier"),
        ("Welcome", "Welcome"),
        ("", None),
        ("x" * 41, None),
    ],
)
def test_else_it_is_called_what_its_title_and_host_share(title, name):
    assert part_of_title(title, "www.courier.example") == name


def test_a_site_tells_its_language():
    assert front(lang="en-GB").language == "en"
    assert front(lang="?").language is None


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.courier.example/", "courier"),
        ("https://feeds.courier.co.uk/rss", "courier"),
        ("https://wire.example/", "wire-3"),
        ("http://localhost/", "localhost"),
    ],
)
def test_a_source_is_named_by_its_host_and_like_no_other(url, name):
    assert source_name(url, ["wire", "wire-2"]) == name


@given(st.binary(max_size=400))
def test_no_bytes_trouble_the_reader(body):
    assert isinstance(read_front(body, url=SITE), FrontPage)


@given(st.text(alphabet="<>/\"'= abrelinkhtmlsdt\x00&;", max_size=300))
def test_no_broken_page_troubles_the_reader(text):
    assert isinstance(read_front(text.encode(), url=SITE), FrontPage)
