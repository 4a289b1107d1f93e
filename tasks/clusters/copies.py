"""Groups of copies: strongest pair first, and no group that most of its pairs do not bear out."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Self

import numpy as np

from tasks.clusters.components import components, named_by_first

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

# Two groups become one if this share of the pairs between them is at least weakly alike. A
# round-up of two stories is a copy of both, but most pairs across the two are strangers. At .6
# two round-ups of the same single stories still weld them; no labelled set changes up to .8.
QUORUM = 0.8
# Weakly alike: this much of the shorter text stands in the longer, in order.
WEAK_SHORT = 0.30


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyPairs:
    """Verified pairs of articles, each unordered pair once, in any order; all of shape (m,).

    `left` and `right` are places of articles, `short` and `long` the shares that
    tasks.similarity.verify found, `copy` its decision, `identical` whether it found the two
    word for word equal. Pairs that were never met count as unlike.
    """

    left: NDArray[np.int32]
    right: NDArray[np.int32]
    short: NDArray[np.float32]
    long: NDArray[np.float32]
    copy: NDArray[np.bool_]
    identical: NDArray[np.bool_]

    @classmethod
    def together(cls, parts: Sequence[Self]) -> Self:
        """Return the pairs of several batches, which may be none."""
        kinds = {"copy": np.bool_, "identical": np.bool_, "short": np.float32, "long": np.float32}
        return cls(
            **{
                name: np.concatenate(
                    [np.zeros(0, kinds.get(name, np.int32)), *(getattr(p, name) for p in parts)]
                )
                for name in cls.__slots__
            }
        )


def copy_groups(
    count: int,
    pairs: CopyPairs,
    *,
    must: Sequence[tuple[int, int]] = (),
    must_not: Sequence[tuple[int, int]] = (),
) -> NDArray[np.int64]:
    """Return each article's group as the smallest place in it: int64, shape (count,).

    Places have to follow a stable order of the articles (of their ids, say): ties between
    equally strong pairs go to the smaller places, so that the result depends on the set of
    articles and pairs alone, not on when they came.

    must: pairs that an editor joined; they are together before any other pair is looked at.
    must_not: pairs that an editor parted; no group will hold both, and where they contradict
    what is joined, parting wins.
    """
    within = components(count, *_edges(pairs, pairs.copy, must))
    settled = _settled(count, pairs, within, must)
    settled[within[np.array(must_not, np.int64).reshape(-1)]] = False
    groups = np.where(settled[within], named_by_first(within), np.arange(count))
    open_at = ~settled[within]
    still = open_at[pairs.left] & (within[pairs.left] == within[pairs.right])
    grown = _grown(count, _chosen(pairs, still), _among(must, open_at), must_not)
    groups[open_at] = grown.labels(np.flatnonzero(open_at))
    return groups


def _settled(
    count: int, pairs: CopyPairs, within: NDArray[np.int32], must: Sequence[tuple[int, int]]
) -> NDArray[np.bool_]:
    """Return of each component whether all its texts are weakly alike, each to each.

    Such a one is a group in whatever order its pairs are looked at: most are, of a day's news.
    """
    equal = pairs.identical & pairs.copy
    text = named_by_first(components(count, *_edges(pairs, equal, must)))
    weak = (pairs.short >= WEAK_SHORT) | pairs.copy
    one, two = text[pairs.left[weak]], text[pairs.right[weak]]
    apart = (one != two) & (within[one] == within[two])
    one, two = one[apart], two[apart]
    alike = np.unique((np.minimum(one, two) << 32) | np.maximum(one, two)) >> 32
    size = int(within.max(initial=-1)) + 1
    texts = np.bincount(within[np.unique(text)], minlength=size)
    return np.asarray(np.bincount(within[alike], minlength=size) == texts * (texts - 1) // 2)


def _edges(
    pairs: CopyPairs, rows: NDArray[np.bool_], must: Sequence[tuple[int, int]]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return both ends of some pairs, and of those that an editor joined."""
    own = np.array(must, np.int32).reshape(-1, 2)
    left = np.concatenate((pairs.left[rows], own[:, 0]))
    return left, np.concatenate((pairs.right[rows], own[:, 1]))


def _chosen(pairs: CopyPairs, rows: NDArray[np.bool_]) -> CopyPairs:
    return CopyPairs(**{each.name: getattr(pairs, each.name)[rows] for each in fields(CopyPairs)})


def _among(pairs: Sequence[tuple[int, int]], places: NDArray[np.bool_]) -> list[tuple[int, int]]:
    return [(left, right) for left, right in pairs if places[left]]


