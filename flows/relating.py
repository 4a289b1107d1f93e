"""Relate every variant to its story's canonical article: relation, similarity, containment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from flows.pairs import ends_of, rows_of
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
    room: Newsroom,
    nearby: Neighbourhood,
    stories: Placed,
    copies: Placed,
    kin: StoryPairs,
    *,
    anew: bool,
) -> pa.Table:
    """Return the rows of store.memberships for every article whose story or copy group changed.

    anew: compare all of them; else those that stand beside the same canonical article as before
    keep what was found of the two.
    """
    changed = np.flatnonzero(stories.fresh | copies.fresh)
    canonical = stories.canonical[changed]
    found, similarity, containment = _figures(room, nearby, changed)
    found[canonical == changed] = Relation.CANONICAL.value
    similarity[canonical == changed] = containment[canonical == changed] = 1
    kept = ~_to_compare(nearby, stories, changed) & (not anew)
    variants = np.flatnonzero((canonical != changed) & ~kept)
    # In the order in which they are stored: so a step reads its part of the texts.
    variants = variants[np.argsort(nearby.numbers[changed[variants]])]
    scores = _scores(kin, changed[variants], canonical[variants])
    for start in range(0, len(variants), STEP_VARIANTS):
        part = slice(start, start + STEP_VARIANTS)
        at = variants[part]
        jaccard, share, grades = _compare(room, nearby, changed[at], canonical[at])
        similarity[at], containment[at] = jaccard, share
        found[at] = [relation.value for relation in relations(grades, share, scores[part])]
    return pa.table(
        {
            "article_no": nearby.numbers[changed],
            "story_no": stories.carried.numbers[changed],
            "copy_no": copies.carried.numbers[changed],
            "relation": pa.array(found, pa.string()),
            "similarity": similarity,
            "containment": containment,
        }
    )


def _figures(
    room: Newsroom, nearby: Neighbourhood, at: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Return relation, similarity and containment as stored; of articles new to the store, none."""
    found = np.full(len(at), None, np.object_)
    figures = np.zeros((2, len(at)), np.float32)
    stored = room.store.groups.relations(nearby.numbers[at])
    order = np.argsort(nearby.numbers[at])
    rows = order[np.searchsorted(nearby.numbers[at], stored["article_no"], sorter=order)]
    found[rows] = stored["relation"].to_pylist()
    figures[:, rows] = stored["similarity"], stored["containment"]
    return found, figures[0], figures[1]


def _to_compare(
    nearby: Neighbourhood, stories: Placed, at: npt.NDArray[np.int64]
) -> npt.NDArray[np.bool_]:
    """Return which articles stand beside another canonical article than before, or another text.

    What is found of two texts follows from the two, and from their score as reports: so it is
    found again too where that no longer counts.
    """
    before = np.array([stories.before.get(int(no), -1) for no in nearby.old_stories[at]], np.int64)
    canonical = stories.canonical[at]
    rewritten = nearby.revised[at] | nearby.revised[canonical]
    stale = np.isin(nearby.numbers[at], np.concatenate(ends_of([nearby.stale])))
    other: npt.NDArray[np.bool_] = (before != canonical) | rewritten | stale
    return other


def _compare(
    room: Newsroom,
    nearby: Neighbourhood,
    variants: npt.NDArray[np.int64],
    canonical: npt.NDArray[np.int64],
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32], npt.NDArray[np.uint8]]:
    """Return Jaccard, the share of the variant found in the canonical, and the grade, of each.

    Most have met as candidate copies: what was found then is taken, and no text is read.
    """
    left, right = nearby.numbers[variants], nearby.numbers[canonical]
    figures, grades = np.zeros((2, len(left)), np.float32), np.zeros(len(left), np.uint8)
    rows = rows_of(ends_of([nearby.text_pairs]), (left, right))
    met = rows >= 0
    pairs = pa.table({"left_no": left, "right_no": right}).filter(~met)
    texts = room.at_hand.of_pairs(pairs, room.store.articles.read)
    compared = room.steps.compare_texts_batch(texts, pairs)
    before = nearby.text_pairs.take(rows[met])
    in_left, in_right = before["containment_left"], before["containment_right"]
    figures[0][met], figures[0][~met] = before["jaccard"], compared["jaccard"]
    figures[1][met] = np.where(left[met] < right[met], in_left, in_right)
    figures[1][~met] = compared["containment_left"]
    grades[met], grades[~met] = before["grade"], compared["grade"]
    return figures[0], figures[1], grades


def _scores(
    kin: StoryPairs, left: npt.NDArray[np.int64], right: npt.NDArray[np.int64]
) -> npt.NDArray[np.float32]:
    """Return the kinship of each pair of positions, 0 where they were never compared."""
    rows = rows_of((kin.left, kin.right), (left, right))
    return np.append(kin.score, np.float32(0))[rows]
