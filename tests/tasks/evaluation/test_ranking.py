"""Rankings against their definitions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.evaluation.ranking import average_precision, best_f1, curve

RANKED = st.lists(
    st.tuples(st.sampled_from([0.1, 0.2, 0.5, 0.9]), st.booleans()), min_size=1, max_size=12
).filter(lambda pairs: any(label for _, label in pairs))


def arrays(pairs):
    scores, labels = zip(*pairs, strict=True)
    return np.array(scores, dtype=np.float64), np.array(labels, dtype=np.bool_)


def accepted(pairs, threshold):
    taken = [label for score, label in pairs if score >= threshold]
    return sum(taken) / len(taken), sum(taken) / sum(label for _, label in pairs)


@given(RANKED)
def test_each_point_of_the_curve_is_what_its_threshold_accepts(pairs):
    for point in curve(*arrays(pairs)):
        precision, recall = accepted(pairs, point.threshold)

        assert point.scores.precision == pytest.approx(precision)
        assert point.scores.recall == pytest.approx(recall)


@given(RANKED)
def test_average_precision_weighs_precision_by_recall_gained(pairs):
    total, reached = 0.0, 0.0
    for threshold in sorted({score for score, _ in pairs}, reverse=True):
        precision, recall = accepted(pairs, threshold)
        total, reached = total + (recall - reached) * precision, recall

    assert average_precision(*arrays(pairs)) == pytest.approx(total)


@given(RANKED)
def test_no_threshold_beats_the_best(pairs):
    points = curve(*arrays(pairs))

    assert best_f1(*arrays(pairs)).scores.f1 == max(point.scores.f1 for point in points)


@given(RANKED, st.randoms(use_true_random=False))
def test_the_order_of_pairs_does_not_matter(pairs, chance):
    shuffled = chance.sample(pairs, len(pairs))

    assert curve(*arrays(shuffled)) == curve(*arrays(pairs))


@pytest.mark.parametrize(
    ("pairs", "complaint"),
    [([(float("nan"), True)], "NaN"), ([(0.5, False)], "nothing to rank")],
)
def test_what_cannot_be_ranked_is_refused(pairs, complaint):
    with pytest.raises(ValueError, match=complaint):
        curve(*arrays(pairs))


def test_scores_and_labels_must_run_in_step():
    with pytest.raises(ValueError, match="run in step"):
        curve(np.zeros(2), np.zeros(3, dtype=np.bool_))
