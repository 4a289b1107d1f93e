"""How well groups of copies agree with the truth that made news carries."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import orjson

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Precision, recall and F1 over pairs of articles that are together."""

    precision: float
    recall: float
    f1: float


def true_texts(news: Path) -> dict[str, str]:
    """Return the text that each article carries, by its id."""
    with news.open("rb") as lines:
        return {one["id"]: one["dup_cluster"] for one in map(orjson.loads, lines)}


def agreement(truth: Mapping[str, str], found: Mapping[str, Hashable]) -> Agreement:
    """Compare two partitions. An article that is not in `found` is alone."""
    grouped = {one: found.get(one, ("alone", one)) for one in truth}
    together = _pairs(Counter((truth[one], grouped[one]) for one in truth))
    precision = together / max(_pairs(Counter(grouped.values())), 1)
    recall = together / max(_pairs(Counter(truth.values())), 1)
    return Agreement(
        precision=precision,
        recall=recall,
        f1=2 * precision * recall / max(precision + recall, 1e-12),
    )


def _pairs(sizes: Counter[Hashable]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes.values())
