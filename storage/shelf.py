"""A shelf beside the work: rows of numbers that would fill the memory, in a file without a name."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING, Self

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from numpy.typing import NDArray


class Shelf:
    """Rows of different lengths, in the order in which they were put there.

    A row is of uint64 with a flag (uint8) to each number. The file has no name: when the process
    ends, in whatever way, it is gone.
    """

    def __init__(self, folder: Path) -> None:
        self._numbers = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - __exit__ closes it
        self._flags = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - as above
        self._lengths: list[NDArray[np.int64]] = []
        self._starts = np.zeros(1, np.int64)

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
        self._numbers.write(np.ascontiguousarray(numbers).data)
        self._flags.write(np.ascontiguousarray(flags).data)
        self._lengths.append(lengths)

    def lengths(self) -> NDArray[np.int64]:
        """Return how many numbers each row has."""
        return np.concatenate([np.zeros(0, np.int64), *self._lengths])

    def take(
        self, rows: NDArray[np.int64]
    ) -> tuple[NDArray[np.uint64], NDArray[np.uint8], NDArray[np.int64]]:
        """Return the numbers of some rows, their flags, and where each row begins.

        The file is mapped anew each time, so that only the rows asked for are ever in memory.
        """
        if len(self._starts) == 1:
            self._numbers.flush()
            self._flags.flush()
            self._starts = np.concatenate((self._starts, np.cumsum(self.lengths())))
        starts, ends = self._starts[rows], self._starts[rows + 1]
        offsets = np.concatenate((np.zeros(1, np.int64), np.cumsum(ends - starts)))
        numbers, flags = np.empty(offsets[-1], np.uint64), np.empty(offsets[-1], np.uint8)
        if offsets[-1]:
            # As plain arrays, of which a slice costs a quarter.
            all_numbers = np.asarray(np.memmap(self._numbers, np.uint64, "r"))
            all_flags = np.asarray(np.memmap(self._flags, np.uint8, "r"))
            spans = zip(
                offsets[:-1].tolist(),
                offsets[1:].tolist(),
                starts.tolist(),
                ends.tolist(),
                strict=True,
            )
            for into, until, start, end in spans:
                numbers[into:until] = all_numbers[start:end]
                flags[into:until] = all_flags[start:end]
        return numbers, flags, offsets
