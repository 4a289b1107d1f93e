"""What each character is to a word: a letter, a digit, a word of its own, or nothing."""

from __future__ import annotations

import re
import sys
import threading
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

SEPARATOR = 0
"""Ends a word: spaces, punctuation, symbols."""
LETTER = 1
"""Begins or continues a word."""
DIGIT = 2
"""Begins or continues a number."""
NOSPACE = 3
"""A word by itself, in scripts that print no space between words."""
MARK = 4
"""Continues a word but begins none: vowel signs of Indic scripts, accents that stand alone."""
APOSTROPHE = 5
"""As if it were not there: apostrophes, invisible format characters, Arabic vowel points."""
NUMBER_MARK = 6
"""Continues a number when a digit stands on both sides, else ends a word: . , : /"""

# Thai, Lao; Myanmar; Khmer; kana; the CJK blocks and their extensions beyond 16 bits.
NOSPACE_RANGES = (
    (0x0E00, 0x0EFF),
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0x3040, 0x30FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)

# The soft hyphen, joiners and direction marks print nothing, and outlets differ in keeping
# them; the stretch mark and the vowel points of Arabic are likewise set by one desk and left
# out by the next. The prime-like accents are what keyboards give for an apostrophe.
APOSTROPHES = "'`´ʼˈʹ‘’‛′＇"
ARABIC_POINTS = "ـ\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0670"
NUMBER_MARKS = ".,:/٫٬"

# U+00B4 falls apart into a space and an accent under NFKC: it has to be read before that.
_ACUTE = "´"

_TYPOGRAPHIC = (
    ("’", "'"),
    ("‘", "'"),
    ("“", '"'),
    ("”", '"'),
    ("—", "-"),
    ("–", "-"),
    ("\u00a0", " "),
    ("…", " "),
    ("•", " "),
)

_CODE_POINTS = sys.maxunicode + 1
# No plane behind the fourth has letters or digits, and it takes as long to find that out of each.
_BEHIND_LETTERS = 0x40000
# What is alphanumeric but no decimal digit; the regex engine finds whole runs at once, while
# 1.1 million calls of unicodedata.category take a quarter of a second.
_LETTERS = re.compile(r"[^\W\d_]+")
_DIGITS = re.compile(r"\d+")
# Categories that a regex cannot name are looked up one by one, but only where the engine
# finds neither letter nor digit nor a surrogate, a private or an unassigned plane.
_REST = re.compile(r"[\W_]+")
_BUILDING = threading.Lock()
_ASSIGNED_PLANES = ((0, 0xD800), (0xF900, 0x20000), (0xE0000, 0xE0200))


def fold(text: str) -> str:
    """Return the form of a text in which words are compared: NFKC, then case-folded.

    Desks send headlines in capitals and type full-width figures; neither parts two copies.
    Typographic marks come out as plain ones that mean the same to a word.
    """
    if text.isascii():
        return text.lower()
    # Most texts of Latin script leave ASCII by these alone, and are folded five times faster.
    for mark, plain in _TYPOGRAPHIC:
        text = text.replace(mark, plain)
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", text.replace(_ACUTE, "'")).casefold()


def character_classes() -> NDArray[np.uint8]:
    """Return the class of every code point: uint8, shape (0x110000,), read-only.

    Built from this Python's Unicode tables, once in a process, when first asked for.
    """
    # Threads that ask at the same time wait for one of them, for each would take as long.
    with _BUILDING:
        return _classes()


@cache
def _classes() -> NDArray[np.uint8]:
    classes = np.zeros(_CODE_POINTS, np.uint8)
    for first, end in _ASSIGNED_PLANES:
        _classify_rest(classes, first, end)
    points = np.arange(_BEHIND_LETTERS, dtype="<u4")
    written = points.tobytes().decode("utf-32-le", "surrogatepass")
    for run in _LETTERS.finditer(written):
        classes[run.start() : run.end()] = LETTER
    for run in _DIGITS.finditer(written):
        classes[run.start() : run.end()] = DIGIT
    for first, last in NOSPACE_RANGES:
        block = classes[first : last + 1]
        block[(block == LETTER) | (block == MARK)] = NOSPACE
    classes[_code_points(APOSTROPHES + ARABIC_POINTS)] = APOSTROPHE
    classes[_code_points(NUMBER_MARKS)] = NUMBER_MARK
    classes.flags.writeable = False
    return classes


def _code_points(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def _classify_rest(classes: NDArray[np.uint8], first: int, end: int) -> None:
    for point in _unclassified(first, end):
        category = unicodedata.category(chr(point))
        if category[0] == "M":
            classes[point] = MARK
        elif category == "Cf":
            classes[point] = APOSTROPHE


def _unclassified(first: int, end: int) -> Iterable[int]:
    plane = "".join(map(chr, range(first, end)))
    for run in _REST.finditer(plane):
        yield from range(first + run.start(), first + run.end())
