"""Which articles tell one story: average linkage over kinship, copies moving as one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from tasks.clusters.components import components, named_by_first
from tasks.clusters.linkage import UNIT, Rules, link
from tasks.text.threads import in_two

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Two groups of texts tell one story where their texts are, in the mean, kin to this degree, and
# by the penalties below more. The curve around each: docs/decisions/0004-stories.md.
THRESHOLD = 0.10

# Two lone texts must be nearer by this part of the threshold: one score is one witness, a
# group's mean is many.
LONE_PENALTY = 0.85

# What a merge must offer more for each doubling of the smaller group, in parts of the threshold,
# up to 16 texts: two large stories that look alike are more often two events than one.
SIZE_PENALTY = 0.33
DOUBLINGS = 4.0

# What it must offer more for the tighter group's own mean score: who joins texts that are close
# to each other must be close to them, too.
CLOSENESS = 0.1

# Weaker kinship counts as none and need not be kept.
EDGE_FLOOR = 0.05

# Pairs are read within so many days of each other, where both dates are known: at 14 days the
# time factor alone leaves a third of a score.
WINDOW_DAYS = 14

# A key that more articles carry is a subject (a summit, a season), not a story.
BUCKET_CAP = 400

# Fewer pairs are linked sooner than a second thread is started.
PAIRS_FOR_THREADS = 20_000


def _no_pairs() -> NDArray[np.int64]:
    """Return an empty list of pairs."""
    return np.zeros((0, 2), np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPairs:
    """What is known of pairs of articles: kinship, and what editors said.

    `left`, `right`, `score`: one pair of article indexes each, at most once, score 0..1; a pair
    not given scores 0. `must` and `must_not`, int64 (k, 2): pairs an editor joined or parted.
    """

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    score: NDArray[np.float32]
    must: NDArray[np.int64] = field(default_factory=_no_pairs)
    must_not: NDArray[np.int64] = field(default_factory=_no_pairs)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Nodes:
    """What linkage starts from: articles that begin together are one node.

    `node` (per article) and `weight` (per node: how many texts, a group of copies being one).
    `left`, `right`, `units`: the summed scores of pairs of nodes, left < right, in key order.
    """

    node: NDArray[np.int64]
    weight: NDArray[np.int64]
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    units: NDArray[np.int64]


def story_clusters(
    count: int,
    pairs: StoryPairs,
    groups: NDArray[np.int64] | None = None,
    *,
    threshold: float = THRESHOLD,
) -> NDArray[np.int64]:
    """Return each article's story, named by its smallest article; int64 (count,).

    A function of the set of articles and scores: the order of the pairs changes nothing, and ties
    fall to the smaller index (give indexes in article-id order). `groups` are labels of copies,
    one an article: copies begin together, are never parted, and count as one text that scores the
    mean of its members, so that a hundred reprints weigh no more than one rewrite.
    """
    nodes = _nodes(count, pairs, groups)
    barred = _between(nodes.node, pairs.must_not)
    left, right, units, apart = _with_barred(nodes, barred)
    island = _islands(nodes, threshold)
    inside = island[left] == island[right]

    def linked(rows: NDArray[np.bool_]) -> NDArray[np.int64]:
        return link(
            nodes.weight, left[rows], right[rows], units[rows], apart[rows], _rules(threshold)
        )

    if np.count_nonzero(inside) < PAIRS_FOR_THREADS:
        return named_by_first(linked(inside)[nodes.node])
    # No story reaches from one island to another: half of the pairs, whole islands of them, each.
    second = island > np.median(island[left[inside]])
    halves = inside & ~second[left], inside & second[left]
    found = in_two(2, 2, lambda part: [linked(rows) for rows in halves[part]])
    one, two = (groups for some in found for groups in some)
    return named_by_first(np.where(second, two, one)[nodes.node])


def islands(
    count: int, pairs: StoryPairs, groups: NDArray[np.int64], *, threshold: float = THRESHOLD
) -> NDArray[np.int32]:
    """Return each article's island, int32 (count,): no story reaches from one to another.

    Parameters as those of `story_clusters`, of which this is the beginning.
    """
    nodes = _nodes(count, pairs, groups)
    return _islands(nodes, threshold)[nodes.node]


def _islands(nodes: _Nodes, threshold: float) -> NDArray[np.int32]:
    """Return the island of each node."""
    # Linkage means are at most the best score between two clusters, so what no strong pair
    # connects can never merge: weaker pairs across islands may be left out, exactly.
    strong = nodes.units >= threshold * UNIT * nodes.weight[nodes.left] * nodes.weight[nodes.right]
    ends = nodes.left[strong].astype(np.int32), nodes.right[strong].astype(np.int32)
    return components(nodes.weight.size, *ends)


def _rules(threshold: float) -> Rules:
    """Return what a merge must offer where groups may be as loose as `threshold`."""
    return Rules(
        threshold=threshold,
        size=SIZE_PENALTY * threshold,
        lone=LONE_PENALTY * threshold,
        doublings=DOUBLINGS,
        closeness=CLOSENESS,
    )


def _ranked(labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the labels renumbered from 0 in order of their smallest member."""
    return np.unique(named_by_first(labels), return_inverse=True)[1].astype(np.int64)


