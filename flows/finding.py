"""Copies among texts, with no store: read | fingerprint | meet | compare | group, then one file.

For whoever has texts and asks which of them are one. Articles, stories, ids that last and the
history of it all are `wirecopy run`'s. The texts themselves are let go as soon as they are words,
and the words wait on a shelf, on disk where they are many: a million articles fit into 3 GB.
"""

from __future__ import annotations

from collections import Counter, deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias, TypeVar

import numpy as np

from flows.reading_texts import Outcomes, Read, read_pages
from storage.shelf import Shelf
from tasks.article.pool import ExtractionPool
from tasks.clusters.copies import CopyPairs, copy_groups
from tasks.similarity.bands import COPY_CAP, keys_to_meet_by
from tasks.similarity.joining import KEY_BITS, meet_within, packed, worth_comparing
from tasks.similarity.minhash import fingerprint
from tasks.similarity.verify import compare_texts
from tasks.sources.source import shown
from tasks.sources.texts import parts_of, read_part
from tasks.text.threads import alone
from tasks.text.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from concurrent.futures import Future
    from pathlib import Path

    from numpy.typing import NDArray

    from flows.watch import Watch
    from tasks.outcomes import Reason
    from tasks.sources import Source
    from tasks.sources.blocks import Block
    from tasks.sources.texts import Contents, OneByOne

T = TypeVar("T")

Keys: TypeAlias = "NDArray[np.uint32]"

# Inputs read at a time, how many such batches may be read ahead (200 MB), and how many may be
# fingerprinted or wait for it.
BATCH = 4000
AHEAD = 20
WAITING = 4
# Texts of which it is looked up at once whom they meet: 500 MB among a million.
TEXTS_AT_ONCE = 50_000
# Pairs compared at once, twice side by side, and the most words that these may need: 100 MB, and
# as much as shingles.
PAIRS_AT_ONCE = 25_000
WORDS_AT_ONCE = 12_500_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found: `inputs` in all, of these `texts`, of which `different` are not the same.

    `groups` of copies have two texts or more, `grouped` together. crowded: keys that so many texts
    share that they met nobody. rejected: inputs without a text, by reason.
    """

    inputs: int
    texts: int
    different: int
    groups: int
    grouped: int
    crowded: int
    rejected: Mapping[Reason, int]


@dataclass(slots=True)
class _Prepared:
    """What is known of all different texts, a part for each batch; their words are on the shelf.

    bands, sketches: uint32, shape (texts, keys). dense: as tasks.text.words.Words has it.
    """

    shelf: Shelf
    bands: list[Keys] = field(default_factory=list)
    sketches: list[Keys] = field(default_factory=list)
    dense: list[NDArray[np.bool_]] = field(default_factory=list)

    def keep(self, words: Words, bands: Keys, sketches: Keys) -> None:
        """Keep what was made of a batch."""
        self.shelf.put(words.hashes, words.numeric, words.counts)
        self.bands.append(bands)
        self.sketches.append(sketches)
        self.dense.append(words.dense)

    def shelved(self) -> _Shelved:
        """Return all of them as words."""
        dense = np.concatenate([np.zeros(0, np.bool_), *self.dense])
        return _Shelved(shelf=self.shelf, lengths=self.shelf.lengths(), dense=dense)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shelved:
    """All different texts as words on the shelf. lengths: in words; dense: as Words has it."""

    shelf: Shelf
    lengths: NDArray[np.int64]
    dense: NDArray[np.bool_]

    def words(self, texts: NDArray[np.int64]) -> Words:
        """Return the words of some texts."""
        hashes, numeric, offsets = self.shelf.take(texts)
        return Words(hashes=hashes, numeric=numeric, offsets=offsets, dense=self.dense[texts])


def find_copies(sources: Sequence[Source], out: Path, watch: Watch) -> Found:
    """Write a line for every input of `sources` to `out`: which group it is in, or why in none.

    A group goes by the name of its first text. The file appears whole or not at all.
    """
    outcomes = Outcomes()
    with Shelf(out.parent) as shelf:
        prepared = _Prepared(shelf=shelf)
        _read(sources, outcomes, prepared, watch)
        watch.begin("meeting", None)
        left, right, crowded = _met(prepared)
        pairs = _compared(prepared.shelved(), left, right, watch)
    watch.begin("grouping", None)
    groups = copy_groups(len(outcomes.numbers), pairs)[np.array(outcomes.texts, np.int64)]
    watch.begin(f"writing {out.name}", None)
    outcomes.write(out, groups)
    sizes = np.bincount(groups)
    return Found(
        inputs=len(outcomes.names) + len(outcomes.rejected),
        texts=len(outcomes.names),
        different=len(outcomes.numbers),
        groups=int(np.count_nonzero(sizes > 1)),
        grouped=int(sizes[sizes > 1].sum()),
        crowded=crowded,
        rejected=Counter(one.reason for one in outcomes.rejected),
    )


def _read(sources: Sequence[Source], outcomes: Outcomes, prepared: _Prepared, watch: Watch) -> None:
    """Read all sources; what is new is fingerprinted beside the reading, which is Python's part."""
    # Its processes start with the first page: whoever has none pays nothing.
    with ExtractionPool() as pool, ThreadPoolExecutor(2) as beside:
        # Kernels take half a second to load, in which much can be read: reading needs none.
        loading = beside.submit(_prepare, Read.of_each([("", "one word")]), [0])

        def prepared_ones() -> Iterator[Future[tuple[Words, Keys, Keys]]]:
            for source in sources:
                watch.begin(f"reading {source.path.name}", None)
                name = shown(source.path.name)
                parts = (beside.submit(_read_part, one, name) for one in parts_of(source, BATCH))
                for found in _in_turn(parts, AHEAD):
                    read = (
                        found if isinstance(found, Read) else Read.of_each(read_pages(found, pool))
                    )
                    yield beside.submit(_prepare, read, outcomes.enter(read))
                    watch.advance(len(read.names) + len(read.rejected))

        for made in _in_turn(prepared_ones(), WAITING):
            prepared.keep(*made)
        loading.result()


