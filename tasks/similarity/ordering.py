"""The shingles of a text in order, so that two texts can be read side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tasks.text.kernels import kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray

# A shingle and its place in one number: the hash above, the place in the low 21 bits, so that
# one sort of plain integers orders both. The 43 bits of hash left make two different shingles
# of a pair of long texts equal once in ten million pairs.
PLACE_BITS = np.uint64(21)
PLACE_MASK = np.uint64((1 << 21) - 1)

# Shingles are first put in order by their two highest bytes, a counting pass each: 65,536 places
# are more than an article has shingles, so that next to nothing is left to move after that.
_DIGITS = (np.uint64(48), np.uint64(56))
_DIGIT_MASK = np.uint64(0xFF)


@kernel
def sort_shingles(
    shingles: NDArray[np.uint64], starts: NDArray[np.int64], texts: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Put each text's shingles, given in reading order, in order of hash, then place; in place.

    Returns how many different ones each text of `texts` has.
    """
    longest = np.int64(0)
    for text in texts:
        longest = max(longest, starts[text + 1] - starts[text])
    room = np.empty(longest, np.uint64)
    ends = np.empty(257, np.int64)
    different = np.zeros(len(texts), np.int64)
    for at in range(len(texts)):
        own = shingles[starts[texts[at]] : starts[texts[at] + 1]]
        for place in range(len(own)):
            own[place] = (own[place] & ~PLACE_MASK) | np.uint64(place)
        _deal_out(own, room, ends, _DIGITS[0])
        _deal_out(room[: len(own)], own, ends, _DIGITS[1])
        for place in range(1, len(own)):
            shingle, back = own[place], place
            while back > 0 and own[back - 1] > shingle:
                own[back] = own[back - 1]
                back -= 1
            own[back] = shingle
        for place in range(len(own)):
            new = place == 0 or own[place] >> PLACE_BITS != own[place - 1] >> PLACE_BITS
            different[at] += new
    return different


@kernel
def _deal_out(
    own: NDArray[np.uint64], into: NDArray[np.uint64], ends: NDArray[np.int64], digit: np.uint64
) -> None:
    """Copy numbers in the order of one of their bytes; equal ones keep their order."""
    ends[:] = 0
    for shingle in own:
        ends[np.int64((shingle >> digit) & _DIGIT_MASK) + 1] += 1
    for value in range(1, 257):
        ends[value] += ends[value - 1]
    for shingle in own:
        own_value = np.int64((shingle >> digit) & _DIGIT_MASK)
        into[ends[own_value]] = shingle
        ends[own_value] += 1
