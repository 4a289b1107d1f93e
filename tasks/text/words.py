"""Texts as words: one 64-bit hash a word, for a whole batch in one pass."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
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

# Fewer texts are scanned sooner than a second thread is started.
TEXTS_FOR_THREADS = 250
# Texts scanned at once: enough for threads to hand each other Python's lock rarely, few enough for
# what they are scanned into to stay small.
_SLICE = 1000

# Below this a byte of UTF-8 is a character; from the next two on, it begins one of 3 or 4 bytes, of
# which all but the first hold six bits each.
_ASCII_END, _THREE_BYTES, _FOUR_BYTES = 0x80, np.uint64(0xE0), np.uint64(0xF0)
_TAIL, _SIX = np.uint64(0x3F), np.uint64(6)
# Places are counted without a sign: numba asks of each one with a sign whether it is negative.
_ONE = np.uint64(1)
# Capitals of ASCII are made small as they are read, which spares most texts their folding.
_SMALL = np.arange(_ASCII_END, dtype=np.uint8)
_SMALL[ord("A") : ord("Z") + 1] += ord("a") - ord("A")

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

    def scan(part: slice) -> list[tuple[NDArray[Any], ...]]:
        own = texts[part]
        slices = [own[at : at + _SLICE] for at in range(0, len(own), _SLICE)] or [own]
        return [_scan(*_encoded(each), classes, _SMALL) for each in slices]

    return _put_together(in_two(len(texts), TEXTS_FOR_THREADS, scan))


def split_utf8(letters: NDArray[np.uint8], starts: NDArray[np.int64]) -> Words:
    """Return what split_words does, for texts that stand one after the other as UTF-8.

    Text i is letters[starts[i]:starts[i + 1]]; starts has one entry more than there are texts.
    """
    classes = character_classes()

    def scan(part: slice) -> list[tuple[NDArray[Any], ...]]:
        places = range(part.start, part.stop, _SLICE) or range(part.start, part.start + 1)
        return [
            _scan(*_folded(letters, starts[at : min(at + _SLICE, part.stop) + 1]), classes, _SMALL)
            for at in places
        ]

    return _put_together(in_two(len(starts) - 1, TEXTS_FOR_THREADS, scan))


def _put_together(scanned: list[list[tuple[NDArray[Any], ...]]]) -> Words:
    each = [one for part in scanned for one in part]
    hashes, numeric, counts, nospace = map(np.concatenate, zip(*each, strict=True))
    offsets = np.concatenate((np.zeros(1, np.int64), np.cumsum(counts)))
    return Words(hashes=hashes, numeric=numeric, offsets=offsets, dense=2 * nospace > counts)


def _folded(
    letters: NDArray[np.uint8], starts: NDArray[np.int64]
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Return what _encoded does, of texts given as UTF-8."""
    own, starts = letters[starts[0] : starts[-1]], starts - starts[0]
    beyond = np.flatnonzero(own >= _ASCII_END)
    if not beyond.size:
        return own, starts
    raw = own.data
    texts = [raw[start:end] for start, end in pairwise(starts.tolist())]
    for place in np.unique(np.searchsorted(starts, beyond, side="right") - 1).tolist():
        texts[place] = memoryview(fold(str(texts[place], "utf-8")).encode())
    return _one_after_another(texts)


def _encoded(texts: Sequence[str]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Return texts as one array of UTF-8, and where each begins; folded where not ASCII."""
    # A lone surrogate can reach us from broken JSON; it is a separator, no reason to fail.
    return _one_after_another(
        [
            (text if text.isascii() else fold(text)).encode("utf-8", "surrogatepass")
            for text in texts
        ]
    )


def _one_after_another(
    encoded: Sequence[bytes | memoryview],
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    starts = np.zeros(len(encoded) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, encoded), np.int64, len(encoded)), out=starts[1:])
    return np.frombuffer(b"".join(encoded), np.uint8), starts


@kernel
def _mix(value: np.uint64) -> np.uint64:
    value = (value ^ (value >> _HALF_AND_ONE)) * _MIX_1
    value = (value ^ (value >> _HALF_AND_ONE)) * _MIX_2
    return value ^ (value >> _HALF_AND_ONE)


@kernel
def _long_point(letters: NDArray[np.uint8], at: np.uint64) -> tuple[np.uint64, np.uint64]:
    """Return the code point of more than one byte that begins at a place, and where it ends."""
    lead, second = np.uint64(letters[at]), np.uint64(letters[at + _ONE]) & _TAIL
    if lead < _THREE_BYTES:
        return ((lead & np.uint64(0x1F)) << _SIX) | second, at + np.uint64(2)
    third = np.uint64(letters[at + np.uint64(2)]) & _TAIL
    high = (second << _SIX) | third
    if lead < _FOUR_BYTES:
        return ((lead & np.uint64(0x0F)) << (_SIX + _SIX)) | high, at + np.uint64(3)
    fourth = np.uint64(letters[at + np.uint64(3)]) & _TAIL
    high = ((lead & np.uint64(0x07)) << (_SIX + _SIX)) | high
    return (high << _SIX) | fourth, at + np.uint64(4)


@kernel
def _scan(  # noqa: C901, PLR0912, PLR0915 - a state machine is read best in one piece
    letters: NDArray[np.uint8],
    starts: NDArray[np.int64],
    classes: NDArray[np.uint8],
    small: NDArray[np.uint8],
) -> tuple[NDArray[np.uint64], NDArray[np.uint8], NDArray[np.int64], NDArray[np.int64]]:
    # No more words than bytes: in a1b2 each is one.
    hashes = np.empty(len(letters), np.uint64)
    numeric = np.empty(len(letters), np.uint8)
    counts = np.zeros(len(starts) - 1, np.int64)
    nospace = np.zeros(len(starts) - 1, np.int64)
    count = np.uint64(0)
    for text in range(len(starts) - 1):
        state, before = _OUTSIDE, count
        value = _FNV_OFFSET
        mark = np.uint64(0)
        at, end = np.uint64(starts[text]), np.uint64(starts[text + 1])
        while at < end:
            if letters[at] < _ASCII_END:
                point = np.uint64(small[letters[at]])
                at += _ONE
            else:
                point, at = _long_point(letters, at)
            kind = classes[point]
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
                count += _ONE
                state = _OUTSIDE
            value = (_FNV_OFFSET ^ point) * _FNV_PRIME
            if kind == LETTER:
                state = _IN_WORD
            elif kind == DIGIT:
                state = _IN_NUMBER
            elif kind == NOSPACE:
                hashes[count] = _mix(value)
                numeric[count] = 0
                count += _ONE
                nospace[text] += 1
        if state != _OUTSIDE:
            hashes[count] = _mix(value)
            numeric[count] = state != _IN_WORD
            count += _ONE
        counts[text] = np.int64(count - before)
    return hashes[:count].copy(), numeric[:count].copy(), counts, nospace
