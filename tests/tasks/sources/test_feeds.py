"""Every entry of a feed is listed with what the feed says of it, and no bytes break the reading."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from pathlib import Path

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.article.dating import choose_date
from tasks.listings import DateCandidate, Feed, Listing
from tasks.outcomes import Reason, Rejected
from tasks.sources.feeds import LARGEST_FEED_BYTES, read_feed

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
URL = "https://www.harlandcourier.example/feed.xml"
RSS = b"""<?xml version="1.0"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
     xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>The Harland Courier</title><link>https://www.harlandcourier.example/</link>
<language>en-gb</language><ttl>30</ttl>
<item><title>Ferry runs aground &amp;amp; waits</title>
 <link>/2026/11/03/ferry?utm_source=rss</link>
 <guid isPermaLink="false">hc-1</guid><dc:creator>Jo Doe</dc:creator>
 <source url="https://norwind.example/rss">Norwind</source>
 <category>Lakes</category><category>Fog</category>
 <pubDate>Tue, 03 Nov 2026 08:30:00 +0100</pubDate>
 <description>&lt;p&gt;A ferry ran aground.&lt;/p&gt;</description></item>
<item><title>Whole</title><link>https://www.harlandcourier.example/b</link>
 <description>Teaser</description>
 <content:encoded><![CDATA[<p>The whole <b>text</b>.</p><script>alert(1)</script>]]>
 </content:encoded>
</item></channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="es" xml:base="https://lafarola.example/">
<title>La Farola</title><entry><id>tag:1</id><title>Uno</title><link href="n/1"/>
<author><name>Ana Ruiz</name></author><published>2026-11-12T08:00:00Z</published>
<updated>2026-11-12T09:00:00Z</updated>
<source><title>Agencia Norte</title></source></entry></feed>"""
JSON = b"""{"version": "https://jsonfeed.org/version/1.1", "title": "WJQV",
"items": [{"id": "7", "url": "https://www.wjqv.example/news/7", "title": "Rovers go top",
"authors": [{"name": "Lee Park"}], "tags": ["soccer"], "content_text": "Rovers won.",
"date_published": "2026-11-07T22:00:00-05:00"}, {"id": 8, "content_html": "<p>Brief</p>"}]}"""
RDF = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<channel><title>Old</title></channel><item><title>One</title><link>https://x.example/1</link></item>
</rdf:RDF>"""


def feed(body: bytes, **extra: str) -> Feed:
    found = read_feed(body, url=URL, now=NOW, **extra)
    assert isinstance(found, Feed), found
    return found


def first(body: bytes) -> Listing:
    return feed(body).listings[0]


def test_an_entry_keeps_what_rss_says_of_it():
    assert first(RSS) == Listing(
        url="https://www.harlandcourier.example/2026/11/03/ferry",
        place=1,
        guid="hc-1",
        title="Ferry runs aground & waits",
        dates=(
            DateCandidate(
                origin="feed:published",
                written="Tue, 03 Nov 2026 08:30:00 +0100",
                moment=datetime(2026, 11, 3, 7, 30, tzinfo=UTC),
            ),
        ),
        authors=("Jo Doe",),
        outlet="Norwind",
        outlet_url="https://norwind.example/rss",
        categories=("Lakes", "Fog"),
        language="en-gb",
        text="A ferry ran aground.",
    )


def test_a_feed_keeps_what_it_says_of_itself():
    found = feed(RSS)

    assert (found.form, found.title, found.quiet_s) == ("rss20", "The Harland Courier", 1_800)


def test_a_text_given_whole_goes_before_its_teaser():
    whole = feed(RSS).listings[1]

    assert (whole.text, whole.text_is_whole) == ("The whole text.", True)


def test_atom_says_who_when_and_in_which_language():
    entry = first(ATOM)

    assert entry.url == "https://lafarola.example/n/1"
    assert entry.authors == ("Ana Ruiz",)
    assert entry.outlet == "Agencia Norte"
    assert entry.language == "es"
    assert [each.origin for each in entry.dates] == ["feed:published", "feed:updated"]


def test_json_feed_is_a_feed():
    entry = first(JSON)

    assert (entry.url, entry.authors, entry.categories) == (
        "https://www.wjqv.example/news/7",
        ("Lee Park",),
        ("soccer",),
    )


def test_an_entry_without_a_link_is_listed_all_the_same():
    entry = feed(JSON).listings[1]

    assert (entry.url, entry.guid, entry.text) == (None, "8", "Brief")


def test_rss_of_1999_is_a_feed():
    assert first(RDF).url == "https://x.example/1"


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "file:///etc/passwd", "mailto:a@b.example"]
)
def test_a_link_that_is_no_web_address_is_none(link: str):
    assert first(RSS.replace(b"/2026/11/03/ferry?utm_source=rss", link.encode())).url is None


def test_a_charset_in_the_header_serves_where_the_feed_says_nothing():
    body = "<rss><channel><item><title>Łódź</title></item></channel></rss>".encode("iso-8859-2")

    assert feed(body, charset="iso-8859-2").listings[0].title == "Łódź"


def test_a_wrong_charset_in_the_header_spoils_no_utf_8():
    body = "<rss><channel><item><title>Łódź</title></item></channel></rss>".encode()

    assert feed(body, charset="iso-8859-1").listings[0].title == "Łódź"


