"""Put each listed pair of a labelled set before the shipped comparison, whatever became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tasks.evaluation.measure import PairFinding
from tasks.similarity.kinship import kinship
from tasks.similarity.salience import weigh_terms
from tasks.similarity.verify import Grade, compare_texts
from tasks.text.words import split_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from tasks.evaluation.gold import GoldPair
    from tasks.records import Report


def compare_listed(
    pairs: Sequence[GoldPair], articles: Mapping[str, Report]
) -> dict[tuple[str, str], PairFinding]:
    """Return what the shipped comparison says of each pair, by (left, right) as gold writes it.

    articles: as the run took them in, by the set's own ids. A pair of which one was rejected is
    left out, which `measure` counts as apart.
    """
    listed = [pair for pair in pairs if pair.left in articles and pair.right in articles]
    if not listed:
        return {}
    names = sorted({name for pair in listed for name in (pair.left, pair.right)})
    place = {name: at for at, name in enumerate(names)}
    left = np.array([place[pair.left] for pair in listed], dtype=np.int32)
    right = np.array([place[pair.right] for pair in listed], dtype=np.int32)
    chosen = [articles[name] for name in names]
    texts = [article.text for article in chosen]
    matches = compare_texts(split_words(texts), left, right)
    terms = weigh_terms([one.title for one in chosen], texts, [one.language for one in chosen])
    days = np.array([_days(articles[one.left], articles[one.right]) for one in listed], np.float32)
    scores = kinship(terms, left, right, days).score
    return {
        (pair.left, pair.right): PairFinding(
            copy=bool(matches.copy[at]),
            grade=Grade(int(matches.grade[at])).name.lower(),
            kinship=float(scores[at]),
        )
        for at, pair in enumerate(listed)
    }


def _days(left: Report, right: Report) -> float:
    """Return the calendar days between two articles, as the pipeline counts them; nan: unknown."""
    first, second = _day(left.published_at), _day(right.published_at)
    return float("nan") if first is None or second is None else float(abs(first - second))


def _day(moment: datetime | None) -> int | None:
    return None if moment is None else moment.date().toordinal()
