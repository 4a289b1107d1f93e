"""When a host, and when a feed, may be asked again: given now and the past, nothing else."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from tasks.listings import HostState

# A second between two requests is what crawlers of the open web take for polite.
LEAST_GAP_S = 1.0
# The pause after the first failure; each further one doubles it.
FIRST_PAUSE_S = 2.0
LONGEST_PAUSE_S = 6 * 3600.0
# After as many failures in a row a host is left alone for the rest of the run.
FAILURES_TO_OPEN = 5
# A pause shorter than this is waited for inside a run; a longer one ends the URL as "not yet".
PATIENCE_S = 30.0

# Bounds of the pause between two polls of one feed.
SHORTEST_POLL_S = 300.0
LONGEST_POLL_S = 24 * 3600.0
# A poll that aims at two new entries finds one at least in 86 of 100 (1 - e**-2, if they come at
# random), and misses none as long as a feed lists more than a handful.
AIMED_NEW = 2.0
# How much the last poll counts against all before it, and how far one poll moves the pause.
_LAST_COUNTS = 0.3
_LARGEST_STEP = 2.0


def next_permitted(state: HostState, *, gap_s: float = LEAST_GAP_S) -> datetime | None:
    """Return the first moment at which a host may be asked again, or None where it may be now.

    The gap, the host's own crawl delay and what it asked us to wait are all kept.
    """
    moments = [] if state.not_before is None else [state.not_before]
    if state.asked is not None:
        moments.append(state.asked + timedelta(seconds=max(gap_s, state.crawl_delay_s)))
    return max(moments, default=None)


def is_open(state: HostState, now: datetime) -> bool:
    """Tell whether the breaker is open: the host failed too often in a row, and its pause lasts.

    After the pause one request is let through; it closes the breaker or opens it for longer.
    """
    resting = state.not_before is not None and now < state.not_before
    return state.failures >= FAILURES_TO_OPEN and resting


def after_success(state: HostState, now: datetime) -> HostState:
    """Return the state of a host that has answered well."""
    return replace(state, asked=now, failures=0, not_before=None)


def after_failure(state: HostState, now: datetime, *, wait: datetime | None = None) -> HostState:
    """Return the state of a host in trouble, or one that asked for patience until `wait`."""
    failures = state.failures + 1
    paused = now + timedelta(seconds=pause_s(state.host, failures))
    return replace(state, asked=now, failures=failures, not_before=max(paused, wait or paused))


def pause_s(host: str, failures: int) -> float:
    """Return the pause after so many failures in a row, in seconds: doubled each time, with jitter.

    Between half of it and the whole, so that hosts which failed together are not asked together
    again; the same for the same host and count, so that a run can be repeated.
    """
    whole = min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2.0 ** min(failures - 1, 30))
    return whole * random.Random(f"{host} {failures}").uniform(0.5, 1.0)  # noqa: S311 - no secret


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPace:
    """How often a feed brings something new: `per_hour` on the long view, polled every `poll_s`."""

    poll_s: float
    per_hour: float | None = None


def paced(
    pace: FeedPace, *, new: int, listed: int, waited_s: float, asked_s: float = 0.0
) -> FeedPace:
    """Return the pace after a poll that brought `new` of `listed` entries after `waited_s` seconds.

    The pause aims at two new entries a poll, at most doubled or halved at a time. Where every entry
    was new, others have fallen out unseen, and the pause is halved whatever the rate says. Never
    under `asked_s`, what the feed or its host ask for.
    """
    seen = new * 3600.0 / max(waited_s, 1.0)
    rate = seen if pace.per_hour is None else pace.per_hour + _LAST_COUNTS * (seen - pace.per_hour)
    wanted = AIMED_NEW * 3600.0 / rate if rate > 0 else LONGEST_POLL_S
    if listed and new >= listed:
        wanted = min(wanted, pace.poll_s / _LARGEST_STEP)
    near = min(max(wanted, pace.poll_s / _LARGEST_STEP), pace.poll_s * _LARGEST_STEP)
    poll_s = max(min(max(near, SHORTEST_POLL_S), LONGEST_POLL_S), min(asked_s, LONGEST_POLL_S))
    return FeedPace(poll_s=poll_s, per_hour=rate)