def test_a_feed_that_breaks_off_gives_what_came():
    assert len(feed(RSS[: RSS.index(b"</item></channel>")]).listings) == 2


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<!doctype html><html><body>Sorry</body></html>",
        b'{"a": 1}',
        b"{",
        b"\x89PNG\r\n\x1a\n",
        b"[" * 100_000,
        b'{"items":' * 50_000,
    ],
)
def test_what_is_no_feed_is_rejected_with_its_reason(body: bytes):
    found = read_feed(body, url=URL, now=NOW)

    assert isinstance(found, Rejected)
    assert found.detail


def test_a_feed_larger_than_any_is_not_read():
    found = read_feed(b"<rss>" + b" " * LARGEST_FEED_BYTES, url=URL, now=NOW)

    assert isinstance(found, Rejected)
    assert found.reason is Reason.TOO_LARGE


def test_an_entity_that_names_a_file_reads_no_file(tmp_path: Path):
    secret = tmp_path / "secret"
    secret.write_text("swordfish")
    dtd = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'.encode()

    found = feed(dtd + b"<rss><channel><item><title>a &x; b</title></item></channel></rss>")

    assert "swordfish" not in str(found)


def test_no_other_file_is_included(tmp_path: Path):
    secret = tmp_path / "secret"
    secret.write_text("swordfish")
    include = (
        '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" parse="text" '
        f'href="{secret.as_uri()}"/>'
    ).encode()

    found = feed(b"<rss><channel><item><title>a " + include + b"</title></item></channel></rss>")

    assert "swordfish" not in str(found)


def test_an_outer_dtd_is_not_read(tmp_path: Path):
    dtd = tmp_path / "feed.dtd"
    dtd.write_text('<!ENTITY x "swordfish">')
    head = f'<!DOCTYPE rss SYSTEM "{dtd.as_uri()}">'.encode()

    found = feed(head + b"<rss><channel><item><title>a &x; b</title></item></channel></rss>")

    assert "swordfish" not in str(found)


def test_entities_of_entities_of_entities_stay_small():
    laughs = b"".join(b'<!ENTITY l%d "%s">' % (at, b"&l%d;" % (at - 1) * 10) for at in range(1, 10))
    dtd = b'<!DOCTYPE rss [<!ENTITY l0 "ha">' + laughs + b"]>"
    began = time.monotonic()

    found = read_feed(
        dtd + b"<rss><channel><item><title>&l9;</title></item></channel></rss>", url=URL, now=NOW
    )

    assert time.monotonic() - began < 2
    assert len(str(found)) < 5_000


@pytest.mark.parametrize("tag", [b"<a>", b"<item>", b"<a ", b"<a b='", b"<a\n"])
def test_a_feed_nested_beyond_measure_is_refused_at_once(tag: bytes):
    began = time.monotonic()
    found = read_feed(b"<rss>" + tag * 100_000, url=URL, now=NOW)

    assert isinstance(found, Rejected)
    assert time.monotonic() - began < 5


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.integers(0, len(RSS)))
def test_no_bytes_in_a_feed_can_break_the_reading(noise: bytes, at: int):
    assert isinstance(read_feed(RSS[:at] + noise + RSS[at:], url=URL, now=NOW), Feed | Rejected)


@given(st.recursive(st.none() | st.integers() | st.text(max_size=9), lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["id", "url", "items", "authors", "name", "tags", "title", "date_published"]), inner, max_size=5)))  # fmt: skip  # noqa: E501 - one strategy
def test_no_json_in_a_feed_can_break_the_reading(value: object):
    import json

    body = json.dumps(
        {"version": "https://jsonfeed.org/version/1", "items": [value, value]}
    ).encode()

    assert isinstance(read_feed(body, url=URL, now=NOW), Feed)


def dated(origin: str, day: int) -> DateCandidate:
    return DateCandidate(
        origin=origin, written=str(day), moment=datetime(2026, 11, day, tzinfo=UTC)
    )


def test_the_surest_date_is_taken_and_says_why():
    chosen = choose_date([dated("feed:updated", 5), dated("feed:published", 3)], sighted=NOW)

    assert chosen is not None
    assert (chosen.moment.day, chosen.reason) == (3, "surer than feed:updated")


def test_no_date_lies_after_the_article_was_seen():
    chosen = choose_date([dated("page:meta", 22), dated("feed:updated", 20)], sighted=NOW)

    assert chosen is not None
    assert chosen.moment.day == 20


def test_where_all_dates_lie_ahead_the_sighting_is_the_date():
    chosen = choose_date([dated("page:meta", 22)], sighted=NOW)

    assert chosen is not None
    assert (chosen.moment, chosen.origin) == (NOW, "sighting")


def test_without_a_date_none_is_made_up():
    assert choose_date([DateCandidate(origin="url", written="?")], sighted=NOW) is None


def corpus() -> list[Path]:
    root = Path(__file__).parents[3]
    folder = Path(os.environ.get("WIRECOPY_CORPORA", root.parent / "shared" / "corpora")) / "feeds"
    return sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []


@pytest.mark.corpora
@pytest.mark.skipif(
    not corpus(), reason="the feeds of other projects' tests are not beside this one"
)
def test_no_entry_is_lost_that_feedparser_finds():
    fewer = []
    for path in corpus():
        body = path.read_bytes()
        found = read_feed(body, url=URL, now=NOW)
        wanted = len(feedparser.parse(body, sanitize_html=False).entries)
        if isinstance(found, Feed):
            fewer += [path] * (len(found.listings) < wanted)
        else:
            fewer += [path] * (wanted > 0 or not found.detail)

    assert fewer == []
