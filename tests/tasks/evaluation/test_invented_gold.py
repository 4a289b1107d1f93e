"""The invented gold set is well formed and holds what its note says."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

from tasks.evaluation.gold import read_gold
from tasks.evaluation.measure import Findings, PairFinding, measure

FOLDER = Path(__file__).parents[2] / "gold" / "invented"
GRADE_NAMES = {"version": "revision", "shared_background": "background"}


@pytest.fixture(scope="module")
def gold():
    return read_gold(FOLDER)


def test_it_has_the_counts_its_note_gives(gold):
    counts = (len(gold.articles), len(set(gold.stories.values())), len(set(gold.copies.values())))

    assert counts == (40, 13, 26)


def test_a_group_of_copies_lies_within_one_story(gold):
    stories = {}
    for article, group in gold.copies.items():
        stories.setdefault(group, set()).add(gold.stories[article])

    assert all(len(names) == 1 for names in stories.values())


def test_pairs_say_copy_exactly_where_the_groups_do(gold):
    listed = {frozenset((pair.left, pair.right)): pair.label for pair in gold.copy_pairs}
    copies = {
        frozenset(pair)
        for pair in combinations(gold.copies, 2)
        if gold.copies[pair[0]] == gold.copies[pair[1]]
    }

    assert {pair for pair, label in listed.items() if label} == copies


def test_no_story_spans_two_languages(gold):
    languages = {}
    for article in gold.articles:
        languages.setdefault(article.cluster, set()).add(article.language)

    assert sorted(map(sorted, languages.values())).count(["es"]) == 1
    assert all(len(names) == 1 for names in languages.values())


def test_whoever_finds_its_labels_scores_one_everywhere(gold):
    pairs = {
        (pair.left, pair.right): PairFinding(
            copy=bool(pair.label), grade=GRADE_NAMES.get(pair.grade, pair.grade)
        )
        for pair in gold.copy_pairs
    }
    figures = measure(gold, Findings(stories=gold.stories, copies=gold.copies, pairs=pairs))

    assert {one.value for one in figures} == {1.0}


def test_whoever_joins_everything_does_not(gold):
    all_one = dict.fromkeys(gold.stories, "one")
    figures = {
        one.measure: one.value for one in measure(gold, Findings(stories=all_one, copies=all_one))
    }

    assert figures["stories.b_cubed_f1"] < 0.2
    assert figures["background.apart"] == 0
