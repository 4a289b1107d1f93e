"""Reads a page: its story and what it says of itself. The only file that calls trafilatura."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING, Any

from tasks.article.dates import AHEAD_ALLOWED, parse_published
from tasks.article.headline import headed, without_site

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

# What the page's makers state for machines, the surest first.
_PUBLISHED = (
    re.compile(r""""datePublished"\s*:\s*"([^"]{4,60})\"""", re.IGNORECASE),
    re.compile(
        r"""<meta\s[^>]{0,200}?(?:property|name|itemprop)\s*=\s*["']?"""
        r"""(?:article:published_time|datePublished|og:published_time|parsely-pub-date|pubdate"""
        r"""|dc\.date\.issued|dcterms\.created|date|sailthru\.date)["']?"""
        r"""\s[^>]{0,200}?content\s*=\s*["']([^"']{4,60})["']""",
        re.IGNORECASE,
    ),
    re.compile(
        r"""<meta\s[^>]{0,200}?content\s*=\s*["']([^"']{4,60})["'][^>]{0,200}?(?:property|name)"""
        r"""\s*=\s*["']?(?:article:published_time|pubdate)\b""",
        re.IGNORECASE,
    ),
    re.compile(r"""<time\b[^>]{0,200}?\bdatetime\s*=\s*["']([^"']{8,60})["']""", re.IGNORECASE),
)
_HTML_LANG = re.compile(
    r"""<html\b[^>]{0,500}?\blang\s*=\s*["']?([A-Za-z_-]{2,12})""", re.IGNORECASE
)
# A longer "site name" is a slogan: "Breaking Australian and World News Headlines - 9News".
_LONGEST_SITE_NAME = 40
# A story is told in sentences; a page of links alone has none of this many words.
_LEAST_SENTENCE_WORDS = 6
# Below either, a page is read again: a story's first paragraphs alone, a menu's many lines.
_ENOUGH_PROSE = 1_200
_PROSE_SHARE = 0.5
_SENTENCE_END = re.compile(r"[.!?…。！？।؟۔][\"'»)\]]*$")
# Thai and Lao end no sentence with a mark, Chinese and Japanese part no words.
_OTHER_SCRIPT = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]{8}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageStory:
    """What one page tells: its story, and what it says of itself. Nothing is in normal form yet."""

    text: str
    title: str | None = None
    authors: tuple[str, ...] = ()
    site: str | None = None
    url: str | None = None
    language: str | None = None
    published_at: datetime | None = None


def read_page(html: str, *, url: str | None, now: datetime) -> PageStory | None:
    """Return the story in a page, or None where it holds none.

    Quick extraction without comments is as good as trafilatura's default on most pages at twice its
    speed; where it finds little, the page is read again in full.
    """
    found = _extract(html, url, now)
    text = _fuller_text(html, (found.text or "") if found else "")
    if found is None or not prose_length(text):
        return None
    headline, brand = headed(html)
    site = _site_name(found.sitename, found.hostname) or brand
    return PageStory(
        text=text,
        title=headline or without_site(found.title, found.sitename, found.hostname),
        authors=tuple(name.strip() for name in (found.author or "").split(";") if name.strip()),
        site=site,
        url=found.url,
        language=found.language or _first(_HTML_LANG, html),
        published_at=_published(html, now) or parse_published(found.date or "", now=now),
    )


def prose_length(text: str) -> int:
    """Return how many characters of `text` stand in lines of prose: of a list of links, none."""
    return sum(len(line) for line in text.split("\n") if _is_prose(line))


def _fuller_text(html: str, quick: str) -> str:
    """Return the text of the quick reading, or of a full one where that finds more prose.

    Of 133 labelled pages two lost nearly all of their story to the quick reading alone, an agency
    story under a menu among them. Pages laid out in tables come as rows of cells, which are no
    prose, unless their tables are not taken for tables.
    """
    prose = prose_length(quick)
    if prose >= _ENOUGH_PROSE and prose >= _PROSE_SHARE * len(quick):
        return quick
    # max keeps the first of equals: the quick reading, then the full one.
    return max((quick, _full_text(html), _full_text(html, tables=False)), key=prose_length)


def _full_text(html: str, *, tables: bool = True) -> str:
    found = load_reader()(html, include_comments=False, deduplicate=False, include_tables=tables)
    return (found.text or "") if found else ""


def _is_prose(line: str) -> bool:
    """Tell whether a line holds a sentence."""
    if _OTHER_SCRIPT.search(line):
        return True
    return (
        _SENTENCE_END.search(line.rstrip()) is not None
        and line.count(" ") >= _LEAST_SENTENCE_WORDS - 1
    )


@lru_cache(maxsize=1)
def load_reader() -> Callable[..., Any]:
    """Return trafilatura's extraction, loaded when the first page comes, with its log kept quiet.

    It warns of every page without a story; here such a page becomes a rejection.
    """
    from trafilatura import bare_extraction

    for library in ("trafilatura", "htmldate", "courlan", "justext", "readability"):
        logging.getLogger(library).setLevel(logging.CRITICAL)
    extraction: Callable[..., Any] = bare_extraction
    return extraction


def _extract(html: str, url: str | None, now: datetime) -> Any:
    """Return trafilatura's document, or None."""
    # deduplicate=False: that option remembers earlier pages in a process-wide cache, so what is
    # found would depend on the order of the batch. max_date: without it htmldate asks the clock.
    return load_reader()(
        html,
        url=url,
        fast=True,
        include_comments=False,
        deduplicate=False,
        with_metadata=True,
        date_extraction_params={
            "original_date": True,
            "extensive_search": False,
            "max_date": (now + AHEAD_ALLOWED).strftime("%Y-%m-%d"),
        },
    )


def _published(html: str, now: datetime) -> datetime | None:
    """Return the first moment that the page states for machines, to the second.

    trafilatura keeps the day alone, and the earlier of two prints is told by the hour.
    """
    for pattern in _PUBLISHED:
        moment = parse_published(unescape(_first(pattern, html) or ""), now=now)
        if moment is not None:
            return moment
    return None


def _first(pattern: re.Pattern[str], html: str) -> str | None:
    """Return the first group of the first match, or None."""
    found = pattern.search(html)
    return found[1] if found else None


def _site_name(name: str | None, host: str | None) -> str | None:
    """Return what to call the outlet: its name where it is one, else its host."""
    return name if name and len(name) <= _LONGEST_SITE_NAME else host or name
