"""How well scores rank pairs: average precision, the best F1, and the curve between."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tasks.evaluation.metrics import Scores

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """What accepting every pair with a score of at least `threshold` gives."""

    threshold: float
    scores: Scores


def curve(scores: NDArray[np.float64], labels: NDArray[np.bool_]) -> tuple[Point, ...]:
    """Return one point for each distinct score, the highest threshold first.

    scores: shape (pairs,), no NaN. labels: shape (pairs,), True where the pair belongs together.

    Raises:
        ValueError: shapes differ, a score is NaN, or no pair belongs together.
    """
    _check(scores, labels)
    order = np.argsort(-scores, kind="stable")
    ranked, hits = scores[order], np.cumsum(labels[order])
    # Pairs of one score are accepted together: what stands first among equals must not matter.
    last = np.flatnonzero(np.append(ranked[1:] != ranked[:-1], True))
    precision, recall = hits[last] / (last + 1), hits[last] / hits[-1]
    return tuple(
        Point(threshold=float(at), scores=Scores(precision=float(p), recall=float(r)))
        for at, p, r in zip(ranked[last], precision, recall, strict=True)
    )


def average_precision(scores: NDArray[np.float64], labels: NDArray[np.bool_]) -> float:
    """Return the mean of precision over the recall gained at each threshold, 0..1.

    Sum of (R_n - R_n-1) P_n, without interpolation, ties taken together.
    """
    points = curve(scores, labels)
    before = (0.0, *(point.scores.recall for point in points[:-1]))
    return sum(
        (point.scores.recall - reached) * point.scores.precision
        for point, reached in zip(points, before, strict=True)
    )


def best_f1(scores: NDArray[np.float64], labels: NDArray[np.bool_]) -> Point:
    """Return the point of the highest F1; of equals, the one with the highest threshold.

    The threshold is chosen on the labels it is scored on: an upper bound, no estimate.
    """
    return max(curve(scores, labels), key=lambda point: (point.scores.f1, point.threshold))


def _check(scores: NDArray[np.float64], labels: NDArray[np.bool_]) -> None:
    if scores.shape != labels.shape or scores.ndim != 1:
        raise ValueError(
            f"scores of shape {scores.shape} and labels of {labels.shape} do not run in step; "
            "give one score and one label a pair"
        )
    if np.isnan(scores).any():
        raise ValueError("a score is NaN and has no rank; leave the pair out, or score it 0")
    if not labels.any():
        raise ValueError("no pair belongs together, so there is nothing to rank; add such pairs")
