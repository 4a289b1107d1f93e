"""Copies grouped anew near what is new are the copies that a look at every pair would find."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from builders import an_article, attributed
from rooms import NO_PAIRS, a_room, evidence, pairs_of, rows, words_of

from flows.regrouping import regroup_copies
from tasks import batches

SEEDS = range(30)
ARTICLES = 90
RUNS = (30, 31, 55, 58, 70, 80, 90)
"""The last article of each run."""
NOBODY = np.zeros(1, np.int32)
COVERS = (0.4, 0.6, 0.8, 0.9)
ALIKE, IDENTICAL = 2, 3


class Counting:
    """The steps of a run; notes how many articles were grouped at a time."""

    def __init__(self):
        self.counts = []

    def copies_batch(self, count, *args):
        self.counts.append(count)
        return batches.copies_batch(count, *args)


def compared(covers, *, grades=None, copy=None):
    """Compared texts, by pair how much one covers the other; copies, if nothing else is said."""
    shares = pa.array(list(covers.values()), pa.float32())
    return pairs_of(
        covers,
        jaccard=shares,
        containment_left=shares,
        containment_right=shares,
        short_cover=shares,
        long_cover=shares,
        grade=pa.array(grades or [ALIKE] * len(covers), pa.uint8()),
        is_copy=pa.array(copy or [True] * len(covers), pa.bool_()),
    )


def drawn(chance, chances):
    """Compared texts near each other on a line: long chains, and thickets in them.

    Six of ten are copies, the others alike in part; many are equally strong.
    """
    spots = [chance.random() for _ in range(ARTICLES)]
    near = [
        (left, right)
        for left in range(1, ARTICLES + 1)
        for right in range(left + 1, ARTICLES + 1)
        if abs(spots[left - 1] - spots[right - 1]) < 0.03 and chance.random() < chances
    ]
    grades = [chance.choice([ALIKE, ALIKE, ALIKE, IDENTICAL]) for _ in near]
    return compared(
        {pair: chance.choice(COVERS) for pair in near},
        grades=grades,
        copy=[grade == IDENTICAL or chance.random() < 0.6 for grade in grades],
    )


def regrouped(room, new, copies, **known):
    places = np.zeros(max(new[1] + 1, len(copies)), np.int32)
    places[: len(copies)] = copies
    stand = room.store.groups.places(len(places) - 1)
    stand = replace(stand, stories=places, copies=places)
    found = regroup_copies(room, new, evidence(**known), stand)
    named = np.unique(found.groups[1:], return_inverse=True)[1] + 1
    return np.concatenate([[0], named]).astype(np.int32), found.changed


def partition(groups):
    return {frozenset(np.flatnonzero(groups == one).tolist()) for one in groups[1:]}


def moved(before, after):
    """The articles that are with others than before, or new."""
    old = {one: group for group in partition(before) for one in group}
    return {one for group in partition(after) for one in group if old.get(one) != group}


@pytest.mark.parametrize("seed", SEEDS)
def test_runs_group_copies_as_one_look_at_every_pair_does(seed):
    """Chains of copies, equal texts, pairs that go stale and copies that an editor parts."""
    chance = random.Random(seed)  # noqa: S311 - any pairs will do
    every = drawn(chance, chance.choice([0.4, 0.8]))
    prints = [f"text {chance.randrange(300)}" for _ in range(ARTICLES)]
    parted, copies, first = [], NOBODY, 1

    with a_room(Counting()) as room, a_room(batches) as whole:
        for last in RUNS:
            records = [an_article(f"n{no}", prints[no - 1]) for no in range(first, last + 1)]
            for each in (room, whole):
                each.store.articles.add(attributed(*records), run_no=1)
            new = rows(every, lambda _, right, of=(first, last): of[0] <= right <= of[1])
            stored = rows(every, lambda _, right, before=first: right < before)
            stale = rows(stored, lambda *_: chance.random() < 0.02).select([0, 1])
            gone = set(zip(*stale.to_pydict().values(), strict=True))
            every = rows(every, lambda *pair, gone=gone: pair not in gone)
            said = [tuple(sorted(chance.sample(range(1, last + 1), 2)))][: chance.randrange(2)]
            parted += said

            before, known = copies, {"judgements": words_of("part", parted)}
            copies, changed = regrouped(
                room,
                (first, last),
                before,
                text_pairs=new,
                stale_texts=stale,
                pending=pairs_of(said),
                **known,
            )
            room.store.statements.insert("insert_text_pairs", new)
            room.store.statements.insert("delete_text_pairs", stale)
            so_far = rows(every, lambda _, right, top=last: right <= top)
            expected, _ = regrouped(whole, (1, last), NOBODY, text_pairs=so_far, **known)

            assert partition(copies) == partition(expected)
            assert {*changed.tolist()} == moved(before, expected)
            first = last + 1


def test_a_pair_that_got_weaker_lets_another_come_first():
    """1 and 2 were one text; 2 was rewritten, and is more of 3 than of 1 now."""
    before = compared({(1, 2): 0.9, (2, 3): 0.8})
    with a_room(batches) as room:
        records = [an_article(f"n{no}", f"text {no}") for no in (1, 2, 3)]
        room.store.articles.add(attributed(*records), run_no=1)
        copies, _ = regrouped(room, (1, 3), NOBODY, text_pairs=before)
        room.store.statements.insert("insert_text_pairs", before)

        now = compared({(1, 2): 0.7})
        after, changed = regrouped(
            room, (4, 3), copies, text_pairs=now, stale_texts=pairs_of([(1, 2)])
        )

    assert partition(copies) == {frozenset({1, 2}), frozenset({3})}
    assert partition(after) == {frozenset({1}), frozenset({2, 3})}
    assert sorted(changed) == [1, 2, 3]


def test_one_more_filling_of_a_template_leaves_the_most_of_its_family_alone():
    """A thousand hang together by pairs; nothing but what the new one meets is grouped anew."""
    fillings = 1000
    family = compared({(no, no + 1): 0.8 for no in range(1, fillings)})
    with a_room(Counting()) as room:
        records = [an_article(f"n{no}", f"text {no}") for no in range(1, fillings + 2)]
        room.store.articles.add(attributed(*records[:-1]), run_no=1)
        before, _ = regrouped(room, (1, fillings), NOBODY, text_pairs=family)
        room.store.articles.add(attributed(records[-1]), run_no=2)
        room.store.statements.insert("insert_text_pairs", family)
        room.steps.counts.clear()

        new = compared({(fillings, fillings + 1): 0.8})
        regrouped(room, (fillings + 1, fillings + 1), before, text_pairs=new)

    assert max(room.steps.counts) < 20


def test_a_run_that_brings_nothing_groups_nothing():
    with a_room(Counting()) as room:
        room.store.articles.add(attributed(an_article("n1", "text")), run_no=1)

        same, changed = regrouped(
            room, (2, 1), np.array([0, 1], np.int32), text_pairs=compared({}), pending=NO_PAIRS
        )

    assert partition(same) == {frozenset({1})}
    assert not changed.size
