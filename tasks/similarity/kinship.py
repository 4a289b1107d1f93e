"""How likely two articles tell one story, and how much each signal has to do with it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

import numba
import numpy as np

from tasks.similarity.salience import Terms, spell_terms, weigh_terms
from tasks.similarity.vectors import NAMES, NUMBERS, PAIRS, VECTORS, WORDS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tasks.records import Report

# How much of each kind `explain` names.
NAMED = 8

# What each signal may add; docs/decisions/0004-stories.md shows the score without each.
WORD_SHARE, PAIR_SHARE, NUMBER_SHARE = 1.0, 1.0, 0.4
WHOLE = WORD_SHARE + PAIR_SHARE + NUMBER_SHARE

# A brief holds few of a long report's words; this much of the difference in length is forgiven.
LENGTH_FAIRNESS = 0.75

# Two articles of which one has no number agree on numbers no better and no worse than most do.
NUMBERS_UNKNOWN = 0.15

# Days apart at which a pair counts half; only where both dates are known.
HALF_LIFE_DAYS = 7.0

# A text with more numbers than this among its terms is a table in words: earnings, fixtures.
TABULAR = 0.15


class Veto(IntEnum):
    """Why two articles that look alike do not tell one story."""

    NONE = 0
    TEMPLATE = 1

    @property
    def reason(self) -> str:
        """The veto in words."""
        return _REASONS[self]


_REASONS = {
    Veto.NONE: "no veto",
    Veto.TEMPLATE: "both are mostly numbers and their headlines share no name: one template twice",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kinship:
    """How much of one story each pair tells; arrays of one length, a pair each.

    `score` is 0..1: (words + pairs + numbers) * time, or 0 under a veto. `words`, `pairs` and
    `numbers` are the signals' shares in it (at most 1/2.4, 1/2.4 and .4/2.4); `time` is 0..1.
    """

    score: NDArray[np.float32]
    words: NDArray[np.float32]
    pairs: NDArray[np.float32]
    numbers: NDArray[np.float32]
    time: NDArray[np.float32]
    veto: NDArray[np.uint8]


def kinship(
    terms: Terms, left: NDArray[np.int32], right: NDArray[np.int32], days: NDArray[np.float32]
) -> Kinship:
    """Return how likely the articles `left[k]` and `right[k]` tell one story.

    A pair's score depends on its two articles alone. `days` are the days between their dates,
    nan where either is unknown: then time says nothing.
    """
    columns = _compare(
        terms.bounds,
        terms.entries,
        terms.values,
        terms.norms,
        terms.figures,
        np.ascontiguousarray(left, np.int32),
        np.ascontiguousarray(right, np.int32),
    )
    words, pairs, numbers, template = columns
    time = np.where(np.isnan(days), 1.0, 1.0 / (1.0 + np.abs(days) / HALF_LIFE_DAYS))
    veto = np.where(template, Veto.TEMPLATE, Veto.NONE).astype(np.uint8)
    score = np.where(template, 0.0, (words + pairs + numbers) * time)
    return Kinship(
        score=score.astype(np.float32),
        words=words,
        pairs=pairs,
        numbers=numbers,
        time=time.astype(np.float32),
        veto=veto,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why two articles are kin or not, for a reader: the score, its shares, and what they share.

    `score`, `words`, `pairs`, `numbers`, `time` as in Kinship. `shared_words`, `shared_pairs` and
    `shared_numbers` are (term, part of that signal, 0..1), largest first.
    """

    score: float
    words: float
    pairs: float
    numbers: float
    time: float
    veto: Veto
    shared_words: tuple[tuple[str, float], ...]
    shared_pairs: tuple[tuple[str, float], ...]
    shared_numbers: tuple[tuple[str, float], ...]


