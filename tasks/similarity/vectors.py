"""The vectors of articles, built term by term: words, word pairs, numbers, names and lead."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from tasks.similarity.sorting import sorted_hashes
from tasks.text.kernels import kernel, kernel_or
from tasks.text.terms import NUMBER

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Whole = int | np.integer[Any]

# The vectors of an article, in the order they are kept.
WORDS, PAIRS, NUMBERS, NAMES, LEAD = range(5)
VECTORS = 5

# News tells the essential first: a word that many terms into the text counts half.
HALF_WAY = 200.0

# A pair joins a term with each of the next ones that weigh anything, so near in the text.
PAIR_NEXT = 5
PAIR_REACH = 10

# A number of one figure is rarely the one a story is known by.
NUMBER_LETTERS = 2

# The lead: the title and the first terms of the text. 30 to 120 serve alike.
LEAD_TERMS = 60

# What a template item is about stands in its head: long words rarer than 10 ** -4.5 (weight 2 is
# information 4.5). Shorter ones ("qtr", "cts") are the template's own.
HEAD_TERMS = 10
NAME_LETTERS = 5
NAME_WEIGHT = 2.0

# Weights are sorted as whole parts of this, finer than any use of them.
PARTS = 1 << 20

_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)


@kernel
def paired(a: np.uint32, b: np.uint32) -> np.uint32:
    """Return the 32-bit key of two stems, in either order."""
    low, high = (a, b) if a < b else (b, a)
    value = (np.uint64(low) << _HALF) | np.uint64(high)
    value ^= value >> np.uint64(33)
    value *= np.uint64(0xFF51AFD7ED558CCD)
    value ^= value >> np.uint64(33)
    value *= np.uint64(0xC4CEB9FE1A85EC53)
    return np.uint32(value >> _HALF)


@kernel
def _packed(high: Whole, low: Whole) -> np.uint64:
    """Return two 32-bit numbers as one that sorts by `high`, then by `low`."""
    return (np.uint64(high) << _HALF) | np.uint64(low)


@kernel
def _kept(
    weights: NDArray[np.float32], first: int, end: int, terms: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return which terms from `first` to `end` weigh anything, written into `terms`."""
    count = 0
    for at in range(first, end):
        if weights[at] > 0:
            terms[count] = at
            count += 1
    return terms[:count]


@kernel
def _by_stem(
    terms: NDArray[np.int64], stems: NDArray[np.uint32], rows: NDArray[np.int64]
) -> NDArray[np.uint64]:
    """Return the terms' numbers sorted by stem, then by place; fill in each term's row."""
    packed = np.empty(terms.size, np.uint64)
    for i in range(terms.size):
        packed[i] = _packed(stems[terms[i]], i)
    ordered = sorted_hashes(packed)
    row = -1
    for k in range(ordered.size):
        if k == 0 or ordered[k] >> _HALF != ordered[k - 1] >> _HALF:
            row += 1
        rows[np.int64(ordered[k] & _LOW)] = row
    return ordered


@kernel
def _word_rows(
    ordered: NDArray[np.uint64],
    terms: NDArray[np.int64],
    weights: NDArray[np.float32],
    positions: NDArray[np.int32],
) -> tuple[NDArray[np.uint32], NDArray[np.float32], NDArray[np.float32], NDArray[np.int32]]:
    """Return the stems in key order: keys, values, base weights, first positions."""
    keys = np.empty(ordered.size, np.uint32)
    values = np.empty(ordered.size, np.float32)
    bases = np.empty(ordered.size, np.float32)
    firsts = np.empty(ordered.size, np.int32)
    count, at = 0, 0
    while at < ordered.size:
        key = ordered[at] >> _HALF
        begin = at
        first = terms[np.int64(ordered[at] & _LOW)]
        # A stem is as common as its commonest form; terms of one stem stand in reading order.
        base = weights[first]
        while at < ordered.size and ordered[at] >> _HALF == key:
            base = min(base, weights[terms[np.int64(ordered[at] & _LOW)]])
            at += 1
        place = max(positions[first], 0)
        keys[count], bases[count], firsts[count] = np.uint32(key), base, place
        values[count] = base * (1 + np.float64(math.log(at - begin))) / (1 + place / HALF_WAY)
        count += 1
    return keys[:count], values[:count], bases[:count], firsts[:count]


def _pair_rows_at_once(
    terms: NDArray[np.int64],
    rows: NDArray[np.int64],
    keys: NDArray[np.uint32],
    bases: NDArray[np.float32],
    positions: NDArray[np.int32],
) -> NDArray[np.uint64]:
    found = []
    for ahead in range(1, min(PAIR_NEXT + 1, terms.size)):
        i, j = terms[:-ahead], terms[ahead:]
        kept = ((positions[i] < 0) == (positions[j] < 0)) & (j - i <= PAIR_REACH)
        kept &= rows[:-ahead] != rows[ahead:]
        depth = 1 + np.maximum(positions[i[kept]], 0) / HALF_WAY
        one, two = rows[:-ahead][kept], rows[ahead:][kept]
        value = ((bases[one] + bases[two]) / depth * PARTS).astype(np.uint64)
        low, high = np.minimum(keys[one], keys[two]), np.maximum(keys[one], keys[two])
        found.append(_mixed_pair(low, high) << _HALF | value)
    return np.sort(np.concatenate(found)) if found else np.empty(0, np.uint64)


