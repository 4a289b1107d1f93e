"""Headlines: which of a page's is taken, which line is one, where an outlet's name ends it."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_SUFFIX = re.compile(r"\s+[|–—-]\s+([^|–—]{2,40})$")
_LETTERS = re.compile(r"[\W_]+")
# A shorter name ("X", "9") is found in too many headlines to be taken from them.
_SHORTEST_NAME = 3
_BYLINE = re.compile(r"(?:by|von|par|por|di|door)\s", re.IGNORECASE)
_NO_HEADLINE_END = re.compile(r"[.:;,。…؛،]$")
_HEADLINE_WORDS = range(3, 26)
_LONGEST_HEADLINE = 160
_TITLE_PARTS = re.compile(r"\s[-–—|»•·]\s")
_PARTS_OF_BOTH = 2
_LONGEST_BRAND = 40
# What parts a headline from a section or a site. A colon in ASCII parts it from its own first word.
_TAIL = re.compile(r"(?:\s+[|–—»•·-]\s+|\s*[｜：|]\s*)\S.{0,60}$", re.DOTALL)
_CUT = re.compile(r"(?:\.\.\.|…)$")


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


def chosen_headline(candidates: Sequence[str | None], *names: str | None) -> str | None:
    """Return the first of a page's headlines, the surest first, or None where there is none.

    What follows it as a tail ("- National | Globalnews.ca") is left out where another of them
    stands without it, and where it is one of the site's `names`. One that breaks off ("...") is
    completed by one that goes on; one that is a name of the site is none.
    """
    given = [short for each in candidates if each and (short := without_site(each, *names))]
    own = {_bare(name) for name in names if name}
    given = [each for each in given if _bare(each) not in own]
    return _completed(_untailed(given[0], given), given) if given else None


def _untailed(headline: str, others: Iterable[str]) -> str:
    """Return a headline without the tail that another one shows to be none of it."""
    for other in others:
        if headline.startswith(other) and _TAIL.fullmatch(headline[len(other) :]):
            return other
    return headline


def _completed(headline: str, others: Iterable[str]) -> str:
    """Return a headline that was cut as another one has it whole."""
    start = _CUT.sub("", headline).rstrip()
    if start == headline:
        return headline
    return next((each for each in others if each.startswith(start) and each != headline), headline)


def _names_site(suffix: str, names: tuple[str | None, ...]) -> bool:
    """Tell whether the end of a title is the outlet's name or host, however spelled."""
    bare = _bare(suffix)
    known = [known for name in names if name and len(known := _bare(name)) >= _SHORTEST_NAME]
    return len(bare) >= _SHORTEST_NAME and any(bare in name or name in bare for name in known)


def _bare(name: str) -> str:
    """Return the letters and digits of a name: "Globalnews.ca" and "Global News" share theirs."""
    return _LETTERS.sub("", name).casefold()


def headed(title: str | None, headings: Iterable[str]) -> tuple[str | None, str | None]:
    """Return the headline and the site's name, where a page's title has both and it says which.

    Pages are titled "Site - Headline" as often as "Headline - Site"; the part that a heading of
    the page repeats is the headline, and if just one other part is left, that is the site.
    """
    parts = [_spoken(part) for part in _TITLE_PARTS.split(title)] if title else []
    if len(parts) < _PARTS_OF_BOTH:
        return None, None
    repeated = {_spoken(heading).casefold() for heading in headings}
    found = [part for part in parts if part.casefold() in repeated]
    if not found:
        return None, None
    headline = max(found, key=len)
    rest = [part for part in parts if part != headline]
    return headline, rest[0] if len(rest) == 1 and len(rest[0]) <= _LONGEST_BRAND else None


def _spoken(markup: str) -> str:
    """Return a text as it reads: entities spelled out, its spaces single."""
    return " ".join(unescape(markup).split())
