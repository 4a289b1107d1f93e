"""Every figure against its definition, counted article by article and pair by pair."""

from __future__ import annotations

from itertools import combinations
from time import process_time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.evaluation.metrics import (
    count_decisions,
    evaluate_partition,
    macro_mean,
    score_labels,
)

LABELS = st.integers(1, 9).flatmap(
    lambda count: st.tuples(
        *[st.lists(st.integers(0, 3), min_size=count, max_size=count) for _ in range(2)]
    )
)


def score(gold, predicted):
    return score_labels(np.array(gold, dtype=np.int64), np.array(predicted, dtype=np.int64))


def share_that_belongs(at, inside, among):
    """For the article `at`: which share of its cluster `inside` is also with it `among`."""
    mates = [other for other, label in enumerate(inside) if label == inside[at]]
    return sum(among[other] == among[at] for other in mates) / len(mates)


def together(labels):
    return {
        pair for pair in combinations(range(len(labels)), 2) if len({labels[i] for i in pair}) == 1
    }


@given(LABELS)
def test_b_cubed_is_the_mean_over_articles(labels):
    gold, predicted = labels
    found = score(gold, predicted).b_cubed
    count = range(len(gold))

    assert found.precision == pytest.approx(
        sum(share_that_belongs(at, predicted, gold) for at in count) / len(gold)
    )
    assert found.recall == pytest.approx(
        sum(share_that_belongs(at, gold, predicted) for at in count) / len(gold)
    )


@given(LABELS)
def test_pair_scores_count_pairs(labels):
    gold, predicted = map(together, labels)
    found = score(*labels).pairs

    assert found.precision == pytest.approx(
        len(gold & predicted) / len(predicted) if predicted else 1
    )
    assert found.recall == pytest.approx(len(gold & predicted) / len(gold) if gold else 1)


@given(LABELS)
def test_the_adjusted_rand_index_follows_its_confusion_of_pairs(labels):
    gold, predicted = map(together, labels)
    every = len(labels[0]) * (len(labels[0]) - 1) // 2
    both, neither = len(gold & predicted), every - len(gold | predicted)
    only_gold, only_predicted = len(gold - predicted), len(predicted - gold)
    # The form of the index over the four kinds of pairs (Warrens 2008).
    spread = (both + only_gold) * (only_gold + neither) + (both + only_predicted) * (
        only_predicted + neither
    )
    expected = 2 * (both * neither - only_gold * only_predicted) / spread if spread else 1

    assert score(*labels).ari == pytest.approx(expected)


@given(LABELS)
def test_names_of_clusters_do_not_matter(labels):
    gold, predicted = labels

    assert score([7 - one for one in gold], [one * 3 for one in predicted]) == score(
        gold, predicted
    )


@given(st.lists(st.integers(0, 3), min_size=1, max_size=9))
def test_a_partition_agrees_with_itself_wholly(labels):
    found = score(labels, labels)

    assert (found.b_cubed.f1, found.pairs.f1, found.ari) == (1, 1, 1)


def test_a_worked_case_has_the_figures_worked_by_hand():
    found = score([0, 0, 0, 1, 1], [0, 0, 1, 1, 1])

    assert found.b_cubed.precision == pytest.approx((1 + 1 + 1 / 3 + 2 / 3 + 2 / 3) / 5)
    assert found.pairs.precision == found.pairs.recall == 0.5
    assert found.ari == pytest.approx(1 / 6)


def test_a_rejected_article_counts_as_alone():
    gold = {"a": "s1", "b": "s1", "c": "s2"}

    found = evaluate_partition(gold, {"a": 1, "c": 2})

    assert (found.unplaced, found.pairs.recall, found.b_cubed.precision) == (1, 0, 1)


def test_two_rejected_articles_are_not_put_together():
    found = evaluate_partition({"a": "s1", "b": "s1"}, {})

    assert found.pairs.recall == 0


def test_predictions_without_gold_are_left_out():
    assert evaluate_partition({"a": 1}, {"a": 1, "z": 1}).articles == 1


def test_labels_of_different_lengths_are_refused():
    with pytest.raises(ValueError, match="one label an article"):
        score([1, 2], [1])


def test_twenty_thousand_articles_take_under_a_second():
    labels = np.arange(20_000, dtype=np.int64)
    start = process_time()

    score_labels(labels // 3, labels // 4)

    assert process_time() - start < 1


def test_decisions_are_counted_by_kind():
    found = count_decisions([True, True, False, False], [True, False, True, False])

    assert (found.count, found.scores.precision, found.scores.recall) == (4, 0.5, 0.5)


def test_nothing_claimed_is_precise_but_finds_nothing():
    scores = count_decisions([True], [False]).scores

    assert (scores.precision, scores.recall, scores.f1) == (1, 0, 0)


def test_the_macro_mean_of_nothing_is_refused():
    with pytest.raises(ValueError, match="no values"):
        macro_mean([])
