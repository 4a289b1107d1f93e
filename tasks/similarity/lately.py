"""The terms of articles weighed lately: a text that many spans compare is read once."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from tasks.similarity.salience import KEYS, Terms
from tasks.similarity.vectors import VECTORS

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

# Bytes of an entry with its value, of which an article of 250 words has some 1,200.
ENTRY_BYTES = 8
# The part of the room that is made free beyond what is needed.
SPARED = 8
# Articles weighed before their terms are put with the others: 55 MB of 340 words each.
WEIGHED_AT_ONCE = 4096
# Entries moved at once: numpy may need as much room again.
MOVED_AT_ONCE = 1_000_000


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
    # What entries and values stand in, with free room at the end: moved, never copied whole.
    _entries: NDArray[np.uint32] = field(default_factory=lambda: np.zeros(0, np.uint32))
    _values: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, np.float32))
    _offered: deque[tuple[NDArray[np.int32], Terms]] = field(default_factory=deque)
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
        The next call may put other terms where these are.
        """
        self._take_offered()
        unknown = np.setdiff1d(wanted, self.numbers)
        for at in range(0, unknown.size, WEIGHED_AT_ONCE):
            some = unknown[at : at + WEIGHED_AT_ONCE].astype(np.int32)
            fresh = weigh(some)
            self._make_room(fresh.entries.size, wanted)
            self._add(some, fresh)
        return self.terms

    def rows(self, numbers: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return the row in `terms` of each article; all must have been recalled."""
        order = np.argsort(self.numbers)
        return order[np.searchsorted(self.numbers, numbers, sorter=order)].astype(np.int32)

    def forget(self) -> None:
        """Forget all terms."""
        self.numbers, self.terms = np.zeros(0, np.int32), _no_terms()
        self._entries, self._values = np.zeros(0, np.uint32), np.zeros(0, np.float32)
        self._offered.clear()
        self._offered_bytes = 0

    def _take_offered(self) -> None:
        # Let go one by one: all of them are not there twice.
        while self._offered:
            self._add(*self._offered.popleft())

    def _add(self, numbers: NDArray[np.int32], fresh: Terms) -> None:
        """Put terms behind those that are there."""
        known = self.terms
        used, size = known.entries.size, known.entries.size + fresh.entries.size
        if size > self._entries.size:
            # What nobody has written to yet takes no memory.
            most = max(size, self.room // ENTRY_BYTES)
            self._entries, self._values = np.empty(most, np.uint32), np.empty(most, np.float32)
            self._entries[:used], self._values[:used] = known.entries, known.values
        self._entries[used:size], self._values[used:size] = fresh.entries, fresh.values
        self.numbers = np.concatenate((self.numbers, numbers))
        self.terms = Terms(
            keys=np.concatenate((known.keys, fresh.keys)),
            bounds=np.concatenate((known.bounds, fresh.bounds[1:] + used)),
            entries=self._entries[:size],
            values=self._values[:size],
            norms=np.concatenate((known.norms, fresh.norms)),
            figures=np.concatenate((known.figures, fresh.figures)),
        )

    def _make_room(self, coming: int, wanted: NDArray[np.int32]) -> None:
        """Forget the lowest numbers, but none that is wanted now, until the coming entries fit."""
        sizes = np.diff(self.terms.bounds[::VECTORS])
        over = (self.terms.entries.size + coming) * ENTRY_BYTES - self.room
        if over <= 0:
            return
        # Forgetting moves all that is kept: so much more at once makes it rare.
        over += self.room // SPARED
        free = np.flatnonzero(~np.isin(self.numbers, wanted))
        free = free[np.argsort(self.numbers[free])]
        enough = int(np.searchsorted(np.cumsum(sizes[free]) * ENTRY_BYTES, over)) + 1
        kept = np.ones(len(self.numbers), np.bool_)
        kept[free[:enough]] = False
        self._keep(kept)

    def _keep(self, kept: NDArray[np.bool_]) -> None:
        """Move the terms of some articles together. kept: bool (n,)."""
        known = self.terms
        # Whole runs of rows are moved at the memory's speed; a mask costs ten times that.
        edges = np.flatnonzero(np.diff(np.concatenate(([False], kept, [False]))))
        size = 0
        for start, end in known.bounds[VECTORS * edges].reshape(-1, 2).tolist():
            for at in range(start, end, MOVED_AT_ONCE):
                part = min(MOVED_AT_ONCE, end - at)
                if size != at:
                    self._entries[size : size + part] = self._entries[at : at + part]
                    self._values[size : size + part] = self._values[at : at + part]
                size += part
        lengths = np.diff(known.bounds).reshape(-1, VECTORS)[kept].ravel()
        self.numbers = self.numbers[kept]
        self.terms = Terms(
            keys=known.keys[kept],
            bounds=np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths, dtype=np.int64))),
            entries=self._entries[:size],
            values=self._values[:size],
            norms=known.norms[kept],
            figures=known.figures[kept],
        )
