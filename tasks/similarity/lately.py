"""The terms of articles weighed lately: a text that many spans compare is read once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from tasks.similarity.salience import KEYS, Terms, joined
from tasks.similarity.vectors import VECTORS

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

# Bytes of an entry with its value, of which an article of 250 words has some 1,200.
ENTRY_BYTES = 8


def _no_terms() -> Terms:
    """Return the terms of no article, as weighing none would: that loads kernels, two seconds."""
    return Terms(
        keys=np.zeros((0, KEYS), np.uint32),
        bounds=np.zeros(1, np.int64),
        entries=np.zeros(0, np.uint32),
        values=np.zeros(0, np.float32),
        norms=np.zeros((0, VECTORS), np.float32),
        figures=np.zeros(0, np.float32),
    )


@dataclass(slots=True, kw_only=True)
class Lately:
    """Terms by article number, in `room` bytes; above that the lowest numbers are forgotten first.

    Not frozen, for it is a cache: what it answers never depends on what was asked before. News
    comes in order of time, mostly, and the latest articles are those that the next ones meet.
    """

    room: int
    numbers: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))
    terms: Terms = field(default_factory=_no_terms)
    _offered: list[tuple[NDArray[np.int32], Terms]] = field(default_factory=list)
    _offered_bytes: int = 0

    def offer(self, numbers: NDArray[np.int32], terms: Terms) -> None:
        """Keep terms that have been weighed anyway, as long as there is room for them."""
        size = terms.entries.size * ENTRY_BYTES
        if self._offered_bytes + size <= self.room:
            self._offered.append((numbers, terms))
            self._offered_bytes += size

    def recall(
        self, wanted: NDArray[np.int32], weigh: Callable[[NDArray[np.int32]], Terms]
    ) -> Terms:
        """Return the terms of at least the wanted articles; `rows` says where each one's are.

        wanted: article numbers, each once. weigh: returns the terms of those not known, in order.
        """
        self._take_offered()
        unknown = np.setdiff1d(wanted, self.numbers)
        if unknown.size:
            fresh = weigh(unknown)
            self._make_room(fresh.entries.size, wanted)
            self.numbers = np.concatenate((self.numbers, unknown.astype(np.int32)))
            self.terms = joined([self.terms, fresh])
        return self.terms

    def rows(self, numbers: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return the row in `terms` of each article; all must have been recalled."""
        order = np.argsort(self.numbers)
        return order[np.searchsorted(self.numbers, numbers, sorter=order)].astype(np.int32)

    def _take_offered(self) -> None:
        if self._offered:
            numbers, terms = zip(*self._offered, strict=True)
            self._offered.clear()
            self.numbers = np.concatenate((self.numbers, *numbers))
            self.terms = joined([self.terms, *terms])

    def _make_room(self, coming: int, wanted: NDArray[np.int32]) -> None:
        """Forget the lowest numbers, but none that is wanted now, until the coming entries fit."""
        sizes = np.diff(self.terms.bounds[::VECTORS])
        over = (self.terms.entries.size + coming) * ENTRY_BYTES - self.room
        if over <= 0:
            return
        free = np.flatnonzero(~np.isin(self.numbers, wanted))
        free = free[np.argsort(self.numbers[free])]
        enough = int(np.searchsorted(np.cumsum(sizes[free]) * ENTRY_BYTES, over)) + 1
        kept = np.ones(len(self.numbers), np.bool_)
        kept[free[:enough]] = False
        self.numbers = self.numbers[kept]
        self.terms = _rows_of(self.terms, kept)


def _rows_of(terms: Terms, kept: NDArray[np.bool_]) -> Terms:
    """Return the terms of some articles. kept: bool (n,)."""
    # Whole runs of rows are copied at the memory's speed; a mask over entries costs ten times that.
    edges = np.flatnonzero(np.diff(np.concatenate(([False], kept, [False]))))
    at = terms.bounds[VECTORS * edges].reshape(-1, 2).tolist()
    lengths = np.diff(terms.bounds).reshape(-1, VECTORS)[kept].ravel()
    return Terms(
        keys=terms.keys[kept],
        bounds=np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths, dtype=np.int64))),
        entries=np.concatenate([terms.entries[:0], *(terms.entries[a:b] for a, b in at)]),
        values=np.concatenate([terms.values[:0], *(terms.values[a:b] for a, b in at)]),
        norms=terms.norms[kept],
        figures=terms.figures[kept],
    )
