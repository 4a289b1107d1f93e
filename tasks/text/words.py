"""Texts as words: one 64-bit hash a word, for a whole batch in one pass."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tasks.text.characters import (
    APOSTROPHE,
    DIGIT,
    LETTER,
    MARK,
    NOSPACE,
    NUMBER_MARK,
    character_classes,
    fold,
    text_code_points,
)
from tasks.text.kernels import kernel
from tasks.text.threads import in_two

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

# FNV-1a, 64 bits (Fowler, Noll, Vo), over code points, then the finalizer of MurmurHash3, for
# FNV alone leaves the high bits of short words nearly equal, and sketches keep the smallest.
_FNV_OFFSET = np.uint64(0xCBF29CE484222325)
_FNV_PRIME = np.uint64(0x100000001B3)
_MIX_1 = np.uint64(0xFF51AFD7ED558CCD)
_MIX_2 = np.uint64(0xC4CEB9FE1A85EC53)
_HALF_AND_ONE = np.uint64(33)

# Texts scanned at once: few enough for their code points to stay in the processor's cache, which
# halves the time of large batches.
_SLICE = 64

# Fewer slices are scanned sooner than a second thread is started.
SLICES_FOR_THREADS = 4

_OUTSIDE, _IN_WORD, _IN_NUMBER, _AFTER_MARK = 0, 1, 2, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of a batch of texts, in reading order.

    `hashes` is uint64 and `numeric` uint8 (1 where the word begins with a digit), one for each
    word; text i has the words offsets[i]:offsets[i + 1], `offsets` being int64, shape (n + 1,).
    `dense` is bool, shape (n,): more than half of its words are single characters of a script
    without spaces, so that a word says less and shingles have to be longer.
    """

    hashes: NDArray[np.uint64]
    numeric: NDArray[np.uint8]
    offsets: NDArray[np.int64]
    dense: NDArray[np.bool_]

    def __len__(self) -> int:
        """How many texts."""
        return len(self.dense)

    @property
    def counts(self) -> NDArray[np.int64]:
        """Words of each text, int64, shape (n,)."""
        return np.diff(self.offsets)


def split_words(texts: Sequence[str]) -> Words:
    """Return the words of each text, as hashes.

    A word is a run of letters with their marks, a number with its inner points, commas, colons
    and strokes, or one character of a script without spaces. Case, quotes, dashes and every
    other punctuation vanish; apostrophes vanish without parting the word. A text may have none.
    """
    classes = character_classes()
    slices = [texts[at : at + _SLICE] for at in range(0, len(texts), _SLICE)] or [texts]

    def scan(part: slice) -> list[tuple[NDArray[Any], ...]]:
        folded = ([fold(text) for text in own] for own in slices[part])
        return [_scan(*text_code_points(own), classes) for own in folded]

    scanned = [each for part in in_two(len(slices), SLICES_FOR_THREADS, scan) for each in part]
    hashes, numeric, counts, nospace = map(np.concatenate, zip(*scanned, strict=True))
    offsets = np.concatenate((np.zeros(1, np.int64), np.cumsum(counts)))
    return Words(hashes=hashes, numeric=numeric, offsets=offsets, dense=2 * nospace > counts)


@kernel
def _mix(value: np.uint64) -> np.uint64:
    value = (value ^ (value >> _HALF_AND_ONE)) * _MIX_1
    value = (value ^ (value >> _HALF_AND_ONE)) * _MIX_2
    return value ^ (value >> _HALF_AND_ONE)


@kernel
def _scan(  # noqa: C901, PLR0912 - a state machine is read best in one piece
    points: NDArray[np.uint32], starts: NDArray[np.int64], classes: NDArray[np.uint8]
) -> tuple[NDArray[np.uint64], NDArray[np.uint8], NDArray[np.int64], NDArray[np.int64]]:
    hashes = np.empty(len(points), np.uint64)
    numeric = np.empty(len(points), np.uint8)
    counts = np.zeros(len(starts) - 1, np.int64)
    nospace = np.zeros(len(starts) - 1, np.int64)
    count = 0
    for text in range(len(starts) - 1):
        state, before = _OUTSIDE, count
        value = _FNV_OFFSET
        mark = np.uint64(0)
        for at in range(starts[text], starts[text + 1]):
            point = np.uint64(points[at])
            kind = classes[points[at]]
            if kind == APOSTROPHE:
                continue
            if state == _IN_WORD:
                if kind in (LETTER, MARK):
                    value = (value ^ point) * _FNV_PRIME
                    continue
            elif state == _IN_NUMBER:
                if kind == DIGIT:
                    value = (value ^ point) * _FNV_PRIME
                    continue
                if kind == NUMBER_MARK:
                    mark = point
                    state = _AFTER_MARK
                    continue
            elif state == _AFTER_MARK and kind == DIGIT:
                value = (value ^ mark) * _FNV_PRIME
                value = (value ^ point) * _FNV_PRIME
                state = _IN_NUMBER
                continue
            if state != _OUTSIDE:
                hashes[count] = _mix(value)
                numeric[count] = state != _IN_WORD
                count += 1
                state = _OUTSIDE
            value = (_FNV_OFFSET ^ point) * _FNV_PRIME
            if kind == LETTER:
                state = _IN_WORD
            elif kind == DIGIT:
                state = _IN_NUMBER
            elif kind == NOSPACE:
                hashes[count] = _mix(value)
                numeric[count] = 0
                count += 1
                nospace[text] += 1
        if state != _OUTSIDE:
            hashes[count] = _mix(value)
            numeric[count] = state != _IN_WORD
            count += 1
        counts[text] = count - before
    return hashes[:count].copy(), numeric[:count].copy(), counts, nospace
