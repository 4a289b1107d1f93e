"""Products of sparse vectors at once: what numpy does of kinship's kernels where numba is missing.

A vector is a stretch of `entries`, ascending, with its `values`; `bounds` says where each begins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def _met_at(mine: NDArray[np.uint32], theirs: NDArray[np.uint32]) -> tuple[NDArray[Any], ...]:
    """Return which of my entries the other has, and where; both are in ascending order."""
    at = np.searchsorted(theirs, mine)
    met = at < theirs.size
    met[met] = theirs[at[met]] == mine[met]
    return met, at[met]


def shared_at_once(
    bounds: NDArray[np.int64],
    entries: NDArray[np.uint32],
    values: NDArray[np.float32],
    rows: tuple[int, int],
) -> float:
    """Return the dot product of two vectors, given by their rows in `bounds`."""
    mine = slice(bounds[rows[0]], bounds[rows[0] + 1])
    theirs = slice(bounds[rows[1]], bounds[rows[1] + 1])
    met, at = _met_at(entries[mine], entries[theirs])
    return _summed(values[mine][met] * values[theirs][at])


def found_at_once(
    bounds: NDArray[np.int64],
    entries: NDArray[np.uint32],
    values: NDArray[np.float32],
    rows: tuple[int, int],
) -> float:
    """Return the sum of those values of the first vector whose entries the second has."""
    mine = slice(bounds[rows[0]], bounds[rows[0] + 1])
    met, _ = _met_at(entries[mine], entries[bounds[rows[1]] : bounds[rows[1] + 1]])
    return _summed(values[mine][met])


def _summed(values: NDArray[np.float32]) -> float:
    """Return a sum as a loop makes it, one after the other: numpy's own sums in pairs."""
    return np.float64(np.cumsum(values, dtype=np.float64)[-1]) if values.size else np.float64(0)
