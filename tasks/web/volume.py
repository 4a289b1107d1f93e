"""Volume alarms: which sources stand out against their own past. History in, alarms out.

An alarm must be worth a look at three in the morning, so that each rule asks for more than a quiet
weekend, a weekly feed or a bad hour: docs/decisions has the figures.
"""

from __future__ import annotations

import math
from datetime import timedelta
from typing import TYPE_CHECKING

from tasks.alarms import Alarm, AlarmKind
from tasks.listings import UrlOutcome

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tasks.alarms import Polling, Rejecting

# How far the past is looked at for a source's rhythm: a feed of every second week has six pauses.
RHYTHM_DAYS = 84
# Three pauses are the fewest that show a rhythm; one list that never changes shows none.
FEWEST_ARRIVALS = 4
# Twice the longest pause so far: a weekday's feed may miss a Monday, a weekly one a whole week.
SILENT_PAUSES = 2
# Less than a day is not worth an alarm, however busy a source is.
SHORTEST_SILENCE = timedelta(days=1)
# What two weeks have not shown may be a pause of every week.
YOUNG = timedelta(days=14)
# One failed poll is an hour's trouble, two may be a night's work at the host.
FAILED_POLLS = 3

# How far back rejections are counted.
REJECTIONS_DAYS = 28
# "Lately" is the last run that asked for something new, and those before it up to so many URLs.
RECENT_URLS = 5
# Fewer URLs in the past tell nothing of a source.
PAST_URLS = 20
# A source that half of the time has what we want is still one.
SHARE_REJECTED = 0.5
# A thousand sources polled by the hour raise less than three such alarms a day by chance.
CHANCE = 1e-4

_GONE = frozenset({UrlOutcome.HTTP_410, UrlOutcome.RETIRED})
_GONE_FOR_GOOD = (
    "its host says that it is gone for good, and it is asked no more: "
    "take it out of wirecopy.toml, or give its new address"
)


def alarms(polled: Iterable[Polling], rejecting: Iterable[Rejecting]) -> list[Alarm]:
    """Return the alarms that stand, by source; at most one of lists and one of pages each."""
    raised = [alarm for each in polled if (alarm := _of_lists(each)) is not None]
    raised += [alarm for each in rejecting if (alarm := _of_pages(each)) is not None]
    return sorted(raised, key=lambda alarm: (alarm.source, alarm.kind))


def _of_lists(polling: Polling) -> Alarm | None:
    """Return the alarm that a source's lists raise: gone, failing, or silent."""
    since = polling.failing_since
    if since is not None and polling.outcome in _GONE:
        return Alarm(source=polling.source, kind=AlarmKind.GONE, since=since, detail=_GONE_FOR_GOOD)
    if since is None or polling.failed < FAILED_POLLS:
        return _silent(polling)
    worked = f"worked last {polling.well_at:%Y-%m-%d %H:%M} UTC" if polling.well_at else "never did"
    told = f"{polling.outcome} ({polling.detail})" if polling.detail else polling.outcome
    detail = f"{polling.failed} polls in a row brought no list; it {worked}: {told}"
    return Alarm(source=polling.source, kind=AlarmKind.FAILING, since=since, detail=detail)


def _silent(polling: Polling) -> Alarm | None:
    """Return the alarm of a source that lists nothing new for much longer than is its way."""
    first, last, seen = polling.first_arrival, polling.last_arrival, polling.well_at
    if first is None or last is None or seen is None or polling.arrivals < FEWEST_ARRIVALS:
        return None
    longest = timedelta(seconds=polling.longest_pause_s)
    least = YOUNG if last - first < YOUNG else SHORTEST_SILENCE
    if seen - last <= max(longest * SILENT_PAUSES, least):
        return None
    detail = (
        f"nothing new for {_told(seen - last)}; its longest pause was {_told(longest)} "
        f"among {polling.arrivals} polls with news"
    )
    return Alarm(source=polling.source, kind=AlarmKind.SILENT, since=last, detail=detail)


def _of_pages(rejecting: Rejecting) -> Alarm | None:
    """Return the alarm of a source of which far more is rejected than before."""
    lately, before = rejecting.asked, rejecting.asked_before
    if lately < RECENT_URLS or before < PAST_URLS:
        return None
    # Laplace's rule: of a source that was never rejected it is not sure that it never is.
    usual = (rejecting.rejected_before + 1) / (before + 2)
    share = rejecting.rejected / lately
    if share < SHARE_REJECTED or chance_of(rejecting.rejected, lately, usual) > CHANCE:
        return None
    detail = (
        f"{rejecting.rejected} of its last {lately} new URLs were rejected, most as "
        f"{rejecting.common}; {rejecting.rejected_before} of {before} were before"
    )
    kind = AlarmKind.REJECTIONS
    return Alarm(source=rejecting.source, kind=kind, since=rejecting.since, detail=detail)


def chance_of(rejected: int, asked: int, usual: float) -> float:
    """Return a bound on the chance that so many or more are rejected where `usual` is their share.

    0 to 1, exp(-asked * D(share || usual)) where more than usual are (Chernoff, 1952; Hoeffding,
    1963, theorem 1). `usual` lies between 0 and 1, both excluded.
    """
    share = rejected / asked
    if share <= usual:
        return 1.0
    distance = share * math.log(share / usual)
    if share < 1.0:
        distance += (1.0 - share) * math.log((1.0 - share) / (1.0 - usual))
    return math.exp(-asked * distance)


def _told(pause: timedelta) -> str:
    """Return a pause in words: in hours below two days, in days above."""
    hours = pause.total_seconds() / 3600
    return f"{hours:.0f} hours" if hours < 48 else f"{hours / 24:.0f} days"  # noqa: PLR2004
