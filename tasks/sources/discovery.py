"""What a site's front page tells of its feeds and sitemaps, and where else they usually are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any

from lxml import etree, html

from tasks.article.decode import NotTextError, decode_text
from tasks.article.language import given_language
from tasks.text.normalise import normal_line
from tasks.text.urls import canonical_url, host_of, origin_of, same_site

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

# What pages call their feeds in <link rel="alternate" type="...">.
_FEED_TYPES = frozenset(
    f"application/{name}"
    for name in ("rss+xml", "atom+xml", "rdf+xml", "feed+json", "json+feed", "rss", "atom", "xml")
) | {"text/xml", "text/rss+xml", "text/rss", "application/x.atom+xml"}
# A link in the text of a page that leads to a feed: it says so in its path.
_FEED_PATH = re.compile(
    r"(?:^|[/._-])(?:rss|atom|feeds?|rdf)(?:[/._-]|\d*(?:\.(?:xml|rdf|json|php|aspx?))?$)",
    re.IGNORECASE,
)
# A feed of comments, or of one article's; a feed that speaks and shows.
_ASIDE = re.compile(r"comments?\b|kommentar|commentaires|podcast|audio|video", re.IGNORECASE)
FEED_PLACES = ("/feed", "/rss", "/feed.xml", "/rss.xml", "/atom.xml", "/index.xml", "/feed.json")
SITEMAP_PLACES = ("/news-sitemap.xml", "/sitemap-news.xml", "/sitemap.xml", "/sitemap_index.xml")
# Pages that link a feed for each of their sections have hundreds.
MOST_LINKS = 12
_SECOND_LEVEL = frozenset({"co", "com", "org", "net", "gov", "edu", "ac", "gob", "or", "ne"})
_NAME_SIGNS = re.compile(r"[^\w-]+")
_LONGEST_NAME = 40
_TITLE_PARTS = re.compile(r"\s+[|–—»•·-]\s+|\s*[｜：|]\s*|:\s")
_LONGEST_SITE_NAME = 40
_SHORTEST_WORD = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontPage:
    """What a page says of its site: its feeds as it links them, the surest first, and its name."""

    feeds: tuple[str, ...] = ()
    name: str | None = None
    language: str | None = None


def read_front(body: bytes, *, url: str) -> FrontPage:
    """Return what a page tells of its site. Never raises on any bytes.

    url: where the page was found; links are read against it.
    """
    try:
        # Some pages declare their encoding in XML's way, which lxml refuses in a text.
        text = re.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", decode_text(body))
        page = html.document_fromstring(text, parser=html.HTMLParser(huge_tree=False))
    except (NotTextError, etree.LxmlError, ValueError, RecursionError):
        return FrontPage()
    declared = list(_declared_feeds(page, url))
    feeds = dict.fromkeys([*declared, *_linked_feeds(page, url)])
    return FrontPage(
        feeds=tuple(sorted(feeds, key=is_aside))[:MOST_LINKS],
        name=_site_name(page, url),
        language=given_language(page.get("lang")),
    )


def is_aside(url: str) -> bool:
    """Tell whether a feed is one of comments or of recordings, by its address."""
    return _ASIDE.search(url) is not None


def usual_places(url: str, places: Collection[str]) -> list[str]:
    """Return where a site usually has its lists."""
    return [origin_of(url) + place for place in places]


def source_name(url: str, taken: Collection[str]) -> str:
    """Return a name for a source from its host: "courier" of www.courier.example, or courier-2."""
    *labels, _ending = host_of(url).split(".") if "." in host_of(url) else [host_of(url), ""]
    # Of "courier.co.uk" neither the country nor what stands before it is a name.
    if len(labels) > 1 and labels[-1] in _SECOND_LEVEL:
        labels.pop()
    bare = _NAME_SIGNS.sub("-", labels[-1]).strip("-_")[:_LONGEST_NAME]
    names = (f"{bare or 'source'}{'' if at == 1 else f'-{at}'}" for at in count(1))
    return next(name for name in names if name not in taken)


def _declared_feeds(page: Any, url: str) -> Iterator[str]:
    for link in page.iter("link"):
        relation = (link.get("rel") or "").lower().split()
        kind = (link.get("type") or "").partition(";")[0].strip().lower()
        found = canonical_url(link.get("href") or "", url)
        if found and "alternate" in relation and kind in _FEED_TYPES:
            yield found


def _linked_feeds(page: Any, url: str) -> Iterator[str]:
    """Yield the links of a page that look like feeds of its own site."""
    for link in page.iter("a"):
        found = canonical_url(link.get("href") or "", url)
        if (
            found
            and _FEED_PATH.search(found.partition("://")[2].partition("/")[2])
            and (same_site(found, url) or host_of(found).startswith(("feeds.", "rss.")))
        ):
            yield found


def _site_name(page: Any, url: str) -> str | None:
    """Return what a site calls itself: its own word for machines, else a part of its title."""
    for named in page.iter("meta"):
        if (named.get("property") or named.get("name") or "").lower() in _NAMING:
            name = normal_line(named.get("content") or "")
            if 0 < len(name) <= _LONGEST_SITE_NAME:
                return name
    title = normal_line("".join(page.xpath("//head/title//text()"))[:500])
    return part_of_title(title, host_of(url))


_NAMING = frozenset({"og:site_name", "application-name", "apple-mobile-web-app-title"})


def part_of_title(title: str, host: str) -> str | None:
    """Return the part of a title that names the site: the one that its host spells, else the first.

    "Home | The Courier" on courier.example is "The Courier".
    """
    parts = [part.strip() for part in _TITLE_PARTS.split(title) if part.strip()]
    name = max(parts, key=lambda part: _spelled_share(part, host), default="")
    return name if 0 < len(name) <= _LONGEST_SITE_NAME else None


def _spelled_share(part: str, host: str) -> float:
    """Return how much of a title's part stands in the host's name, 0 to 1."""
    words = re.findall(r"[^\W_]+", part.lower())
    spelled = sum(len(word) for word in words if len(word) >= _SHORTEST_WORD and word in host)
    return spelled / max(1, sum(map(len, words)))
