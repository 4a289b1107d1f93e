"""What a worker does in a backfill: prepare a part, join a partition of keys, verify a span.

Each piece of work leaves one file of Parquet and is done once: where its file is, it is over.
Nothing here opens the store or asks the network.
"""

from __future__ import annotations

import multiprocessing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from flows.settings import known_to
from tasks import batches
from tasks.article.pool import ExtractionPool
from tasks.records import Article, Input
from tasks.shards import shard_table
from tasks.similarity.joining import Met, key_range, meet_by_key, together, worth_comparing
from tasks.sources.pieces import counted, read_pieces
from tasks.sources.source import in_batches

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy.typing as npt

    from storage.shards import Shards
    from tasks.outcomes import Rejected
    from tasks.provenance.agencies import Agencies
    from tasks.sources.pieces import Piece

# Inputs prepared together; what pages they hold is in memory at once.
BATCH_INPUTS = 500
# Rows of keys read together by a partition that is looked for: 100 kB packed.
KEY_ROWS = 16_384
# Candidate pairs compared together: their texts are in memory at once.
STEP_PAIRS = 200_000
KINDS = ("bands", "sketches")
_NO_TEXTS = pa.schema([("article_no", pa.int32()), ("text", pa.string())]).empty_table()


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a source, and the shard it becomes."""

    shard: str
    pieces: tuple[Piece, ...]
    agencies: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """A shard as the store has taken it in: the numbers of its articles, from `first` to `last`."""

    shard: str
    numbers: str
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """A join of all shards by their keys: where it is kept, and how it is cut.

    last: the highest number of an article. cap: a key of more articles meets nobody.
    """

    folder: str
    last: int
    partitions: int
    cap: int

    def met(self, kind: str, partition: int) -> str:
        """The name of a partition's pairs."""
        return f"{self.folder}/{kind}-{partition:05d}-of-{self.partitions:05d}"

    def verified(self, first: int, last: int) -> str:
        """The name of a span's verified pairs."""
        return f"{self.folder}/verified-{first}-{last}-of-{self.partitions:05d}"


def keys_of(shard: str) -> str:
    """Return the name of the keys that lie beside a shard, sorted for the join."""
    return f"{shard}-keys"


def stocks_of(folder: str) -> str:
    """Return the name of the list of all stocks of a join."""
    return f"{folder}/stocks"


def prepare_part(shards: Shards, part: Part) -> int:
    """Make a part's articles, attributions and keys, and leave them as a shard. Returns inputs."""
    if shards.has(keys_of(part.shard)):
        return int(shards.marks(part.shard)["inputs"])
    _may_have_children()
    agencies = known_to(part.agencies)
    with ExtractionPool(workers=1) as pool:
        found = read_pieces(part.pieces)
        tables = [_prepared(batch, agencies, pool) for batch in in_batches(found, BATCH_INPUTS)]
    table = pa.concat_tables(tables or [_prepared([], agencies, pool)])
    lines = sum(counted(piece) for piece in part.pieces)
    table = table.replace_schema_metadata(
        {"inputs": str(table.num_rows), "lines": str(lines), "scheme": batches.SCHEME}
    )
    shards.write(part.shard, table)
    # Last, so that where it is all is.
    shards.write(keys_of(part.shard), _sorted_keys(table), row_group=KEY_ROWS)
    return int(table.num_rows)


def join_partition(shards: Shards, join: Join, partition: int) -> int:
    """Find the pairs of articles that share keys of one partition. Returns how many."""
    names = [join.met(kind, partition) for kind in KINDS]
    if not all(map(shards.has, names)):
        low, high = key_range(partition, join.partitions)
        keys = pa.concat_tables(
            [_numbered(shards, stock, (low, high)) for stock in _stocks(shards, join)]
        )
        for kind, name in enumerate(names):
            own = keys.filter(pc.equal(keys["kind"], kind))
            met = meet_by_key(own["key"].to_numpy(), own["article_no"].to_numpy(), join.cap)
            pairs = pa.table({"left": met.left, "right": met.right, "shared": met.shared})
            shards.write(name, pairs, row_group=KEY_ROWS)
    return sum(shards.count(name) for name in names)


