"""What a term weighs and which stem it belongs to, from background word frequencies alone."""

from __future__ import annotations

import functools
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import Stemmer

from tasks.similarity.wordlists import information_of_listed
from tasks.text.kernels import kernel
from tasks.text.terms import NUMBER, language_salt, surface

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from tasks.text.terms import Scan

# Information content is -log10 of a word's share of all words. Below the floor stand function
# words, which every article has; measured with floors 2 and 3: docs/decisions/0004.
FLOOR = 2.5

# A word on no list is rarer than the rarest on it (10 ** -8 on large lists): names, mostly. Rarer
# than this it is a slip of the pen as often as a name.
UNKNOWN_WORD = 6.0
UNKNOWN_NUMBER = 5.0

# Snowball stemmers by ISO 639-1 code (package PyStemmer). Others: the first letters.
STEMMERS = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek",
    "en": "english", "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian",
    "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian",
    "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian", "nb": "norwegian",
    "ne": "nepali", "nl": "dutch", "no": "norwegian", "pl": "polish", "pt": "portuguese",
    "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish", "ta": "tamil",
    "tr": "turkish", "yi": "yiddish",
}  # fmt: skip

# Where there is no stemmer, words alike in their first letters are one.
STEM_LETTERS = 6

# Where a language has no list, a word of n letters is taken to weigh as one of this information
# content: short words are the common ones in every language (Zipf's law of abbreviation).
UNLISTED_BASE, UNLISTED_PER_LETTER = 1.5, 0.5

# Languages that wordfreq lists under another code.
LISTED_AS = {"no": "nb", "nn": "nb", "bs": "sh", "hr": "sh", "sr": "sh", "tl": "fil"}


# The steps of a stem's hash: Fowler, Noll and Vo's prime, and an odd number that spreads bits.
PRIME, SPREAD = np.uint64(0x100000001B3), np.uint64(0xD6E8FEB86659FD93)


@functools.cache
def information(language: str) -> dict[str, float] | None:
    """Return -log10 of each listed word's frequency, or None where no list exists.

    The largest list of package wordfreq for the language; a load takes some .2 s.
    """
    return information_of_listed(LISTED_AS.get(language, language))


def information_of(word: str, *, number: bool, language: str) -> float:
    """Return a word's information content in `language`, in powers of ten."""
    listed = information(language)
    if number:
        return UNKNOWN_NUMBER if listed is None else listed.get(word, UNKNOWN_NUMBER)
    if listed is None:
        return min(UNKNOWN_WORD, UNLISTED_BASE + UNLISTED_PER_LETTER * len(word))
    found = listed.get(word)
    return min(found, 8.0) if found is not None else _unlisted_word(word, listed)


def _unlisted_word(word: str, listed: dict[str, float]) -> float:
    """Return the information content of a word that is on no list.

    Two characters of an unspaced script meet by chance as often as their own frequencies say.
    """
    if len(word) == 2 and ord(word[0]) >= FIRST_UNSPACED:  # noqa: PLR2004  (a pair of characters)
        return min(UNKNOWN_WORD, sum(listed.get(letter, UNKNOWN_WORD) for letter in word))
    return UNKNOWN_WORD


# Thai is the first of the unspaced scripts.
FIRST_UNSPACED = 0x0E00


@functools.cache
def _stemmer(language: str) -> Stemmer.Stemmer | None:
    """Return the stemmer of a language, or None."""
    # It would keep 10,000 stems of its own, but is asked for each word once.
    return Stemmer.Stemmer(STEMMERS[language], 0) if language in STEMMERS else None


def stems_of(words: Sequence[str], language: str) -> list[str]:
    """Return the stem that the forms of each word share."""
    stemmer = _stemmer(language)
    if stemmer is None:
        return [word[:STEM_LETTERS] for word in words]
    return [str(stem) for stem in stemmer.stemWords(words)]


def stem_keys(stems: Sequence[str], language: str) -> NDArray[np.uint32]:
    """Return each stem's 32-bit key, salted with its language; never 0, which means none.

    All stems at once, a letter of each at a time: a run of ten articles meets 20,000 words.
    """
    lengths = np.fromiter(map(len, stems), np.int64, len(stems))
    order = np.argsort(-lengths, kind="stable")
    starts = (np.cumsum(lengths) - lengths)[order]
    letters = "".join(stems).encode("utf-32-le", "surrogatepass")
    codes = np.frombuffer(letters, np.uint32).astype(np.uint64)
    values = np.full(len(stems), language_salt(language), np.uint64)
    for at in range(int(lengths.max(initial=0))):
        longer = int(np.count_nonzero(lengths > at))
        values[:longer] = (values[:longer] ^ codes[starts[:longer] + at]) * PRIME
    values ^= values >> np.uint64(29)
    values *= SPREAD
    keys = np.empty(len(stems), np.uint32)
    keys[order] = np.maximum(values >> np.uint64(32), np.uint64(1)).astype(np.uint32)
    return keys


