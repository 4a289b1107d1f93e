"""Sorts the hashes of one article: several hundred at a time, for every article there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tasks.text.kernels import kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Fewer are sorted as they are; a fuller drawer of hashes that are no good ones, too.
FEW_TO_SORT = 24
# A quarter of a megabyte of counters, which a core keeps at hand.
MOST_DRAWER_BITS = 15


@kernel
def sorted_hashes(packed: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return `packed`, hashes in its upper half, in order: a sort of few steps for each.

    Hashes spread evenly: dealt into drawers by their first bits, one or two lie in each.
    """
    count = packed.size
    if count <= FEW_TO_SORT:
        return np.sort(packed)
    bits = 1
    while bits < MOST_DRAWER_BITS and 1 << bits < count:
        bits += 1
    shift = np.uint64(64 - bits)
    ends = np.zeros((1 << bits) + 1, np.int64)
    for one in packed:
        ends[np.int64(one >> shift) + 1] += 1
    for drawer in range(1 << bits):
        ends[drawer + 1] += ends[drawer]
    dealt = np.empty_like(packed)
    for one in packed:
        into = np.int64(one >> shift)
        dealt[ends[into]] = one
        ends[into] += 1
    begin = np.int64(0)
    # Where a drawer's next would have gone is now its end.
    for drawer in range(1 << bits):
        _sort_drawer(dealt, begin, ends[drawer])
        begin = ends[drawer]
    return dealt


@kernel
def _sort_drawer(dealt: NDArray[np.uint64], begin: np.int64, end: np.int64) -> None:
    """Sort a part of an array in place: by insertion where it is short."""
    if end - begin > FEW_TO_SORT:
        dealt[begin:end] = np.sort(dealt[begin:end])
        return
    for at in range(begin + 1, end):
        one, to = dealt[at], at
        while to > begin and dealt[to - 1] > one:
            dealt[to] = dealt[to - 1]
            to -= 1
        dealt[to] = one
