"""Are two texts copies of one? Judged on the words they have in common, in order."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

import numba
import numpy as np

from tasks.similarity.alignment import (
    LONGEST,
    PLACE_MASK,
    fill_blocks,
    lone_numbers,
    longest_chain,
    placed_shingles,
    shared_places,
)
from tasks.similarity.minhash import DENSE_SHINGLE_WORDS, SHINGLE_WORDS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tasks.text.words import Words

# A copy has this much of the shorter text, in order, and this much of the longer.
COPY_SHORT = 0.80
COPY_LONG = 0.30
REPRINT_LONG = 0.50
REVISION_SHORT = 0.50
BACKGROUND_SHORT = 0.15
# Briefs below this are copies only if equal, word for word: stock phrases fill them.
SHORTEST = 30
# A gap is bridged if it has at most so many words on both sides, and the same numbers.
BRIDGE = 8
DENSE_BRIDGE = 16
BRIDGE_SLACK = 1
# Numbers that replace each other, as a share of the shorter text's words and of its numbers.
VETO_WORDS = 0.01
VETO_NUMBERS = 0.25
PIECE_SHORT = 0.60
PIECE_WORDS = 120
PIECE_REST = 0.05
PIECE_START = 60


class Grade(IntEnum):
    """What two texts are to each other; docs/glossary.md gives the numbers."""

    NONE = 0
    BACKGROUND = 1
    TEASER = 2
    REVISION = 3
    EXCERPT = 4
    REPRINT = 5
    IDENTICAL = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class TextMatches:
    """What verification found, one entry for each pair, in the order of the pairs.

    `jaccard` and the containments (share of that text's distinct shingles found in the other)
    are exact. `short` and `long` are the shares of the shorter and of the longer text that stand
    in the other in the same order; all five are float32 between 0 and 1. `veto`: numbers were
    replaced, as in a template filled anew. `grade` is uint8, a Grade. `copy`: these two are
    copies of one text.
    """

    jaccard: NDArray[np.float32]
    containment_left: NDArray[np.float32]
    containment_right: NDArray[np.float32]
    short: NDArray[np.float32]
    long: NDArray[np.float32]
    veto: NDArray[np.bool_]
    grade: NDArray[np.uint8]
    copy: NDArray[np.bool_]


def compare_texts(words: Words, left: NDArray[np.int32], right: NDArray[np.int32]) -> TextMatches:
    """Return what text left[k] is to text right[k], for each k.

    left, right: places in `words`, shape (m,). The result is the same for both orders of a pair
    but for the two containments, which change places.
    """
    pairs = np.empty((2, len(left)), np.int64)
    pairs[0], pairs[1] = left, right
    shingles, starts = _sorted_shingles(words, np.unique(pairs))
    distinct = _distinct(shingles, starts)
    shares, veto, grade = _compare(
        words.hashes, words.numeric, words.offsets, words.dense, shingles, starts, distinct, pairs
    )
    return TextMatches(
        jaccard=shares[0],
        containment_left=shares[1],
        containment_right=shares[2],
        short=shares[3],
        long=shares[4],
        veto=veto,
        grade=grade,
        copy=grade >= int(Grade.EXCERPT),
    )


def matching_spans(words: Words, left: int, right: int) -> NDArray[np.int64]:
    """Return the runs of equal words of two texts, in the order of both.

    int64, shape (runs, 3): first word in the left text, first word in the right, how many. Both
    texts are numbered from their own first word. Runs are at least a shingle long where found,
    and never overlap.
    """
    shingles, offsets = _sorted_shingles(words, np.unique(np.array([left, right])))
    one = shingles[offsets[left] : offsets[left + 1]]
    two = shingles[offsets[right] : offsets[right + 1]]
    size = min(_size(words.dense[left]), *words.counts[[left, right]].tolist())
    partner, tails, before, chain = (np.empty(len(one) + 1, np.int64) for _ in range(4))
    shared_places(one, two, partner)
    length = longest_chain(partner, len(one), tails, before, chain)
    blocks = np.empty((length + 1, 3), np.int64)
    return blocks[: fill_blocks(partner, chain, length, size, blocks)]


def _size(dense: bool) -> int:
    return DENSE_SHINGLE_WORDS if dense else SHINGLE_WORDS


def _sorted_shingles(
    words: Words, texts: NDArray[np.int64]
) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    # Prepared once for each text that any pair names, whatever the number of its pairs.
    counts = np.zeros(len(words), np.int64)
    own = np.minimum(words.counts[texts], LONGEST)
    sizes = np.where(words.dense[texts], DENSE_SHINGLE_WORDS, SHINGLE_WORDS)
    counts[texts] = np.where(own > 0, np.maximum(own - sizes + 1, 1), 0)
    offsets = np.zeros(len(words) + 1, np.int64)
    np.cumsum(counts, out=offsets[1:])
    shingles = np.empty(offsets[-1], np.uint64)
    _place_all(words.hashes, words.offsets, words.dense, texts, shingles, offsets)
    for text in texts:
        # numpy sorts integers with the processor's vector instructions, several times faster
        # than numba's own sort.
        shingles[offsets[text] : offsets[text + 1]].sort()
    return shingles, offsets


@numba.njit(cache=True, nogil=True)
def _place_all(
    hashes: NDArray[np.uint64],
    offsets: NDArray[np.int64],
    dense: NDArray[np.bool_],
    texts: NDArray[np.int64],
    shingles: NDArray[np.uint64],
    places: NDArray[np.int64],
) -> None:
    for text in texts:
        size = DENSE_SHINGLE_WORDS if dense[text] else SHINGLE_WORDS
        own = hashes[offsets[text] : offsets[text + 1]]
        placed_shingles(own, min(size, len(own)), shingles[places[text] : places[text + 1]])


@numba.njit(cache=True, nogil=True)
def _distinct(shingles: NDArray[np.uint64], starts: NDArray[np.int64]) -> NDArray[np.int64]:
    found = np.zeros(len(starts) - 1, np.int64)
    for text in range(len(found)):
        for at in range(starts[text], starts[text + 1]):
            first = at == starts[text]
            found[text] += first or (shingles[at] ^ shingles[at - 1]) > PLACE_MASK
    return found


@numba.njit(cache=True, nogil=True)
def _after(one: NDArray[np.uint64], two: NDArray[np.uint64]) -> bool:
    # The longer text second; of equally long ones an order of their words, not of the pair.
    if len(one) != len(two):
        return len(one) > len(two)
    for at in range(len(one)):
        if one[at] != two[at]:
            return one[at] > two[at]
    return False


@numba.njit(cache=True, nogil=True)
def _compare(
    hashes: NDArray[np.uint64],
    numeric: NDArray[np.uint8],
    offsets: NDArray[np.int64],
    dense: NDArray[np.bool_],
    shingles: NDArray[np.uint64],
    starts: NDArray[np.int64],
    distinct: NDArray[np.int64],
    pairs: NDArray[np.int64],
) -> tuple[NDArray[np.float32], NDArray[np.bool_], NDArray[np.uint8]]:
    count = pairs.shape[1]
    shares = np.zeros((5, count), np.float32)
    veto = np.zeros(count, np.bool_)
    grade = np.zeros(count, np.uint8)
    room = 1 + np.max(np.diff(starts)) if len(starts) > 1 else 1
    partner, tails, before, chain = (
        np.empty(room, np.int64),
        np.empty(room, np.int64),
        np.empty(room, np.int64),
        np.empty(room, np.int64),
    )
    blocks = np.empty((room, 3), np.int64)
    for pair in range(count):
        a, b = pairs[0, pair], pairs[1, pair]
        if _after(hashes[offsets[a] : offsets[a + 1]], hashes[offsets[b] : offsets[b + 1]]):
            a, b = b, a
        words_a = hashes[offsets[a] : offsets[a + 1]]
        words_b = hashes[offsets[b] : offsets[b + 1]]
        if len(words_a) == 0:
            continue
        one, two = shingles[starts[a] : starts[a + 1]], shingles[starts[b] : starts[b + 1]]
        shared = shared_places(one, two, partner)
        if shared == 0:
            continue
        shares[0, pair] = shared / (distinct[a] + distinct[b] - shared)
        shares[1, pair] = shared / distinct[pairs[0, pair]]
        shares[2, pair] = shared / distinct[pairs[1, pair]]
        size = DENSE_SHINGLE_WORDS if dense[a] else SHINGLE_WORDS
        length = longest_chain(partner, len(one), tails, before, chain)
        runs = fill_blocks(partner, chain, length, min(size, len(words_a)), blocks)
        covered, veto[pair], pieced = _measure(
            blocks[:runs],
            words_a,
            numeric[offsets[a] : offsets[a + 1]],
            words_b,
            numeric[offsets[b] : offsets[b + 1]],
            DENSE_BRIDGE if dense[a] else BRIDGE,
        )
        short, long = covered / len(words_a), min(1.0, covered / len(words_b))
        shares[3, pair], shares[4, pair] = short, long
        equal = len(words_a) == len(words_b) and blocks[0, 2] == len(words_a)
        grade[pair] = _grade(short, long, veto[pair], pieced, equal, len(words_a))
    return shares, veto, grade


@numba.njit(cache=True, nogil=True)
def _measure(
    blocks: NDArray[np.int64],
    words_a: NDArray[np.uint64],
    numeric_a: NDArray[np.uint8],
    words_b: NDArray[np.uint64],
    numeric_b: NDArray[np.uint8],
    bridge: int,
) -> tuple[int, bool, bool]:
    covered, substituted, biggest = 0, 0, blocks[0, 0]
    for run in range(len(blocks)):
        covered += blocks[run, 2]
        end_a, end_b = blocks[run, 0] + blocks[run, 2], blocks[run, 1] + blocks[run, 2]
        if run + 1 == len(blocks):
            biggest = max(biggest, len(words_a) - end_a)
            break
        next_a, next_b = blocks[run + 1, 0], blocks[run + 1, 1]
        gap_a, gap_b = next_a - end_a, next_b - end_b
        biggest = max(biggest, gap_a)
        if min(gap_a, gap_b) == 0 or max(gap_a, gap_b) > bridge:
            continue
        lone_a = lone_numbers(
            words_a[end_a:next_a],
            numeric_a[end_a:next_a],
            words_b[end_b:next_b],
            numeric_b[end_b:next_b],
        )
        lone_b = lone_numbers(
            words_b[end_b:next_b],
            numeric_b[end_b:next_b],
            words_a[end_a:next_a],
            numeric_a[end_a:next_a],
        )
        substituted += min(lone_a, lone_b)
        if lone_a + lone_b == 0 and abs(gap_a - gap_b) <= BRIDGE_SLACK:
            covered += gap_a
    numbers = min(np.sum(numeric_a), np.sum(numeric_b))
    veto = (
        substituted > 0
        and substituted >= VETO_WORDS * len(words_a)
        and substituted >= VETO_NUMBERS * numbers
    )
    rest = len(words_a) - covered - biggest
    pieced = (
        len(words_a) >= PIECE_WORDS
        and rest <= PIECE_REST * len(words_a)
        and max(blocks[0, 0], blocks[0, 1]) < PIECE_START
    )
    return covered, veto, pieced


@numba.njit(cache=True, nogil=True)
def _grade(short: float, long: float, veto: bool, pieced: bool, equal: bool, words: int) -> int:
    if equal:
        return 6
    if words < SHORTEST or short < BACKGROUND_SHORT:
        return 0 if short < BACKGROUND_SHORT else 1
    if short < REVISION_SHORT:
        return 1
    if veto:
        return 3
    if short >= COPY_SHORT or (pieced and short >= PIECE_SHORT):
        return 5 if long >= REPRINT_LONG else 4 if long >= COPY_LONG else 2
    return 3
