"""Stories: average linkage that is a function of the set, and what it refuses."""

from __future__ import annotations

from math import log2

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.clusters.linkage import UNIT, Rules, link
from tasks.clusters.stories import EDGE_FLOOR, THRESHOLD, StoryPairs, story_clusters

FIRM = THRESHOLD * 3


def pairs_of(scores, must=(), must_not=()):
    ends = np.array([*scores], np.int64).reshape(-1, 2)
    return StoryPairs(
        left=ends[:, 0],
        right=ends[:, 1],
        score=np.array([*scores.values()], np.float32),
        must=np.array(must, np.int64).reshape(-1, 2),
        must_not=np.array(must_not, np.int64).reshape(-1, 2),
    )


def clusters(count, scores, groups=None, **judged):
    given_groups = None if groups is None else np.array(groups, np.int64)
    return story_clusters(count, pairs_of(scores, **judged), given_groups).tolist()


def all_pairs(members, score):
    return {(i, j): score for i in members for j in members if i < j}


score_tables = st.integers(2, 9).flatmap(
    lambda count: st.tuples(
        st.just(count),
        st.dictionaries(
            st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)).filter(
                lambda ends: ends[0] < ends[1]
            ),
            # Few values, so that ties are common.
            st.sampled_from([0.04, 0.13, 0.2, 0.25, 0.31, 0.5, 0.9]),
        ),
    )
)


class Slow:
    """Average linkage as its definition reads: every two groups looked at before each merge."""

    def __init__(self, weights, units, barred, rules):
        self.weights, self.units, self.barred, self.rules = weights, units, barred, rules

    def texts(self, group):
        return int(sum(self.weights[i] for i in group))

    def total(self, one, other):
        return sum(self.units.get((min(i, j), max(i, j)), 0) for i in one for j in other)

    def within(self, group):
        texts = self.texts(group)
        inner = sum(self.total([i], [j]) for k, i in enumerate(group) for j in group[k + 1 :])
        return inner / (UNIT * float(texts) * float(texts - 1) / 2) if texts > 1 else 0.0

    def offer(self, one, other):
        mine, theirs = self.texts(one), self.texts(other)
        mean = self.total(one, other) / (UNIT * float(mine) * float(theirs))
        if mine * theirs == 1:
            return mean - self.rules.lone
        doublings = min(log2(min(mine, theirs)), self.rules.doublings)
        tightest = max(self.within(one), self.within(other))
        return mean - self.rules.size * doublings - self.rules.closeness * tightest

    def allowed(self, one, other):
        met = {(min(i, j), max(i, j)) for i in one for j in other}
        return not met & self.barred and self.total(one, other) > 0

    def groups(self):
        groups = [[i] for i in range(len(self.weights))]
        while True:
            offers = [
                (-self.offer(one, other), one, other)
                for one in groups
                for other in groups
                if one[0] < other[0] and self.allowed(one, other)
            ]
            offers = [each for each in offers if -each[0] >= self.rules.threshold]
            if not offers:
                return sorted(groups)
            _, one, other = min(offers, key=lambda each: (each[0], each[1][0], each[2][0]))
            groups = [g for g in groups if g not in (one, other)] + [sorted(one + other)]


@settings(max_examples=150, deadline=None)
@given(table=score_tables, data=st.data())
def test_the_quick_linkage_does_what_the_definition_says(table, data):
    count, scores = table
    weights = data.draw(st.lists(st.integers(1, 3), min_size=count, max_size=count))
    ends = data.draw(st.permutations(list(scores)))
    barred = set(data.draw(st.lists(st.sampled_from(ends), max_size=2))) if ends else set()
    rules = Rules(threshold=0.12, lone=0.09, size=0.04, doublings=4.0, closeness=0.2)
    units = {
        (i, j): round(score * UNIT) * weights[i] * weights[j] for (i, j), score in scores.items()
    }

    found = link(
        np.array(weights, np.int64),
        np.array([i for i, _ in ends], np.int64),
        np.array([j for _, j in ends], np.int64),
        np.array([units[each] for each in ends], np.int64),
        np.array([each in barred for each in ends], np.bool_),
        rules,
    )

    members = [np.flatnonzero(found == name).tolist() for name in np.unique(found)]
    assert sorted(members) == Slow(weights, units, barred, rules).groups()


