"""The byline: "By JILL COLVIN, Associated Press", a provider's line, or the authors' field."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tasks.provenance.agencies import SHORT_NAME_CHARS
from tasks.provenance.signals import BYLINE_HEAD_CHARS, Kind, Signal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tasks.provenance.agencies import Agencies

# Longer lines are sentences. The longest byline met: "By JONATHAN LEMIRE, JILL COLVIN and
# VLADIMIR ISACHENKOV Associated Press", 71 characters; room for six names.
BYLINE_CHARS = 140
# "Name, Associated Press" without "By": more words than this are a caption.
BYLINE_WORDS = 12

# "The Associated Press Monday, July 16, 2018 7:30 p.m.": a name and a date have no more.
DATED_WORDS = 9

_BY = re.compile(r"(?:By|BY|by|Por|POR|Par|PAR|Von|VON|Di|Da|Door|Av|Af|Oleh)[: ]")
# "AP National Security Writer", "Reuters Staff", "PA Political Editor", "AFP Bureau".
_ROLES = "Staff Writer Correspondent Reporter Editor Bureau Analyst Columnist"
_ROLE_WORDS = frozenset(word + ending for word in _ROLES.split() for ending in ("", "s"))
# "National Security", "Asia-Pacific Business": words between an agency's name and the role.
MOST_ROLE_WORDS = 4

_DATE = re.compile(
    r"\s*(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?"
    r"(?:(?:updated|published)\S*\s+)?"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|\d{1,2}[ ./-]|\d{4}-)",
    re.IGNORECASE,
)
_PICTURE = re.compile(
    r"(?i)\b(?:photos?|fotos?|fot[oó]grafo|getty|images?|imagen|pool|file|handout|video)\b"
    r"|^credit\b|/"
)
# "With files from", "Contributing:": they helped; credit.py lists them. "reported by The
# Washington Post" closes a sentence: names are capitalised, but for the words that join them.
_HELPED = re.compile(r"(?i)\b(?:with|contributing|contributed|avec|con información|mit)\b")
_SMALL_WORD = re.compile(
    r"(?<!\S)(?!(?:and|y|et|und|e|de|of|for|the|in|van|von|al|bin)\s)[a-zà-ÿ]+"
)
_AROUND_LINES = " \t*_•·|"


def bylines(text: str, agencies: Agencies) -> Iterator[Signal]:
    """Yield the lines near the top that say an agency wrote this, in the text's order."""
    head = text[:BYLINE_HEAD_CHARS]
    start = 0
    for line in head.split("\n"):
        end = start + len(line)
        may_name = 1 < len(line) <= BYLINE_CHARS and _may_name(line, agencies)
        if may_name and (name := _named(line.strip(_AROUND_LINES), start, head, agencies)):
            yield Signal(kind=Kind.BYLINE, agency=name, evidence=line, start=start, end=end)
        start = end + 1


def author_signal(authors: Iterable[str], agencies: Agencies) -> Signal | None:
    """Return the first of `authors` that is an agency, or writes for one by its own words."""
    for author in authors:
        if name := agencies.named(author) or _signed(author, agencies):
            return Signal(kind=Kind.AUTHOR, agency=name, evidence=author)
    return None


def _may_name(line: str, agencies: Agencies) -> bool:
    """Sieve: whether a line's first or last word could belong to an agency's name or a role."""
    words = line.split()
    if not words:
        return False
    last = words[-1].strip(".,:*_•·|)")
    if last in agencies.last_words or last in _ROLE_WORDS:
        return True
    return len(words) <= DATED_WORDS and words[0] in agencies.first_words


def _named(plain: str, start: int, head: str, agencies: Agencies) -> str | None:
    """Return the agency this line credits with the text, or None."""
    if _PICTURE.search(plain) or _HELPED.search(plain):
        return None
    if name := agencies.named(plain):
        return name if _may_stand_alone(plain, start, head) else None
    if _BY.match(plain) or plain.rpartition(" ")[2] in _ROLE_WORDS:
        return _signed(plain, agencies)
    return _dated(plain, agencies) or _after_names(plain, agencies)


def _may_stand_alone(plain: str, start: int, head: str) -> bool:
    """Whether a line of one name is a byline: a short one opens the text, or a date follows.

    "AP" alone under a picture is the picture's.
    """
    if len(plain) > SHORT_NAME_CHARS or start == 0:
        return True
    return _DATE.match(head, start + len(plain) + 1) is not None


def _signed(plain: str, agencies: Agencies) -> str | None:
    """Return the agency at the end of a signature, its writer's role left off."""
    words = plain.split()
    if not words or words[-1] not in _ROLE_WORDS:
        return _at_end(plain, agencies)
    ends = (" ".join(words[:-left]) for left in range(1, MOST_ROLE_WORDS + 2))
    return next((name for end in ends if (name := _at_end(end, agencies))), None)


def _at_end(plain: str, agencies: Agencies) -> str | None:
    found = agencies.at_end(plain) if plain else None
    return found[0] if found else None


def _dated(plain: str, agencies: Agencies) -> str | None:
    """Return the agency of "Associated Press Monday, July 16, 2018"."""
    plain = plain.removeprefix("The ")
    form = next((one for one in agencies.long_forms if plain.startswith(one)), None)
    if form is None or not _DATE.match(plain, len(form)):
        return None
    return agencies.named(form)


def _after_names(plain: str, agencies: Agencies) -> str | None:
    """Return the agency of "Karin Laub and Aron Heller, The Associated Press", also when glued."""
    if plain.count(" ") >= BYLINE_WORDS or not plain[:1].isupper() or _SMALL_WORD.search(plain):
        return None
    found = agencies.at_end(plain)
    if found is None:
        return _glued(plain, agencies)
    name, form = found
    after_comma = plain.removesuffix(form).rstrip().endswith(",")
    is_long = " " in form.removeprefix("The ")
    return name if is_long or (after_comma and len(form) > SHORT_NAME_CHARS) else None


def _glued(plain: str, agencies: Agencies) -> str | None:
    """Return the agency of "Vladimir IsachenkovAssociated Press": pages lose the line between."""
    form = next((one for one in agencies.long_forms if plain.endswith(one)), None)
    return agencies.named(form) if form else None
