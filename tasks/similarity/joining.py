"""Joining by keys outside the database: which articles share keys, a partition of keys at a time.

The pairs are those of storage/sql/queries/copy_candidates.sql, which a test holds it to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tasks.similarity.bands import SKETCH_KEYS_SHARED
from tasks.similarity.sorting import distinct
from tasks.text.kernels import kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray

KEY_BITS = np.uint64(32)
"""How far a key stands above its article in the rows that meet_within reads."""
_LOW = np.uint64(0xFFFFFFFF)
_KEYS_IN_ALL = 1 << 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """Pairs of articles and how many keys each shares, in the order of right, then left.

    left < right, int32; shared, int32. crowded: how many buckets were too full and met nobody.
    """

    left: NDArray[np.int32]
    right: NDArray[np.int32]
    shared: NDArray[np.int32]
    crowded: int = 0


def key_range(partition: int, partitions: int) -> tuple[int, int]:
    """Return the first and the last key of a partition; all of them hold all 32-bit keys."""
    low = partition * _KEYS_IN_ALL // partitions
    return low, (partition + 1) * _KEYS_IN_ALL // partitions - 1


def packed(keys: NDArray[np.uint32], articles: NDArray[np.int32]) -> NDArray[np.uint64]:
    """Return keys with their articles in one sorted array, as meet_within reads them.

    keys: of any shape; articles: one that fits it, such as (n, 1) for (n, keys of each article).
    """
    # In place, for new memory takes longer than sorting.
    rows = keys.astype(np.uint64)
    rows <<= KEY_BITS
    rows |= articles.astype(np.uint64)
    in_a_row = rows.reshape(-1)
    in_a_row.sort()
    return in_a_row


def meet_by_key(keys: NDArray[np.uint32], articles: NDArray[np.int32], cap: int) -> Met:
    """Return the pairs of articles that share keys. A row is a key of an article.

    cap: a key of more rows than this meets nobody.
    """
    return meet_within(packed(keys, articles), cap, 0, _KEYS_IN_ALL)


def meet_within(rows: NDArray[np.uint64], cap: int, first: int, last: int) -> Met:
    """Return the pairs whose later article is first or later, and before last.

    rows: as `packed` has them. So the pairs of many articles can be had a span of them at a time,
    each pair with all the keys that it shares.
    """
    pairs, crowded = _met_in_buckets(rows, cap, first, last)
    pairs.sort()
    begins = np.flatnonzero(np.diff(pairs, prepend=-1) > 0)
    shared = np.diff(np.append(begins, pairs.size)).astype(np.int32)
    return _met(pairs[begins], shared, crowded)


@kernel
def _met_in_buckets(  # noqa: C901 - one loop over buckets
    rows: NDArray[np.uint64], cap: int, low: int, high: int
) -> tuple[NDArray[np.int64], int]:
    """Return every meeting as right << 32 | left, and how many buckets were crowded.

    rows: key << 32 | article, sorted. low, high: what the article on the right may be.
    """
    crowded = 0
    pairs = np.empty(0, np.int64)
    for fill in range(2):
        met, crowded, first = 0, 0, 0
        while first < rows.size:
            last = first + 1
            while last < rows.size and rows[last] >> KEY_BITS == rows[first] >> KEY_BITS:
                last += 1
            crowded += last - first > cap
            # One article meets nobody, which most buckets hold.
            if 1 < last - first <= cap:
                for right in range(first + 1, last):
                    later = np.int64(rows[right] & _LOW)
                    if later < low or later >= high:
                        continue
                    for left in range(first, right):
                        # A sketch may hold one key twice; an article does not meet itself.
                        if rows[left] != rows[right]:
                            if fill:
                                pairs[met] = (later << 32) | np.int64(rows[left] & _LOW)
                            met += 1
            first = last
        if not fill:
            pairs = np.empty(met, np.int64)
    return pairs, crowded


def together(parts: list[Met]) -> Met:
    """Return the pairs of several partitions, each once, with the keys they share in all."""
    if len(parts) == 1:
        return parts[0]
    left = np.concatenate([part.left for part in parts]).astype(np.int64)
    right = np.concatenate([part.right for part in parts]).astype(np.int64)
    pairs, at = np.unique((right << 32) | left, return_inverse=True)
    shared = np.bincount(
        at, np.concatenate([part.shared for part in parts]), minlength=pairs.size
    ).astype(np.int32)
    return _met(pairs, shared, sum(part.crowded for part in parts))


def worth_comparing(by_band: Met, by_sketch: Met) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return left and right of the pairs to compare as texts, in the order of left, then right.

    They share a band's key, or as many keys of their sketches as SKETCH_KEYS_SHARED.
    """
    enough = by_sketch.shared >= SKETCH_KEYS_SHARED
    left = np.concatenate([by_band.left, by_sketch.left[enough]]).astype(np.int64)
    right = np.concatenate([by_band.right, by_sketch.right[enough]]).astype(np.int64)
    pairs = distinct((left << 32) | right)
    return (pairs >> 32).astype(np.int32), (pairs & 0xFFFFFFFF).astype(np.int32)


def _met(pairs: NDArray[np.int64], shared: NDArray[np.int32], crowded: int) -> Met:
    return Met(
        left=(pairs & 0xFFFFFFFF).astype(np.int32),
        right=(pairs >> 32).astype(np.int32),
        shared=shared,
        crowded=crowded,
    )
