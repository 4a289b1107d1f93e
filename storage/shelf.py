"""A shelf beside the work: rows of numbers, in memory while few, then in a file without a name."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING, NamedTuple, Self, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType

    from numpy.typing import NDArray

# Numbers and flags, and where rows begin and end in both.
_Spans: TypeAlias = tuple[
    "NDArray[np.uint64]", "NDArray[np.uint8]", "NDArray[np.int64]", "NDArray[np.int64]"
]

# What is kept in memory before anything is written: the words of 100,000 articles.
IN_MEMORY_BYTES = 256_000_000


class _Part(NamedTuple):
    """Rows put there together: where each begins, and their numbers and flags, if in memory.

    `place` is the first number's place in the files of those that are not.
    """

    starts: NDArray[np.int64]
    numbers: NDArray[np.uint64] | None
    flags: NDArray[np.uint8] | None
    place: int


class Shelf:
    """Rows of different lengths, numbered in the order in which they were put there.

    A row is of uint64 with a flag (uint8) to each number. The files have no names: when the
    process ends, in whatever way, they are gone.
    """

    def __init__(self, folder: Path, in_memory: int = IN_MEMORY_BYTES) -> None:
        self._room = in_memory
        self._numbers = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - __exit__ closes it
        self._flags = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - as above
        self._written = 0
        self._parts: list[_Part] = []

    def __enter__(self) -> Self:
        """Return the shelf, empty."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Clear it away."""
        self._numbers.close()
        self._flags.close()

    def put(
        self, numbers: NDArray[np.uint64], flags: NDArray[np.uint8], lengths: NDArray[np.int64]
    ) -> None:
        """Put further rows there: all their numbers, a flag to each, and how many each row has."""
        starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths)))
        self._room -= numbers.nbytes + flags.nbytes
        if self._room >= 0:
            self._parts.append(_Part(starts, numbers, flags, 0))
            return
        self._parts.append(_Part(starts, None, None, self._written))
        self._numbers.write(np.ascontiguousarray(numbers).data)
        self._flags.write(np.ascontiguousarray(flags).data)
        self._written += len(numbers)

    def lengths(self) -> NDArray[np.int64]:
        """Return how many numbers each row has."""
        return np.concatenate([np.zeros(0, np.int64), *(np.diff(p.starts) for p in self._parts)])

    def take(
        self, rows: NDArray[np.int64]
    ) -> tuple[NDArray[np.uint64], NDArray[np.uint8], NDArray[np.int64]]:
        """Return the numbers of some rows, given in order, their flags, and where each begins.

        The files are mapped anew each time, so that only what is asked for is ever in memory.
        """
        spans = [*self._spans(rows)]
        lengths = (ends - starts for _, _, starts, ends in spans)
        offsets = np.cumsum(np.concatenate([np.zeros(1, np.int64), *lengths]))
        numbers, flags = np.empty(offsets[-1], np.uint64), np.empty(offsets[-1], np.uint8)
        filled = 0
        for own_numbers, own_flags, starts, ends in spans:
            places = _places(starts, ends)
            into = slice(filled, filled + len(places))
            numbers[into], flags[into] = own_numbers[places], own_flags[places]
            filled += len(places)
        return numbers, flags, offsets

    def _spans(self, rows: NDArray[np.int64]) -> Iterator[_Spans]:
        """Yield where the rows asked for are, those of each part together."""
        all_numbers, all_flags = np.zeros(0, np.uint64), np.zeros(0, np.uint8)
        if self._written:
            self._numbers.flush()
            self._flags.flush()
            all_numbers = np.asarray(np.memmap(self._numbers, np.uint64, "r"))
            all_flags = np.asarray(np.memmap(self._flags, np.uint8, "r"))
        first = 0
        for starts, numbers, flags, place in self._parts:
            last = first + len(starts) - 1
            low, high = np.searchsorted(rows, (first, last))
            own = rows[low:high] - first
            if numbers is None or flags is None:
                yield all_numbers, all_flags, starts[own] + place, starts[own + 1] + place
            else:
                yield numbers, flags, starts[own], starts[own + 1]
            first = last


def _places(starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return every place from each start to its end, one span behind the other."""
    lengths = ends - starts
    before = np.cumsum(lengths) - lengths
    places: NDArray[np.int64] = np.arange(lengths.sum()) + np.repeat(starts - before, lengths)
    return places
