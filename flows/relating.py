"""Relate every variant to its story's canonical article: relation, similarity, containment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from tasks.clusters.relations import relations
from tasks.records import Relation

if TYPE_CHECKING:
    import numpy.typing as npt

    from flows.neighbourhood import Neighbourhood
    from flows.newsroom import Newsroom
    from flows.placing import Placed
    from tasks.clusters.stories import StoryPairs

# Variants compared with their canonicals at a time.
STEP_VARIANTS = 20_000


def relate(
    room: Newsroom, nearby: Neighbourhood, stories: Placed, copies: Placed, kin: StoryPairs
) -> pa.Table:
    """Return the rows of store.memberships for every article whose story or copy group changed.

    An article whose story is just as it was keeps its relation, unless its copy group has a new
    number; then it is related again, which gives the same figures.
    """
    changed = np.flatnonzero(stories.fresh | copies.fresh)
    canonical = stories.canonical[changed]
    alone = canonical == changed
    found = [Relation.CANONICAL] * len(changed)
    similarity = np.ones(len(changed), np.float32)
    containment = np.ones(len(changed), np.float32)
    variants = np.flatnonzero(~alone)
    scores = _scores(len(nearby.numbers), kin, changed[variants], canonical[variants])
    for start in range(0, len(variants), STEP_VARIANTS):
        part = slice(start, start + STEP_VARIANTS)
        at = variants[part]
        jaccard, share, grades = _compare(room, nearby, changed[at], canonical[at])
        similarity[at], containment[at] = jaccard, share
        for position, relation in zip(at, relations(grades, share, scores[part]), strict=True):
            found[position] = relation
    return pa.table(
        {
            "article_no": nearby.numbers[changed],
            "story_no": stories.carried.numbers[changed],
            "copy_no": copies.carried.numbers[changed],
            "relation": pa.array([relation.value for relation in found], pa.string()),
            "similarity": similarity,
            "containment": containment,
        }
    )


def _compare(
    room: Newsroom,
    nearby: Neighbourhood,
    variants: npt.NDArray[np.int64],
    canonical: npt.NDArray[np.int64],
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32], npt.NDArray[np.uint8]]:
    """Return Jaccard, the share of the variant found in the canonical, and the grade, of each."""
    pairs = pa.table({"left_no": nearby.numbers[variants], "right_no": nearby.numbers[canonical]})
    compared = room.steps.compare_texts_batch(room.store.articles.of_pairs(pairs), pairs)
    return (
        compared["jaccard"].to_numpy(),
        compared["containment_left"].to_numpy(),
        compared["grade"].to_numpy(),
    )


def _scores(
    count: int,
    kin: StoryPairs,
    left: npt.NDArray[np.int64],
    right: npt.NDArray[np.int64],
) -> npt.NDArray[np.float32]:
    """Return the kinship of each pair of positions, 0 where they were never compared."""
    known = np.minimum(kin.left, kin.right) * count + np.maximum(kin.left, kin.right)
    order = np.argsort(known)
    wanted = np.minimum(left, right) * count + np.maximum(left, right)
    if not len(known):
        return np.zeros(len(wanted), np.float32)
    at = order[np.minimum(np.searchsorted(known, wanted, sorter=order), len(known) - 1)]
    return np.where(known[at] == wanted, kin.score[at], np.float32(0)).astype(np.float32)