def _grown(
    count: int,
    pairs: CopyPairs,
    must: Sequence[tuple[int, int]],
    must_not: Sequence[tuple[int, int]],
) -> _Groups:
    """Return the groups that pairs make, looked at one after the other."""
    groups = _Groups(count, must_not)
    for left, right in sorted((min(pair), max(pair)) for pair in must):
        groups.join(left, right)
    equal = pairs.identical & pairs.copy
    for left, right in _ordered(pairs, equal):
        groups.join(left, right)
    groups.bear_out(_weak_pairs(pairs))
    edges = _ordered(pairs, pairs.copy & ~equal)
    # A refused pair may fit once others have joined: repeat until nothing does.
    while edges and (left_over := groups.join_by_quorum(edges)) != edges:
        edges = left_over
    return groups


def _ordered(pairs: CopyPairs, chosen: NDArray[np.bool_]) -> list[tuple[int, int]]:
    left = np.minimum(pairs.left, pairs.right)[chosen]
    right = np.maximum(pairs.left, pairs.right)[chosen]
    strength = (pairs.short.astype(np.float64) + pairs.long)[chosen]
    order = np.lexsort((right, left, -strength))
    return list(zip(left[order].tolist(), right[order].tolist(), strict=True))


def _weak_pairs(pairs: CopyPairs) -> Iterable[tuple[int, int]]:
    chosen = (pairs.short >= WEAK_SHORT) | pairs.copy
    return zip(pairs.left[chosen].tolist(), pairs.right[chosen].tolist(), strict=True)


@dataclass(slots=True, kw_only=True)
class _Group:
    """A group while it grows: its members, how many different texts, and its relations.

    Equal texts count once: a text that two hundred outlets print unchanged must outvote
    nothing. `weak` counts the weakly alike pairs of texts with each other group.
    """

    members: list[int]
    texts: int = 1
    weak: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    apart: set[int] = field(default_factory=set)


def _parted(one: _Group, two: _Group) -> bool:
    # Judgements are rare, and an empty set would still be looked up for every member.
    return bool(one.apart) and not one.apart.isdisjoint(two.members)


class _Groups:
    """All groups, by the smallest place in them."""

    def __init__(self, count: int, must_not: Sequence[tuple[int, int]]) -> None:
        self._root = list(range(count))
        self._groups: dict[int, _Group] = {}
        for left, right in must_not:
            self._group(left).apart.add(right)
            self._group(right).apart.add(left)

    def join(self, left: int, right: int) -> bool:
        """Make one group of two unless an editor parted them."""
        one, two = sorted((self._find(left), self._find(right)))
        if one == two:
            return True
        kept, gone = self._group(one), self._group(two)
        if _parted(kept, gone) or _parted(gone, kept):
            return False
        self._root[two] = one
        kept.members += gone.members
        kept.apart |= gone.apart
        self._carry_over(one, two)
        del self._groups[two]
        return True

    def bear_out(self, weak: Iterable[tuple[int, int]]) -> None:
        """Note which texts are weakly alike; groups joined so far are one text each."""
        for left, right in weak:
            one, two = self._find(left), self._find(right)
            if one != two:
                self._group(one).weak[two] = 1
                self._group(two).weak[one] = 1

    def join_by_quorum(self, edges: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        """Go through the pairs once and join what may be; return the pairs still apart."""
        apart = []
        for left, right in edges:
            one, two = self._find(left), self._find(right)
            if one == two:
                continue
            texts = self._group(one).texts + self._group(two).texts
            if self._borne_out(one, two) and self.join(one, two):
                self._group(self._find(left)).texts = texts
            else:
                apart.append((left, right))
        return apart

    def labels(self, places: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the smallest place in the group of each of some articles."""
        return np.array([self._find(place) for place in places.tolist()], np.int64)

    def _borne_out(self, one: int, two: int) -> bool:
        first, second = self._group(one), self._group(two)
        return first.weak.get(two, 0) >= QUORUM * first.texts * second.texts

    def _carry_over(self, kept: int, gone: int) -> None:
        own = self._group(kept).weak
        for other, count in self._group(gone).weak.items():
            theirs = self._group(other).weak
            theirs.pop(gone, None)
            if other != kept:
                own[other] += count
                theirs[kept] += count

    def _group(self, root: int) -> _Group:
        if root not in self._groups:
            self._groups[root] = _Group(members=[root])
        return self._groups[root]

    def _find(self, place: int) -> int:
        while self._root[place] != place:
            self._root[place] = self._root[self._root[place]]
            place = self._root[place]
        return place
