"""The vectors of articles, built term by term: words, word pairs and numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numba
import numpy as np

from tasks.text.terms import NUMBER

if TYPE_CHECKING:
    from numpy.typing import NDArray

# News tells the essential first: a word that many terms into the text counts half.
HALF_WAY = 200.0

# A pair joins a term with each of the next ones that weigh anything, so near in the text.
PAIR_NEXT = 5
PAIR_REACH = 10

# A number of one figure is rarely the one a story is known by.
LONE_FIGURE = 0.4

# What a template item is about stands in its head: long words rarer than 10 ** -4.5 (weight 2 is
# information 4.5). Shorter ones ("qtr", "cts") are the template's own.
HEAD_TERMS = 10
NAME_LETTERS = 5
NAME_WEIGHT = 2.0

# The vectors of an article, in the order they are kept.
WORDS, PAIRS, NUMBERS, NAMES = range(4)
VECTORS = 4


@numba.njit(cache=True, nogil=True)
def paired(a: np.uint32, b: np.uint32) -> np.uint32:
    """Return the 32-bit key of two stems, in either order."""
    low, high = (a, b) if a < b else (b, a)
    value = (np.uint64(low) << np.uint64(32)) | np.uint64(high)
    value ^= value >> np.uint64(33)
    value *= np.uint64(0xFF51AFD7ED558CCD)
    value ^= value >> np.uint64(33)
    value *= np.uint64(0xC4CEB9FE1A85EC53)
    return np.uint32(value >> np.uint64(32))


@numba.njit(cache=True, nogil=True)
def _packed(key: np.uint32, weight: np.float32) -> np.uint64:
    """Return key and weight in one integer that sorts by key, then by weight.

    A weight is never negative, so its bits sort as it does; 1e-6 is finer than any use of it.
    """
    return (np.uint64(key) << np.uint64(32)) | np.uint64(weight * np.float32(1 << 20))


@numba.njit(cache=True, nogil=True)
def _unpacked(value: np.uint64) -> np.float32:
    """Return the weight of what was packed."""
    return np.float32(value & np.uint64(0xFFFFFFFF)) / np.float32(1 << 20)


@numba.njit(cache=True, nogil=True)
def word_rows(
    keys: NDArray[np.uint32],
    weights: NDArray[np.float32],
    places: NDArray[np.int32],
) -> tuple[NDArray[np.uint32], NDArray[np.float32], NDArray[np.float32], NDArray[np.int64]]:
    """Return an article's stems in key order, their values, base weights, and each term's row."""
    order = np.argsort(keys, kind="mergesort")
    size = keys.size
    stems = np.empty(size, np.uint32)
    values = np.empty(size, np.float32)
    bases = np.empty(size, np.float32)
    rows = np.empty(size, np.int64)
    count, at = 0, 0
    while at < size:
        key = keys[order[at]]
        base, first, times = weights[order[at]], places[order[at]], 0
        while at < size and keys[order[at]] == key:
            term = order[at]
            # A stem is as common as its commonest form.
            base = min(base, weights[term])
            first = min(first, places[term])
            rows[term] = count
            times += 1
            at += 1
        stems[count], bases[count] = key, base
        values[count] = base * (1 + np.log(times)) / (1 + max(first, 0) / HALF_WAY)
        count += 1
    return stems[:count], values[:count], bases[:count], rows


@numba.njit(cache=True, nogil=True)
def pair_rows(
    stems: NDArray[np.uint32],
    bases: NDArray[np.float32],
    rows: NDArray[np.int64],
    places: NDArray[np.int32],
) -> tuple[NDArray[np.uint32], NDArray[np.float32]]:
    """Return an article's word pairs in key order, with their values."""
    packed = np.empty(rows.size * PAIR_NEXT, np.uint64)
    count = 0
    for i in range(rows.size):
        for j in range(i + 1, min(i + 1 + PAIR_NEXT, rows.size)):
            # A title stands apart from the text: its places are its own, below -1.
            apart = abs(places[j] - places[i])
            if apart > PAIR_REACH or (places[i] < 0) != (places[j] < 0) or rows[i] == rows[j]:
                continue
            depth = 1 + max(places[i], 0) / HALF_WAY
            value = np.float32((bases[rows[i]] + bases[rows[j]]) / depth)
            packed[count] = _packed(paired(stems[rows[i]], stems[rows[j]]), value)
            count += 1
    ordered = np.sort(packed[:count])
    keys = np.empty(count, np.uint32)
    values = np.empty(count, np.float32)
    kept = 0
    for i in range(count):
        # Of one pair's occurrences the last in order weighs most.
        if i + 1 < count and ordered[i] >> np.uint64(32) == ordered[i + 1] >> np.uint64(32):
            continue
        keys[kept] = np.uint32(ordered[i] >> np.uint64(32))
        values[kept] = _unpacked(ordered[i])
        kept += 1
    return keys[:kept], values[:kept]


