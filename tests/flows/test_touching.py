"""The stories that a run links anew, and those it leaves alone, are what a look at all finds."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from builders import an_article, attributed
from rooms import a_room, evidence, pairs_of, rows, words_of

from flows.neighbourhood import _seeds
from flows.order import LastingOrder
from flows.regrouping import Regrouped
from flows.touching import touched_stories
from tasks import batches
from tasks.clusters.belief import hold_back
from tasks.clusters.components import named_by_first
from tasks.clusters.stories import EDGE_FLOOR, StoryPairs

# 42 is one that finds a run linking only what came in last.
SEEDS = (*range(18), 42)
ARTICLES = 110
RUNS = (40, 41, 70, 74, 90, 110)
"""The last article of each run."""
THRESHOLD = 0.1
SCORES = (EDGE_FLOOR, 0.08, 0.12, 0.19, 0.2, 0.21, 0.3, 0.4)
NO_JUDGEMENT = words_of("join", [])


class Steps:
    """The steps of a run, where more than so many texts are no story."""

    def __init__(self, largest):
        self.largest = largest
        self.linked = []

    def stories_batch(self, copies, kin, tuning):
        self.linked.append(len(copies))
        found = batches.stories_batch(copies, kin, tuning)
        return hold_back(found.labels, copies, largest=self.largest)


def drawn(chance):
    """Reports near each other on a line: long chains of stories that touch, many equally near."""
    spots = [chance.random() for _ in range(ARTICLES)]
    near = [
        (left, right)
        for left in range(1, ARTICLES + 1)
        for right in range(left + 1, ARTICLES + 1)
        if abs(spots[left - 1] - spots[right - 1]) < 0.04 and chance.random() < 0.6
    ]
    scores = pa.array([chance.choice(SCORES) for _ in near], pa.float32())
    return pairs_of(near, score=scores)


def with_copies(chance):
    """The group of every article: by itself, or with one up to twenty before it."""
    groups = np.arange(ARTICLES + 1)
    for no in range(2, ARTICLES + 1):
        if chance.random() < 0.3:
            groups[no] = groups[no - chance.randrange(1, min(no, 20))]
    return groups


def as_before(room, places):
    """Where articles stand, with these stories and, of each, copies."""
    return replace(room.store.groups.places(len(places) - 1), stories=places, copies=places)


def linked(room, numbers, groups, kin, judgements):
    """The story of each of some articles, named by number; and whether one was held back."""
    order = LastingOrder.of(room.store.groups.places(len(groups) - 1).in_lasting_order(numbers))
    inside = order.within(kin)
    at = order.of_pairs(inside)
    words = {
        kind: order.of_pairs(order.within(judgements.filter(pa.compute.field("kind") == kind)))
        for kind in ("join", "part")
    }
    grouped = room.steps.stories_batch(
        named_by_first(groups[order.numbers]),
        StoryPairs(
            left=at[:, 0],
            right=at[:, 1],
            score=inside["score"].to_numpy(),
            must=words["join"],
            must_not=words["part"],
        ),
        room.tuning,
    )
    return dict(zip(order.numbers.tolist(), order.numbers[grouped.labels].tolist(), strict=True)), (
        grouped.held
    )


@pytest.mark.parametrize("largest", [1000, 3, 2])
@pytest.mark.parametrize("seed", SEEDS)
def test_runs_link_stories_as_one_look_at_every_report_does(seed, largest):
    """Groups that gain copies, pairs gone stale, editors' words; at times stories held back."""
    chance = random.Random(seed)  # noqa: S311 - any pairs will do
    every, groups = drawn(chance), with_copies(chance)
    stories = np.zeros(1, np.int32)
    judgements, first = NO_JUDGEMENT, 1

    with a_room(Steps(largest), story_threshold=THRESHOLD) as room:
        for last in RUNS:
            records = [an_article(f"n{no}", f"text {no}") for no in range(first, last + 1)]
            room.store.articles.add(attributed(*records), run_no=1)
            stored = rows(every, lambda _, right, before=first: right < before)
            stale = rows(stored, lambda *_: chance.random() < 0.01).select([0, 1])
            gone = set(zip(*stale.to_pydict().values(), strict=True))
            every = rows(every, lambda *pair, gone=gone: pair not in gone)
            said = words_of(
                chance.choice(["join", "part"]),
                [tuple(sorted(chance.sample(range(1, last + 1), 2)))][: chance.randrange(2)],
            )
            judgements = pa.concat_tables([judgements, said])
            new = rows(every, lambda _, right, of=(first, last): of[0] <= right <= of[1])
            known = evidence(
                text_pairs=every.slice(0, 0),
                story_pairs=new,
                stale_reports=stale,
                judgements=judgements,
                pending=said.select([0, 1]),
            )
            gained = np.isin(groups[: last + 1], groups[first : last + 1])
            regrouped = Regrouped(
                groups=groups[: last + 1], changed=np.flatnonzero(gained).astype(np.int32)
            )
            before = np.zeros(last + 1, np.int32)
            before[: len(stories)] = stories
            seeds = _seeds(room, (first, last), known, regrouped)

            numbers = touched_stories(room, known, regrouped, as_before(room, before), seeds)
            room.store.statements.insert("insert_story_pairs", new)
            room.store.statements.insert("delete_story_pairs", stale)
            so_far = rows(every, lambda _, right, top=last: right <= top)
            found, held = linked(room, numbers, regrouped.groups, so_far, judgements)
            stories = before.copy()
            stories[list(found)] = list(found.values())
            held_before = room.store.groups.counters()["held"]
            room.store.statements.run("set_counter", kind="held", next_no=held_before + len(held))

            everyone = np.arange(1, last + 1, dtype=np.int32)
            expected, _ = linked(room, everyone, regrouped.groups, so_far, judgements)
            assert partition(stories) == partition([0, *(expected[no] for no in everyone)])
            first = last + 1


def partition(stories):
    stories = np.array(stories)
    return {frozenset(np.flatnonzero(stories == one).tolist()) for one in stories[1:]}


def test_a_report_that_joins_one_story_leaves_a_chain_of_others_alone():
    """A thousand stories, each near the next; nothing but what the new one meets is linked anew."""
    stories = 1000
    twos = [(no, no + 1) for no in range(1, 2 * stories, 2)]
    between = [(no, no + 1) for no in range(2, 2 * stories, 2)]
    scores = pa.array([0.5] * len(twos) + [0.11] * len(between), pa.float32())
    chain = pairs_of(twos + between, score=scores)
    places = np.array([0, *(no for no in range(1, stories + 1) for _ in range(2)), 0], np.int32)
    new = 2 * stories + 1
    with a_room(Steps(1000), story_threshold=THRESHOLD) as room:
        records = [an_article(f"n{no}", f"text {no}") for no in range(1, new + 1)]
        room.store.articles.add(attributed(*records), run_no=1)
        room.store.statements.insert("insert_story_pairs", chain)
        kin = pairs_of([(new - 1, new)], score=pa.array([0.5], pa.float32()))
        known = evidence(text_pairs=chain.slice(0, 0), story_pairs=kin)
        groups = np.arange(new + 1, dtype=np.int64)
        regrouped = Regrouped(groups=groups, changed=np.array([new], np.int32))

        found = touched_stories(room, known, regrouped, as_before(room, places), regrouped.changed)

    assert new in found
    assert len(found) < 20
    assert max(room.steps.linked) < 20
