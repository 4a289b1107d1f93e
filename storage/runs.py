"""The ledger of runs: when, by which version, how far, and what became of every input."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from tasks.errors import CountsError
from tasks.outcomes import Reason, Tally

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from storage.statements import Statements
    from tasks.outcomes import Rejected


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run. `carried_on` says that an earlier start of it was cut off."""

    number: int
    run_id: str
    carried_on: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a run has read a source: `place` is the last input whose outcome is stored."""

    source_key: str
    source_version: str
    place: int = 0
    inputs: int = 0
    articles: int = 0
    known: int = 0
    rejected: int = 0


class Runs:
    """Reads and writes the ledger."""

    def __init__(self, statements: Statements) -> None:
        self._sql = statements

    def begin(self, *, started_at: datetime, version: str, scheme: str) -> Run:
        """Open a run, or carry on the one that was cut off."""
        unfinished = self._sql.rows("unfinished_runs")
        if unfinished:
            number, run_id = unfinished[-1]
            return Run(number=number, run_id=run_id, carried_on=True)
        number = int(self._sql.one("last_run_no")) + 1
        run = Run(number=number, run_id=f"r{number}")
        self._sql.run(
            "start_run",
            run_no=run.number,
            run_id=run.run_id,
            started_at=started_at.replace(tzinfo=None),
            version=version,
            scheme=scheme,
        )
        return run

    def progress(self, run: Run, source_key: str, source_version: str) -> Progress:
        """Return how far the run has read a source.

        A source that has changed since is read again from its start: what came of its inputs so
        far is taken back but for the articles, which the second reading finds already known.
        """
        rows = self._sql.rows("progress_of", run_no=run.number, source_key=source_key)
        if not rows:
            return Progress(source_key=source_key, source_version=source_version)
        version, place, inputs, articles, known, rejected = rows[0]
        if version != source_version:
            return self._read_again(run, source_key, source_version, articles)
        return Progress(
            source_key=source_key,
            source_version=source_version,
            place=place,
            inputs=inputs,
            articles=articles,
            known=known,
            rejected=rejected,
        )

    def _read_again(
        self, run: Run, source_key: str, source_version: str, articles: int
    ) -> Progress:
        progress = Progress(
            source_key=source_key,
            source_version=source_version,
            inputs=articles,
            articles=articles,
        )
        with self._sql.whole():
            self._sql.run("forget_rejections", run_no=run.number, source_key=source_key)
            self.record_progress(run, progress)
        return progress

    def record_progress(self, run: Run, progress: Progress) -> None:
        """Write how far the run has read, in the transaction of the batch it read."""
        self._sql.run("forget_progress", run_no=run.number, source_key=progress.source_key)
        self._sql.run(
            "write_progress",
            run_no=run.number,
            source_key=progress.source_key,
            source_version=progress.source_version,
            place=progress.place,
            inputs=progress.inputs,
            articles=progress.articles,
            known=progress.known,
            rejected=progress.rejected,
        )

    def reject(self, run: Run, source_key: str, rejected: Sequence[Rejected]) -> None:
        """Store rejections with their reasons, in the transaction of the batch they came from."""
        self._sql.insert(
            "insert_rejections",
            pa.table(
                {
                    "run_no": pa.array([run.number] * len(rejected), pa.int32()),
                    "source_key": pa.array([source_key] * len(rejected), pa.string()),
                    "input": pa.array([one.input for one in rejected], pa.string()),
                    "reason": pa.array([one.reason.value for one in rejected], pa.string()),
                    "detail": pa.array([one.detail for one in rejected], pa.string()),
                }
            ),
        )

    def tally(self, run: Run) -> Tally:
        """Return what became of the run's inputs, checked against the rows that say so.

        Raises:
            CountsError: an input has no outcome, or more than one.
        """
        inputs, articles, known, rejected, article_rows, rejection_rows = self._sql.rows(
            "run_outcomes", run_no=run.number
        )[0]
        if (articles, rejected) != (article_rows, rejection_rows):
            raise CountsError(
                f"run {run.run_id} counted {articles} articles and {rejected} rejections, but the "
                f"store holds {article_rows} and {rejection_rows}; nothing was published. Please "
                "report this with the run's log"
            )
        reasons = self._sql.rows("rejection_counts", run_no=run.number)
        tally = Tally(
            inputs=inputs,
            articles=articles,
            known=known,
            rejections={Reason(reason): count for reason, count in reasons},
        )
        tally.check()
        return tally

    def finish(self, *, finished_at: datetime) -> None:
        """Close the run, in the transaction of its decision."""
        self._sql.run("finish_runs", finished_at=finished_at.replace(tzinfo=None))
