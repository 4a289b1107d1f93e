"""Authors: the names in what a page gives as its authors, without roles, addresses and "By"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\S+|(?<!\S)@\w+", re.IGNORECASE)
_BY = re.compile(r"(?:written )?by:?\s+", re.IGNORECASE)
# "Von" opens a byline and a name: only before two words or more is it the former.
_BY_ELSEWHERE = re.compile(
    r"(?:von|par|por|door|autor(?:in|es)?|author|text|redaktion)[:\s]\s*(?=\S+\s+\S)", re.IGNORECASE
)
# What parts people. Commas part a name from a role or an agency as well.
_BETWEEN = re.compile(
    r"\s*[;|•/]\s+|\s+[;|•/]\s*|;|\s*,\s*(?:and\s+|und\s+)?|\s+(?:and|und|&)\s+", re.IGNORECASE
)
# The last word of what somebody is, not of who it is.
_ROLE = re.compile(
    r"(?:journalist|reporter|redakteur|korrespondent|reporterin|redakteurin|korrespondentin"
    r"|correspondent|editor|writer|columnist|producer|contributor|photographer|fotograf"
    r"|periodista|redactora?|corresponsal|journaliste|giornalista|redaktør"
    r"|jurnalis|jornalista)$",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"[^\W\d_]")
_BARE = re.compile(r"[\W_]+")
_LONGEST_NAME = 80
# A shorter name of a site is found in too many names of people.
_SHORTEST_SITE = 3


def author_names(
    stated: Iterable[Sequence[str]], guessed: Sequence[str], sites: Iterable[str | None] = ()
) -> tuple[str, ...]:
    """Return the names of the first stated list that names more than the site itself.

    Where none does, the first that names anybody: an outlet that signs as itself is its author.
    What was guessed serves where nothing is stated. Agencies stay. stated: the surest first.
    sites: what the site calls itself.
    """
    bare = [name for site in sites if site and len(name := _bared(site)) >= _SHORTEST_SITE]
    found = [names for given in stated if (names := _names(given))] or [_names(guessed)]
    others = (names for names in found if not all(_is_site(name, bare) for name in names))
    return next(others, found[0])


def _names(given: Sequence[str]) -> tuple[str, ...]:
    """Return the names in a list of authors, each once, in their order."""
    names: dict[str, str] = {}
    for line in given:
        for name in _parted(line, many=len(given) == 1):
            names.setdefault(_bared(name), name)
    return tuple(names.values())


def _parted(line: str, *, many: bool) -> Iterator[str]:
    """Yield the names in a line; `many`: it may be all of them in one."""
    line = _ADDRESS.sub(" ", line)
    parts = [_name(part) for part in _BETWEEN.split(line)]
    parts = [part for part in parts if part]
    people = [part for part in parts if not (_ROLE.search(part) or part.startswith("("))]
    is_whole = len(parts) == len(people) and not (many or all(" " in part for part in parts))
    yield from [_name(line)] if is_whole else people


def _name(part: str) -> str:
    """Return a part of a line without what is no name, or nothing."""
    name = " ".join(part.split()).strip(" .,;:|/-–—•")
    name = _BY_ELSEWHERE.sub("", _BY.sub("", name, count=1), count=1)
    return name if _LETTERS.search(name) and len(name) <= _LONGEST_NAME else ""


def _is_site(name: str, sites: Sequence[str]) -> bool:
    """Tell whether a name is the site's own, however spelled."""
    bare = _bared(name)
    return len(bare) >= _SHORTEST_SITE and any(bare in site or site in bare for site in sites)


def _bared(name: str) -> str:
    """Return a name's letters and digits, in small letters."""
    return _BARE.sub("", name).casefold()
