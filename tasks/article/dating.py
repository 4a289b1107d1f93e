"""Which of the dates that are given for an article is taken, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasks.article.dates import parse_published
from tasks.listings import ChosenDate, DateCandidate

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

# The surest first. What makers state for machines goes before what a lister says, the first print
# before its update, and a sitemap's lastmod, which any change of layout moves, before a guess.
TRUST = (
    "given",
    "page:json-ld",
    "page:meta",
    "feed:published",
    "sitemap:news",
    "page:time",
    "feed:created",
    "feed:updated",
    "page:modified",
    "sitemap:lastmod",
    "page:text",
    "url",
)


def page_dates(written: Iterable[tuple[str, str]], *, now: datetime) -> list[DateCandidate]:
    """Return the dates that a page gives, each with its origin, as candidates."""
    return [
        DateCandidate(origin=origin, written=each, moment=parse_published(each, now=now))
        for origin, each in written
    ]


def choose_date(candidates: Sequence[DateCandidate], *, sighted: datetime) -> ChosenDate | None:
    """Return the date to take for an article first seen at `sighted`, or None where none is given.

    It never lies after `sighted`: nobody sees tomorrow's article. Where only later dates are given,
    the sighting itself is the best that is known. Both are aware UTC.
    """
    dated = [each for each in candidates if each.moment is not None]
    ahead = [each for each in dated if each.moment is not None and each.moment > sighted]
    fit = sorted((each for each in dated if each not in ahead), key=_rank)
    if fit and fit[0].moment is not None:
        return ChosenDate(moment=fit[0].moment, origin=fit[0].origin, reason=_why(fit, ahead))
    if ahead:
        reason = f"every date given ({_origins(ahead)}) lies after the article was seen"
        return ChosenDate(moment=sighted, origin="sighting", reason=reason)
    return None


def _rank(candidate: DateCandidate) -> int:
    """Return how many origins are surer."""
    return TRUST.index(candidate.origin) if candidate.origin in TRUST else len(TRUST)


def _why(fit: Sequence[DateCandidate], ahead: Sequence[DateCandidate]) -> str:
    """Return in words why the first of the fit dates is taken."""
    others = fit[1:]
    reason = f"surer than {_origins(others)}" if others else "the only date given"
    return f"{reason}; {_origins(ahead)} lies after the article was seen" if ahead else reason


def _origins(candidates: Sequence[DateCandidate]) -> str:
    """Return the origins of some dates, each once."""
    return ", ".join(dict.fromkeys(candidate.origin for candidate in candidates))
