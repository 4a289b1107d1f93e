"""Alarm: judges every source on the web by its own past, and stores what stands out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from storage.alarms import pollings, raise_alarms, rejectings
from tasks.web.volume import RECENT_URLS, REJECTIONS_DAYS, RHYTHM_DAYS, alarms

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from flows.config import SourceEntry
    from flows.newsroom import Newsroom


def watch_volume(room: Newsroom, entries: Sequence[SourceEntry], now: datetime) -> None:
    """Store the alarms that stand at the end of this run's fetching."""
    sql, names = room.store.statements, {entry.name for entry in entries}
    polled = pollings(sql, since=now - timedelta(days=RHYTHM_DAYS))
    rejecting = rejectings(
        sql, room.run, since=now - timedelta(days=REJECTIONS_DAYS), recent=RECENT_URLS
    )
    raised = alarms(polled, rejecting)
    # A source that was taken out of wirecopy.toml is nobody's worry any more.
    raise_alarms(sql, room.run, [alarm for alarm in raised if alarm.source in names])
