"""The listers: feeds and sitemaps, when each was polled, and what each poll brought."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from storage.hosts import aware, naive
from tasks.listings import Validators

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from storage.runs import Run
    from storage.statements import Statements


@dataclass(frozen=True, slots=True, kw_only=True)
class ListerState:
    """What is known of one lister of a source; `poll_s` in seconds, `per_hour` new entries.

    `moved_to` is where its host sends every request for good; `gone_at` when it said 410.
    """

    source: str
    url: str
    validators: Validators
    poll_s: float
    per_hour: float | None
    asked_at: datetime
    next_due: datetime
    succeeded_at: datetime | None
    moved_to: str | None = None
    gone_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """What one poll brought: listed + retried = passed_over + repeated + taken.

    `fresh` of those taken were never listed before.
    """

    source: str
    url: str
    asked_at: datetime
    outcome: str
    detail: str = ""
    listed: int = 0
    retried: int = 0
    passed_over: int = 0
    repeated: int = 0
    taken: int = 0
    fresh: int = 0


class Polls:
    """Reads and writes listers, in the caller's transaction."""

    def __init__(self, statements: Statements) -> None:
        self._sql = statements

    def polled(self, run: Run) -> frozenset[str]:
        """Return the sources that a run has polled."""
        return frozenset(name for (name,) in self._sql.rows("polled_sources", run_no=run.number))

    def states(self, sources: Sequence[str]) -> dict[str, dict[str, ListerState]]:
        """Return what is known of the listers of some sources, by source and URL."""
        found: dict[str, dict[str, ListerState]] = {source: {} for source in sources}
        with self._sql.view("wanted", pa.table({"source": pa.array(sources, pa.string())})):
            rows = self._sql.rows("listers_of")
        for row in rows:
            state = _state(row)
            found[state.source][state.url] = state
        return found

    def keep(self, states: Sequence[ListerState]) -> None:
        """Replace what is known of some listers."""
        if states:
            rows = _table(states)
            with self._sql.view("incoming", rows):
                self._sql.run("forget_listers")
            self._sql.insert("insert_listers", rows)

    def outcomes(self, run: Run) -> dict[str, int]:
        """Return how the polls of a run ended."""
        return dict(self._sql.rows("poll_outcome_counts", run_no=run.number))

    def record(self, run: Run, polls: Sequence[Poll]) -> None:
        """Write what polls brought."""
        counted = ("listed", "retried", "passed_over", "repeated", "taken", "fresh")
        told = ("source", "url", "outcome", "detail")
        self._sql.insert(
            "insert_polls",
            pa.table(
                {
                    "run_no": pa.array([run.number] * len(polls), pa.int32()),
                    "asked_at": pa.array(
                        [naive(poll.asked_at) for poll in polls], pa.timestamp("us")
                    ),
                    **{
                        name: pa.array([getattr(poll, name) for poll in polls], pa.string())
                        for name in told
                    },
                    **{
                        name: pa.array([getattr(poll, name) for poll in polls], pa.int32())
                        for name in counted
                    },
                }
            ),
        )


def _state(row: tuple[Any, ...]) -> ListerState:
    """Return a row of queries/listers_of.sql as a state."""
    name, url, etag, modified, digest, poll_s, per_hour, *moments = row
    asked, due, succeeded, moved_to, gone = moments
    asked_at, next_due = aware(asked), aware(due)
    assert asked_at is not None and next_due is not None  # noqa: S101, PT018 - NOT NULL
    return ListerState(
        source=name,
        url=url,
        validators=Validators(etag=etag, last_modified=modified, digest=digest),
        poll_s=poll_s,
        per_hour=per_hour,
        asked_at=asked_at,
        next_due=next_due,
        succeeded_at=aware(succeeded),
        moved_to=moved_to,
        gone_at=aware(gone),
    )


def _table(states: Sequence[ListerState]) -> pa.Table:
    """The rows of store.listers."""
    shown = [state.validators for state in states]
    words, times, numbers = pa.string(), pa.timestamp("us"), pa.float64()
    return pa.table(
        {
            "source": pa.array([state.source for state in states], words),
            "url": pa.array([state.url for state in states], words),
            "etag": pa.array([one.etag for one in shown], words),
            "last_modified": pa.array([one.last_modified for one in shown], words),
            "digest": pa.array([one.digest for one in shown], words),
            "poll_s": pa.array([state.poll_s for state in states], numbers),
            "per_hour": pa.array([state.per_hour for state in states], numbers),
            "asked_at": pa.array([naive(state.asked_at) for state in states], times),
            "next_due": pa.array([naive(state.next_due) for state in states], times),
            "succeeded_at": pa.array([naive(state.succeeded_at) for state in states], times),
            "moved_to": pa.array([state.moved_to for state in states], words),
            "gone_at": pa.array([naive(state.gone_at) for state in states], times),
        }
    )