@kernel
def _find(table: NDArray[np.uint64], hashes: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Return each hash's slot in the open table, or -1. Slots hold 0 where free."""
    found = np.empty(hashes.size, np.int64)
    mask = np.uint64(table.size - 1)
    for i in range(hashes.size):
        at = hashes[i] & mask
        while table[at] != 0 and table[at] != hashes[i]:
            at = (at + np.uint64(1)) & mask
        found[i] = np.int64(at) if table[at] == hashes[i] else -1
    return found


@kernel
def _claim(table: NDArray[np.uint64], hashes: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Give each new hash a slot in the open table and return the slots."""
    claimed = np.empty(hashes.size, np.int64)
    mask = np.uint64(table.size - 1)
    for i in range(hashes.size):
        at = hashes[i] & mask
        while table[at] != 0 and table[at] != hashes[i]:
            at = (at + np.uint64(1)) & mask
        table[at] = hashes[i]
        claimed[i] = np.int64(at)
    return claimed


@dataclass(slots=True)
class Vocabulary:
    """The words met so far, by hash: a memory of what is a function of the word alone.

    Not frozen, for it is a cache: what it answers never depends on what was asked before.
    """

    table: NDArray[np.uint64] = field(default_factory=lambda: np.zeros(1 << 16, np.uint64))
    stems: NDArray[np.uint32] = field(default_factory=lambda: np.zeros(1 << 16, np.uint32))
    weights: NDArray[np.float32] = field(default_factory=lambda: np.zeros(1 << 16, np.float32))
    held: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def look_up(
        self, scan: Scan, languages: list[str]
    ) -> tuple[NDArray[np.uint32], NDArray[np.float32]]:
        """Return stem key and weight of every term of the scan; `languages` one an article."""
        with self.lock:
            slots = _find(self.table, scan.hashes)
            if (missing := np.flatnonzero(slots < 0)).size:
                self._learn(scan, missing, languages)
                slots = _find(self.table, scan.hashes)
            return self.stems[slots], self.weights[slots]

    def _learn(self, scan: Scan, missing: NDArray[np.int64], languages: list[str]) -> None:
        """Weigh and stem the words at `missing`, once each."""
        hashes, first = np.unique(scan.hashes[missing], return_index=True)
        where = missing[first]
        articles = np.searchsorted(scan.starts, where, side="right") - 1
        read_in = np.array(languages, np.object_)[articles]
        stems = np.empty(hashes.size, np.uint32)
        weights = np.empty(hashes.size, np.float32)
        for language in set(read_in):
            here = np.flatnonzero(read_in == language)
            stems[here], weights[here] = _weighed(scan, where[here], language)
        self._make_room(hashes.size)
        slots = _claim(self.table, hashes)
        self.stems[slots], self.weights[slots] = stems, weights
        self.held += hashes.size

    def _make_room(self, coming: int) -> None:
        """Double the table until it would be at most half full."""
        size = self.table.size
        while (self.held + coming) * 2 > size:
            size *= 2
        if size == self.table.size:
            return
        old = np.flatnonzero(self.table)
        table, stems, weights = (
            np.zeros(size, np.uint64),
            np.zeros(size, np.uint32),
            np.zeros(size, np.float32),
        )
        slots = _claim(table, self.table[old])
        stems[slots], weights[slots] = self.stems[old], self.weights[old]
        self.table, self.stems, self.weights = table, stems, weights


def _weighed(
    scan: Scan, where: NDArray[np.int64], language: str
) -> tuple[NDArray[np.uint32], NDArray[np.float32]]:
    """Return stem keys and weights of words of one language; weight 0 means it says nothing."""
    starts, stops = scan.start[where].tolist(), scan.stop[where].tolist()
    words = [surface(scan.block, *ends) for ends in zip(starts, stops, strict=True)]
    numbers = (scan.kind[where] == NUMBER).tolist()
    information = [
        information_of(word, number=number, language=language)
        for word, number in zip(words, numbers, strict=True)
    ]
    stems = [
        word if number else stem
        for word, number, stem in zip(words, numbers, stems_of(words, language), strict=True)
    ]
    keys = stem_keys(stems, language)
    weights = np.maximum(0.0, np.array(information) - FLOOR).astype(np.float32)
    silent = [_is_silent(word) and not number for word, number in zip(words, numbers, strict=True)]
    keys[silent], weights[silent] = 1, 0.0
    return keys, weights


def _is_silent(word: str) -> bool:
    return len(word) == 1 and ord(word) < FIRST_IDEOGRAPH


# One letter alone says nothing in an alphabet; one ideograph is a word.
FIRST_IDEOGRAPH = 0x2E80
