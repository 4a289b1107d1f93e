"""Ingest: read | extract | attribute | fingerprint | remember, a batch at a time.

A batch's articles, their keys, its rejections and its place in the source are committed together,
so that a kill repeats at most the work of two batches (the workers are at the next one by then),
and loses and doubles nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flows.groundwork import asked_of_workers, with_groundwork
from flows.keys import keep_keys
from tasks.article.pool import ExtractionPool
from tasks.outcomes import Rejected
from tasks.records import Article, Input

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from flows.newsroom import Newsroom
    from flows.settings import Settings
    from storage.runs import Progress
    from tasks.sources import Source

    Placed = tuple[int, Input | Rejected]


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Inputs of one source that are committed together, with their places; `read_at` is UTC."""

    placed: Sequence[Placed]
    read_at: datetime

    @property
    def inputs(self) -> list[Input]:
        """The inputs, without what could not be read."""
        return [found for _, found in self.placed if isinstance(found, Input)]


def ingest(room: Newsroom, sources: Sequence[Source]) -> None:
    """Read every source to its end, from where this run has left it."""
    with ExtractionPool(workers=room.settings.workers, beside=asked_of_workers(room)) as pool:
        for source in sources:
            _read(room, source, pool)


def _read(room: Newsroom, source: Source, pool: ExtractionPool) -> None:
    progress = room.store.runs.progress(room.run, source.key, source.version)
    # A file of many articles is known by its bytes, and progress is counted in articles.
    total = source.size_hint if source.unit == "files" else None
    room.watch.begin(f"reading {source.path.name}", total)
    if progress.place:
        room.watch.say(f"carrying on {source.path} after input {progress.place}")
    if progress.place == 0:
        room.store.runs.record_progress(room.run, progress)
    batches = _batches(source.read(after=progress.place), room.settings)
    for batch in _sent_ahead(batches, pool):
        progress = _take_in(room, (source, batch), progress, pool)
        room.watch.advance(len(batch.placed))


def _sent_ahead(batches: Iterable[list[Placed]], pool: ExtractionPool) -> Iterator[Batch]:
    """Yield batches, each when the workers have the next one: they never wait for the store."""
    waiting: Batch | None = None
    for placed in batches:
        batch = Batch(placed=placed, read_at=datetime.now(UTC))
        pool.send(batch.inputs, now=batch.read_at)
        if waiting:
            yield waiting
        waiting = batch
    if waiting:
        yield waiting


def _batches(inputs: Iterable[Placed], settings: Settings) -> Iterator[list[Placed]]:
    batch: list[Placed] = []
    weight = 0
    for placed in inputs:
        batch.append(placed)
        weight += _weight(placed[1])
        if len(batch) >= settings.batch_inputs or weight >= settings.batch_bytes:
            yield batch
            batch, weight = [], 0
    if batch:
        yield batch


def _weight(found: Input | Rejected) -> int:
    return len(found.body or found.text or "") if isinstance(found, Input) else 0


def _take_in(
    room: Newsroom,
    reading: tuple[Source, Batch],
    progress: Progress,
    pool: ExtractionPool,
) -> Progress:
    """Give every input of a batch its outcome, and commit all of it."""
    source, batch = reading
    outcomes = [*room.steps.extract_batch(batch.inputs, batch.read_at, pool)]
    outcomes += [found for _, found in batch.placed if isinstance(found, Rejected)]
    progress = replace(progress, source_version=source.version)
    return settle(with_groundwork(room, pool), progress, outcomes, batch.placed[-1][0])


def settle(
    room: Newsroom, progress: Progress, outcomes: Sequence[Article | Rejected], place: int
) -> Progress:
    """Commit the outcomes of a batch of one source, which was read up to `place`."""
    rejected = [outcome for outcome in outcomes if isinstance(outcome, Rejected)]
    articles = [outcome for outcome in outcomes if isinstance(outcome, Article)]
    known = room.store.articles.known(articles)
    fresh = [article for at, article in enumerate(articles) if at not in known]
    progress = replace(
        progress,
        place=place,
        inputs=progress.inputs + len(outcomes),
        articles=progress.articles + len(fresh),
        known=progress.known + len(known),
        rejected=progress.rejected + len(rejected),
    )
    remember(room, fresh, rejected, progress)
    return progress


def remember(
    room: Newsroom,
    fresh: Sequence[Article],
    rejected: Sequence[Rejected],
    progress: Progress,
    also: Callable[[], None] | None = None,
) -> None:
    """Commit what came of a batch. also: writes more of it, in the same transaction."""
    attributed = room.steps.attribute_batch(fresh, room.agencies)
    keys = room.steps.fingerprint_batch(fresh) if fresh else None
    store = room.store
    with store.statements.whole():
        if keys is not None:
            numbers = store.articles.add(attributed, run_no=room.run.number)
            keep_keys(room, numbers, keys)
        store.runs.reject(room.run, progress.source_key, rejected)
        store.runs.record_progress(room.run, progress)
        if also is not None:
            also()
