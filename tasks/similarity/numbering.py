"""The shingles of a text, each told from the others, and a table to look up where one stands."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from tasks.text.kernels import kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray

AGAIN = np.uint64(1)
"""The bit of a numbered shingle that says that the text has had it before."""

# Tables differ from process to process, and nothing else does: else a page could be written of
# which all shingles have one slot, and looking them up would take as long as its length squared.
SALT = np.uint64(secrets.randbits(64) | 1)

_RADIX = np.uint64(0x9E3779B97F4A7C15)
_ONE = np.uint64(1)
_EMPTY = np.int32(-1)
# So many slots a shingle at least. Of four or two, more are taken by others: two texts of 340
# shingles meet in 1.0 us by eight, 1.5 by four, 2.4 by two; by sixteen the table is too large.
_SLOTS_EACH = 8
_FEWEST_BITS = 4
_ALL_BITS = 64

Table: TypeAlias = tuple["NDArray[np.int32]", np.uint64, np.uint64]
"""Slots, each with the place of a shingle in its text or -1; a salt; how many bits find none."""


@kernel
def slots_for(shingles: int) -> int:
    """Return how many slots the table of a text needs, a power of two."""
    slots = 1 << _FEWEST_BITS
    while slots < _SLOTS_EACH * shingles:
        slots <<= 1
    return slots


@kernel
def _cleared(slots: NDArray[np.int32], shingles: int) -> np.uint64:
    """Empty the slots that a text needs; return how many bits do not count to find one."""
    needed = slots_for(shingles)
    slots[:needed] = _EMPTY
    bits = 0
    while 1 << bits < needed:
        bits += 1
    return np.uint64(_ALL_BITS - bits)


@kernel
def lay_out(
    shingles: NDArray[np.uint64], slots: NDArray[np.int32], salt: np.uint64
) -> tuple[NDArray[np.int32], np.uint64, np.uint64]:
    """Return the table of a text's numbered shingles. slots: as many as it needs, or more."""
    shift = _cleared(slots, len(shingles))
    # Behind the last slot comes the first.
    last = ~np.uint64(0) >> shift
    for place in range(len(shingles)):
        slot = (shingles[place] * salt) >> shift
        while slots[slot] != _EMPTY:
            slot = (slot + _ONE) & last
        slots[slot] = place
    return slots, salt, shift


@kernel
def number_shingles(
    shingles: NDArray[np.uint64],
    starts: NDArray[np.int64],
    texts: NDArray[np.int64],
    salt: np.uint64,
) -> NDArray[np.int64]:
    """Make each text's shingles, given in reading order, all different; in place.

    The second of a kind becomes another number, the same in every text, and so on: the first of
    one text is equal to the first of another, the second to the second. Returns how many different
    ones each text of `texts` had.
    """
    longest = np.int64(0)
    for text in texts:
        longest = max(longest, starts[text + 1] - starts[text])
    slots = np.empty(slots_for(int(longest)), np.int32)
    had = np.empty(longest, np.uint64)
    different = np.zeros(len(texts), np.int64)
    for at in range(len(texts)):
        own = shingles[starts[texts[at]] : starts[texts[at] + 1]]
        shift = _cleared(slots, len(own))
        last = ~np.uint64(0) >> shift
        for place in range(len(own)):
            key = own[place] & ~AGAIN
            slot = (key * salt) >> shift
            while slots[slot] != _EMPTY and own[slots[slot]] != key:
                slot = (slot + _ONE) & last
            if slots[slot] == _EMPTY:
                slots[slot] = place
                own[place] = key
                had[place] = _ONE
                different[at] += 1
            else:
                first = slots[slot]
                own[place] = (key + had[first] * _RADIX) | AGAIN
                had[first] += _ONE
    return different


@kernel
def shared_places(
    held: NDArray[np.uint64],
    table: Table,
    other: NDArray[np.uint64],
    partner: NDArray[np.int64],
    of_other: bool,  # noqa: FBT001 - numba knows no arguments by name alone
) -> int:
    """Note for each shingle of one text its place in the other, or -1.

    held, other: numbered shingles in reading order; table: that of `held`. of_other: note those of
    `other`, else those of `held`. The first occurrence meets the first, the second the second: a
    page that holds its story twice still meets one that holds it once. Returns how many different
    shingles are shared.
    """
    slots, salt, shift = table
    last = ~np.uint64(0) >> shift
    if not of_other:
        partner[: len(held)] = -1
    shared = 0
    for place in range(len(other)):
        slot = (other[place] * salt) >> shift
        found = np.int64(slots[slot])
        while found >= 0 and held[found] != other[place]:
            slot = (slot + _ONE) & last
            found = np.int64(slots[slot])
        if of_other:
            partner[place] = found
        elif found >= 0:
            partner[found] = place
        if found >= 0 and other[place] & AGAIN == 0:
            shared += 1
    return shared
