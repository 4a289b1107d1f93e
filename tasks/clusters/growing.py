"""Groups grown pair after pair: the loop behind tasks/clusters/copies.py, which has the reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tasks.clusters.components import find
from tasks.clusters.sums import add, add_new, sum_of, sums_for, take_out
from tasks.text.kernels import kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray

# The rows of a group's bookkeeping: how many different texts it has; the first, the last and the
# number of its entries in the list of what it is weakly alike to.
_TEXTS, _FIRST, _LAST, _ENTRIES = 0, 1, 2, 3
_NONE = -1


@kernel
def _may_join(root: NDArray[np.int64], parted: NDArray[np.int64], one: int, two: int) -> bool:
    for pair in range(len(parted)):
        left, right = find(root, parted[pair, 0]), find(root, parted[pair, 1])
        if (left == one and right == two) or (left == two and right == one):
            return False
    return True


@kernel
def _key(one: int, two: int, count: int) -> int:
    return min(one, two) * count + max(one, two)


@kernel
def _enter(
    of: NDArray[np.int64], links: NDArray[np.int64], entry: int, ends: tuple[int, int]
) -> None:
    """Put a group at the end of another's list. links: rows of group and next entry."""
    owner, other = ends
    links[entry, 0], links[entry, 1] = other, _NONE
    if of[owner, _LAST] == _NONE:
        of[owner, _FIRST] = entry
    else:
        links[of[owner, _LAST], 1] = entry
    of[owner, _LAST] = entry
    of[owner, _ENTRIES] += 1


@kernel
def grow(  # noqa: C901, PLR0912, PLR0915, PLR0917 - numba takes arrays, and calls cost here
    count: int,
    joined: NDArray[np.int64],
    weak: NDArray[np.int64],
    edges: NDArray[np.int64],
    parted: NDArray[np.int64],
    quorum: float,
) -> NDArray[np.int64]:
    """Return each place's group as the smallest place in it: int64, shape (count,).

    All pairs are int64, shape (k, 2), of places below `count`. joined: become one text, in this
    order. weak: texts that are weakly alike, in any order. edges: join two groups, the first one
    first, where at least `quorum` of the pairs of texts between them are weakly alike; again and
    again, until none does. parted: no group holds both.
    """
    root = np.arange(count)
    for pair in range(len(joined)):
        one, two = find(root, joined[pair, 0]), find(root, joined[pair, 1])
        if one != two and _may_join(root, parted, one, two):
            root[max(one, two)] = min(one, two)
    of = np.full((count, 4), _NONE)
    of[:, _TEXTS] = 1
    of[:, _ENTRIES] = 0
    links = np.empty((2 * len(weak), 2), np.int64)
    alike = sums_for(len(weak))
    entries = 0
    for pair in range(len(weak)):
        one, two = find(root, weak[pair, 0]), find(root, weak[pair, 1])
        if one != two and add_new(alike, _key(one, two, count), 1):
            _enter(of, links, entries, (one, two))
            _enter(of, links, entries + 1, (two, one))
            entries += 2
    open_still = np.ones(len(edges), np.bool_)
    changed = True
    while changed:
        changed = False
        for edge in range(len(edges)):
            if not open_still[edge]:
                continue
            one, two = find(root, edges[edge, 0]), find(root, edges[edge, 1])
            if one == two:
                open_still[edge] = False
                continue
            borne_out = sum_of(alike, _key(one, two, count))
            needed = quorum * of[one, _TEXTS] * of[two, _TEXTS]
            if borne_out < needed or not _may_join(root, parted, one, two):
                continue
            # The one with the shorter list moves.
            if of[one, _ENTRIES] < of[two, _ENTRIES]:
                one, two = two, one
            root[two] = one
            entry = of[two, _FIRST]
            while entry != _NONE:
                other = find(root, links[entry, 0])
                # What was carried over once is met again where two of its groups became one.
                carried = take_out(alike, _key(two, other, count)) if other != one else 0
                if carried:
                    add(alike, _key(one, other, count), carried)
                entry = links[entry, 1]
            if of[one, _LAST] == _NONE:
                of[one, _FIRST] = of[two, _FIRST]
            else:
                links[of[one, _LAST], 1] = of[two, _FIRST]
            if of[two, _LAST] != _NONE:
                of[one, _LAST] = of[two, _LAST]
            of[one, _ENTRIES] += of[two, _ENTRIES]
            of[one, _TEXTS] += of[two, _TEXTS]
            open_still[edge] = False
            changed = True
    smallest = np.full(count, _NONE)
    groups = np.empty(count, np.int64)
    for place in range(count):
        own = find(root, place)
        if smallest[own] == _NONE:
            smallest[own] = place
        groups[place] = smallest[own]
    return groups
