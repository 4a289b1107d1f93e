"""Choose the canonical article of many groups at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tasks.clusters.canonical import Contender, choose_canonical

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    import numpy.typing as npt

ALONE = "the only article"


@dataclass(frozen=True, slots=True, kw_only=True)
class Members:
    """Articles with their groups and all that a choice among them looks at; one entry each.

    positions: int64, what the caller knows them by, ascending.
    labels: int64, any integers. strengths: uint8, how surely the agency is it.
    centrality: float32, mean kinship to the others of the group. cut: bool, an
    excerpt of another member. copies: int32, size of its copy group.
    current: bool, canonical of its group until now.
    """

    positions: npt.NDArray[np.int64]
    labels: npt.NDArray[np.int64]
    article_ids: Sequence[str]
    published_at: Sequence[datetime | None]
    word_counts: npt.NDArray[np.int32]
    agencies: Sequence[str | None]
    strengths: npt.NDArray[np.uint8]
    own: npt.NDArray[np.bool_]
    centrality: npt.NDArray[np.float32]
    cut: npt.NDArray[np.bool_]
    copies: npt.NDArray[np.int32]
    current: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The canonical article of every group: its position, int64, by group in order of label."""

    labels: npt.NDArray[np.int64]
    positions: npt.NDArray[np.int64]
    reasons: Sequence[str]


def choose_each(members: Members) -> Chosen:
    """Choose for every group. A lone article needs no reasons."""
    labels, first, counts = np.unique(members.labels, return_index=True, return_counts=True)
    chosen = first.astype(np.int64)
    reasons = [ALONE] * len(labels)
    for at, among in _groups(members.labels, counts):
        contenders = [_contender(members, int(position)) for position in among]
        choice = choose_canonical(contenders)
        reasons[at] = choice.reason
        chosen[at] = next(p for p in among if members.article_ids[p] == choice.article_id)
    return Chosen(labels=labels, positions=members.positions[chosen], reasons=reasons)


def _groups(
    labels: npt.NDArray[np.int64], counts: npt.NDArray[np.intp]
) -> Iterator[tuple[int, npt.NDArray[np.intp]]]:
    """Yield (position among the labels, member positions) of every group of two or more."""
    order = np.argsort(labels, kind="stable")
    ends = np.cumsum(counts)
    for at in np.flatnonzero(counts > 1):
        yield int(at), order[ends[at] - counts[at] : ends[at]]


def _contender(members: Members, position: int) -> Contender:
    return Contender(
        article_id=members.article_ids[position],
        published_at=members.published_at[position],
        word_count=int(members.word_counts[position]),
        agency=members.agencies[position],
        agency_strength=int(members.strengths[position]),
        is_own=bool(members.own[position]),
        centrality=float(members.centrality[position]),
        is_whole=not members.cut[position],
        copies=int(members.copies[position]),
        current=bool(members.current[position]),
    )


def mean_kinship(
    count: int,
    labels: npt.NDArray[np.int64],
    pairs: tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.float32]],
) -> npt.NDArray[np.float32]:
    """Return each article's mean score to the others of its group; pairs not scored count as 0.

    pairs: left and right positions, and their scores.
    """
    left, right, scores = pairs
    inside = labels[left] == labels[right]
    total = np.bincount(left[inside], scores[inside], count)
    total += np.bincount(right[inside], scores[inside], count)
    _, group, sizes = np.unique(labels, return_inverse=True, return_counts=True)
    others = np.maximum(sizes[group] - 1, 1)
    # Rounded, so that the order of the additions cannot decide between equals.
    return np.round(total / others, 4).astype(np.float32)
