"""The terms of an article: its words as stories are told apart by them, in any script."""

from __future__ import annotations

import functools
import re
import sys
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tasks.text.kernels import kernel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

# What a code point is to the scan.
BREAK, LETTER, DIGIT, BIGRAM, SILENT, APOSTROPHE, JOINT = range(7)

# Scripts written without spaces (Thai, Lao, Myanmar, Khmer, kana, Han) are cut into overlapping
# pairs of characters; ranges as in Unicode's Blocks.txt.
UNSPACED = (
    (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3040, 0x30FF), (0x31F0, 0x31FF),
    (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF),
)  # fmt: skip

# Marks a writer may leave out without changing the word: accents that would not compose, Hebrew
# points, Arabic vowel signs and the tatweel that only stretches a line.
OPTIONAL_MARKS = (
    (0x0300, 0x036F), (0x0591, 0x05C7), (0x0610, 0x061A), (0x0640, 0x0640), (0x064B, 0x065F),
    (0x0670, 0x0670), (0x06D6, 0x06DC), (0x06DF, 0x06E8), (0x06EA, 0x06ED),
)  # fmt: skip

# Letters end here; the planes above hold variation selectors and private use (Unicode 17).
LAST_SCRIPT = 0x323AF

# Marks of living scripts lie here; above follow historic scripts and notations.
MARKS = (0x0300, 0xAC00)

# Where each script of decimal digits begins that news is printed in: Arabic, Persian, Devanagari,
# Bengali, Thai. Their figures are the figures of 0-9.
ZEROS = (0x0660, 0x06F0, 0x0966, 0x09E6, 0x0E50)

# Turkish and Azeri set off case endings by an apostrophe ("Ankara'da"): all of it is ending there.
ENDINGS_AFTER_APOSTROPHE = frozenset({"tr", "az"})

# An English or French scrap beside an apostrophe ("'s", "l'") is at most this long.
SCRAP_LETTERS = 2

WORD, NUMBER = 0, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """Every term of a block of articles, in reading order, titles before texts.

    `block` is the text that `start` and `stop` point into; `starts` (n + 1) cuts the other arrays
    by article. `position` counts the terms of the text from 0; a title's terms have -1.
    `kind` is WORD or NUMBER; `hashes` is salted with the article's language.
    """

    block: str
    starts: NDArray[np.int64]
    hashes: NDArray[np.uint64]
    start: NDArray[np.int32]
    stop: NDArray[np.int32]
    position: NDArray[np.int32]
    kind: NDArray[np.uint8]


@functools.cache
def character_classes() -> NDArray[np.uint8]:
    """Return the class of every code point, uint8, shape (0x110000,)."""
    classes = np.zeros(sys.maxunicode + 1, np.uint8)
    every = "".join(map(chr, range(LAST_SCRIPT + 1)))
    for pattern, seen in ((r"[^\W_]+", LETTER), (r"\d+", DIGIT)):
        for found in re.finditer(pattern, every):
            classes[found.start() : found.end()] = seen
    # Indian vowel signs are marks to Unicode, yet a word without them is another word.
    for code in range(*MARKS):
        if classes[code] == BREAK and unicodedata.category(chr(code))[0] == "M":
            classes[code] = LETTER
    for first, last in UNSPACED:
        span = classes[first : last + 1]
        span[span == LETTER] = BIGRAM
    for first, last in OPTIONAL_MARKS:
        classes[first : last + 1] = SILENT
    classes[[0x27, 0x2019, 0x02BC]] = APOSTROPHE
    classes[[ord("."), ord(",")]] = JOINT
    return classes


def folded(text: str, language: str) -> str:
    """Return `text` in the one form terms are read in: compatibility-composed, lower case."""
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
    if language in ENDINGS_AFTER_APOSTROPHE:
        # Two letters i: lower() would turn the dotless capital into the dotted small one.
        text = text.replace("I", "ı").replace("İ", "i")
    return text.lower()


def surface(block: str, start: int, stop: int) -> str:
    """Return one term of a scan as text, without what the scan passed over."""
    printed = block[start:stop]
    # Most terms are plain letters, of which none is passed over.
    if printed.isascii() and printed.isalnum():
        return printed
    classes = character_classes()
    return "".join(c for c in printed if classes[ord(c)] not in (SILENT, APOSTROPHE))


def scan_terms(
    titles: Sequence[str | None], texts: Sequence[str], languages: Sequence[str]
) -> Scan:
    """Return every term of the articles, hashed and placed.

    `languages` are ISO 639-1 codes, one an article, none unknown. Terms are runs of letters or
    digits ("1,000.5" is one), pairs of characters where a script has no spaces; scraps beside an
    apostrophe are dropped, other apostrophes join.
    """
    pieces: list[str] = []
    for title, text, language in zip(titles, texts, languages, strict=True):
        pieces += [folded(title or "", language), "\n", folded(text, language), "\n"]
    block = "".join(pieces)
    # Halves of surrogate pairs, which JSON may carry, become question marks: both break words.
    codes = np.frombuffer(block.encode("utf-32-le", "replace"), np.uint32)
    bounds = np.zeros(2 * len(texts) + 1, np.int64)
    np.cumsum(
        [len(a) + len(b) for a, b in zip(pieces[::2], pieces[1::2], strict=True)], out=bounds[1:]
    )
    salts = np.array([language_salt(language) for language in languages], np.uint64)
    endings = np.array([language in ENDINGS_AFTER_APOSTROPHE for language in languages], np.bool_)
    arrays = _scan(codes, bounds, salts, endings, character_classes())
    starts, hashes, start, stop, position, kind = arrays
    return Scan(
        block=block,
        starts=starts,
        hashes=hashes,
        start=start,
        stop=stop,
        position=position,
        kind=kind,
    )


