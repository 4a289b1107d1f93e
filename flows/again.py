"""When a URL is asked again: after an article, after trouble that passes, after what lasts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tasks.listings import UrlOutcome

if TYPE_CHECKING:
    from datetime import datetime

    from storage.urls import UrlState

# An article is asked for again, if it is still listed, to see whether it was revised.
RECHECK = timedelta(hours=6)
# What is no article today is seldom one tomorrow.
RECHECK_OTHERS = timedelta(days=7)
FIRST_RETRY = timedelta(minutes=5)
LONGEST_RETRY = timedelta(days=1)
_NEVER = frozenset({UrlOutcome.HTTP_410, UrlOutcome.RETIRED, UrlOutcome.DUPLICATE_URL})
# A URL that ended so has its article in the store.
HELD = frozenset({UrlOutcome.ARTICLE, UrlOutcome.REVISION, UrlOutcome.KNOWN, UrlOutcome.UNCHANGED})


def next_ask(outcome: UrlOutcome, at: datetime, failures: int) -> datetime | None:
    """Return when a URL may be asked again, or None for never."""
    if outcome in _NEVER:
        return None
    if outcome.passing:
        doubled: int = 1 << min(failures - 1, 20)
        return at + min(FIRST_RETRY * doubled, LONGEST_RETRY)
    return at + (RECHECK if outcome in HELD else RECHECK_OTHERS)


def is_due(state: UrlState, now: datetime) -> bool:
    """Tell whether a known URL that is listed again is to be asked again."""
    return state.next_ask is not None and state.next_ask <= now