def explain(left: Report, right: Report, *, days: float) -> Explanation:
    """Return why `left` and `right` are kin or not; `days` between them, nan where unknown."""
    both = (left, right)
    titles, texts = [one.title for one in both], [one.text for one in both]
    languages = [one.language for one in both]
    terms = weigh_terms(titles, texts, languages)
    one, other = np.zeros(1, np.int32), np.ones(1, np.int32)
    found = kinship(terms, one, other, np.array([days], np.float32))
    spelled = spell_terms(titles, texts, languages)
    return Explanation(
        score=float(found.score[0]),
        words=float(found.words[0]),
        pairs=float(found.pairs[0]),
        numbers=float(found.numbers[0]),
        time=float(found.time[0]),
        veto=Veto(int(found.veto[0])),
        shared_words=_named(terms, WORDS, spelled),
        shared_pairs=_named(terms, PAIRS, spelled),
        shared_numbers=_named(terms, NUMBERS, spelled),
    )


def _named(
    terms: Terms, vector: int, spelled: dict[int, dict[int, str]]
) -> tuple[tuple[str, float], ...]:
    """Return what articles 0 and 1 share in `vector`, spelled out, with its part of the whole."""
    mine, theirs = (slice(*terms.bounds[row : row + 2]) for row in (vector, VECTORS + vector))
    shared, at_mine, at_theirs = np.intersect1d(
        terms.entries[mine], terms.entries[theirs], return_indices=True
    )
    products = terms.values[mine][at_mine] * terms.values[theirs][at_theirs]
    largest = np.argsort(-products, kind="stable")[:NAMED]
    whole = float(products.sum()) or 1.0
    return tuple(
        (spelled[vector].get(int(shared[at]), "?"), float(products[at]) / whole) for at in largest
    )


@numba.njit(cache=True, nogil=True)
def _shared(
    bounds: NDArray[np.int64],
    entries: NDArray[np.uint32],
    values: NDArray[np.float32],
    rows: tuple[int, int],
) -> float:
    """Return the dot product of two vectors, given by their rows in `bounds`."""
    a, a_end = bounds[rows[0]], bounds[rows[0] + 1]
    b, b_end = bounds[rows[1]], bounds[rows[1] + 1]
    total = 0.0
    while a < a_end and b < b_end:
        if entries[a] < entries[b]:
            a += 1
        elif entries[b] < entries[a]:
            b += 1
        else:
            total += values[a] * values[b]
            a += 1
            b += 1
    return total


@numba.njit(cache=True, nogil=True)
def _compare(  # noqa: PLR0917  (a numba kernel takes its arrays one by one)
    bounds: NDArray[np.int64],
    entries: NDArray[np.uint32],
    values: NDArray[np.float32],
    norms: NDArray[np.float32],
    figures: NDArray[np.float32],
    left: NDArray[np.int32],
    right: NDArray[np.int32],
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32], NDArray[np.bool_]]:
    """Return the shares of words, pairs and numbers of each pair, and whether it is a template."""
    size = left.size
    words = np.zeros(size, np.float32)
    pairs = np.zeros(size, np.float32)
    numbers = np.zeros(size, np.float32)
    template = np.zeros(size, np.bool_)
    for k in range(size):
        i, j = left[k], right[k]
        length = norms[i, WORDS] * norms[j, WORDS]
        if length > 0:
            dot = _shared(bounds, entries, values, (i * VECTORS + WORDS, j * VECTORS + WORDS))
            longer = max(norms[i, WORDS], norms[j, WORDS])
            fair = (longer * longer / length) ** LENGTH_FAIRNESS
            words[k] = min(1.0, dot / length * fair) * WORD_SHARE / WHOLE
        length = norms[i, PAIRS] * norms[j, PAIRS]
        if length > 0:
            dot = _shared(bounds, entries, values, (i * VECTORS + PAIRS, j * VECTORS + PAIRS))
            pairs[k] = np.sqrt(min(1.0, dot / length)) * PAIR_SHARE / WHOLE
        length = norms[i, NUMBERS] * norms[j, NUMBERS]
        agreed = NUMBERS_UNKNOWN
        if length > 0:
            dot = _shared(bounds, entries, values, (i * VECTORS + NUMBERS, j * VECTORS + NUMBERS))
            agreed = min(1.0, dot / length)
        numbers[k] = agreed * NUMBER_SHARE / WHOLE
        if figures[i] > TABULAR and figures[j] > TABULAR:
            named = _shared(bounds, entries, values, (i * VECTORS + NAMES, j * VECTORS + NAMES))
            template[k] = named == 0
    return words, pairs, numbers, template
