"""Reads a page: its story and what it says of itself. The only file that calls trafilatura."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from tasks.article.authors import author_names
from tasks.article.dates import AHEAD_ALLOWED
from tasks.article.headline import chosen_headline, headed
from tasks.article.paywall import Gate, gate_of
from tasks.article.stated import Stated, read_stated
from tasks.article.whole import whole_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from lxml.html import HtmlElement

# Linked data that is no JSON still says when, where somebody forgot a comma.
_BROKEN_LINKED = re.compile(r""""datePublished"\s*:\s*"([^"]{4,60})\"""", re.IGNORECASE)
_DAY_IN_URL = re.compile(r"/(20\d\d)[/-](0[1-9]|1[0-2])[/-](0[1-9]|[12]\d|3[01])(?!\d)")
_HTML_LANG = re.compile(
    r"""<html\b[^>]{0,500}?\blang\s*=\s*["']?([A-Za-z_-]{2,12})""", re.IGNORECASE
)
# A longer "site name" is a slogan: "Breaking Australian and World News Headlines - 9News".
_LONGEST_SITE_NAME = 40
# A story is told in sentences; a page of links alone has none of this many words.
_LEAST_SENTENCE_WORDS = 6
# A longer line with a sentence's end inside is a paragraph, whatever it ends with; a row of cells
# ("| News | The ferry ...") is none, or pages laid out in tables would keep their menus.
_LEAST_PARAGRAPH_WORDS = 20
# Below either, a page is read again: a story's first paragraphs alone, a menu's many lines.
_ENOUGH_PROSE = 1_200
_PROSE_SHARE = 0.5
_SENTENCE_END = re.compile(r"[.!?…。！？।؟۔][\"'»)\]]*$")
_SENTENCE_INSIDE = re.compile(r"\w{2}[.!?…][\"'»)\]]* \w")
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
    dates: tuple[tuple[str, str], ...] = ()
    gate: Gate | None = None


def read_page(html: str, *, url: str | None, now: datetime) -> PageStory | None:
    """Return the story in a page, or None where it holds none.

    Quick extraction without comments is as good as trafilatura's default on most pages at twice its
    speed; where it finds little, the page is read again in full.
    """
    reader = load_reader()
    tree = reader.load_html(html)
    if tree is None:
        return None
    stated = read_stated(tree)
    found = _extract(reader, tree, url, now)
    gate = gate_of(tree, stated)
    text = _fuller_text(reader, html, (found.text or "") if found else "")
    if found is None or not prose_length(text):
        return PageStory(text="", gate=gate) if gate else None
    title = next(iter(_headings(tree, "title")), None)
    headline, brand = headed(title, _headings(tree, "h1", "h2", "h3"))
    titles = (stated.headline, stated.tag("og:title"), headline, found.title, title)
    sites = (found.sitename, found.hostname, brand)
    return PageStory(
        text=whole_text(text, tree, stated, [*_headings(tree, "h1"), *filter(None, titles)]),
        title=chosen_headline(titles, *sites),
        authors=author_names(
            (stated.authors, stated.tag_authors), (found.author or "").split(";"), sites
        ),
        site=_site_name(found.sitename, found.hostname) or brand,
        url=found.url,
        language=found.language or _first(_HTML_LANG, html),
        dates=tuple(_dates(stated, html, found.date, url)),
        gate=gate,
    )


def prose_length(text: str) -> int:
    """Return how many characters of `text` stand in lines of prose: of a list of links, none."""
    return sum(len(line) for line in text.split("\n") if _is_prose(line))


def _fuller_text(reader: Reader, html: str, quick: str) -> str:
    """Return the text of the quick reading, or of a full one where that finds more prose.

    Of 133 labelled pages two lost nearly all of their story to the quick reading alone, an agency
    story under a menu among them. Pages laid out in tables come as rows of cells, which are no
    prose, unless their tables are not taken for tables.
    """
    prose = prose_length(quick)
    if prose >= _ENOUGH_PROSE and prose >= _PROSE_SHARE * len(quick):
        return quick
    # max keeps the first of equals: the quick reading, then the full one.
    fuller = (_full_text(reader, html), _full_text(reader, html, tables=False))
    return max((quick, *fuller), key=prose_length)


def _full_text(reader: Reader, html: str, *, tables: bool = True) -> str:
    found = reader.extract(html, include_comments=False, deduplicate=False, include_tables=tables)
    return (found.text or "") if found else ""


def _is_prose(line: str) -> bool:
    """Tell whether a line holds a sentence."""
    if _OTHER_SCRIPT.search(line):
        return True
    spaces = line.count(" ")
    if spaces >= _LEAST_PARAGRAPH_WORDS - 1 and "|" not in line and _SENTENCE_INSIDE.search(line):
        return True
    return spaces >= _LEAST_SENTENCE_WORDS - 1 and _SENTENCE_END.search(line.rstrip()) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """What is taken of trafilatura: how a page becomes a tree, and a tree a document."""

    load_html: Callable[..., Any]
    extract: Callable[..., Any]


@lru_cache(maxsize=1)
def load_reader() -> Reader:
    """Return trafilatura's extraction, loaded when the first page comes, with its log kept quiet.

    It warns of every page without a story; here such a page becomes a rejection.
    """
    from trafilatura import bare_extraction
    from trafilatura.utils import load_html

    for library in ("trafilatura", "htmldate", "courlan", "justext", "readability"):
        logging.getLogger(library).setLevel(logging.CRITICAL)
    return Reader(load_html=load_html, extract=bare_extraction)


def _extract(reader: Reader, tree: HtmlElement, url: str | None, now: datetime) -> Any:
    """Return trafilatura's document, or None."""
    # deduplicate=False: that option remembers earlier pages in a process-wide cache, so what is
    # found would depend on the order of the batch. max_date: without it htmldate asks the clock.
    return reader.extract(
        tree,
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


def _headings(tree: HtmlElement, *kinds: str) -> list[str]:
    """Return what a page's elements of these kinds show, each on one line."""
    return [shown for heading in tree.iter(*kinds) if (shown := _shown(heading))]


def _shown(element: HtmlElement) -> str:
    """Return what an element shows, on one line."""
    return " ".join(" ".join(element.itertext()).split())


def _dates(
    stated: Stated, html: str, guessed: str | None, url: str | None
) -> Iterator[tuple[str, str]]:
    """Yield the dates that a page gives for its story, with where each stands, the surest first."""
    if "page:json-ld" not in dict(stated.dates) and (broken := _first(_BROKEN_LINKED, html)):
        yield "page:json-ld", broken
    yield from stated.dates
    if guessed:
        yield "page:text", guessed
    if url and (day := _DAY_IN_URL.search(url)):
        yield "url", "-".join(day.groups())


def _first(pattern: re.Pattern[str], html: str) -> str | None:
    """Return the first group of the first match, or None."""
    found = pattern.search(html)
    return found[1] if found else None


def _site_name(name: str | None, host: str | None) -> str | None:
    """Return what to call the outlet: its name where it is one, else its host."""
    return name if name and len(name) <= _LONGEST_SITE_NAME else host or name
