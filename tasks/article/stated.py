"""What a page's makers state of its article for machines: linked data (JSON-LD) and meta tags."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from html import unescape
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeAlias

from tasks.article.markup import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from lxml.html import HtmlElement

    Node: TypeAlias = Mapping[str, Any]

# schema.org's kinds of article end in one of these: NewsArticle, LiveBlogPosting, Report.
_ARTICLE_ENDS = ("Article", "Posting", "Report")
# Where an article may hang; under other names ("mentions", "itemListElement") hang other articles.
_HOLDERS = ("@graph", "mainEntity", "mainEntityOfPage", "article")
# A page of news states some ten things; a page with thousands of nodes is a catalogue, or hostile.
_MOST_NODES = 5_000
_WRAPPING = re.compile(
    r"^\s*(?:<!--|/[/*]\s*<!\[CDATA\[\s*(?:\*/)?)|(?:-->|/?[/*]?\s*\]\]>\s*(?:\*/)?)\s*;?\s*$"
)
_NOT_FREE, _FREE = frozenset({"false", "no", "0"}), frozenset({"true", "yes", "1"})
# Meta tags that name who wrote it. og:article:author and its like mostly hold addresses.
_AUTHOR_TAGS = (
    "author", "article:author", "parsely-author", "sailthru.author", "byl", "dc.creator",
    "dcterms.creator", "citation_author",
)  # fmt: skip
_PUBLISHED_TAGS = (
    "article:published_time", "datepublished", "og:published_time", "parsely-pub-date", "pubdate",
    "dc.date.issued", "dcterms.created", "date", "sailthru.date",
)  # fmt: skip
_MODIFIED_TAGS = ("article:modified_time", "og:updated_time", "datemodified", "last-modified")
_LONGEST_DATE = 100
# Scholarly tags name "Last, First".
_TURNED_TAGS = frozenset({"citation_author"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What is stated, as it was written: nothing is in normal form, nothing is checked.

    `headline`, `body`, `words` and `free` are of the linked data's article; `authors` as well,
    `tag_authors` of meta tags. `dates` are of publication, by origin, the surest first. `free` is
    None where nothing is said; `walled` are the CSS selectors of what is behind a paywall.
    """

    headline: str | None = None
    body: str | None = None
    words: int | None = None
    free: bool | None = None
    walled: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    tag_authors: tuple[str, ...] = ()
    dates: tuple[tuple[str, str], ...] = ()
    tags: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def tag(self, *names: str) -> str | None:
        """Return what the first of these meta tags holds that is there."""
        return next((self.tags[name][0] for name in names if name in self.tags), None)


def read_stated(tree: HtmlElement) -> Stated:
    """Return what a page states of its article. Never raises for what a page holds."""
    tags = _tags(tree)
    nodes = list(_nodes(tree))
    named = {str(node["@id"]): node for node in nodes if "@id" in node and len(node) > 1}
    article = _article(nodes)
    return Stated(
        headline=_line(article.get("headline")) or _line(article.get("name")),
        body=_text(article.get("articleBody")),
        words=_count(article.get("wordCount")),
        free=_is_free(article.get("isAccessibleForFree")),
        walled=tuple(_walled(article)),
        authors=tuple(_names(article.get("author") or article.get("creator"), named)),
        tag_authors=tuple(_tag_names(tags)),
        dates=tuple(_dates(tree, [article, *nodes], tags)),
        tags=tags,
    )


def _tags(tree: HtmlElement) -> dict[str, list[str]]:
    """Return the contents of a page's meta tags by name, in small letters."""
    tags: dict[str, list[str]] = {}
    for tag in tree.iter("meta"):
        content = _line(tag.get("content"))
        name = tag.get("property") or tag.get("name") or tag.get("itemprop")
        if name and content:
            tags.setdefault(name.strip().lower(), []).append(content)
    return tags


def _nodes(tree: HtmlElement) -> Iterator[Node]:
    """Yield the nodes of a page's linked data, the outer ones first."""
    level: list[Any] = [
        _loaded(script.text or "")
        for script in tree.iter("script")
        if "ld+json" in (script.get("type") or "").lower()
    ]
    seen = 0
    while level and seen < _MOST_NODES:
        inner: list[Any] = []
        for each in level:
            seen += 1
            if isinstance(each, list):
                inner += each
            elif isinstance(each, dict):
                yield each
                inner += [each[holder] for holder in _HOLDERS if holder in each]
        level = inner


