"""Reads letters and says where words begin and end: the kernel behind tasks.text.words.

All of it is in this file because numba renews a compiled function when its own file changes, not
when one it calls changes in another.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from tasks.text.characters import (
    APOSTROPHE,
    DIGIT,
    LETTER,
    MARK,
    NOSPACE,
    NUMBER_MARK,
    SEPARATOR,
    character_classes,
)
from tasks.text.kernels import kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray

# FNV-1a, 64 bits (Fowler, Noll, Vo), over code points, then the finalizer of MurmurHash3, for
# FNV alone leaves the high bits of short words nearly equal, and sketches keep the smallest.
_FNV_OFFSET = np.uint64(0xCBF29CE484222325)
_FNV_PRIME = np.uint64(0x100000001B3)
_MIX_1 = np.uint64(0xFF51AFD7ED558CCD)
_MIX_2 = np.uint64(0xC4CEB9FE1A85EC53)
_HALF_AND_ONE = np.uint64(33)

ASCII_END = 0x80
"""Below this a byte of UTF-8 is a character."""
# From the next two on a byte begins one of 3 or 4, of which all but the first hold six bits each.
_THREE_BYTES, _FOUR_BYTES = np.uint64(0xE0), np.uint64(0xF0)
_TAIL, _SIX = np.uint64(0x3F), np.uint64(6)
# Places are counted without a sign: numba asks of each one with a sign whether it is negative.
_ONE = np.uint64(1)

_OUTSIDE, _IN_WORD, _IN_NUMBER, _AFTER_MARK = 0, 1, 2, 3
# What a byte is to the quick loop: between words or in one, which it counts by, or none of its own.
_BETWEEN, _WITHIN, _ELSE = np.uint64(0), np.uint64(1), np.uint64(2)

Reading: TypeAlias = tuple["NDArray[np.uint8]", "NDArray[np.uint64]"]
"""How to read: the class of each code point; and of each byte four numbers, shape (256, 4)."""
Letters: TypeAlias = tuple["NDArray[np.uint8]", "NDArray[np.uint8]"]
"""UTF-8 in two pieces: as texts were given, and of those that were folded the folded form."""
Spans: TypeAlias = tuple["NDArray[np.int64]", "NDArray[np.int64]", "NDArray[np.bool_]"]
"""Where each text begins and ends in one of the two pieces, and whether that is the second."""
Room: TypeAlias = tuple["NDArray[np.uint64]", "NDArray[np.uint8]"]
"""Where words go: hashes, and flags (all 0 before) of those that are numbers; one entry more than
there are bytes, since in a1b2 each is a word."""


@cache
def reading() -> Reading:
    """Return the tables to read letters by.

    Of each byte: what it is to the quick loop; the letter it is, small (which spares most texts
    their folding); by what the hash of the word so far is multiplied; what is added. A letter goes
    on with the hash; whatever is between words sets it to its beginning, by times 0 and plus that.
    """
    classes = character_classes()
    bytes_ = np.zeros((256, 4), np.uint64)
    bytes_[:, 0] = _ELSE
    for byte in range(ASCII_END):
        small = ord(chr(byte).lower())
        bytes_[byte, 1] = small
        if classes[small] == LETTER:
            bytes_[byte, 0], bytes_[byte, 2] = _WITHIN, _FNV_PRIME
        elif classes[small] in {SEPARATOR, NUMBER_MARK}:
            bytes_[byte, 0], bytes_[byte, 3] = _BETWEEN, _FNV_OFFSET
    return classes, bytes_


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
def scan_words(  # noqa: C901, PLR0912, PLR0915, PLR0917 - one piece; numba takes no records
    pieces: Letters,
    spans: Spans,
    reading: Reading,
    room: Room,
    counts: NDArray[np.int64],
    nospace: NDArray[np.int64],
) -> int:
    """Fill `room` with the words of each text; return how many there are.

    counts, nospace: int64, one for each text, all 0; filled with how many words it has, and how
    many of these are single characters.
    """
    classes, bytes_ = reading
    hashes, numeric = room
    count = np.uint64(0)
    for text in range(len(counts)):
        letters = pieces[1] if spans[2][text] else pieces[0]
        state, before = _OUTSIDE, count
        value, mark = _FNV_OFFSET, np.uint64(0)
        at, end = np.uint64(spans[0][text]), np.uint64(spans[1][text])
        while at < end:
            if state in (_OUTSIDE, _IN_WORD):
                # Letters and what parts them, with no branch on which of them it is: at the end of
                # every word a processor would guess wrong, which takes as long as three letters.
                within = np.uint64(state)
                if state == _OUTSIDE:
                    value = _FNV_OFFSET
                hashes[count] = value
                while at < end:
                    byte = letters[at]
                    what = bytes_[byte, 0]
                    if what == _ELSE:
                        break
                    value = (value ^ bytes_[byte, 1]) * bytes_[byte, 2] + bytes_[byte, 3]
                    # Behind a word its hash stays; within one the next letter's takes its place.
                    count += within & ~what
                    hashes[count] = value
                    within = what
                    at += _ONE
                state = _IN_WORD if within else _OUTSIDE
                if at >= end:
                    break
            if letters[at] < ASCII_END:
                point = bytes_[letters[at], 1]
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
                hashes[count] = value
                numeric[count] = state != _IN_WORD
                count += _ONE
                state = _OUTSIDE
            value = (_FNV_OFFSET ^ point) * _FNV_PRIME
            if kind == LETTER:
                state = _IN_WORD
            elif kind == DIGIT:
                state = _IN_NUMBER
            elif kind == NOSPACE:
                hashes[count] = value
                count += _ONE
                nospace[text] += 1
        if state != _OUTSIDE:
            hashes[count] = value
            numeric[count] = state != _IN_WORD
            count += _ONE
        counts[text] = np.int64(count - before)
    for word in range(int(count)):
        hashes[word] = _mix(hashes[word])
    return int(count)
