"""Every page of a sitemap is listed, and no XML in it reaches further than itself."""

from __future__ import annotations

import gzip
import os
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.listings import Sitemap
from tasks.outcomes import Reason, Rejected
from tasks.sources.sitemaps import MOST_URLS, read_sitemap

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
URL = "https://www.casmeretribune.example/sitemap.xml"
HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n'
NEWS = (
    HEAD
    + b"""<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc> https://www.casmeretribune.example/2026-11/ferry.html </loc><lastmod>2026-11-04</lastmod>
 <image:image><image:title>A picture</image:title></image:image>
 <news:news><news:publication><news:name>Casmere Tribune</news:name>
 <news:language>en</news:language></news:publication><news:publication_date>2026-11-03T09:00:00+01:00</news:publication_date>
 <news:title>Ferry &amp; fog</news:title><news:keywords>lakes, fog</news:keywords></news:news></url>
<url><loc>https://www.casmeretribune.example/2026-11/cheese.html</loc></url>
<url><loc>javascript:alert(1)</loc></url></urlset>"""
)
INDEX = b"""<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>https://www.casmeretribune.example/news.xml.gz</loc></sitemap></sitemapindex>"""


def sitemap(body: bytes) -> Sitemap:
    found = read_sitemap(body, url=URL, now=NOW)
    assert isinstance(found, Sitemap), found
    return found


def rejected(body: bytes) -> Rejected:
    found = read_sitemap(body, url=URL, now=NOW)
    assert isinstance(found, Rejected), found
    return found


def test_a_news_sitemap_says_what_when_and_by_whom():
    entry = sitemap(NEWS).listings[0]

    assert entry.url == "https://www.casmeretribune.example/2026-11/ferry.html"
    assert (entry.title, entry.outlet, entry.language) == ("Ferry & fog", "Casmere Tribune", "en")
    assert entry.categories == ("lakes", "fog")
    assert [(each.origin, each.moment) for each in entry.dates] == [
        ("sitemap:news", datetime(2026, 11, 3, 8, 0, tzinfo=UTC)),
        ("sitemap:lastmod", datetime(2026, 11, 4, tzinfo=UTC)),
    ]


def test_what_is_no_web_address_is_left_out():
    assert len(sitemap(NEWS).listings) == 2


def test_an_index_names_further_sitemaps_and_no_page():
    found = sitemap(INDEX)

    assert [each.url for each in found.sitemaps] == [
        "https://www.casmeretribune.example/news.xml.gz"
    ]
    assert found.listings == ()


def test_a_packed_sitemap_is_the_same_sitemap():
    assert sitemap(gzip.compress(NEWS)) == sitemap(NEWS)


def test_a_list_of_urls_is_a_sitemap():
    assert [
        each.url for each in sitemap(b"https://x.example/a\nhttps://x.example/b\n").listings
    ] == [
        "https://x.example/a",
        "https://x.example/b",
    ]


def test_a_feed_is_a_sitemap():
    body = b"<rss><channel><item><link>https://x.example/a</link></item></channel></rss>"

    assert [each.url for each in sitemap(body).listings] == ["https://x.example/a"]


def test_a_sitemap_that_breaks_off_gives_what_came():
    assert len(sitemap(NEWS[: NEWS.index(b"<url><loc>javascript")]).listings) == 2


def test_a_sitemap_without_its_namespace_is_read():
    assert len(sitemap(b"<urlset><url><loc>https://x.example/</loc></url></urlset>").listings) == 1


def test_more_entries_than_the_protocol_allows_are_cut_and_it_is_said():
    body = (
        b"<urlset>" + b"<url><loc>https://x.example/</loc></url>" * (MOST_URLS + 9) + b"</urlset>"
    )
    found = sitemap(body)

    assert len(found.listings) == MOST_URLS
    assert found.cut


