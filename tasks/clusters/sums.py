"""A table of whole numbers by key, within compiled loops: what two groups have between them.

Open addressing over two arrays. A dictionary of numba's holds the same at more than twice the cost:
.25 s instead of .11 to enter, look up and take out a million keys.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from tasks.text.kernels import kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray

Sums: TypeAlias = tuple["NDArray[np.int64]", "NDArray[np.int64]"]
"""Keys, -1 in a free slot, and the sum of each; both of one length, a power of two."""

_FREE = np.int64(-1)
_FEWEST_SLOTS = 16
# An odd number near 2^64 over the golden ratio: neighbouring keys get slots far from each other.
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_HIGH = np.uint64(32)


@kernel
def sums_for(most: int) -> Sums:
    """Return an empty table with room for `most` keys at a time, half of it free even then."""
    slots = _FEWEST_SLOTS
    while slots < 2 * most:
        slots <<= 1
    return np.full(slots, _FREE), np.zeros(slots, np.int64)


@kernel
def _first_slot(keys: NDArray[np.int64], key: int) -> int:
    """Return where the search for a key begins."""
    return int((np.uint64(key) * _SPREAD) >> _HIGH) & (len(keys) - 1)


@kernel
def slot_of(sums: Sums, key: int) -> int:
    """Return the slot of a key from 0 on, or the free one where it would go."""
    keys = sums[0]
    slot = _first_slot(keys, key)
    while keys[slot] not in (_FREE, key):
        slot = (slot + 1) & (len(keys) - 1)
    return slot


@kernel
def has(sums: Sums, key: int) -> bool:
    """Return whether a key has a sum."""
    return bool(sums[0][slot_of(sums, key)] == key)


@kernel
def sum_of(sums: Sums, key: int) -> int:
    """Return the sum of a key, 0 where it has none."""
    slot = slot_of(sums, key)
    return int(sums[1][slot]) if sums[0][slot] == key else 0


@kernel
def add_new(sums: Sums, key: int, value: int) -> bool:
    """Give a key a sum unless it has one; return whether it had none."""
    slot = slot_of(sums, key)
    if sums[0][slot] == key:
        return False
    sums[0][slot], sums[1][slot] = key, value
    return True


@kernel
def add(sums: Sums, key: int, more: int) -> bool:
    """Add to the sum of a key; return whether it had none before."""
    slot = slot_of(sums, key)
    known = bool(sums[0][slot] == key)
    sums[0][slot], sums[1][slot] = key, (sums[1][slot] if known else 0) + more
    return not known


@kernel
def take_out(sums: Sums, key: int) -> int:
    """Forget a key; return its sum, 0 where it had none.

    What stands behind it moves up, so that no search ends at the gap.
    """
    keys, values = sums
    last = len(keys) - 1
    gap = slot_of(sums, key)
    if keys[gap] == _FREE:
        return 0
    was = int(values[gap])
    at = (gap + 1) & last
    while keys[at] != _FREE:
        # It may move up as far as where its own search begins.
        if ((at - _first_slot(keys, keys[at])) & last) >= ((at - gap) & last):
            keys[gap], values[gap] = keys[at], values[at]
            gap = at
        at = (at + 1) & last
    keys[gap] = _FREE
    return was
