"""The volume of the sources: what is known of it over time, and the alarms that each run raised."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from storage.hosts import aware, naive
from tasks.alarms import Alarm, AlarmKind, Polling, Rejecting
from tasks.listings import UrlOutcome

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from storage.runs import Run
    from storage.statements import Statements

_HELD = [outcome.value for outcome in UrlOutcome if not outcome.is_rejection]


def pollings(sql: Statements, *, since: datetime) -> list[Polling]:
    """Return how the polls of each source went since a moment, by source."""
    rows = sql.rows("source_pollings", since=naive(since))
    return [_polling(row) for row in rows]


def _polling(row: tuple[Any, ...]) -> Polling:
    """Return a row of queries/source_pollings.sql as a record."""
    source, well_at, failed, failing_since, outcome, detail, *arrivals = row
    count, first, last, longest_pause_s = arrivals
    return Polling(
        source=source,
        well_at=aware(well_at),
        failed=failed,
        failing_since=aware(failing_since),
        outcome=outcome,
        detail=detail,
        arrivals=count,
        first_arrival=aware(first),
        last_arrival=aware(last),
        longest_pause_s=longest_pause_s,
    )


def rejectings(sql: Statements, run: Run, *, since: datetime, recent: int) -> list[Rejecting]:
    """Return what was rejected since a moment, of the sources of which a run asked for a new URL.

    recent: so many URLs at the least, of the last runs, are "lately".
    """
    rows = sql.rows(
        "source_rejectings",
        run_no=run.number,
        since=naive(since),
        held=_HELD,
        recent=recent,
    )
    return [
        Rejecting(
            source=source,
            since=began,
            asked=asked,
            rejected=rejected,
            asked_before=before,
            rejected_before=rejected_before,
            common=common,
        )
        for source, stored, asked, rejected, before, rejected_before, common in rows
        if (began := aware(stored)) is not None
    ]


def raise_alarms(sql: Statements, run: Run, raised: Sequence[Alarm]) -> None:
    """Replace a run's alarms, in a transaction."""
    with sql.whole():
        sql.run("forget_alarms", run_no=run.number)
        sql.insert(
            "insert_alarms",
            pa.table(
                {
                    "run_no": pa.array([run.number] * len(raised), pa.int32()),
                    "source": pa.array([alarm.source for alarm in raised], pa.string()),
                    "kind": pa.array([alarm.kind.value for alarm in raised], pa.string()),
                    "since": pa.array([naive(each.since) for each in raised], pa.timestamp("us")),
                    "detail": pa.array([alarm.detail for alarm in raised], pa.string()),
                }
            ),
        )


def alarms_of(sql: Statements, run: Run) -> list[Alarm]:
    """Return the alarms that a run raised, by source."""
    return [
        Alarm(source=source, kind=AlarmKind(kind), since=since, detail=detail)
        for source, kind, stored, detail in sql.rows("alarms_of", run_no=run.number)
        if (since := aware(stored)) is not None
    ]