@pytest.mark.parametrize(
    "body",
    [b"", b"<html><body>Sorry</body></html>", b"\x89PNG\r\n\x1a\n", b"no url", b"\x1f\x8b\x08no"],
)
def test_what_is_no_sitemap_is_rejected_with_its_reason(body: bytes):
    assert rejected(body).detail


def test_a_sitemap_bomb_ends_at_its_limit():
    bomb = gzip.compress(HEAD + b"<urlset>" + b" " * 60_000_000)
    began = time.monotonic()
    found = rejected(bomb)

    assert found.reason is Reason.TOO_LARGE
    assert time.monotonic() - began < 5


def test_a_sitemap_packed_twice_is_unpacked_once():
    """What is packed again inside is no sitemap: nobody unpacks on and on."""
    bomb = gzip.compress(gzip.compress(HEAD + b"<urlset>" + b" " * 60_000_000))

    assert rejected(bomb).reason is not Reason.TOO_LARGE


def test_no_other_file_is_included(tmp_path: Path):
    secret = tmp_path / "secret"
    secret.write_text("swordfish")
    body = (
        '<urlset xmlns:xi="http://www.w3.org/2001/XInclude"><url><loc>https://x.example/'
        f'<xi:include href="{secret.as_uri()}" parse="text"/></loc></url></urlset>'
    )

    assert "swordfish" not in str(read_sitemap(body.encode(), url=URL, now=NOW))


def attacked(dtd: str) -> str:
    body = f"<!DOCTYPE urlset {dtd}>".encode()
    body += b"<urlset><url><loc>https://x.example/&x;</loc><news><title>&x;</title></news></url></urlset>"
    return str(read_sitemap(body, url=URL, now=NOW))


def test_an_entity_that_names_a_file_reads_no_file(tmp_path: Path):
    secret = tmp_path / "secret"
    secret.write_text("swordfish")

    assert "swordfish" not in attacked(f'[<!ENTITY x SYSTEM "{secret.as_uri()}">]')


def test_an_entity_of_the_sitemap_itself_is_not_replaced():
    assert "swordfish" not in attacked('[<!ENTITY x "swordfish">]')


def test_an_outer_dtd_is_not_read(tmp_path: Path):
    dtd = tmp_path / "sitemap.dtd"
    dtd.write_text('<!ENTITY x "swordfish">')

    assert "swordfish" not in attacked(f'SYSTEM "{dtd.as_uri()}"')


def test_entities_of_entities_of_entities_stay_small():
    laughs = "".join(f'<!ENTITY l{at} "{f"&l{at - 1};" * 10}">' for at in range(1, 10))
    began = time.monotonic()
    found = attacked(f'[<!ENTITY l0 "ha">{laughs}<!ENTITY x "&l9;">]')

    assert len(found) < 5_000
    assert time.monotonic() - began < 2


def test_a_sitemap_nested_beyond_measure_is_read_at_once():
    began = time.monotonic()
    read_sitemap(b"<urlset>" + b"<a>" * 200_000, url=URL, now=NOW)

    assert time.monotonic() - began < 5


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.integers(0, len(NEWS)))
def test_no_bytes_in_a_sitemap_can_break_the_reading(noise: bytes, at: int):
    found = read_sitemap(NEWS[:at] + noise + NEWS[at:], url=URL, now=NOW)

    assert isinstance(found, Sitemap | Rejected)


def corpus() -> list[Path]:
    root = Path(__file__).parents[3]
    folder = Path(os.environ.get("WIRECOPY_CORPORA", root.parent / "shared" / "corpora")) / "feeds"
    return sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []


@pytest.mark.corpora
@pytest.mark.skipif(not corpus(), reason="the corpus of feeds is not beside this project")
def test_every_real_file_is_a_sitemap_or_rejected_with_a_reason():
    silent = []
    for path in corpus():
        found = read_sitemap(path.read_bytes(), url=URL, now=NOW)
        silent += [path] * (isinstance(found, Rejected) and not found.detail)

    assert silent == []