@numba.njit(cache=True, nogil=True)
def number_rows(
    keys: NDArray[np.uint32], spans: NDArray[np.int32]
) -> tuple[NDArray[np.uint32], NDArray[np.float32]]:
    """Return an article's numbers in key order, with their values; `spans` are their lengths."""
    order = np.argsort(keys, kind="mergesort")
    found = np.empty(keys.size, np.uint32)
    values = np.empty(keys.size, np.float32)
    count, at = 0, 0
    while at < keys.size:
        key, times = keys[order[at]], 0
        lone = LONE_FIGURE if spans[order[at]] == 1 else 1.0
        while at < keys.size and keys[order[at]] == key:
            times += 1
            at += 1
        found[count], values[count] = key, (1 + np.log(times)) * lone
        count += 1
    return found[:count], values[:count]


@numba.njit(cache=True, nogil=True)
def name_rows(
    keys: NDArray[np.uint32],
    weights: NDArray[np.float32],
    spans: NDArray[np.int32],
    positions: NDArray[np.int32],
) -> tuple[NDArray[np.uint32], NDArray[np.float32]]:
    """Return the rare long words of an article's head, in key order, with their weights.

    The head is the title, or where there is none the first terms of the text.
    """
    titled = positions.size > 0 and positions[0] < 0
    chosen = np.zeros(keys.size, np.bool_)
    for i in range(keys.size):
        in_head = positions[i] < 0 if titled else positions[i] < HEAD_TERMS
        chosen[i] = in_head and spans[i] >= NAME_LETTERS and weights[i] >= NAME_WEIGHT
    found = np.unique(keys[chosen])
    return found, np.ones(found.size, np.float32)


@numba.njit(cache=True, nogil=True)
def _heaviest(
    stems: NDArray[np.uint32], values: NDArray[np.float32], room: NDArray[np.uint32]
) -> None:
    """Fill `room` with the stems of largest value, ties by the smaller key, the rest with 0."""
    order = np.argsort(-values, kind="mergesort")
    for i in range(room.size):
        room[i] = stems[order[i]] if i < order.size else 0


@numba.njit(cache=True, nogil=True)
def build_vectors(  # noqa: PLR0917  (a numba kernel takes its arrays one by one)
    starts: NDArray[np.int64],
    stems: NDArray[np.uint32],
    weights: NDArray[np.float32],
    positions: NDArray[np.int32],
    kinds: NDArray[np.uint8],
    spans: NDArray[np.int32],
    key_count: int,
) -> tuple[NDArray[np.int64], NDArray[np.uint32], NDArray[np.float32], NDArray[np.uint32]]:
    """Return every article's vectors one after the other, and its heaviest terms.

    Row 4 * i + v of the first array (4n + 1 long) is where article i's vector v begins (WORDS,
    PAIRS, NUMBERS, NAMES); then keys, values, and the heaviest stems, shape (n, key_count).
    """
    count = starts.size - 1
    bounds = np.zeros(VECTORS * count + 1, np.int64)
    keys = np.empty(stems.size * (3 + PAIR_NEXT), np.uint32)
    values = np.empty(stems.size * (3 + PAIR_NEXT), np.float32)
    heaviest = np.zeros((count, key_count), np.uint32)
    used = 0
    for i in range(count):
        span = slice(starts[i], starts[i + 1])
        kept = np.flatnonzero(weights[span] > 0) + starts[i]
        places = positions[kept]
        # Title terms are numbered downwards from -2, so that their distances hold.
        for j in range(kept.size):
            if places[j] < 0:
                places[j] = -2 - np.int32(kept[j] - starts[i])
        words, heft, bases, rows = word_rows(stems[kept], weights[kept], places)
        pairs, ties = pair_rows(words, bases, rows, places)
        figured = np.flatnonzero(kinds[span] == NUMBER) + starts[i]
        numbers, counts = number_rows(stems[figured], spans[figured])
        names, marks = name_rows(stems[span], weights[span], spans[span], positions[span])
        rows_of = ((words, heft), (pairs, ties), (numbers, counts), (names, marks))
        for v, (found, heights) in enumerate(rows_of):
            keys[used : used + found.size] = found
            values[used : used + found.size] = heights
            used += found.size
            bounds[VECTORS * i + v + 1] = used
        _heaviest(words, heft, heaviest[i])
    return bounds, keys[:used].copy(), values[:used].copy(), heaviest
