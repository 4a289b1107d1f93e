"""A walk from what is new finds what a look at the whole store would find connected to it."""

from __future__ import annotations

import random

import numpy as np
import pyarrow as pa
import pytest
from rooms import a_room, evidence, pairs_of, words_of

from flows.neighbourhood import _connected
from flows.regrouping import Regrouped
from flows.walking import members, walk
from storage.groups import Places
from tasks.clusters.components import components, touched
from tasks.clusters.stories import EDGE_FLOOR, StoryPairs, islands

SEEDS = range(25)
ARTICLES = 40
NEW = (36, 40)
THRESHOLD = 0.1


def numbers(some):
    return np.array(some, np.int32)


def drawn(chance, count):
    """Pairs of articles that are near each other by number, as news is; each once."""
    found = set()
    for _ in range(count):
        left = chance.randrange(1, ARTICLES)
        found.add((left, min(ARTICLES, left + chance.randrange(1, 6))))
    return sorted(pair for pair in found if pair[0] < pair[1])


def scored(chance, some):
    scores = [chance.choice([EDGE_FLOOR, 0.09, 0.11, 0.3]) for _ in some]
    return pairs_of(some, score=pa.array(scores, pa.float32()))


def is_new(pair):
    return pair[1] >= NEW[0]


@pytest.mark.parametrize("seed", SEEDS)
def test_what_seeds_are_tied_to_is_what_a_look_at_all_pairs_finds(seed):
    chance = random.Random(seed)  # noqa: S311 - any pairs will do
    every = drawn(chance, 22)
    kin = scored(chance, every)
    joins = [pair[:: chance.choice([1, -1])] for pair in drawn(chance, 3)]
    stale = pairs_of([pair for pair in every if not is_new(pair) and chance.random() < 0.1])
    groups = np.array([0, *(chance.randrange(1, 31) for _ in range(ARTICLES))], np.int64)
    old = np.array([0, *(chance.randrange(1, 34) for _ in range(NEW[0] - 1)), *[0] * 5], np.int32)
    seeds = numbers(range(NEW[0], NEW[1] + 1))
    fresh = [is_new(pair) for pair in every]

    with a_room(None, story_threshold=THRESHOLD) as room:
        room.store.statements.insert("insert_story_pairs", kin.filter([not one for one in fresh]))
        known = evidence(
            story_pairs=kin.filter(fresh), stale_reports=stale, judgements=words_of("join", joins)
        )
        regrouped = Regrouped(groups=groups, changed=seeds)
        places = Places(stories=old, copies=old)
        found = _connected(room, known, regrouped, places, seeds)

    kept = [pair not in set(zip(*stale.to_pydict().values(), strict=True)) for pair in every]
    assert found.tolist() == tied(kin.filter(kept), joins, groups, old, seeds)


def tied(kin, joins, groups, old, seeds):
    """All that islands of the whole store and old stories connect to the seeds."""
    island = islands(
        len(groups),
        StoryPairs(
            left=kin["left_no"].to_numpy().astype(np.int64),
            right=kin["right_no"].to_numpy().astype(np.int64),
            score=kin["score"].to_numpy(),
            must=np.array(joins, np.int64).reshape(-1, 2),
        ),
        groups,
        threshold=THRESHOLD,
    )
    placed = np.flatnonzero(old)
    above = int(island.max()) + 1
    linked = components(above + int(old.max()) + 1, island[placed], above + old[placed])
    inside = touched(linked, island[seeds])[island]
    inside[0] = False
    return np.flatnonzero(inside).tolist()


def test_a_walk_asks_of_each_article_once():
    asked = []

    def beside(some):
        asked.extend(some.tolist())
        return numbers([one + 1 for one in some.tolist() if one < 9])

    assert walk(numbers([3, 5]), beside).tolist() == [3, 4, 5, 6, 7, 8, 9]
    assert sorted(asked) == [3, 4, 5, 6, 7, 8, 9]


@pytest.mark.parametrize(
    ("some", "found"), [([], []), ([1], [1, 3]), ([2], [2]), ([3, 4], [1, 3, 4, 5]), ([0], [0])]
)
def test_members_are_all_of_a_group_and_none_of_no_group(some, found):
    groups = np.array([0, -7, 0, -7, 2, 2], np.int64)

    assert members(groups, numbers(some)).tolist() == found