def _loaded(script: str) -> object:
    """Return what a script of linked data holds, or None where it is no JSON."""
    try:
        # Not strict: line breaks inside of texts are as common as they are forbidden.
        return json.loads(_WRAPPING.sub("", script), strict=False)
    except (ValueError, RecursionError):
        return None


def _article(nodes: Sequence[Node]) -> Node:
    """Return the node of the page's article: the first of its kind, one with a headline if any."""
    articles = [node for node in nodes if any(map(_is_article, _list(node.get("@type"))))]
    return next((node for node in articles if node.get("headline")), (articles or [{}])[0])


def _is_article(kind: object) -> bool:
    return isinstance(kind, str) and kind.endswith(_ARTICLE_ENDS)


def _walled(article: Node) -> Iterator[str]:
    """Yield the selectors of the parts that are said not to be free."""
    for part in _list(article.get("hasPart")):
        if isinstance(part, dict) and _is_free(part.get("isAccessibleForFree")) is False:
            yield from (each for each in _list(part.get("cssSelector")) if isinstance(each, str))


def _names(author: object, named: Mapping[str, Node]) -> Iterator[str]:
    """Yield the names of an author as linked data gives them: a name, a node, or many of them."""
    for one in _list(author):
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            node = one if one.get("name") else named.get(str(one.get("@id")), {})
            yield from (name for name in _list(node.get("name")) if isinstance(name, str))


def _tag_names(tags: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield the names of the first meta tag that holds any; tags of other makes come last."""
    others = [tag for tag in tags if tag.endswith("author") and tag not in _AUTHOR_TAGS]
    for tag in (*_AUTHOR_TAGS, *others):
        names = [name for name in tags.get(tag, ()) if not name.startswith(("http", "@", "/"))]
        if names:
            yield from (_turned(name) if tag in _TURNED_TAGS else name for name in names)
            return


def _turned(name: str) -> str:
    """Return "Last, First" as "First Last"."""
    last, _, first = name.partition(",")
    return f"{first.strip()} {last}".strip()


def _dates(
    tree: HtmlElement, nodes: Sequence[Node], tags: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, str]]:
    """Yield the dates that a page states, one for each origin; `nodes` of the surest first."""
    times = (time.get("datetime") for time in tree.iter("time"))
    found: dict[str, Iterable[object]] = {
        "page:json-ld": (node.get("datePublished") for node in nodes),
        "page:meta": (tags[tag][0] for tag in _PUBLISHED_TAGS if tag in tags),
        "page:time": (time for time in times if time and time.strip()),
        "page:modified": chain(
            (node.get("dateModified") for node in nodes),
            (tags[tag][0] for tag in _MODIFIED_TAGS if tag in tags),
        ),
    }
    for origin, dates in found.items():
        written = next((date.strip() for date in dates if isinstance(date, str)), "")
        if written:
            yield origin, written[:_LONGEST_DATE]


def _list(given: object) -> list[Any]:
    """Return a list as it is, nothing as none, and anything else as a list of it."""
    if isinstance(given, list):
        return given
    return [] if given is None else [given]


def _line(given: object) -> str | None:
    """Return a text on one line, without markup, or None where there is none."""
    return (" ".join(plain_text(given).split()) or None) if isinstance(given, str) else None


def _text(given: object) -> str | None:
    """Return a text without markup, its lines kept."""
    return plain_text(unescape(given)).strip() or None if isinstance(given, str) else None


def _count(given: object) -> int | None:
    """Return a whole number, however it is written."""
    digits = str(given).strip() if isinstance(given, (int, str)) else ""
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 9 else None  # noqa: PLR2004 - more words than any text has


def _is_free(given: object) -> bool | None:
    """Return whether the article is free to read, or None where nothing readable is said."""
    word = str(given).rpartition("/")[2].strip().lower()
    return False if word in _NOT_FREE else True if word in _FREE else None
