"""Fingerprints: a MinHash signature and a bottom-k sketch of every text, in one pass."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from tasks.text.kernels import kernel, kernel_or
from tasks.text.threads import in_two

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tasks.text.words import Words

# Three words a shingle meet more of the cut and noisy copies than four or five do; what they
# meet besides, verification parts. Curves: docs/decisions/0003.
SIGNATURE_WORDS = 3
# A character of Chinese or Thai says about half as much as a word.
DENSE_SIGNATURE_WORDS = 5
PERMUTATIONS = 128
SEED = 1
# The sketch and the verification cut texts alike; tasks/similarity/verify.py says why.
SHINGLE_WORDS = 5
DENSE_SHINGLE_WORDS = 8
# The sixteen smallest shingle hashes; eight lose a pair, thirty-two find none that matter more.
SKETCH_SIZE = 16

SCHEME = f"{SIGNATURE_WORDS}w-{PERMUTATIONS}p-affine32-s{SEED}-k{SKETCH_SIZE}x{SHINGLE_WORDS}w-n1"
"""Names all that a fingerprint depends on; n1 is the normal form of tasks/text/words.py."""

# Fewer texts are fingerprinted sooner than a second thread is started.
TEXTS_FOR_THREADS = 200

_EMPTY = np.uint32(0xFFFFFFFF)
_RADIX = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xFF51AFD7ED558CCD)
_MIX_2 = np.uint64(0xC4CEB9FE1A85EC53)
_SHIFT = np.uint64(33)
_LOW_32 = np.uint64(0xFFFFFFFF)
# Shingles permuted together without numba: 128 images of each, 2 MB.
_AT_ONCE = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprints:
    """What a batch of texts is met by.

    `signatures` is uint32, shape (n, 128): bit for bit datasketch's MinHash of scheme affine32.
    `sketches` is uint32, shape (n, 16): keys of the smallest distinct shingle hashes, smallest
    first; of row i only the first sketch_sizes[i] (int64) count, the rest are zeros.
    `present` is bool, shape (n,): False for a text without words, which resembles nothing.
    """

    signatures: NDArray[np.uint32]
    sketches: NDArray[np.uint32]
    sketch_sizes: NDArray[np.int64]
    present: NDArray[np.bool_]


def fingerprint(words: Words) -> Fingerprints:
    """Return the fingerprint of each text; a text shorter than a shingle is one shingle."""
    slopes, shifts = permutations()

    def of_part(part: slice) -> tuple[NDArray[Any], ...]:
        offsets = words.offsets[part.start : part.stop + 1]
        return _fingerprint(words.hashes, offsets, words.dense[part], slopes, shifts)

    parts = in_two(len(words), TEXTS_FOR_THREADS, of_part)
    signatures, sketches, sizes = map(np.concatenate, zip(*parts, strict=True))
    return Fingerprints(
        signatures=signatures, sketches=sketches, sketch_sizes=sizes, present=words.counts > 0
    )


def shingle_hashes(words: Words, text: int, size: int) -> NDArray[np.uint64]:
    """Return the hashes of one text's shingles of `size` words, in reading order, with repeats.

    A text of fewer words than `size` has one shingle, a text without words none.
    """
    return _shingles(words.hashes[words.offsets[text] : words.offsets[text + 1]], size)


def shingle_table(
    words: Words, texts: NDArray[np.int64], sizes: NDArray[np.int64]
) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return the shingle hashes of some texts in one array, and where each text's begin.

    texts: places in `words`, each once. sizes: words a shingle, shape (n,), for every text.
    The starts are int64, shape (n + 1,); a text that is not asked for has no shingles.
    """
    counts = np.zeros(len(words), np.int64)
    own = words.counts[texts]
    counts[texts] = np.where(own > 0, np.maximum(own - sizes[texts] + 1, 1), 0)
    starts = np.zeros(len(words) + 1, np.int64)
    np.cumsum(counts, out=starts[1:])
    table = np.empty(starts[-1], np.uint64)

    def fill(part: slice) -> None:
        _fill_shingles(words.hashes, words.offsets, (texts[part], sizes), (starts, table))

    in_two(len(texts), TEXTS_FOR_THREADS, fill)
    return table, starts


