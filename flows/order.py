"""Articles in an order that no run changes, and where given ones stand in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from flows.pairs import ends_of
from flows.walking import among

if TYPE_CHECKING:
    import numpy.typing as npt
    import pyarrow as pa

    Numbers = npt.NDArray[np.int32]
    Positions = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class LastingOrder:
    """Articles in the order of their lasting ids: int32, their numbers, each once.

    Ties between equal choices fall to the smaller position: so they depend on what the articles
    are, never on when they came.
    """

    numbers: Numbers
    _places: Numbers

    @classmethod
    def of(cls, numbers: Numbers) -> LastingOrder:
        """Keep the order in which `numbers` stand."""
        # A place for every number up to the highest: to search for the ends of millions of pairs
        # would take ten times as long as to look them up.
        places = np.full(int(numbers.max(initial=0)) + 1, -1, np.int32)
        places[numbers] = np.arange(len(numbers), dtype=np.int32)
        return cls(numbers, places)

    def __len__(self) -> int:
        """How many articles."""
        return len(self.numbers)

    def positions(self, numbers: Numbers | Positions) -> Positions:
        """Return where some of the articles, given by number, stand; all must be here."""
        return self._places[numbers].astype(np.int64)

    def of_pairs(self, pairs: pa.Table) -> Positions:
        """Return the positions of pairs (left_no, right_no): int64, shape (k, 2)."""
        ends = [self.positions(end) for end in ends_of([pairs])]
        return np.stack(ends, axis=1).reshape(-1, 2)

    def within(self, pairs: pa.Table) -> pa.Table:
        """Return the pairs of which both are here."""
        left, right = (among(end, self.numbers) for end in ends_of([pairs]))
        return pairs.filter(left & right)
