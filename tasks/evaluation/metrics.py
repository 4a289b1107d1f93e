"""How well a partition or a set of pair decisions agrees with gold: definitions and figures.

docs/evaluation.md gives each definition with its source. Partitions are scored from the table of
counts n_ij (articles of gold cluster i in predicted cluster j), so 20,000 articles take
milliseconds; the tests hold each figure against its definition, article by article.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """Precision, recall and their harmonic mean, each 0..1.

    Where nothing was claimed precision is 1 (nothing claimed was wrong), and where there was
    nothing to find recall is 1; F1 is 0 where either is 0.
    """

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PartitionScores:
    """Agreement of two partitions of the same articles.

    `unplaced` articles had no prediction (rejected on the way); each counts as alone.
    """

    articles: int
    unplaced: int
    b_cubed: Scores
    pairs: Scores
    ari: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """Yes-or-no decisions counted against gold."""

    true_positives: int
    false_positives: int
    false_negatives: int
    true_negatives: int

    @property
    def count(self) -> int:
        """How many decisions there were."""
        return (
            self.true_positives + self.false_positives + self.false_negatives + self.true_negatives
        )

    @property
    def scores(self) -> Scores:
        """Precision and recall of the yes decisions."""
        return _scores(
            self.true_positives,
            self.true_positives + self.false_positives,
            self.true_positives + self.false_negatives,
        )


@dataclass(frozen=True, slots=True)
class _Counts:
    """The non-empty cells n_ij of the table, each beside its row's and its column's sum."""

    cells: NDArray[np.float64]
    gold_sums: NDArray[np.float64]
    predicted_sums: NDArray[np.float64]
    gold_sizes: NDArray[np.float64]
    predicted_sizes: NDArray[np.float64]


def evaluate_partition(
    gold: Mapping[str, Hashable], predicted: Mapping[str, Hashable]
) -> PartitionScores:
    """Return how well `predicted` agrees with `gold`; both map article ids to cluster labels.

    Articles without a gold label are left out. One without a prediction counts as alone: what
    the pipeline loses costs recall.
    """
    placed = [article for article in gold if article in predicted]
    unplaced = len(gold) - len(placed)
    gold_codes = _codes([gold[one] for one in gold])
    alone = {article: ("alone", article) for article in gold}
    predicted_codes = _codes([("in", predicted[o]) if o in predicted else alone[o] for o in gold])
    return score_labels(gold_codes, predicted_codes, unplaced=unplaced)


def score_labels(
    gold: NDArray[np.int64], predicted: NDArray[np.int64], *, unplaced: int = 0
) -> PartitionScores:
    """Return the scores of two label arrays, shape (articles,), in the same article order.

    Raises:
        ValueError: the arrays differ in length.
    """
    if gold.shape != predicted.shape or gold.ndim != 1:
        raise ValueError(
            f"labels of shapes {gold.shape} and {predicted.shape} cannot be compared; "
            "give one label an article in both"
        )
    counts = _count(gold, predicted)
    return PartitionScores(
        articles=len(gold),
        unplaced=unplaced,
        b_cubed=_b_cubed(counts, len(gold)),
        pairs=_pairs(counts),
        ari=_ari(counts, len(gold)),
    )


def count_decisions(gold: Iterable[bool], predicted: Iterable[bool]) -> Decisions:
    """Return the decisions counted; the two run in step."""
    table = {(True, True): 0, (True, False): 0, (False, True): 0, (False, False): 0}
    for pair in zip(gold, predicted, strict=True):
        table[pair] += 1
    return Decisions(
        true_positives=table[True, True],
        false_negatives=table[True, False],
        false_positives=table[False, True],
        true_negatives=table[False, False],
    )


def macro_mean(values: Sequence[float]) -> float:
    """Return the plain mean over sets: each set counts the same, whatever its size."""
    if not values:
        raise ValueError("no values to take a mean of; leave the row out")
    return sum(values) / len(values)


def _codes(labels: Sequence[Hashable]) -> NDArray[np.int64]:
    numbers: dict[Hashable, int] = {}
    coded = [numbers.setdefault(label, len(numbers)) for label in labels]
    return np.array(coded, dtype=np.int64)


def _count(gold: NDArray[np.int64], predicted: NDArray[np.int64]) -> _Counts:
    _, gold_codes, gold_sizes = np.unique(gold, return_inverse=True, return_counts=True)
    _, codes, sizes = np.unique(predicted, return_inverse=True, return_counts=True)
    keys, cells = np.unique(gold_codes * max(len(sizes), 1) + codes, return_counts=True)
    rows, columns = np.divmod(keys, max(len(sizes), 1))
    return _Counts(
        cells.astype(np.float64),
        gold_sizes[rows].astype(np.float64),
        sizes[columns].astype(np.float64),
        gold_sizes.astype(np.float64),
        sizes.astype(np.float64),
    )


def _b_cubed(counts: _Counts, articles: int) -> Scores:
    """Return the mean share of an article's predicted (gold) cluster that belongs with it."""
    if not articles:
        return Scores(precision=1.0, recall=1.0)
    squares = counts.cells**2
    # fsum is exact in any order, so that renaming clusters leaves the last digit alone.
    return Scores(
        precision=fsum(squares / counts.predicted_sums) / articles,
        recall=fsum(squares / counts.gold_sums) / articles,
    )


def _pairs(counts: _Counts) -> Scores:
    return _scores(
        _pairs_in(counts.cells), _pairs_in(counts.predicted_sizes), _pairs_in(counts.gold_sizes)
    )


def _ari(counts: _Counts, articles: int) -> float:
    """Return the adjusted Rand index: 1 agreement, about 0 chance."""
    together = _pairs_in(counts.cells)
    gold, predicted = _pairs_in(counts.gold_sizes), _pairs_in(counts.predicted_sizes)
    every = articles * (articles - 1) / 2
    expected = gold * predicted / every if every else 0.0
    most = (gold + predicted) / 2
    # Both all alone, or both all in one: the same partition, and no room for chance.
    return (together - expected) / (most - expected) if most != expected else 1.0


def _pairs_in(sizes: NDArray[np.float64]) -> float:
    return float((sizes * (sizes - 1)).sum()) / 2


def _scores(right: float, claimed: float, to_find: float) -> Scores:
    return Scores(
        precision=right / claimed if claimed else 1.0,
        recall=right / to_find if to_find else 1.0,
    )
