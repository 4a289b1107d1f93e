"""Who supplied an article's text: all signals weighed in one decision table.

what names an agency            what it proves
the source is the agency        its own text, unless a dateline or byline names another
dateline, byline, authors       credit; two kinds that agree are certain
credit line, "Source: …"        credit
"… contributed to this report"  nothing about this text: listed as a contributor
title's end ("… - Reuters")     a hint: outlets also head a report on a report so
an unknown name in a dateline   a hint, never a call sign
picture credits                 nothing
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from itertools import islice
from typing import TYPE_CHECKING

from tasks.provenance.agencies import Agencies, known_agencies
from tasks.provenance.byline import author_signal, bylines
from tasks.provenance.credit import contributions, credits_of
from tasks.provenance.dateline import datelines
from tasks.provenance.signals import Kind, Signal

if TYPE_CHECKING:
    from collections.abc import Sequence


class Strength(IntEnum):
    """How much stands behind an attribution; comparable, more is more."""

    NONE = 0
    HINT = 1
    CREDIT = 2
    CERTAIN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Who supplied a text, how surely, and what says so.

    `agency` is None where nothing is printed; then strength is NONE and evidence empty.
    `is_own`: the article stands at the agency itself. `contributors` helped; the text is not
    theirs. `signals` are what was weighed, the deciding one first; offsets are in the text.
    """

    agency: str | None = None
    strength: Strength = Strength.NONE
    evidence: str = ""
    is_own: bool = False
    contributors: tuple[str, ...] = ()
    signals: tuple[Signal, ...] = ()


_TITLE_END = re.compile(r"\s[-–—|:]\s(?P<name>[^-–—|:]{2,40})$")


def attribute(
    article_title: str | None,
    text: str,
    source: str | None,
    authors: Sequence[str] = (),
    *,
    agencies: Agencies | None = None,
) -> Attribution:
    """Return who supplied the text; the module's head is the decision table.

    source: the outlet, as a host ("apnews.com") or a name.
    agencies: another table than ours (`known_agencies(*more)`).
    """
    table = agencies or known_agencies()
    opening = datelines(text, table)
    printed = _printed(text, authors, opening, table)
    helped = tuple(dict.fromkeys(one.agency for one in contributions(text, table)))
    owner = table.owner(source)
    if owner and all(signal.agency == owner for signal in printed[:1]):
        return _own(owner, source or "", printed, helped)
    if printed:
        return _credited(printed, helped)
    return _hinted(article_title, opening, helped, table)


def _printed(
    text: str, authors: Sequence[str], opening: Sequence[Signal], table: Agencies
) -> tuple[Signal, ...]:
    """Return every signal that credits an agency, the one that decides first.

    The dateline stands nearest to the text; a byline may be the page's, a tail another story's.
    """
    author = author_signal(authors, table)
    lines = [one for one in opening if one.kind is Kind.DATELINE]
    return (
        *lines[:1],
        *([author] if author else []),
        *islice(bylines(text, table), 1),
        *islice(credits_of(text, table), 1),
    )


def _own(
    owner: str, source: str, printed: tuple[Signal, ...], helped: tuple[str, ...]
) -> Attribution:
    own = Signal(kind=Kind.SOURCE, agency=owner, evidence=source)
    return Attribution(
        agency=owner,
        strength=Strength.CERTAIN,
        evidence=source,
        is_own=True,
        contributors=helped,
        signals=(own, *printed),
    )


def _credited(printed: tuple[Signal, ...], helped: tuple[str, ...]) -> Attribution:
    first = printed[0]
    agreeing = {one.kind for one in printed if one.agency == first.agency}
    return Attribution(
        agency=first.agency,
        strength=Strength.CERTAIN if len(agreeing) > 1 else Strength.CREDIT,
        evidence=first.evidence,
        contributors=tuple(name for name in helped if name != first.agency),
        signals=printed,
    )


def _hinted(
    title: str | None, opening: Sequence[Signal], helped: tuple[str, ...], table: Agencies
) -> Attribution:
    hint = _title_signal(title, table) or next(iter(opening), None)
    if hint is None:
        return Attribution(contributors=helped)
    return Attribution(
        agency=hint.agency,
        strength=Strength.HINT,
        evidence=hint.evidence,
        contributors=helped,
        signals=(hint,),
    )


def _title_signal(title: str | None, table: Agencies) -> Signal | None:
    match = _TITLE_END.search(title) if title else None
    name = table.named(match["name"]) if match else None
    if match is None or name is None:
        return None
    return Signal(kind=Kind.TITLE, agency=name, evidence=match.group().strip())
