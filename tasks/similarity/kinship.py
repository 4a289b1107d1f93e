"""How likely two articles tell one story, and how much each signal has to do with it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any

import numpy as np

from tasks.similarity.sparse import found_at_once, shared_at_once
from tasks.similarity.vectors import LEAD, NAMES, NUMBERS, PAIRS, VECTORS, WORDS
from tasks.text.kernels import kernel, kernel_or
from tasks.text.threads import in_two

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tasks.similarity.salience import Terms

# What each signal may add; docs/decisions/0004-stories.md shows the score without each.
PAIR_SHARE, WORD_SHARE, LEAD_SHARE = np.float64(1.0), np.float64(0.4), np.float64(0.4)
WHOLE = PAIR_SHARE + WORD_SHARE + LEAD_SHARE

# A brief holds few of a long report's words; this much of the difference in length is forgiven.
LENGTH_FAIRNESS = np.float64(0.75)

# Two articles of one story agree on their numbers to this degree (cosine). More speaks for one
# story and less against it, the more so the more numbers both have: at this many each, by half.
NUMBERS_EXPECTED = np.float64(0.3)
NUMBERS_ENOUGH = np.float64(6.0)
NUMBERS_PULL = np.float64(1.8)

# However the numbers differ, this part of the score remains.
NUMBERS_LEAST = np.float64(0.2)

# A text's heaviest terms are its protagonists: whom and what it is about. In one story each text
# has most of the other's; of 6,485 pairs in one story 153 lack all four in one direction or the
# other, of 7,168 look-alikes 1,744. What none of them agree on keeps this part of its score.
PROTAGONISTS = 4
PROTAGONISTS_LEAST = np.float64(0.6)

# One template filled twice: the numbers take away from the score, and neither text has half of
# the other's protagonists.
TEMPLATE_PROTAGONISTS = np.float64(0.5)
TEMPLATE_NUMBERS = np.float64(-0.05)

# Fewer pairs are compared sooner than a second thread is started.
PAIRS_FOR_THREADS = 20_000

# With less of either's protagonists in the other than this, two texts are about different things
# whatever else they share. Settles Turkish and Arabic pairs (F1 .748 to .753, .796 to .804).
STRANGERS = np.float64(0.2)

# Texts that share fewer words than this (cosine, made fair to length) share nothing else.
WORDS_LEAST = np.float64(0.08)

# Days apart at which a pair counts half; only where both dates are known.
HALF_LIFE_DAYS = 7.0

# A text with more numbers than this among its terms is a table in words: earnings, fixtures.
# Two of them tell one story only where the names in their headlines agree to the degree (cosine).
TABULAR = np.float64(0.15)
NAMES_AGREED = np.float64(0.5)


class Veto(IntEnum):
    """Why two articles that look alike do not tell one story."""

    NONE = 0
    TEMPLATE = 1
    STRANGERS = 2

    @property
    def reason(self) -> str:
        """The veto in words."""
        return _REASONS[self]


_REASONS = {
    Veto.NONE: "no veto",
    Veto.TEMPLATE: (
        "their numbers differ, and so do those they are about: one template, filled twice"
    ),
    Veto.STRANGERS: "neither tells of those whom or what the other is about",
}

# Plain numbers, for numba takes no enumerations.
_TEMPLATE, _STRANGERS = int(Veto.TEMPLATE), int(Veto.STRANGERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kinship:
    """How much of one story each pair tells; arrays of one length, a pair each.

    `score` is 0..1: (words + pairs + lead + numbers) * protagonists * time, or 0 under a veto.
    `words`, `pairs` and `lead` are the shares of shared words, shared word pairs, and of either's
    lead found in the other (at most .4/1.8, 1/1.8, .4/1.8). `numbers` is what agreement on
    numbers adds, or below 0 takes away. `protagonists` is PROTAGONISTS_LEAST..1, `time` 0..1.
    `veto` holds Veto codes.
    """

    score: NDArray[np.float32]
    words: NDArray[np.float32]
    pairs: NDArray[np.float32]
    lead: NDArray[np.float32]
    numbers: NDArray[np.float32]
    protagonists: NDArray[np.float32]
    time: NDArray[np.float32]
    veto: NDArray[np.uint8]


def kinship(
    terms: Terms, left: NDArray[np.int32], right: NDArray[np.int32], days: NDArray[np.float32]
) -> Kinship:
    """Return how likely the articles `left[k]` and `right[k]` tell one story.

    A pair's score depends on its two articles alone. `days` are the days between their dates,
    nan where either is unknown: then time says nothing.
    """
    words, pairs, lead, numbers, protagonists, veto = _compare_in_parts(
        terms, np.ascontiguousarray(left, np.int32), np.ascontiguousarray(right, np.int32)
    )
    time = np.where(np.isnan(days), 1.0, 1.0 / (1.0 + np.abs(days) / HALF_LIFE_DAYS))
    told = np.minimum(1.0, words + pairs + lead + numbers)
    return Kinship(
        score=np.where(veto != Veto.NONE, 0.0, told * protagonists * time).astype(np.float32),
        words=words,
        pairs=pairs,
        lead=lead,
        numbers=numbers,
        protagonists=protagonists,
        time=time.astype(np.float32),
        veto=veto,
    )


def _compare_in_parts(
    terms: Terms, left: NDArray[np.int32], right: NDArray[np.int32]
) -> tuple[NDArray[Any], ...]:
    """Return what `_compare` does, of many pairs in two threads."""
    heads = np.ascontiguousarray(terms.keys[:, :PROTAGONISTS])
    vectors = (terms.bounds, terms.entries, terms.values, terms.norms, terms.figures, heads)
    parts = in_two(
        left.size, PAIRS_FOR_THREADS, lambda part: _compare(*vectors, left[part], right[part])
    )
    return tuple(np.concatenate(columns) for columns in zip(*parts, strict=True))


@kernel_or(shared_at_once)
def _shared(
    bounds: NDArray[np.int64],
    entries: NDArray[np.uint32],
    values: NDArray[np.float32],
    rows: tuple[int, int],
) -> float:
    """Return the dot product of two vectors, given by their rows in `bounds`."""
    a, a_end = bounds[rows[0]], bounds[rows[0] + 1]
    b, b_end = bounds[rows[1]], bounds[rows[1] + 1]
    total = np.float64(0)
    while a < a_end and b < b_end:
        mine, theirs = entries[a], entries[b]
        if mine == theirs:
            total += values[a] * values[b]
        # Which of the two is behind nobody can foretell: a processor that guesses wrong half the
        # time takes twice as long as one that adds.
        a += mine <= theirs
        b += theirs <= mine
    return total


@kernel_or(found_at_once)
def _found(
    bounds: NDArray[np.int64],
    entries: NDArray[np.uint32],
    values: NDArray[np.float32],
    rows: tuple[int, int],
) -> float:
    """Return the sum of those values of the first vector whose entries the second has."""
    a, a_end = bounds[rows[0]], bounds[rows[0] + 1]
    b, b_end = bounds[rows[1]], bounds[rows[1] + 1]
    total = np.float64(0)
    while a < a_end and b < b_end:
        mine, theirs = entries[a], entries[b]
        if mine == theirs:
            total += values[a]
        a += mine <= theirs
        b += theirs <= mine
    return total


@kernel
def _numbers_factor(shared: float, mine: float, theirs: float) -> float:
    """Return what agreement on numbers multiplies a score by; 1 where either has none.

    `shared` numbers of the `mine` and `theirs` that the articles have.
    """
    if mine == 0 or theirs == 0:
        return 1.0
    least = min(mine, theirs)
    beyond = shared / np.sqrt(mine * theirs) - NUMBERS_EXPECTED
    factor: float = 1 + NUMBERS_PULL * beyond * least / (least + NUMBERS_ENOUGH)
    return max(NUMBERS_LEAST, factor)


@kernel
def _had(
    bounds: NDArray[np.int64],
    entries: NDArray[np.uint32],
    values: NDArray[np.float32],
    keys: NDArray[np.uint32],
    rows: tuple[int, int],
) -> float:
    """Return which share of its protagonists' weight the second of two texts has, 0..1.

    keys: the first text's protagonists, 0 for none. rows: the texts' words in `bounds`.
    """
    mine = entries[bounds[rows[0]] : bounds[rows[0] + 1]]
    theirs = entries[bounds[rows[1]] : bounds[rows[1] + 1]]
    whole, there = np.float64(0), np.float64(0)
    for key in keys:
        at = np.searchsorted(mine, key)
        if at == mine.size or mine[at] != key:
            continue
        weight = values[bounds[rows[0]] + at]
        whole += weight
        other = np.searchsorted(theirs, key)
        if other < theirs.size and theirs[other] == key:
            there += weight
    return there / whole if whole > 0 else 0.0


@kernel
def _compare(  # noqa: PLR0917  (a numba kernel takes its arrays one by one)
    bounds: NDArray[np.int64],
    entries: NDArray[np.uint32],
    values: NDArray[np.float32],
    norms: NDArray[np.float32],
    figures: NDArray[np.float32],
    heads: NDArray[np.uint32],
    left: NDArray[np.int32],
    right: NDArray[np.int32],
) -> tuple[NDArray[Any], ...]:
    """Return each pair's words, pairs, lead, numbers, protagonists and veto."""
    size = left.size
    words = np.zeros(size, np.float32)
    pairs = np.zeros(size, np.float32)
    lead = np.zeros(size, np.float32)
    numbers = np.zeros(size, np.float32)
    common = np.full(size, np.float32(PROTAGONISTS_LEAST))
    veto = np.zeros(size, np.uint8)
    for k in range(size):
        i, j = int(left[k]), int(right[k])
        a, b = i * VECTORS, j * VECTORS
        length = norms[i, WORDS] * norms[j, WORDS]
        if length == 0:
            continue
        longer = max(norms[i, WORDS], norms[j, WORDS])
        fair = (longer * longer / length) ** LENGTH_FAIRNESS
        dot = _shared(bounds, entries, values, (a + WORDS, b + WORDS))
        alike = min(1.0, dot / length * fair)
        if alike < WORDS_LEAST:
            continue
        words[k] = alike * WORD_SHARE / WHOLE
        length = norms[i, PAIRS] * norms[j, PAIRS]
        if length > 0:
            dot = _shared(bounds, entries, values, (a + PAIRS, b + PAIRS))
            pairs[k] = np.sqrt(min(1.0, dot / length)) * PAIR_SHARE / WHOLE
        mine, theirs = norms[i, LEAD], norms[j, LEAD]
        if mine > 0 and theirs > 0:
            there = _found(bounds, entries, values, (a + LEAD, b + WORDS)) / mine
            here = _found(bounds, entries, values, (b + LEAD, a + WORDS)) / theirs
            lead[k] = (there + here) / 2 * LEAD_SHARE / WHOLE
        shared = _shared(bounds, entries, values, (a + NUMBERS, b + NUMBERS))
        factor = _numbers_factor(shared, norms[i, NUMBERS] ** 2, norms[j, NUMBERS] ** 2)
        numbers[k] = (words[k] + pairs[k] + lead[k]) * (factor - 1)
        there = _had(bounds, entries, values, heads[i], (a + WORDS, b + WORDS))
        here = _had(bounds, entries, values, heads[j], (b + WORDS, a + WORDS))
        common[k] += (1 - PROTAGONISTS_LEAST) * min(there, here)
        if numbers[k] < TEMPLATE_NUMBERS and max(there, here) < TEMPLATE_PROTAGONISTS:
            veto[k] = _TEMPLATE
        elif max(there, here) < STRANGERS:
            veto[k] = _STRANGERS
        if figures[i] > TABULAR and figures[j] > TABULAR:
            named = _shared(bounds, entries, values, (a + NAMES, b + NAMES))
            if named <= NAMES_AGREED * norms[i, NAMES] * norms[j, NAMES]:
                veto[k] = _TEMPLATE
    return words, pairs, lead, numbers, common, veto
