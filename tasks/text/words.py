"""Texts as words: one 64-bit hash a word, for a whole batch in one pass."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from tasks.text.characters import fold
from tasks.text.scanning import ASCII_END, reading, scan_words
from tasks.text.threads import in_two

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from tasks.text.scanning import Letters, Spans

# The words of texts: hashes, flags of numbers; of each text how many, and of single characters.
Scanned: TypeAlias = tuple[
    "NDArray[np.uint64]", "NDArray[np.uint8]", "NDArray[np.int64]", "NDArray[np.int64]"
]

# Fewer texts are scanned sooner than a second thread is started.
TEXTS_FOR_THREADS = 250
# Texts scanned at once: so few that what they are scanned into stays in a processor's own memory.
_SLICE = 250


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

    def scan(part: slice) -> list[Scanned]:
        own = texts[part]
        return _scanned(_encoded(own[at : at + _SLICE]) for at in range(0, len(own), _SLICE))

    return _put_together(in_two(len(texts), TEXTS_FOR_THREADS, scan))


def split_utf8(
    letters: NDArray[np.uint8], starts: NDArray[np.int64], ends: NDArray[np.int64]
) -> Words:
    """Return what split_words does, for texts that stand one behind the other as UTF-8.

    Text i is letters[starts[i]:ends[i]]; between one and the next may be others.
    """

    def scan(part: slice) -> list[Scanned]:
        slices = (
            slice(at, min(at + _SLICE, part.stop)) for at in range(part.start, part.stop, _SLICE)
        )
        return _scanned(_folded(letters, starts[own], ends[own]) for own in slices)

    return _put_together(in_two(len(starts), TEXTS_FOR_THREADS, scan))


def _scanned(each: Iterable[tuple[Letters, Spans]]) -> list[Scanned]:
    """Return the words of texts, a slice of them at a time; all are scanned into the same room."""
    found = []
    hashes, numeric = np.empty(0, np.uint64), np.empty(0, np.uint8)
    for letters, spans in each:
        if len(hashes) <= (most := sum(map(len, letters))):
            hashes, numeric = np.zeros(most + 1, np.uint64), np.zeros(most + 1, np.uint8)
        counts, nospace = np.zeros((2, len(spans[0])), np.int64)
        count = scan_words(letters, spans, reading(), (hashes, numeric), counts, nospace)
        found.append((hashes[:count].copy(), numeric[:count].copy(), counts, nospace))
        numeric[:count] = 0
    return found


def _put_together(scanned: list[list[Scanned]]) -> Words:
    none = (np.zeros(0, np.uint64), np.zeros(0, np.uint8), *np.zeros((2, 0), np.int64))
    each = [one for part in scanned for one in part] or [none]
    hashes, numeric, counts, nospace = map(np.concatenate, zip(*each, strict=True))
    offsets = np.concatenate((np.zeros(1, np.int64), np.cumsum(counts)))
    return Words(hashes=hashes, numeric=numeric, offsets=offsets, dense=2 * nospace > counts)


def _folded(
    letters: NDArray[np.uint8], starts: NDArray[np.int64], ends: NDArray[np.int64]
) -> tuple[Letters, Spans]:
    """Return what _encoded does, of texts given as UTF-8."""
    first = starts[0]
    own, starts, ends = letters[first : ends[-1]], starts - first, ends - first
    beyond = np.flatnonzero(own >= ASCII_END)
    # Each by the text that begins last before it; what stands between texts belongs to none.
    of = np.searchsorted(starts, beyond, side="right") - 1
    moved = np.zeros(len(starts), np.bool_)
    moved[of[beyond < ends[of]]] = True
    raw = own.data
    spans = zip(starts[moved].tolist(), ends[moved].tolist(), strict=True)
    folded = [fold(str(raw[start:end], "utf-8")).encode() for start, end in spans]
    starts[moved], ends[moved] = _bounds(folded)
    return (own, np.frombuffer(b"".join(folded), np.uint8)), (starts, ends, moved)


def _encoded(texts: Sequence[str]) -> tuple[Letters, Spans]:
    """Return texts as UTF-8, folded where not ASCII, and where each of them stands in it."""
    # A lone surrogate can reach us from broken JSON; it is a separator, no reason to fail.
    encoded = [
        (text if text.isascii() else fold(text)).encode("utf-8", "surrogatepass") for text in texts
    ]
    letters = np.frombuffer(b"".join(encoded), np.uint8)
    return (letters, letters[:0]), (*_bounds(encoded), np.zeros(len(texts), np.bool_))


def _bounds(texts: Sequence[bytes]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where each of some texts begins and ends, one behind the other."""
    bounds = np.zeros(len(texts) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)), out=bounds[1:])
    return bounds[:-1], bounds[1:]