@settings(max_examples=60, deadline=None)
@given(table=score_tables, data=st.data())
def test_the_order_of_the_pairs_and_their_ends_changes_nothing(table, data):
    count, scores = table
    shuffled = data.draw(st.permutations(list(scores.items())))
    turned = {(j, i): score for (i, j), score in shuffled}

    assert clusters(count, turned) == clusters(count, scores)


@settings(max_examples=60, deadline=None)
@given(table=score_tables, other=score_tables)
def test_what_shares_no_pair_with_a_story_cannot_change_it(table, other):
    (count, scores), (more, strangers) = table, other
    beside = {(i + count, j + count): score for (i, j), score in strangers.items()}

    together = clusters(count + more, scores | beside)

    assert together[:count] == clusters(count, scores)


def test_a_chain_of_near_neighbours_is_not_one_story():
    chain = {(i, i + 1): FIRM for i in range(19)}

    assert np.bincount(clusters(20, chain)).max() < 5


def test_a_story_is_named_by_its_smallest_article():
    assert clusters(5, all_pairs([1, 3, 4], FIRM)) == [0, 1, 2, 1, 1]


def test_two_lone_texts_need_more_than_a_third_that_joins_them():
    enough_to_join = THRESHOLD * 1.6
    lone = clusters(2, {(0, 1): enough_to_join})

    joined = clusters(3, {(0, 1): FIRM, (0, 2): enough_to_join, (1, 2): enough_to_join})

    assert (lone, joined) == ([0, 1], [0, 0, 0])


def test_a_text_must_be_nearer_to_join_a_tight_story_than_a_loose_one():
    newcomer = {(0, 2): THRESHOLD * 1.5, (1, 2): THRESHOLD * 1.5}

    loose = clusters(3, {(0, 1): FIRM} | newcomer)
    tight = clusters(3, {(0, 1): 0.95} | newcomer)

    assert (loose, tight) == ([0, 0, 0], [0, 0, 2])


def test_two_large_look_alike_stories_stay_apart_where_two_small_ones_would_join():
    def two_stories(size):
        one, other = list(range(size)), list(range(size, 2 * size))
        across = {(i, j): 0.23 for i in one for j in other}
        return len(set(clusters(2 * size, all_pairs(one, 0.4) | all_pairs(other, 0.4) | across)))

    assert (two_stories(2), two_stories(12)) == (1, 2)


def test_scores_below_the_floor_count_as_none():
    weak = np.nextafter(np.float32(EDGE_FLOOR), np.float32(0))
    story = all_pairs([0, 1, 2], FIRM)
    beside = {(i, 3): weak for i in range(3)}

    assert clusters(4, story | beside) == clusters(4, story)


def test_copies_stay_together_though_nothing_else_joins_them():
    assert clusters(4, {}, groups=[7, 8, 7, 9]) == [0, 1, 0, 3]


def test_a_hundred_reprints_do_not_pull_a_rewrite_out_of_its_story():
    # Articles 0 to 3 are the story; 3 is also near a text that was reprinted a hundred times.
    story = all_pairs(range(4), FIRM)
    reprints = range(4, 104)
    near = {(3, j): FIRM * 0.8 for j in reprints}
    copied = all_pairs(reprints, 0.9)

    found = clusters(104, story | near | copied, groups=[0, 1, 2, 3] + [4] * 100)

    assert found[:4] == [0, 0, 0, 0]


def test_a_group_of_copies_scores_as_one_text():
    rewrites = {(0, 1): FIRM, (0, 2): FIRM, (1, 2): FIRM, (2, 3): FIRM, (0, 3): FIRM, (1, 3): FIRM}

    with_copies = clusters(5, rewrites | {(i, 4): FIRM for i in range(4)}, groups=[0, 1, 2, 3, 3])

    assert with_copies == [0, 0, 0, 0, 0]


def test_an_editors_join_holds_without_any_kinship():
    assert clusters(3, {}, must=[(0, 2)]) == [0, 1, 0]


def test_an_editors_part_holds_against_any_kinship():
    story = all_pairs([0, 1, 2, 3], 0.9)

    found = clusters(4, story, must_not=[(0, 3)])

    assert found[0] != found[3]


def test_an_editors_part_does_not_part_copies():
    assert clusters(2, {}, groups=[0, 0], must_not=[(0, 1)]) == [0, 0]


def test_no_articles_are_no_stories():
    assert clusters(0, {}) == []
