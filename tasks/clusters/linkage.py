"""Average linkage over sparse scores: the kernel that grows stories."""

from __future__ import annotations

import heapq
import math
from typing import TYPE_CHECKING

import numba
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Scores are summed as whole parts of this, so that no sum depends on the order of its terms.
UNIT = 1 << 24


@numba.njit(cache=True, nogil=True)
def _value(total: int, a: int, b: int, penalty: float) -> float:
    """Return what a merge of clusters of `a` and `b` nodes is worth; `total` in units."""
    mean: float = total / (UNIT * float(a) * float(b))
    return mean - penalty * math.log2(min(a, b))


@numba.njit(cache=True, nogil=True)
def _pair_key(a: int, b: int, count: int) -> int:
    """Return one integer for an unordered pair of clusters."""
    return min(a, b) * count + max(a, b)


@numba.njit(cache=True, nogil=True)
def link(  # noqa: C901, PLR0912, PLR0915, PLR0917  (one loop over one heap; numba: no closures)
    weights: NDArray[np.int64],
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    units: NDArray[np.int64],
    barred: NDArray[np.bool_],
    threshold: float,
    penalty: float,
) -> NDArray[np.int64]:
    """Return each node's cluster, named by its smallest node.

    Greedy: the best merge first, while one is worth `threshold`; among equals the one with the
    smallest node, then the next smallest. A node counts as `weights` texts; `units` is the sum of
    a pair's scores times UNIT; a pair not given scores 0. A `barred` pair must not meet. Sums of
    scores live in one table keyed by pair; the smaller neighbourhood moves into the larger.
    """
    count = weights.size
    table = numba.typed.Dict.empty(numba.int64, numba.int64)
    apart = numba.typed.Dict.empty(numba.int64, numba.boolean)
    # Neighbours as linked lists in one growing pool: head and size by cluster slot.
    pool_next = np.empty(4 * left.size + 16, np.int64)
    pool_slot = np.empty(4 * left.size + 16, np.int64)
    head = np.full(count, -1, np.int64)
    degree = np.zeros(count, np.int64)
    used = 0
    size = weights.copy()
    first = np.arange(count)
    # `first` is the smallest node of the cluster in a slot, `slot_of` the way back, or -1.
    slot_of = np.arange(count)
    alive = np.ones(count, np.bool_)
    parent = np.arange(count)
    heap = [(0.0, np.int64(0), np.int64(0)) for _ in range(0)]
    for e in range(left.size):
        a, b = left[e], right[e]
        key = _pair_key(a, b, count)
        if barred[e]:
            apart[key] = True
        table[key] = units[e]
        for here, there in ((a, b), (b, a)):
            pool_slot[used], pool_next[used] = there, head[here]
            head[here] = used
            degree[here] += 1
            used += 1
        value = _value(units[e], size[a], size[b], penalty)
        if value >= threshold and not barred[e]:
            heap.append((-value, np.int64(min(a, b)), np.int64(max(a, b))))
    heapq.heapify(heap)
    while len(heap) > 0:
        stored, low, high = heapq.heappop(heap)
        a, b = slot_of[low], slot_of[high]
        if a < 0 or b < 0:
            continue
        key = _pair_key(a, b, count)
        if key in apart:
            continue
        value = _value(table[key], size[a], size[b], penalty)
        if value < threshold:
            continue
        # Since this was stored a side may have grown: what is stored is then too good.
        if value < -stored:
            heapq.heappush(heap, (-value, low, high))
            continue
        if degree[a] < degree[b]:
            a, b = b, a
        low, high = min(first[a], first[b]), max(first[a], first[b])
        parent[high] = low
        slot_of[high] = -1
        slot_of[low] = a
        first[a] = low
        size[a] += size[b]
        alive[b] = False
        del table[key]
        at = head[b]
        while at >= 0:
            other, following = pool_slot[at], pool_next[at]
            at = following
            if other == a or not alive[other]:
                continue
            was = _pair_key(b, other, count)
            key = _pair_key(a, other, count)
            moved = table[was]
            del table[was]
            if was in apart:
                apart[key] = True
            if key in table:
                table[key] += moved
            else:
                table[key] = moved
                if used + 2 > pool_slot.size:
                    pool_slot = np.concatenate((pool_slot, np.empty(used, np.int64)))
                    pool_next = np.concatenate((pool_next, np.empty(used, np.int64)))
                for here, there in ((a, other), (other, a)):
                    pool_slot[used], pool_next[used] = there, head[here]
                    head[here] = used
                    degree[here] += 1
                    used += 1
            value = _value(table[key], size[a], size[other], penalty)
            if value >= threshold and key not in apart:
                low, high = min(first[a], first[other]), max(first[a], first[other])
                heapq.heappush(heap, (-value, low, high))
    for node in range(count):
        root = node
        while parent[root] != root:
            root = parent[root]
        parent[node] = root
    return parent
