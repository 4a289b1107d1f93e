"""Sitemaps: urlset, news sitemap, index and plain list, packed or not, from bytes to listings."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from lxml import etree

from tasks.article.dates import parse_published
from tasks.article.decode import NotTextError, decode_text
from tasks.article.unpack import BodyTooLargeError, BrokenBodyError, unpack
from tasks.listings import DateCandidate, Feed, Listing, Sitemap
from tasks.outcomes import Reason, Rejected
from tasks.sources.feeds import read_feed
from tasks.text.normalise import normal_line
from tasks.text.urls import canonical_url

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

# The protocol's own limits (sitemaps.org/protocol.html): what is larger is cut, or is no sitemap.
LARGEST_SITEMAP_BYTES = 52_428_800
MOST_URLS = 50_000
_GZIP = b"\x1f\x8b"
_FEED_ROOTS = frozenset({"rss", "feed", "RDF"})
_LONGEST_FIELD = 2_000
_MOST_FIELDS = 40

Element: TypeAlias = Any  # lxml ships no types


@dataclass(slots=True)
class _Kept:
    """What a sitemap has given so far."""

    listings: list[Listing] = field(default_factory=list)
    sitemaps: list[Listing] = field(default_factory=list)
    root: str = ""


def read_sitemap(body: bytes, *, url: str, now: datetime) -> Sitemap | Rejected:
    """Return what a sitemap lists, in its order, or why it is none. Never raises on any bytes.

    `url` is where it was found. Entries of other sites are listed too: groups share news sitemaps.
    An entry whose link is no web address is left out. No entity, DTD or network is ever read.
    """
    try:
        packed = body.startswith(_GZIP)
        body = unpack(body, limit=LARGEST_SITEMAP_BYTES, encoding="gzip" if packed else "")
        if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
            return _read_xml(body, url, now)
        return _read_list(body, url)
    except BodyTooLargeError as error:
        return Rejected(input=url, reason=Reason.TOO_LARGE, detail=str(error))
    except (BrokenBodyError, NotTextError) as error:
        return _no_sitemap(url, str(error))
    except Exception as fault:  # noqa: BLE001 - what a parser raises on hostile bytes, nobody lists
        return _no_sitemap(url, f"the sitemap's reader failed: {type(fault).__name__}")


def _read_xml(body: bytes, url: str, now: datetime) -> Sitemap | Rejected:
    """Return the sitemap in XML; of one that breaks off, what came before."""
    kept, cut = _Kept(), None
    try:
        for listing in _entries(body, url, now, kept):
            (kept.sitemaps if kept.root == "sitemapindex" else kept.listings).append(listing)
            if listing.place >= MOST_URLS:
                cut = f"more than {MOST_URLS:,} entries"
                break
    except etree.XMLSyntaxError as error:
        cut = f"it cannot be read on: {error.msg or 'broken XML':.100}"
    if kept.root in _FEED_ROOTS:
        return _read_as_feed(body, url, now)
    if kept.root not in ("urlset", "sitemapindex"):
        return _no_sitemap(url, f"<{kept.root[:40]}>, no sitemap" if kept.root else cut or "empty")
    return Sitemap(listings=tuple(kept.listings), sitemaps=tuple(kept.sitemaps), cut=cut)


def _entries(body: bytes, url: str, now: datetime, kept: _Kept) -> Iterator[Listing]:
    """Yield each entry, its place counted from 1, and free its memory."""
    # What is hostile in XML stays off, whatever lxml's defaults become: entities are not replaced,
    # no DTD is loaded, nothing is fetched, depth and length keep libxml2's limits.
    steps = etree.iterparse(
        io.BytesIO(body),
        events=("start", "end"),
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        recover=True,
        remove_comments=True,
        remove_pis=True,
    )
    place = 0
    for event, element in cast("Iterator[tuple[str, Element]]", steps):
        name = _name(element)
        if not kept.root:
            kept.root = name
            if kept.root in _FEED_ROOTS:
                return
        if event == "end" and name in ("url", "sitemap"):
            place += 1
            listing = _listing(_fields(element), place, url, now)
            _forget(element)
            if listing is not None:
                yield listing


def _listing(fields: dict[str, str], place: int, url: str, now: datetime) -> Listing | None:
    """Return one entry as a listing, or None where its link is none."""
    link = canonical_url(fields.get("loc", ""), url)
    if link is None:
        return None
    dates = (("sitemap:news", "publication_date"), ("sitemap:lastmod", "lastmod"))
    return Listing(
        url=link,
        place=place,
        title=_line(fields.get("title")),
        dates=tuple(
            DateCandidate(
                origin=origin,
                written=fields[name][:100],
                moment=parse_published(fields[name], now=now),
            )
            for origin, name in dates
            if fields.get(name)
        ),
        outlet=_line(fields.get("name")),
        language=_line(fields.get("language")),
        categories=tuple(
            word for each in fields.get("keywords", "").split(",") if (word := _line(each))
        )[:_MOST_FIELDS],
    )


def _fields(entry: Element) -> dict[str, str]:
    """Return an entry's fields by their names: its own, and those of <news:news>.

    Pictures and videos have titles and names too, which are not the article's.
    """
    fields: dict[str, str] = {}
    for child in entry:
        inner = child.iter() if _name(child) == "news" else (child,)
        for element in inner:
            text = (element.text or "").strip()[:_LONGEST_FIELD]
            if text and len(fields) < _MOST_FIELDS:
                fields.setdefault(_name(element), text)
    return fields


def _forget(element: Element) -> None:
    """Free an element that has been read, and those before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _name(element: Element) -> str:
    """Return an element's name without its namespace, which many sitemaps misspell."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _read_list(body: bytes, url: str) -> Sitemap | Rejected:
    """Return the sitemap that is a list of URLs, one a line."""
    found: list[Listing] = []
    for line in io.StringIO(decode_text(body)):
        link = canonical_url(line) if line.strip() else None
        if link is not None:
            found.append(Listing(url=link, place=len(found) + 1))
        if len(found) >= MOST_URLS:
            return Sitemap(listings=tuple(found), cut=f"more than {MOST_URLS:,} entries")
    return Sitemap(listings=tuple(found)) if found else _no_sitemap(url, "no URL in it")


def _read_as_feed(body: bytes, url: str, now: datetime) -> Sitemap | Rejected:
    """Return the sitemap that is a feed, as the protocol allows."""
    feed = read_feed(body, url=url, now=now)
    if not isinstance(feed, Feed):
        return feed
    return Sitemap(listings=tuple(each for each in feed.listings if each.url is not None))


def _line(value: str | None) -> str | None:
    """Return a field on one line in normal form, or None."""
    return (normal_line(value) or None) if value else None


def _no_sitemap(url: str, detail: str) -> Rejected:
    """Return the rejection of what is no sitemap."""
    return Rejected(input=url, reason=Reason.UNREADABLE, detail=detail)