def _in_turn(begun: Iterable[Future[T]], most: int) -> Iterator[T]:
    """Yield what comes of work, in order; as much as may wait is begun before it is asked for.

    most: how much may wait.
    """
    waiting: deque[Future[T]] = deque()
    for one in begun:
        waiting.append(one)
        if len(waiting) > most:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _read_part(part: Block | Contents, name: str) -> Read | OneByOne:
    found = read_part(part, name)
    return found if isinstance(found, list) else Read.of_column(found)


def _prepare(read: Read, new: list[int]) -> tuple[Words, Keys, Keys]:
    with alone():
        words = read.words(new)
        return words, *keys_to_meet_by(fingerprint(words))


def _met(prepared: _Prepared) -> tuple[NDArray[np.int32], NDArray[np.int32], int]:
    """Return the pairs of texts worth comparing, and how many keys were too crowded to meet by."""
    if not prepared.bands:
        return np.zeros(0, np.int32), np.zeros(0, np.int32), 0
    count = sum(map(len, prepared.bands))
    with ThreadPoolExecutor(2) as threads:
        by_kind = tuple(threads.map(_rows, (prepared.bands, prepared.sketches)))
        spans = [(first, first + TEXTS_AT_ONCE) for first in range(0, count, TEXTS_AT_ONCE)]
        met = [*threads.map(lambda span: _met_in(by_kind, *span), spans)]
    left, right = (np.concatenate(sides) for sides in zip(*(ends for ends, _ in met), strict=True))
    return left, right, met[0][1]


def _rows(parts: list[Keys]) -> NDArray[np.uint64]:
    """Return the keys of all texts, each with its text, sorted; the parts are let go."""
    table = np.concatenate(parts)
    parts.clear()
    rows = packed(table, np.arange(len(table), dtype=np.int32)[:, None])
    # A key of 0 is none.
    return rows[np.searchsorted(rows, np.uint64(1) << KEY_BITS) :]


def _met_in(
    by_kind: tuple[NDArray[np.uint64], ...], first: int, last: int
) -> tuple[tuple[NDArray[np.int32], NDArray[np.int32]], int]:
    """Return the pairs worth comparing whose later text is in a span, and the crowded keys."""
    by_band, by_sketch = (meet_within(rows, COPY_CAP, first, last) for rows in by_kind)
    return worth_comparing(by_band, by_sketch), by_band.crowded + by_sketch.crowded


def _compared(
    shelved: _Shelved, left: NDArray[np.int32], right: NDArray[np.int32], watch: Watch
) -> CopyPairs:
    """Return those pairs of texts that grouping asks for, compared."""
    watch.begin("comparing texts", len(left))

    def compare(low: int) -> list[CopyPairs]:
        high = low + PAIRS_AT_ONCE
        with alone():
            return [*_compared_in_steps(shelved, left[low:high], right[low:high])]

    kept = []
    with ThreadPoolExecutor(2) as threads:
        steps = range(0, len(left), PAIRS_AT_ONCE)
        for low, found in zip(steps, threads.map(compare, steps), strict=True):
            kept += found
            watch.advance(min(PAIRS_AT_ONCE, len(left) - low))
    return CopyPairs.together(kept)


def _compared_in_steps(
    shelved: _Shelved, left: NDArray[np.int32], right: NDArray[np.int32]
) -> Iterator[CopyPairs]:
    """Yield what was found of some pairs, halved until their words are not too many for memory."""
    texts, at = np.unique((left, right), return_inverse=True)
    if shelved.lengths[texts].sum() > WORDS_AT_ONCE and len(left) > 1:
        middle = len(left) // 2
        yield from _compared_in_steps(shelved, left[:middle], right[:middle])
        yield from _compared_in_steps(shelved, left[middle:], right[middle:])
        return
    one, two = at.reshape(2, -1).astype(np.int32)
    found = compare_texts(shelved.words(texts.astype(np.int64)), one, two)
    yield CopyPairs.compared(left, right, found)