def verify_span(shards: Shards, join: Join, first: int, last: int) -> int:
    """Compare the candidates whose later article is in a span. Returns how many pairs are kept."""
    name = join.verified(first, last)
    if not shards.has(name):
        met = [together(_gathered(shards, join, kind, (first, last))) for kind in KINDS]
        left, right = worth_comparing(*met)
        found = [
            _compared(shards, join, left[at : at + STEP_PAIRS], right[at : at + STEP_PAIRS])
            for at in range(0, max(len(left), 1), STEP_PAIRS)
        ]
        shards.write(name, pa.concat_tables(found))
    return shards.count(name)


def _may_have_children() -> None:
    """Let this process start the ones that read pages: Dask makes its workers daemons by default.

    A daemon may have no children, lest they outlive it; the pool ends its own, and each of them
    itself (tasks.article.pool).
    """
    settings: dict[str, object] = getattr(multiprocessing.current_process(), "_config", {})
    settings["daemon"] = False


def _prepared(
    batch: Sequence[Input | Rejected], agencies: Agencies, pool: ExtractionPool
) -> pa.Table:
    inputs = [found for found in batch if isinstance(found, Input)]
    extracted = iter(batches.extract_batch(inputs, datetime.now(UTC), pool))
    outcomes = [next(extracted) if isinstance(found, Input) else found for found in batch]
    articles = [outcome for outcome in outcomes if isinstance(outcome, Article)]
    attributed = batches.attribute_batch(articles, agencies)
    return shard_table(outcomes, attributed, batches.fingerprint_batch(articles))


def _sorted_keys(table: pa.Table) -> pa.Table:
    """Return one row per key that is not 0: kind, key, and the row of its article."""
    parts = []
    for kind, column in enumerate(KINDS):
        lists = table[column].combine_chunks()
        flat = lists.flatten().to_numpy()
        row = np.repeat(np.arange(table.num_rows, dtype=np.int32), lists.type.list_size)
        used = flat != 0
        kinds = np.full(int(used.sum()), kind, np.uint8)
        parts.append(pa.table({"kind": kinds, "key": flat[used], "row": row[used]}))
    return pa.concat_tables(parts).sort_by([("key", "ascending"), ("row", "ascending")])


def _gathered(shards: Shards, join: Join, kind: str, span: tuple[int, int]) -> list[Met]:
    tables = [
        shards.between(join.met(kind, partition), "right", *span)
        for partition in range(join.partitions)
    ]
    return [
        Met(**{name: table[name].to_numpy() for name in ("left", "right", "shared")})
        for table in tables
    ]


def _compared(
    shards: Shards, join: Join, left: npt.NDArray[np.int32], right: npt.NDArray[np.int32]
) -> pa.Table:
    numbers = np.unique(np.concatenate([left, right]))
    texts = pa.concat_tables([_texts(shards, stock, numbers) for stock in _stocks(shards, join)])
    pairs = pa.table({"left_no": left, "right_no": right})
    return batches.worth_keeping(batches.compare_texts_batch(texts, pairs))


def _stocks(shards: Shards, join: Join) -> list[Stock]:
    return [Stock(**row) for row in shards.read(stocks_of(join.folder)).to_pylist()]


def _numbered(shards: Shards, stock: Stock, keys: tuple[int, int]) -> pa.Table:
    """Return kind, key and article_no of a shard's keys within a range, of what the store holds."""
    rows = shards.between(keys_of(stock.shard), "key", *keys)
    numbers = shards.read(stock.numbers)["article_no"].to_numpy()[rows["row"].to_numpy()]
    return (
        rows.drop_columns(["row"])
        .append_column("article_no", pa.array(numbers, pa.int32()))
        .filter(numbers > 0)
    )


def _texts(shards: Shards, stock: Stock, numbers: npt.NDArray[np.int32]) -> pa.Table:
    """Return article_no and text of those of the articles that a shard holds, in order."""
    wanted = numbers[(numbers >= stock.first) & (numbers <= stock.last)]
    if not len(wanted):
        return _NO_TEXTS
    known = shards.read(stock.numbers)["article_no"].to_numpy()
    rows = np.flatnonzero(np.isin(known, wanted))
    texts = shards.rows(stock.shard, rows, ["text"])["text"]
    return pa.table({"article_no": pa.array(known[rows], pa.int32()), "text": texts})