@cache
def permutations() -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Return the odd slopes and the shifts of the permutations h -> slope * h + shift mod 2**32.

    They are datasketch 2.0's for num_perm=128, seed=1, scheme="affine32", drawn here in its
    way (a test compares), because importing datasketch and with it scipy takes over a second.
    """
    draw = np.random.RandomState(SEED)
    slopes = draw.randint(0, 1 << 31, PERMUTATIONS, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    shifts = draw.randint(0, 1 << 32, PERMUTATIONS, dtype=np.uint32)
    return slopes, shifts


@kernel
def _shingle(hashes: NDArray[np.uint64], first: int, size: int) -> np.uint64:
    value = np.uint64(size)
    for at in range(first, first + size):
        value = value * _RADIX + hashes[at]
    value = (value ^ (value >> _SHIFT)) * _MIX_1
    value = (value ^ (value >> _SHIFT)) * _MIX_2
    return value ^ (value >> _SHIFT)


def _shingles_at_once(hashes: NDArray[np.uint64], size: int) -> NDArray[np.uint64]:
    size = min(size, len(hashes))
    count = len(hashes) - size + 1 if size > 0 else 0
    value = np.full(count, size, np.uint64)
    for at in range(size):
        value = value * _RADIX + hashes[at : at + count]
    value = (value ^ (value >> _SHIFT)) * _MIX_1
    value = (value ^ (value >> _SHIFT)) * _MIX_2
    return value ^ (value >> _SHIFT)


@kernel_or(_shingles_at_once)
def _shingles(hashes: NDArray[np.uint64], size: int) -> NDArray[np.uint64]:
    size = min(size, len(hashes))
    count = len(hashes) - size + 1 if size > 0 else 0
    found = np.empty(count, np.uint64)
    for first in range(count):
        found[first] = _shingle(hashes, first, size)
    return found


@kernel
def _fill_shingles(
    hashes: NDArray[np.uint64],
    offsets: NDArray[np.int64],
    asked: tuple[NDArray[np.int64], NDArray[np.int64]],
    into: tuple[NDArray[np.int64], NDArray[np.uint64]],
) -> None:
    texts, sizes = asked
    starts, table = into
    for text in texts:
        size, start = sizes[text], starts[text]
        first, end = offsets[text], offsets[text + 1]
        for at in range(starts[text + 1] - start):
            table[start + at] = _shingle(hashes, first + at, min(size, end - first))


@kernel
def _premix(value: np.uint64) -> np.uint32:
    # The finalizer of MurmurHash3 for 32 bits, which datasketch applies before permuting.
    mixed = np.uint32(value & _LOW_32)
    mixed = np.uint32((mixed ^ (mixed >> np.uint32(16))) * np.uint32(0x85EBCA6B))
    mixed = np.uint32((mixed ^ (mixed >> np.uint32(13))) * np.uint32(0xC2B2AE35))
    return np.uint32(mixed ^ (mixed >> np.uint32(16)))


def _lower_at_once(
    signature: NDArray[np.uint32],
    shingles: NDArray[np.uint64],
    slopes: NDArray[np.uint32],
    shifts: NDArray[np.uint32],
) -> None:
    for at in range(0, len(shingles), _AT_ONCE):
        mixed = (shingles[at : at + _AT_ONCE] & _LOW_32).astype(np.uint32)
        mixed = (mixed ^ (mixed >> np.uint32(16))) * np.uint32(0x85EBCA6B)
        mixed = (mixed ^ (mixed >> np.uint32(13))) * np.uint32(0xC2B2AE35)
        mixed ^= mixed >> np.uint32(16)
        images = slopes[:, None] * mixed + shifts[:, None]
        np.minimum(signature, images.min(axis=1), out=signature)


@kernel_or(_lower_at_once)
def _lower(
    signature: NDArray[np.uint32],
    shingles: NDArray[np.uint64],
    slopes: NDArray[np.uint32],
    shifts: NDArray[np.uint32],
) -> None:
    # Four at a time, so that the signature is read and written a quarter as often: a third faster.
    fours = len(shingles) // 4 * 4
    for at in range(0, fours, 4):
        one, two = _premix(shingles[at]), _premix(shingles[at + 1])
        three, four = _premix(shingles[at + 2]), _premix(shingles[at + 3])
        for place in range(PERMUTATIONS):
            slope, shift = slopes[place], shifts[place]
            least = min(np.uint32(slope * one + shift), np.uint32(slope * two + shift))
            other = min(np.uint32(slope * three + shift), np.uint32(slope * four + shift))
            signature[place] = min(signature[place], least, other)
    for at in range(fours, len(shingles)):
        mixed = _premix(shingles[at])
        for place in range(PERMUTATIONS):
            image = np.uint32(slopes[place] * mixed + shifts[place])
            signature[place] = min(signature[place], image)


def _smallest_at_once(shingles: NDArray[np.uint64], kept: NDArray[np.uint64]) -> int:
    smallest = np.unique(shingles)[: len(kept)]
    kept[: len(smallest)] = smallest
    return len(smallest)


@kernel_or(_smallest_at_once)
def _smallest(shingles: NDArray[np.uint64], kept: NDArray[np.uint64]) -> int:
    # Insertion into a short sorted row: after the first few shingles almost none is inserted.
    size = 0
    for shingle in shingles:
        if size == len(kept) and shingle >= kept[size - 1]:
            continue
        place = size
        while place > 0 and kept[place - 1] > shingle:
            place -= 1
        if place > 0 and kept[place - 1] == shingle:
            continue
        size = min(size + 1, len(kept))
        for later in range(size - 1, place, -1):
            kept[later] = kept[later - 1]
        kept[place] = shingle
    return size


@kernel
def _fingerprint(
    hashes: NDArray[np.uint64],
    offsets: NDArray[np.int64],
    dense: NDArray[np.bool_],
    slopes: NDArray[np.uint32],
    shifts: NDArray[np.uint32],
) -> tuple[NDArray[np.uint32], NDArray[np.uint32], NDArray[np.int64]]:
    texts = len(dense)
    signatures = np.full((texts, PERMUTATIONS), _EMPTY, np.uint32)
    sketches = np.zeros((texts, SKETCH_SIZE), np.uint32)
    sizes = np.zeros(texts, np.int64)
    kept = np.empty(SKETCH_SIZE, np.uint64)
    for text in range(texts):
        own = hashes[offsets[text] : offsets[text + 1]]
        short = DENSE_SIGNATURE_WORDS if dense[text] else SIGNATURE_WORDS
        long = DENSE_SHINGLE_WORDS if dense[text] else SHINGLE_WORDS
        _lower(signatures[text], _shingles(own, short), slopes, shifts)
        sizes[text] = _smallest(_shingles(own, long), kept)
        for place in range(sizes[text]):
            # The smallest hashes are alike in their high bits; the low half is still random.
            sketches[text, place] = np.uint32(kept[place] & _LOW_32)
    return signatures, sketches, sizes
