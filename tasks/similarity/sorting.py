"""Sorts the hashes of one article: several hundred at a time, for every article there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tasks.text.kernels import kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Fewer are sorted as they are.
FEW_TO_SORT = 24
# Hashes spread evenly, so that dealt out by their two highest bytes they are all but in order:
# 65,536 drawers are more than an article has of them. Of hashes that are no good ones, a drawer
# may be so full that each is moved further than this; they are left to numpy.
MOST_MOVES_EACH = 24
_DIGITS = (np.uint64(48), np.uint64(56))
_DIGIT_MASK = np.uint64(0xFF)


def distinct(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return numbers from 0 on, each once, in order; they are put in order in place.

    np.unique keeps a table of what it has seen, which takes several times as long.
    """
    numbers.sort()
    return numbers[np.diff(numbers, prepend=-1) > 0]


@kernel
def sorted_hashes(packed: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return `packed`, hashes in its upper half, in order: a sort of few steps for each."""
    ordered = packed.copy()
    sort_hashes(ordered, np.empty_like(ordered))
    return ordered


@kernel
def sort_hashes(packed: NDArray[np.uint64], room: NDArray[np.uint64]) -> None:
    """Put `packed`, hashes in its upper half, in order, in place. room: at least as long."""
    if packed.size > FEW_TO_SORT:
        ends = np.empty(257, np.int64)
        _deal_out(packed, room, ends, _DIGITS[0])
        _deal_out(room[: packed.size], packed, ends, _DIGITS[1])
    moves = MOST_MOVES_EACH * packed.size
    for at in range(1, packed.size):
        one, to = packed[at], at
        while to > 0 and packed[to - 1] > one:
            packed[to] = packed[to - 1]
            to -= 1
        packed[to] = one
        moves -= at - to
        if moves < 0:
            packed[:] = np.sort(packed)
            return


@kernel
def _deal_out(
    packed: NDArray[np.uint64], into: NDArray[np.uint64], ends: NDArray[np.int64], digit: np.uint64
) -> None:
    """Copy numbers in the order of one of their bytes; equal ones keep their order."""
    ends[:] = 0
    for one in packed:
        ends[np.int64((one >> digit) & _DIGIT_MASK) + 1] += 1
    for value in range(1, 257):
        ends[value] += ends[value - 1]
    for one in packed:
        drawer = np.int64((one >> digit) & _DIGIT_MASK)
        into[ends[drawer]] = one
        ends[drawer] += 1
