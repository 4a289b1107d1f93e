"""The shingles of a text in order, so that two texts can be read side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tasks.similarity.sorting import sort_hashes
from tasks.text.kernels import kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray

# A shingle and its place in one number: the hash above, the place in the low 21 bits, so that
# one sort of plain integers orders both. The 43 bits of hash left make two different shingles
# of a pair of long texts equal once in ten million pairs.
PLACE_BITS = np.uint64(21)
PLACE_MASK = np.uint64((1 << 21) - 1)


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
    different = np.zeros(len(texts), np.int64)
    for at in range(len(texts)):
        own = shingles[starts[texts[at]] : starts[texts[at] + 1]]
        for place in range(len(own)):
            own[place] = (own[place] & ~PLACE_MASK) | np.uint64(place)
        sort_hashes(own, room)
        for place in range(len(own)):
            new = place == 0 or own[place] >> PLACE_BITS != own[place - 1] >> PLACE_BITS
            different[at] += new
    return different
