"""Where one text stands in another: the kernels under tasks/similarity/verify.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numba
import numpy as np

from tasks.similarity.minhash import _shingle

if TYPE_CHECKING:
    from numpy.typing import NDArray

# A shingle and its place in one number: the hash above, the place in the low 21 bits, so that
# one sort of plain integers orders both. 43 bits of hash part a pair's shingles by accident
# once in ten million pairs; texts beyond two million words are compared by their beginning.
PLACE_BITS = np.uint64(21)
PLACE_MASK = np.uint64((1 << 21) - 1)
LONGEST = 1 << 21


@numba.njit(cache=True, nogil=True)
def placed_shingles(hashes: NDArray[np.uint64], size: int, out: NDArray[np.uint64]) -> None:
    """Fill `out` with each shingle's hash and place, in reading order; not yet sorted."""
    for first in range(len(out)):
        out[first] = (_shingle(hashes, first, size) & ~PLACE_MASK) | np.uint64(first)


@numba.njit(cache=True, nogil=True)
def shared_places(
    left: NDArray[np.uint64], right: NDArray[np.uint64], partner: NDArray[np.int64]
) -> int:
    """Note for each shingle of the left text its place in the right one, or -1.

    The first occurrence meets the first, the second the second: a page that holds its story
    twice still meets one that holds it once. Returns how many different shingles are shared.
    """
    partner[: len(left)] = -1
    a, b, shared = 0, 0, 0
    last = np.uint64(0)
    while a < len(left) and b < len(right):
        one, two = left[a] >> PLACE_BITS, right[b] >> PLACE_BITS
        if one == two:
            partner[left[a] & PLACE_MASK] = np.int64(right[b] & PLACE_MASK)
            shared += shared == 0 or one != last
            last = one
        a += one <= two
        b += two <= one
    return shared


@numba.njit(cache=True, nogil=True)
def longest_chain(
    partner: NDArray[np.int64],
    count: int,
    tails: NDArray[np.int64],
    before: NDArray[np.int64],
    chain: NDArray[np.int64],
) -> int:
    """Fill `chain` with the places, left text, of the longest run of shingles in common order.

    Patience: tails[k] is the left place at which the best chain of k + 1 shingles ends.
    """
    length = 0
    for place in range(count):
        target = partner[place]
        if target < 0:
            continue
        low = length
        if length > 0 and partner[tails[length - 1]] >= target:
            low, high = 0, length - 1
            while low < high:
                middle = (low + high) >> 1
                if partner[tails[middle]] < target:
                    low = middle + 1
                else:
                    high = middle
        before[place] = tails[low - 1] if low > 0 else -1
        tails[low] = place
        length = max(length, low + 1)
    place = tails[length - 1] if length > 0 else -1
    for step in range(length - 1, -1, -1):
        chain[step] = place
        place = before[place]
    return length


@numba.njit(cache=True, nogil=True)
def fill_blocks(
    partner: NDArray[np.int64],
    chain: NDArray[np.int64],
    length: int,
    size: int,
    blocks: NDArray[np.int64],
) -> int:
    """Fill `blocks` with rows (left place, right place, words): equal words, in both orders.

    Blocks neither touch on both sides nor overlap on any. Returns how many there are.
    """
    count = 0
    for step in range(length):
        left, right, words = chain[step], partner[chain[step]], size
        if count > 0:
            end_left = blocks[count - 1, 0] + blocks[count - 1, 2]
            end_right = blocks[count - 1, 1] + blocks[count - 1, 2]
            overlap = max(0, end_left - left, end_right - right)
            left, right, words = left + overlap, right + overlap, words - overlap
            if left == end_left and right == end_right:
                blocks[count - 1, 2] += words
                continue
        blocks[count, 0], blocks[count, 1], blocks[count, 2] = left, right, words
        count += 1
    return count


@numba.njit(cache=True, nogil=True)
def lone_numbers(
    hashes: NDArray[np.uint64],
    numeric: NDArray[np.uint8],
    others: NDArray[np.uint64],
    other_numeric: NDArray[np.uint8],
) -> int:
    """Count the numbers among `hashes` that `others` does not have as often."""
    lone = 0
    for at in range(len(hashes)):
        if not numeric[at]:
            continue
        surplus = 1
        for earlier in range(at):
            surplus += hashes[earlier] == hashes[at]
        for other in range(len(others)):
            surplus -= other_numeric[other] and others[other] == hashes[at]
        lone += surplus > 0
    return lone
