"""The listers: feeds and sitemaps, when each was polled, and what each poll brought."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

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
    """What is known of one lister of a source; `poll_s` in seconds, `per_hour` new entries."""

    source: str
    url: str
    validators: Validators
    poll_s: float
    per_hour: float | None
    asked_at: datetime
    next_due: datetime
    succeeded_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """What one poll brought: listed + retried = passed_over + repeated + taken."""

    url: str
    asked_at: datetime
    outcome: str
    detail: str = ""
    listed: int = 0
    retried: int = 0
    passed_over: int = 0
    repeated: int = 0
    taken: int = 0


class Polls:
    """Reads and writes listers, in the caller's transaction."""

    def __init__(self, statements: Statements) -> None:
        self._sql = statements

    def polled(self, run: Run) -> frozenset[str]:
        """Return the sources that a run has polled."""
        return frozenset(name for (name,) in self._sql.rows("polled_sources", run_no=run.number))

    def states(self, source: str) -> dict[str, ListerState]:
        """Return what is known of the listers of a source, by URL."""
        found = {}
        for row in self._sql.rows("listers_of", source=source):
            name, url, etag, modified, digest, poll_s, per_hour, asked, due, succeeded = row
            asked_at, next_due = aware(asked), aware(due)
            assert asked_at is not None and next_due is not None  # noqa: S101, PT018 - NOT NULL
            found[url] = ListerState(
                source=name,
                url=url,
                validators=Validators(etag=etag, last_modified=modified, digest=digest),
                poll_s=poll_s,
                per_hour=per_hour,
                asked_at=asked_at,
                next_due=next_due,
                succeeded_at=aware(succeeded),
            )
        return found

    def keep(self, state: ListerState) -> None:
        """Replace what is known of a lister."""
        self._sql.run("forget_lister", source=state.source, url=state.url)
        shown = state.validators
        times = pa.timestamp("us")
        row = {
            "source": [state.source],
            "url": [state.url],
            "etag": pa.array([shown.etag], pa.string()),
            "last_modified": pa.array([shown.last_modified], pa.string()),
            "digest": pa.array([shown.digest], pa.string()),
            "poll_s": [state.poll_s],
            "per_hour": pa.array([state.per_hour], pa.float64()),
            "asked_at": pa.array([naive(state.asked_at)], times),
            "next_due": pa.array([naive(state.next_due)], times),
            "succeeded_at": pa.array([naive(state.succeeded_at)], times),
        }
        self._sql.insert("insert_listers", pa.table(row))

    def record(self, run: Run, source: str, polls: Sequence[Poll]) -> None:
        """Write what the polls of a source brought."""
        counted = ("listed", "retried", "passed_over", "repeated", "taken")
        self._sql.insert(
            "insert_polls",
            pa.table(
                {
                    "run_no": pa.array([run.number] * len(polls), pa.int32()),
                    "source": [source] * len(polls),
                    "url": [poll.url for poll in polls],
                    "asked_at": pa.array(
                        [naive(poll.asked_at) for poll in polls], pa.timestamp("us")
                    ),
                    "outcome": [poll.outcome for poll in polls],
                    "detail": [poll.detail for poll in polls],
                    **{
                        name: pa.array([getattr(poll, name) for poll in polls], pa.int32())
                        for name in counted
                    },
                }
            ),
        )