def _nodes(count: int, pairs: StoryPairs, groups: NDArray[np.int64] | None) -> _Nodes:
    """Return what linkage starts from: copies as one text, then texts an editor joined."""
    group = _ranked(np.arange(count) if groups is None else np.asarray(groups, np.int64))
    members = np.bincount(group, minlength=count)
    kept = pairs.score >= EDGE_FLOOR
    units = np.round(pairs.score[kept].astype(np.float64) * UNIT).astype(np.int64)
    left, right, units = _summed(group[pairs.left[kept]], group[pairs.right[kept]], units)
    units //= members[left] * members[right]
    joined = _between(group, pairs.must).astype(np.int32)
    node = np.arange(int(group.max(initial=-1)) + 1)
    if len(joined):
        node = _ranked(components(len(node), joined[:, 0], joined[:, 1]).astype(np.int64))
        left, right, units = _summed(node[left], node[right], units)
    return _Nodes(
        node=node[group],
        weight=np.bincount(node).astype(np.int64),
        left=left,
        right=right,
        units=units,
    )


def _between(node: NDArray[np.int64], given: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return pairs of articles as pairs of different nodes, int64 (k, 2), smaller first."""
    met = np.sort(node[np.asarray(given, np.int64).reshape(-1, 2)], axis=1)
    return np.unique(met[met[:, 0] != met[:, 1]], axis=0)


def _summed(
    left: NDArray[np.int64], right: NDArray[np.int64], units: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return each pair of different nodes once, smaller first and in order, with its sum."""
    low, high = np.minimum(left, right), np.maximum(left, right)
    apart = low != high
    size = int(high.max(initial=0)) + 1
    keys = low[apart] * size + high[apart]
    # np.unique would put them in order once more to say which was where.
    order = np.argsort(keys)
    keys = keys[order]
    first = np.flatnonzero(np.diff(keys, prepend=-1))
    sums = np.add.reduceat(units[apart][order], first)
    return keys[first] // size, keys[first] % size, sums


def _with_barred(
    nodes: _Nodes, barred: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """Return the pairs of nodes, those that must not meet among them, and which these are."""
    count = nodes.weight.size
    if not len(barred):
        return nodes.left, nodes.right, nodes.units, np.zeros(nodes.left.size, np.bool_)
    left, right, units = _summed(
        np.concatenate((nodes.left, barred[:, 0])),
        np.concatenate((nodes.right, barred[:, 1])),
        np.concatenate((nodes.units, np.zeros(len(barred), np.int64))),
    )
    apart = np.isin(left * count + right, barred[:, 0] * count + barred[:, 1])
    return left, right, units, apart
