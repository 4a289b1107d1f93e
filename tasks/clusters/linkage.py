"""Average linkage over sparse scores: the kernel that grows stories."""

from __future__ import annotations

import heapq
import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tasks.clusters.sums import add, has, sum_of, sums_for, take_out
from tasks.text.kernels import kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Scores are summed as whole parts of this, so that no sum depends on the order of its terms.
UNIT = 1 << 24


class Rules(NamedTuple):
    """When two groups of texts become one: their mean score, less what applies, is `threshold`.

    `lone` is taken off where both are single texts, otherwise `size` for each doubling of the
    smaller one, `doublings` times at most; and `closeness` of the tighter group's own mean score.
    No rule may be negative: `link` rests on a mean being the most that a merge can offer.
    """

    threshold: float
    lone: float
    size: float
    doublings: float
    closeness: float


@kernel
def _within(inner: int, texts: int) -> float:
    """Return the mean score inside a group, 0 for a single text; `inner` in units."""
    if texts == 1:
        return 0.0
    mean: float = inner / (UNIT * float(texts) * float(texts - 1) / 2)
    return mean


@kernel
def _offer(total: int, texts: tuple[int, int], tightest: float, rules: Rules) -> float:
    """Return what a merge of two groups of so many texts offers; `total` in units."""
    mean: float = total / (UNIT * float(texts[0]) * float(texts[1]))
    smaller = min(texts[0], texts[1])
    if smaller == 1 and max(texts[0], texts[1]) == 1:
        return mean - rules.lone
    doublings = min(math.log2(smaller), rules.doublings)
    return mean - rules.size * doublings - rules.closeness * tightest


@kernel
def _pair_key(a: int, b: int, count: int) -> int:
    """Return one integer for an unordered pair of groups."""
    return min(a, b) * count + max(a, b)


@kernel
def link(  # noqa: C901, PLR0912, PLR0915, PLR0917  (one loop over one heap; numba: no closures)
    weights: NDArray[np.int64],
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    units: NDArray[np.int64],
    barred: NDArray[np.bool_],
    rules: Rules,
) -> NDArray[np.int64]:
    """Return each node's group, named by its smallest node.

    Greedy: the best merge first, while one offers the threshold; among equals the one with the
    smallest node, then the next smallest. A node counts as `weights` texts; `units` is the sum of
    a pair's scores times UNIT; a pair not given scores 0. A `barred` pair must not meet. Sums of
    scores live in one table keyed by pair; the smaller neighbourhood moves into the larger.
    The heap holds for every pair at least what it offers now; what it offered once is looked at
    again when its turn comes.
    """
    count = weights.size
    table = sums_for(left.size)
    apart = sums_for(int(np.count_nonzero(barred)))
    # Neighbours as linked lists in one growing pool: head and number by slot.
    pool_next = np.empty(4 * left.size + 16, np.int64)
    pool_slot = np.empty(4 * left.size + 16, np.int64)
    head = np.full(count, -1, np.int64)
    degree = np.zeros(count, np.int64)
    used = 0
    texts = weights.copy()
    inner = np.zeros(count, np.int64)
    within = np.zeros(count, np.float64)
    # `first` is the smallest node of the group in a slot, `slot_of` the way back, or -1.
    first = np.arange(count)
    slot_of = np.arange(count)
    parent = np.arange(count)
    heap = [(0.0, np.int64(0), np.int64(0)) for _ in range(0)]
    for e in range(left.size):
        a, b = left[e], right[e]
        key = _pair_key(a, b, count)
        if barred[e]:
            add(apart, key, 1)
        add(table, key, units[e])
        for here, there in ((a, b), (b, a)):
            pool_slot[used], pool_next[used] = there, head[here]
            head[here] = used
            degree[here] += 1
            used += 1
        offer = _offer(units[e], (texts[a], texts[b]), 0.0, rules)
        if offer >= rules.threshold and not barred[e]:
            heap.append((-offer, min(a, b), max(a, b)))
    heapq.heapify(heap)
    while len(heap) > 0:
        stored, low, high = heapq.heappop(heap)
        a, b = slot_of[low], slot_of[high]
        if a < 0 or b < 0:
            continue
        key = _pair_key(a, b, count)
        if has(apart, key):
            continue
        offer = _offer(sum_of(table, key), (texts[a], texts[b]), max(within[a], within[b]), rules)
        if offer < rules.threshold:
            continue
        if offer < -stored:
            heapq.heappush(heap, (-offer, low, high))
            continue
        if degree[a] < degree[b]:
            a, b = b, a
        was_texts, was_within, was_first = texts[a], within[a], first[a]
        parent[high] = low
        slot_of[high], slot_of[low] = -1, a
        first[a] = low
        inner[a] += inner[b] + take_out(table, key)
        texts[a] += texts[b]
        within[a] = _within(inner[a], texts[a])
        first[b] = -1
        # What the neighbours of `a` alone were offered can only have grown if it got looser by more
        # than their mean must have fallen, or if the name changed under which the heap knew it.
        looser = rules.closeness * (was_within - within[a])
        fallen = rules.threshold * float(texts[b]) / float(was_texts)
        at = head[a] if was_texts == 1 or looser > fallen or first[a] != was_first else -1
        while at >= 0:
            other, at = pool_slot[at], pool_next[at]
            if first[other] < 0:
                continue
            key = _pair_key(a, other, count)
            between = sum_of(table, key)
            offer = _offer(between, (texts[a], texts[other]), max(within[a], within[other]), rules)
            if offer >= rules.threshold and not has(apart, key):
                heapq.heappush(
                    heap, (-offer, min(first[a], first[other]), max(first[a], first[other]))
                )
        at = head[b]
        while at >= 0:
            other, at = pool_slot[at], pool_next[at]
            if other == a or first[other] < 0:
                continue
            was, key = _pair_key(b, other, count), _pair_key(a, other, count)
            if take_out(apart, was):
                add(apart, key, 1)
            if add(table, key, take_out(table, was)):
                if used + 2 > pool_slot.size:
                    pool_slot = np.concatenate((pool_slot, np.empty(used, np.int64)))
                    pool_next = np.concatenate((pool_next, np.empty(used, np.int64)))
                for here, there in ((a, other), (other, a)):
                    pool_slot[used], pool_next[used] = there, head[here]
                    head[here] = used
                    degree[here] += 1
                    used += 1
            between = sum_of(table, key)
            offer = _offer(between, (texts[a], texts[other]), max(within[a], within[other]), rules)
            if offer >= rules.threshold and not has(apart, key):
                heapq.heappush(
                    heap, (-offer, min(first[a], first[other]), max(first[a], first[other]))
                )
    # A parent is smaller than its child, so one pass upwards names every node.
    for node in range(count):
        parent[node] = parent[parent[node]]
    return parent
