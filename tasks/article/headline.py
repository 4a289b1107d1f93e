"""Headlines: which first line is one, and where the outlet's name ends it."""

from __future__ import annotations

import re
from html import unescape

_SUFFIX = re.compile(r"\s+[|–—-]\s+([^|–—]{2,40})$")
_LETTERS = re.compile(r"[\W_]+")
# A shorter name ("X", "9") is found in too many headlines to be taken from them.
_SHORTEST_NAME = 3
_BYLINE = re.compile(r"(?:by|von|par|por|di|door)\s", re.IGNORECASE)
_NO_HEADLINE_END = re.compile(r"[.:;,。…؛،]$")
_HEADLINE_WORDS = range(3, 26)
_LONGEST_HEADLINE = 160
_TITLE_TAG = re.compile(r"<title\b[^>]{0,200}>([^<]{3,400})</title", re.IGNORECASE)
_TITLE_PARTS = re.compile(r"\s[-–—|»•·]\s")
_HEADING = re.compile(r"<h[1-3]\b[^>]{0,400}>(.{3,600}?)</h[1-3]\s*>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^>]{0,400}>")
_PARTS_OF_BOTH = 2
_LONGEST_BRAND = 40


def first_line_headline(text: str) -> str | None:
    """Return the first line of `text` where it looks like a headline and more text follows.

    A headline is short, ends without a stop and is no byline; "Quick Hit:" and a first sentence
    are none.
    """
    first, _, rest = text.partition("\n")
    if not rest or len(first) > _LONGEST_HEADLINE:
        return None
    if _NO_HEADLINE_END.search(first) or _BYLINE.match(first):
        return None
    # Chinese, Japanese and Thai headlines have few spaces or none.
    spaced = first.isascii() or " " in first
    return None if spaced and len(first.split()) not in _HEADLINE_WORDS else first


def without_site(title: str | None, *names: str | None) -> str | None:
    """Return the headline without the outlet's name that the page's title ends in.

    "- Reuters" at the end of each title would make unlike stories alike.
    """
    shorter = title
    while shorter and (suffix := _SUFFIX.search(shorter)) is not None:
        shorter = shorter[: suffix.start()]
        if _names_site(suffix[1], names):
            title = shorter
    return title


def _names_site(suffix: str, names: tuple[str | None, ...]) -> bool:
    """Tell whether the end of a title is the outlet's name or host, however spelled."""
    bare = _bare(suffix)
    known = [known for name in names if name and len(known := _bare(name)) >= _SHORTEST_NAME]
    return len(bare) >= _SHORTEST_NAME and any(bare in name or name in bare for name in known)


def _bare(name: str) -> str:
    """Return the letters and digits of a name: "Globalnews.ca" and "Global News" share theirs."""
    return _LETTERS.sub("", name).casefold()


def headed(html: str) -> tuple[str | None, str | None]:
    """Return the headline and the site's name, where a page's title has both and it says which.

    Pages are titled "Site - Headline" as often as "Headline - Site"; the part that a heading of
    the page repeats is the headline, and if just one other part is left, that is the site.
    """
    titled = _TITLE_TAG.search(html)
    parts = [_spoken(part) for part in _TITLE_PARTS.split(unescape(titled[1]))] if titled else []
    if len(parts) < _PARTS_OF_BOTH:
        return None, None
    headings = {_spoken(heading).casefold() for heading in _HEADING.findall(html)}
    found = [part for part in parts if part.casefold() in headings]
    if not found:
        return None, None
    headline = max(found, key=len)
    rest = [part for part in parts if part != headline]
    return headline, rest[0] if len(rest) == 1 and len(rest[0]) <= _LONGEST_BRAND else None


def _spoken(markup: str) -> str:
    """Return markup as it reads: without tags, its spaces single."""
    return " ".join(unescape(_TAG.sub(" ", markup)).split())