@functools.cache
def language_salt(language: str) -> int:
    """Return the 64 bits that keep the terms of two languages apart."""
    salt = 0xCBF29CE484222325
    for letter in language.encode():
        salt = (salt ^ letter) * 0x100000001B3 % 2**64
    return salt


@kernel
def _folded_digit(code: np.uint32) -> np.uint32:
    """Return a digit's ASCII twin, or the code point itself."""
    for zero in ZEROS:
        if zero <= code < zero + 10:
            return np.uint32(code - zero + 48)
    return np.uint32(code)


@kernel
def _hashed(
    codes: NDArray[np.uint32], classes: NDArray[np.uint8], span: tuple[int, int], salt: np.uint64
) -> np.uint64:
    """Return the term's hash: FNV-1a over its sounding code points, then a last mixing."""
    value = salt
    for at in range(span[0], span[1]):
        code = codes[at]
        seen = classes[code]
        if seen in (SILENT, APOSTROPHE):
            continue
        if seen == DIGIT:
            code = _folded_digit(code)
        value = (value ^ np.uint64(code)) * np.uint64(0x100000001B3)
    # FNV leaves the high bits of short words alike; tables and 32-bit keys need them mixed.
    value ^= value >> np.uint64(32)
    value *= np.uint64(0xD6E8FEB86659FD93)
    return value ^ (value >> np.uint64(32))


@kernel
def _run_end(codes: NDArray[np.uint32], classes: NDArray[np.uint8], at: int, end: int) -> int:
    """Return where the run of letters and digits that starts at `at` ends."""
    while at < end:
        seen = classes[codes[at]]
        if seen in (LETTER, DIGIT, SILENT) or (
            seen == JOINT
            and at + 1 < end
            and classes[codes[at + 1]] == DIGIT
            and classes[codes[at - 1]] == DIGIT
        ):
            at += 1
        else:
            break
    return at


@kernel
def _term_end(
    codes: NDArray[np.uint32],
    classes: NDArray[np.uint8],
    at: int,
    end: int,
    endings: bool,  # noqa: FBT001  (numba kernels take positional arguments)
) -> tuple[int, int, int]:
    """Return the first and last place of the term that starts at `at`, and where to read on."""
    stop = _run_end(codes, classes, at, end)
    if stop + 1 >= end or classes[codes[stop]] != APOSTROPHE:
        return at, stop, stop
    if classes[codes[stop + 1]] not in (LETTER, DIGIT):
        return at, stop, stop
    tail = _run_end(codes, classes, stop + 1, end)
    if endings or tail - stop - 1 <= SCRAP_LETTERS:
        return at, stop, tail
    if stop - at <= SCRAP_LETTERS:
        return stop + 1, tail, tail
    return at, tail, tail


@kernel
def _kind(codes: NDArray[np.uint32], classes: NDArray[np.uint8], start: int, stop: int) -> int:
    """Return NUMBER for what starts with a digit and holds no letter, else WORD."""
    if classes[codes[start]] != DIGIT:
        return WORD
    for at in range(start, stop):
        if classes[codes[at]] == LETTER:
            return WORD
    return NUMBER


@kernel
def _scan(
    codes: NDArray[np.uint32],
    bounds: NDArray[np.int64],
    salts: NDArray[np.uint64],
    endings: NDArray[np.bool_],
    classes: NDArray[np.uint8],
) -> tuple[
    NDArray[np.int64],
    NDArray[np.uint64],
    NDArray[np.int32],
    NDArray[np.int32],
    NDArray[np.int32],
    NDArray[np.uint8],
]:
    """Read the block once; `bounds` holds title and text of each article in turn."""
    # A term is at least one character; only unspaced scripts make as many terms as characters.
    room = codes.size + 1
    hashes = np.empty(room, np.uint64)
    start = np.empty(room, np.int32)
    stop = np.empty(room, np.int32)
    position = np.empty(room, np.int32)
    kind = np.empty(room, np.uint8)
    starts = np.zeros(salts.size + 1, np.int64)
    count = 0
    for segment in range(bounds.size - 1):
        article = segment // 2
        at, end = bounds[segment], bounds[segment + 1]
        place = 0
        while at < end:
            seen = classes[codes[at]]
            if seen == BIGRAM:
                # A lone character between others is kept as itself.
                paired = at + 1 < end and classes[codes[at + 1]] == BIGRAM
                alone = not paired and (at == bounds[segment] or classes[codes[at - 1]] != BIGRAM)
                first, last, onward = at, at + 1 + paired, at + 1
                if not (paired or alone):
                    at = onward
                    continue
            elif seen in (LETTER, DIGIT):
                first, last, onward = _term_end(codes, classes, at, end, endings[article])
            else:
                at += 1
                continue
            hashes[count] = _hashed(codes, classes, (first, last), salts[article])
            start[count], stop[count] = first, last
            position[count] = -1 if segment % 2 == 0 else place
            kind[count] = _kind(codes, classes, first, last)
            count += 1
            place += 1
            at = onward
        starts[article + 1] = count
    return (
        starts,
        hashes[:count].copy(),
        start[:count].copy(),
        stop[:count].copy(),
        position[:count].copy(),
        kind[:count].copy(),
    )