def _mixed_pair(low: NDArray[np.uint32], high: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """Return what `paired` does, of many."""
    value = (low.astype(np.uint64) << _HALF) | high
    value = (value ^ (value >> np.uint64(33))) * np.uint64(0xFF51AFD7ED558CCD)
    value = (value ^ (value >> np.uint64(33))) * np.uint64(0xC4CEB9FE1A85EC53)
    return value >> _HALF


@kernel_or(_pair_rows_at_once)
def _pair_rows(
    terms: NDArray[np.int64],
    rows: NDArray[np.int64],
    keys: NDArray[np.uint32],
    bases: NDArray[np.float32],
    positions: NDArray[np.int32],
) -> NDArray[np.uint64]:
    """Return the word pairs, packed with their values, in key order; the last of a key counts."""
    packed = np.empty(terms.size * PAIR_NEXT, np.uint64)
    count = 0
    for i in range(terms.size):
        for j in range(i + 1, min(i + 1 + PAIR_NEXT, terms.size)):
            # A title's terms (position -1) do not pair with the text's.
            apart = (positions[terms[i]] < 0) != (positions[terms[j]] < 0)
            if apart or terms[j] - terms[i] > PAIR_REACH or rows[i] == rows[j]:
                continue
            depth = 1 + max(positions[terms[i]], 0) / HALF_WAY
            value = (bases[rows[i]] + bases[rows[j]]) / depth
            packed[count] = _packed(paired(keys[rows[i]], keys[rows[j]]), np.int64(value * PARTS))
            count += 1
    return sorted_hashes(packed[:count])


@kernel
def _heaviest(
    keys: NDArray[np.uint32], values: NDArray[np.float32], room: NDArray[np.uint32]
) -> None:
    """Fill `room` with the stems of largest value, ties by the smaller key, the rest with 0."""
    packed = np.empty(keys.size, np.uint64)
    for i in range(keys.size):
        packed[i] = _packed(np.int64(_LOW) - np.int64(values[i] * PARTS), keys[i])
    ordered = np.sort(packed)
    for i in range(min(room.size, keys.size)):
        room[i] = np.uint32(ordered[i] & _LOW)


@kernel
def _marks(  # noqa: PLR0917  (a numba kernel takes its arrays one by one)
    terms: NDArray[np.int64],
    rows: NDArray[np.int64],
    bases: NDArray[np.float32],
    positions: NDArray[np.int32],
    numbers: NDArray[np.bool_],
    letters: NDArray[np.int32],
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which rows are numbers worth comparing, and which are names in the head."""
    figures = np.zeros(bases.size, np.bool_)
    names = np.zeros(bases.size, np.bool_)
    titled = terms.size > 0 and positions[terms[0]] < 0
    for i in range(terms.size):
        at, row = terms[i], rows[i]
        figures[row] |= numbers[at] and letters[at] >= NUMBER_LETTERS
        in_head = positions[at] < 0 if titled else positions[at] < HEAD_TERMS
        if in_head and letters[at] >= NAME_LETTERS and bases[row] >= NAME_WEIGHT:
            names[row] = True
    return figures, names


@kernel
def build_vectors(  # noqa: PLR0917  (a numba kernel takes its arrays one by one)
    starts: NDArray[np.int64],
    stems: NDArray[np.uint32],
    weights: NDArray[np.float32],
    positions: NDArray[np.int32],
    kinds: NDArray[np.uint8],
    letters: NDArray[np.int32],
    key_count: int,
) -> tuple[NDArray[np.int64], NDArray[np.uint32], NDArray[np.float32], NDArray[np.uint32]]:
    """Return every article's vectors one after the other, and its heaviest terms.

    Place VECTORS * i + v of the first array (one longer than that) is where article i's vector v
    begins in the next two, entries and values; last the heaviest stems, shape (n, key_count).
    WORDS are weights by frequency and place, PAIRS of their own, LEAD bare weights, NUMBERS and
    NAMES ones.
    """
    count = starts.size - 1
    bounds = np.zeros(VECTORS * count + 1, np.int64)
    entries = np.empty(stems.size * (VECTORS - 1 + PAIR_NEXT), np.uint32)
    values = np.empty(entries.size, np.float32)
    heaviest = np.zeros((count, key_count), np.uint32)
    numbers = kinds == NUMBER
    room = np.empty(stems.size, np.int64)
    used = 0
    for i in range(count):
        terms = _kept(weights, starts[i], starts[i + 1], room)
        rows = np.empty(terms.size, np.int64)
        ordered = _by_stem(terms, stems, rows)
        keys, heft, bases, firsts = _word_rows(ordered, terms, weights, positions)
        for k in range(keys.size):
            entries[used], values[used] = keys[k], heft[k]
            used += 1
        bounds[VECTORS * i + PAIRS] = used
        pairs = _pair_rows(terms, rows, keys, bases, positions)
        for k in range(pairs.size):
            if k + 1 == pairs.size or pairs[k] >> _HALF != pairs[k + 1] >> _HALF:
                entries[used] = np.uint32(pairs[k] >> _HALF)
                values[used] = np.float32(pairs[k] & _LOW) / PARTS
                used += 1
        figures, names = _marks(terms, rows, bases, positions, numbers, letters)
        for vector, marked in ((NUMBERS, figures), (NAMES, names), (LEAD, firsts < LEAD_TERMS)):
            bounds[VECTORS * i + vector] = used
            for k in range(keys.size):
                if marked[k]:
                    entries[used] = keys[k]
                    values[used] = bases[k] if vector == LEAD else np.float32(1)
                    used += 1
        bounds[VECTORS * (i + 1)] = used
        _heaviest(keys, heft, heaviest[i])
    return bounds, entries[:used].copy(), values[:used].copy(), heaviest
