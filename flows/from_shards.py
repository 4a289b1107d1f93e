"""Ingest from shards: what workers have made of the sources goes into the store in their order.

It is the ordinary ingest (flows.ingest), with attributions and keys found where they were made.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from flows.ingest import settle
from flows.shard_work import Join, Stock, stocks_of
from tasks.errors import CountsError
from tasks.outcomes import Rejected
from tasks.shards import LAYOUT, chosen, read_shard
from tasks.sources.pieces import moved
from tasks.sources.source import digest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    from flows.newsroom import Newsroom
    from flows.shard_work import Part
    from flows.steps import Steps
    from storage.shards import Shards
    from tasks.batches import Keys
    from tasks.provenance.agencies import Agencies
    from tasks.records import Article, Attributed, Report
    from tasks.shards import Prepared
    from tasks.sources import Source

# Rows of keys that a partition of the join holds in memory: some 400 MB with their pairs.
PARTITION_ROWS = 8_000_000
ROWS_AN_ARTICLE = 58


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardSource:
    """A source, and the parts it was cut into, in its order."""

    source: Source
    parts: tuple[Part, ...]


class MadeElsewhere:
    """The steps of a run, of which attributing and fingerprinting have been done on workers."""

    def __init__(self, steps: Steps, made: Prepared) -> None:
        self._steps = steps
        self._at = {one.article.article_id: at for at, one in enumerate(made.attributed)}
        self._made = made

    def __getattr__(self, name: str) -> Any:
        """Every other step is the run's own."""
        return getattr(self._steps, name)

    def attribute_batch(
        self,
        articles: Sequence[Article],
        agencies: Agencies,  # noqa: ARG002 - as in Steps
    ) -> list[Attributed]:
        """Return what the worker said of each text's supplier."""
        return [
            replace(self._made.attributed[self._at[article.article_id]], article=article)
            for article in articles
        ]

    def fingerprint_batch(self, articles: Sequence[Report]) -> Keys:
        """Return the keys that the worker made."""
        assert self._made.keys is not None  # noqa: S101 - where there are articles there are keys
        at = [self._at[getattr(article, "article_id")] for article in articles]  # noqa: B009
        return chosen(self._made.keys, np.array(at, np.int64))


def ingest_shards(room: Newsroom, shards: Shards, sources: Sequence[ShardSource]) -> None:
    """Take every shard in, from where this run has left each source.

    Raises:
        CountsError: a source's shards hold other inputs than the store has outcomes for.
    """
    for one in sources:
        _take_in_source(room, shards, one)


def _take_in_source(room: Newsroom, shards: Shards, one: ShardSource) -> None:
    source, store = one.source, room.store
    progress = store.runs.progress(room.run, source.key, source.version)
    room.watch.begin(f"storing {source.path.name}", sum(_inputs(shards, p) for p in one.parts))
    if progress.place == 0:
        store.runs.record_progress(room.run, progress)
    place = 0
    for stretch, lines in _stretches(shards, one.parts):
        begun, place = place, place + stretch.num_rows
        room.watch.advance(stretch.num_rows)
        if place > progress.place:
            made = _placed(read_shard(stretch.slice(max(0, progress.place - begun))), lines)
            desk = replace(room, steps=MadeElsewhere(room.steps, made))
            progress = settle(
                desk, replace(progress, source_version=source.version), made.outcomes, place
            )
    if progress.place != place:
        raise CountsError(
            f"{source.path} has {place:,} inputs in its shards, but {progress.place:,} were "
            "stored; nothing was published. Please report this with the run's log"
        )


def _inputs(shards: Shards, part: Part) -> int:
    return int(shards.marks(part.shard)["inputs"])


def _stretches(shards: Shards, parts: Sequence[Part]) -> Iterator[tuple[pa.Table, int]]:
    """Yield all rows in order, a stretch at a time, and how many lines of its file came before."""
    before = 0
    for part in parts:
        before = before if part.pieces[0].start else 0
        for stretch in shards.stretches(part.shard):
            yield stretch, before
        before += int(shards.marks(part.shard)["lines"])


def _placed(made: Prepared, lines: int) -> Prepared:
    """Count the lines that inputs are named by from their file's start."""
    if not lines:
        return made
    outcomes: list[Article | Rejected] = [
        replace(one, input=moved(one.input, lines))
        if isinstance(one, Rejected)
        else replace(one, name=moved(one.name, lines))
        for one in made.outcomes
    ]
    return replace(made, outcomes=outcomes)


def take_stock(room: Newsroom, shards: Shards, parts: Sequence[Part]) -> Join | None:
    """Find the number of every article in every shard, and leave the numbers beside the shards.

    Returns how to join them; None where the store held articles before, or holds some of other
    origin, whose keys no shard has: then the store joins by itself.
    """
    last = room.store.articles.last_no()
    if room.store.articles.last_clustered_no():
        return None
    first, found = 1, []
    for part in parts:
        own = shards.read(part.shard, ["article_id"])["article_id"].to_pylist()
        numbers = _numbers(own, _ids(room, first, min(last, first + len(own) - 1)), first)
        found.append(numbers)
        first += int(np.count_nonzero(numbers))
    if first != last + 1 or not last:
        return None
    return _left_beside(shards, parts, found, room.settings.copy_cap)


def _ids(room: Newsroom, first: int, last: int) -> list[str]:
    heads = room.store.articles.heads(np.arange(first, last + 1, dtype=np.int32))
    ids: list[str] = heads.sort_by("article_no")["article_id"].to_pylist()
    return ids


def _numbers(own: Sequence[str | None], stored: Sequence[str], first: int) -> npt.NDArray[np.int32]:
    """Return each row's article number, 0 for what was rejected or already known.

    stored: the ids of the articles from number `first` on. Numbers were given in the rows' order,
    so those of a shard are met in turn.
    """
    numbers = np.zeros(len(own), np.int32)
    met = 0
    for row, article_id in enumerate(own):
        if met < len(stored) and article_id == stored[met]:
            numbers[row] = first + met
            met += 1
    return numbers


def _left_beside(
    shards: Shards, parts: Sequence[Part], found: Sequence[npt.NDArray[np.int32]], cap: int
) -> Join:
    """Leave the numbers beside the shards: as workers need them, named by all that they follow."""
    counts = [int(np.count_nonzero(numbers)) for numbers in found]
    rows = sum(counts) * ROWS_AN_ARTICLE
    given = hashlib.blake2b(b"".join(numbers.tobytes() for numbers in found)).hexdigest()
    folder = f"join-{digest(LAYOUT, cap, given, *(part.shard for part in parts))}"
    ends = np.concatenate([[0], np.cumsum(counts)]).tolist()
    stocks = []
    for at, (part, numbers, span) in enumerate(zip(parts, found, pairwise(ends), strict=True)):
        name = f"{folder}/numbers-{at:06d}"
        if not shards.has(name):
            shards.write(name, pa.table({"article_no": numbers}))
        stocks.append(Stock(shard=part.shard, numbers=name, first=span[0] + 1, last=span[1]))
    shards.write(stocks_of(folder), pa.Table.from_pylist([asdict(stock) for stock in stocks]))
    return Join(folder=folder, last=ends[-1], partitions=1 + rows // PARTITION_ROWS, cap=cap)
