"""What is known of a source's volume over time, and the alarms that it may raise."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class AlarmKind(StrEnum):
    """What an alarm warns of. A closed list."""

    SILENT = "silent"
    FAILING = "failing"
    GONE = "gone"
    REJECTIONS = "rejections"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """A source that somebody should look at: `since` when, in aware UTC, and why, in words."""

    source: str
    kind: AlarmKind
    since: datetime
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Polling:
    """How the polls of a source went, in the order of the runs. Moments are aware UTC.

    `well_at` is the last poll that brought a list, or word that it had not changed; `failed` polls
    came after it, from `failing_since` on, the last of them ended in `outcome`. Polls that were not
    due are none. `arrivals` are the polls that listed what was never listed before, the longest
    pause between two of them is `longest_pause_s`.
    """

    source: str
    well_at: datetime | None = None
    failed: int = 0
    failing_since: datetime | None = None
    outcome: str = ""
    detail: str = ""
    arrivals: int = 0
    first_arrival: datetime | None = None
    last_arrival: datetime | None = None
    longest_pause_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejecting:
    """How many of the URLs that a source listed for the first time were rejected.

    Of those asked lately, from `since` on (`common` is their most frequent rejection), and before.
    """

    source: str
    since: datetime
    asked: int
    rejected: int
    asked_before: int
    rejected_before: int
    common: str
