"""Feeds: RSS 0.9 to 2.0, Atom, CDF and JSON Feed, from bytes to listings. Nothing is fetched."""

from __future__ import annotations

import io
import json
import re
from itertools import accumulate
from typing import TYPE_CHECKING, TypeAlias, cast

from tasks.article.dates import parse_published
from tasks.article.decode import NotTextError, decode_text
from tasks.article.markup import plain_text
from tasks.listings import DateCandidate, Feed, Listing
from tasks.outcomes import Reason, Rejected
from tasks.text.normalise import normal_line
from tasks.text.urls import canonical_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

Fields: TypeAlias = "Mapping[str, object]"

# The largest of 1,900 feeds in the parsers' own tests has 1.2 MB; a feed of a thousand whole
# articles has less than this.
LARGEST_FEED_BYTES = 10_000_000
_JSON_FEED = "https://jsonfeed.org/version/"
_DATES = ("published", "created", "updated")
_JSON_DATES = (("published", "date_published"), ("updated", "date_modified"))
_LONGEST_FIELD = 2_000
_LONGEST_LIST = 50
_DECLARED = re.compile(rb"^.{0,8}<\?xml[^>]{0,120}encoding", re.DOTALL)
_PAGE = re.compile(rb"^\s*(?:<!doctype html|<html\b)", re.IGNORECASE)
# What feedparser does with tags that nobody closes grows with their square: 100,000 of them took it
# 33 seconds, as many as these less than one. The deepest of 1,900 feeds has a few dozen.
DEEPEST_TAGS = 3_000
_TAG = re.compile(rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|<[A-Za-z]|</|/>", re.DOTALL)
_DEEPER = {b"</": -1, b"/>": -1, b"<!": 0}
# A feed that asks for more quiet than a day has not meant it.
_LONGEST_QUIET_S = 86_400


def read_feed(
    body: bytes, *, url: str, now: datetime, charset: str | None = None
) -> Feed | Rejected:
    """Return what a feed lists, in its order, or why it is none. Never raises on any bytes.

    `url` is where the feed was found; relative links are read against it. `charset` is the HTTP
    header's, used only where the bytes say nothing themselves. Every entry that feedparser finds
    is a listing; one without a usable link has `url` None.
    """
    if len(body) > LARGEST_FEED_BYTES:
        detail = f"{len(body):,} bytes; {LARGEST_FEED_BYTES:,} are read"
        return Rejected(input=url, reason=Reason.TOO_LARGE, detail=detail)
    try:
        return _read_json(body, url, now) or _read_xml(body, url, now, charset)
    except Exception as fault:  # noqa: BLE001 - what a parser raises on hostile bytes, nobody lists
        return _no_feed(url, f"the feed's reader failed: {type(fault).__name__}")


def _read_xml(body: bytes, url: str, now: datetime, charset: str | None) -> Feed | Rejected:
    """Return the feed in XML, however broken."""
    if _deepest(body) > DEEPEST_TAGS:
        return _no_feed(url, f"more than {DEEPEST_TAGS:,} tags within one another")
    import feedparser  # type: ignore[import-untyped]  # ships no types; 0.1 s that few runs pay

    headers = {"content-location": url}
    if charset and not _tells_encoding(body):
        headers["content-type"] = f"application/xml; charset={charset}"
    # From a stream it never opens a URL or a file. It drops every entity that a DTD declares, and
    # what it would take out of texts as unsafe is taken out with all other tags below.
    found = feedparser.parse(
        io.BytesIO(body),
        response_headers=headers,
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    entries = cast("list[Fields]", found["entries"])
    if not entries and not found["version"]:
        return _no_feed(url, "an HTML page, no feed" if _PAGE.match(body) else "no feed")
    head = cast("Fields", found["feed"])
    language = _line(dict(head).get("language"))
    return Feed(
        form=found["version"] or "unknown",
        title=_line(dict(head).get("title")),
        site_url=canonical_url(_text(dict(head).get("link")), url),
        language=language,
        quiet_s=_quiet(dict(head).get("ttl")),
        listings=tuple(
            _listing(dict(entry), place, url, now, language)
            for place, entry in enumerate(entries, start=1)
        ),
    )


def _deepest(body: bytes) -> int:
    """Return how many tags stand open at once, at the most."""
    steps = (_DEEPER.get(found[0][:2], 1) for found in _TAG.finditer(body))
    return max(accumulate(steps), default=0)


def _listing(entry: Fields, place: int, base: str, now: datetime, language: str | None) -> Listing:
    """Return one entry of a feed in XML as a listing."""
    # FeedBurner's link counts clicks; the article's own is beside it.
    links = (_text(entry.get("feedburner_origlink")), _text(entry.get("link")))
    source = _fields(entry.get("source"))
    content = _longest(entry.get("content"))
    summary = _text(entry.get("summary"))
    return Listing(
        url=next((found for link in links if (found := canonical_url(link, base))), None),
        place=place,
        guid=_line(entry.get("id")),
        title=_line(entry.get("title")),
        dates=_dates(((key, entry.get(key)) for key in _DATES), now),
        authors=_names(each.get("name") for each in _list(entry.get("authors"))),
        outlet=_line(source.get("title")),
        outlet_url=canonical_url(_text(source.get("href")) or _text(source.get("link")), base),
        categories=_names(each.get("term") for each in _list(entry.get("tags"))),
        language=_line(_fields(entry.get("title_detail")).get("language")) or language,
        text=plain_text(content or summary).strip() or None,
        text_is_whole=bool(content),
    )


def _read_json(body: bytes, url: str, now: datetime) -> Feed | Rejected | None:
    """Return the JSON Feed in `body`, or None where it is no JSON (jsonfeed.org/version/1.1)."""
    if not body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return None
    try:
        found = _fields(json.loads(decode_text(body).removeprefix("\ufeff")))
    except (ValueError, RecursionError, NotTextError) as error:
        return _no_feed(url, f"JSON that cannot be read: {error!s:.100}")
    version = _text(found.get("version"))
    if not version.startswith(_JSON_FEED) and not isinstance(found.get("items"), list):
        return _no_feed(url, "JSON, but no JSON Feed")
    language = _line(found.get("language"))
    return Feed(
        form="jsonfeed",
        title=_line(found.get("title")),
        site_url=canonical_url(_text(found.get("home_page_url")), url),
        language=language,
        listings=tuple(
            _json_listing(entry, place, url, now, language)
            for place, entry in enumerate(_list(found.get("items"), most=None), start=1)
        ),
    )


def _json_listing(
    entry: Fields, place: int, base: str, now: datetime, language: str | None
) -> Listing:
    """Return one entry of a JSON Feed as a listing."""
    content = _text(entry.get("content_html")) or _text(entry.get("content_text"))
    authors = [*_list(entry.get("authors")), _fields(entry.get("author"))]
    tags = entry.get("tags")
    own_url = canonical_url(_text(entry.get("url")), base)
    return Listing(
        # Of an id that is a link, only a whole one: "8" is no page of this site.
        url=own_url or canonical_url(_text(entry.get("id"))),
        place=place,
        guid=_line(entry.get("id")),
        title=_line(entry.get("title")),
        dates=_dates(((key, entry.get(field)) for key, field in _JSON_DATES), now),
        authors=_names(author.get("name") for author in authors),
        categories=_names(tags if isinstance(tags, list) else ()),
        language=_line(entry.get("language")) or language,
        text=plain_text(content or _text(entry.get("summary"))).strip() or None,
        text_is_whole=bool(content),
    )


def _dates(given: Iterable[tuple[str, object]], now: datetime) -> tuple[DateCandidate, ...]:
    """Return the dates that are given, each with its reading."""
    return tuple(
        DateCandidate(
            origin=f"feed:{key}", written=written[:100], moment=parse_published(written, now=now)
        )
        for key, value in given
        if (written := _text(value).strip())
    )


def _no_feed(url: str, detail: str) -> Rejected:
    """Return the rejection of what is no feed."""
    return Rejected(input=url, reason=Reason.UNREADABLE, detail=detail)


def _tells_encoding(body: bytes) -> bool:
    """Tell whether the bytes themselves say how they are to be read."""
    if _DECLARED.match(body[:200]) or body.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return True
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _quiet(given: object) -> int | None:
    """Return RSS's ttl, which counts minutes, in seconds."""
    written = _text(given).strip()
    return min(int(written) * 60, _LONGEST_QUIET_S) if re.fullmatch(r"\d{1,7}", written) else None


def _longest(contents: object) -> str:
    """Return the longest of an entry's contents: some feeds give a teaser as one of them."""
    return max((_text(each.get("value")) for each in _list(contents)), key=len, default="")


def _text(value: object) -> str:
    """Return a field's text; numbers stand for their digits, anything else for nothing."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    # JSON can spell half a surrogate pair, which no text can hold.
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""


def _line(value: object) -> str | None:
    """Return a field on one line in normal form, without markup, or None."""
    return normal_line(plain_text(_text(value)[:_LONGEST_FIELD])) or None


def _names(values: Iterable[object]) -> tuple[str, ...]:
    """Return names in their order, each once."""
    return tuple(dict.fromkeys(name for value in values if (name := _line(value))))[:_LONGEST_LIST]


def _fields(value: object) -> Fields:
    """Return a field's own fields."""
    return cast("Fields", dict(value)) if isinstance(value, dict) else {}


def _list(value: object, *, most: int | None = _LONGEST_LIST) -> list[Fields]:
    """Return a list's entries that have fields, the first `most` of them."""
    entries = value if isinstance(value, list) else []
    return [_fields(each) for each in entries if isinstance(each, dict)][:most]
