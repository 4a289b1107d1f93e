"""Groups of copies: strongest pair first, and no group that most of its pairs do not bear out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from tasks.clusters.components import components, named_by_first
from tasks.clusters.growing import grow
from tasks.similarity.sorting import distinct

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from tasks.similarity.verify import TextMatches

# Two groups become one if this share of the pairs between them is at least weakly alike. A
# round-up of two stories is a copy of both, but most pairs across the two are strangers. At .6
# two round-ups of the same single stories still weld them; no labelled set changes up to .8.
QUORUM = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyPairs:
    """Articles that are alike at least weakly: unordered pairs, each once; all of shape (m,).

    `left` and `right` are places of articles, `short` and `long` the shares that
    tasks.similarity.verify found, `copy` its decision, `identical` whether it found the two
    word for word equal. Pairs that are not here count as unlike: never met, or compared in vain.
    """

    left: NDArray[np.int32]
    right: NDArray[np.int32]
    short: NDArray[np.float32]
    long: NDArray[np.float32]
    copy: NDArray[np.bool_]
    identical: NDArray[np.bool_]

    def chosen(self, rows: NDArray[np.bool_]) -> Self:
        """Return some of the pairs."""
        return type(self)(**{name: getattr(self, name)[rows] for name in self.__slots__})

    @classmethod
    def compared(
        cls, left: NDArray[np.int32], right: NDArray[np.int32], found: TextMatches
    ) -> Self:
        """Return those of compared texts that are alike."""
        every = cls(
            left=left,
            right=right,
            short=found.short,
            long=found.long,
            copy=found.copy,
            identical=found.identical,
        )
        return every.chosen(found.alike)

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
    must: Sequence[tuple[int, int]] | NDArray[np.int64] = (),
    must_not: Sequence[tuple[int, int]] | NDArray[np.int64] = (),
) -> NDArray[np.int64]:
    """Return each article's group as the smallest place in it: int64, shape (count,).

    Places have to follow a stable order of the articles (of their ids, say): ties between
    equally strong pairs go to the smaller places, so that the result depends on the set of
    articles and pairs alone, not on when they came.

    must: pairs that an editor joined; they are together before any other pair is looked at.
    must_not: pairs that an editor parted; no group will hold both, and where they contradict
    what is joined, parting wins.
    """
    joined, parted = _table(must), _table(must_not)
    within = components(count, *_edges(pairs, pairs.copy, joined))
    settled = _settled(count, pairs, within, joined)
    settled[within[parted.reshape(-1)]] = False
    groups = np.where(settled[within], named_by_first(within), np.arange(count))
    open_at = ~settled[within]
    if not open_at.any():
        return groups
    still = pairs.chosen(open_at[pairs.left] & (within[pairs.left] == within[pairs.right]))
    grown = _grown(count, still, joined[open_at[joined[:, 0]]], parted)
    groups[open_at] = grown[open_at]
    return groups


def _settled(
    count: int, pairs: CopyPairs, within: NDArray[np.int32], joined: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Return of each component whether all its texts are weakly alike, each to each.

    Such a one is a group in whatever order its pairs are looked at: most are, of a day's news.
    """
    equal = pairs.identical & pairs.copy
    text = named_by_first(components(count, *_edges(pairs, equal, joined)))
    one, two = text[pairs.left], text[pairs.right]
    apart = (one != two) & (within[one] == within[two])
    one, two = one[apart], two[apart]
    alike = distinct((np.minimum(one, two) << 32) | np.maximum(one, two)) >> 32
    size = int(within.max(initial=-1)) + 1
    texts = np.bincount(within[text == np.arange(count)], minlength=size)
    return np.asarray(np.bincount(within[alike], minlength=size) == texts * (texts - 1) // 2)


def _edges(
    pairs: CopyPairs, rows: NDArray[np.bool_], joined: NDArray[np.int64]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return both ends of some pairs, and of those that an editor joined."""
    own = joined.astype(np.int32)
    left = np.concatenate((pairs.left[rows], own[:, 0]))
    return left, np.concatenate((pairs.right[rows], own[:, 1]))


def _grown(
    count: int,
    pairs: CopyPairs,
    joined: NDArray[np.int64],
    parted: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Return the groups that pairs make, looked at one after the other."""
    equal = pairs.identical & pairs.copy
    joins = np.sort(joined, axis=1)
    joins = joins[np.lexsort((joins[:, 1], joins[:, 0]))]
    return grow(
        count,
        np.concatenate((joins, _ordered(pairs, equal))),
        np.stack((pairs.left, pairs.right), axis=1).astype(np.int64),
        _ordered(pairs, pairs.copy & ~equal),
        parted,
        QUORUM,
    )


def _table(pairs: Sequence[tuple[int, int]] | NDArray[np.int64]) -> NDArray[np.int64]:
    return np.array(pairs, np.int64).reshape(-1, 2)


def _ordered(pairs: CopyPairs, chosen: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return some pairs, the strongest first: int64, shape (k, 2)."""
    left = np.minimum(pairs.left, pairs.right)[chosen].astype(np.int64)
    right = np.maximum(pairs.left, pairs.right)[chosen].astype(np.int64)
    strength = (pairs.short.astype(np.float64) + pairs.long)[chosen]
    # Both ends as one number: np.lexsort of the three takes twice as long for a million pairs.
    order = np.argsort((left << 32) | right)
    order = order[np.argsort(-strength[order], kind="stable")]
    return np.stack((left[order], right[order]), axis=1)
