"""Turn a labelled set and what a run found in it into figures."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from tasks.evaluation.metrics import (
    PartitionScores,
    Scores,
    count_decisions,
    evaluate_partition,
    macro_mean,
)
from tasks.evaluation.ranking import average_precision

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence

    from tasks.evaluation.gold import GoldPair, GoldSet

# Labels that must not be taken for what they are called, each with its reason (the sets' notes).
LEFT_OUT: Mapping[str, Mapping[str, str]] = {
    "helsinki_reprints": {"stories": "its clusters are days' events, not stories"},
    "reuters21578": {
        "copies": "its groups weld templates of different companies",
        "copy_pairs": "pairs far apart in time are templates; only background pairs are scored",
    },
}

# The four story sets whose mean is the figure we aim at; docs/evaluation.md says why these.
STORY_SETS = ("ecbplus", "wikinews_sources", "fnc1_test", "handpicked_events")
MACRO = "macro mean"

# What a found grade may be for each grade of gold. A teaser is an excerpt too short to be a copy.
_AGREES: Mapping[str, frozenset[str]] = {
    "identical": frozenset({"identical"}),
    "reprint": frozenset({"reprint", "identical"}),
    "excerpt": frozenset({"excerpt", "teaser"}),
    "version": frozenset({"revision"}),
    "shared_background": frozenset({"background", "none"}),
}
_BACKGROUND = "shared_background"


@dataclass(frozen=True, slots=True, kw_only=True)
class PairFinding:
    """What verification says of two texts alone, whatever cluster they ended in.

    `copy`: the direct decision. `grade`: Grade's name in small letters. `kinship`: how likely
    they tell one story, 0..1.
    """

    copy: bool = False
    grade: str = "none"
    kinship: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What a run found in a set, by the set's own article ids.

    `stories` and `copies` map each article that was taken in to its cluster's label. `pairs` has
    the listed pairs, keyed (a, b) as gold writes them; a pair that is missing counts as apart.
    """

    stories: Mapping[str, Hashable]
    copies: Mapping[str, Hashable]
    pairs: Mapping[tuple[str, str], PairFinding] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured figure, 0..1 (ARI may be less), more is better. `count`: what it rests on."""

    set_name: str
    measure: str
    value: float
    count: int


def measure(gold: GoldSet, found: Findings) -> tuple[Figure, ...]:
    """Return every figure that the labels of `gold` allow, less those in LEFT_OUT."""
    figures = (
        *_partition(gold, "stories", gold.stories, found.stories),
        *_partition(gold, "copies", gold.copies, found.copies),
        *_copy_pairs(gold, found),
        *_story_pairs(gold, found),
    )
    without = LEFT_OUT.get(gold.name, {})
    return tuple(one for one in figures if one.measure.partition(".")[0] not in without)


def macro_figures(figures: Iterable[Figure], sets: Sequence[str] | None = None) -> list[Figure]:
    """Return the plain means over sets of the story figures, where every one of `sets` has them.

    sets: by default STORY_SETS where all are there, else every set that has the figure.
    """
    stories = [one for one in figures if one.measure.startswith("stories.")]
    present = {one.set_name for one in stories}
    names = set(sets or (STORY_SETS if present.issuperset(STORY_SETS) else present))
    kept = [one for one in stories if one.set_name in names]
    return [_macro(measure, kept) for measure in dict.fromkeys(one.measure for one in kept)]


def _macro(measure: str, figures: Iterable[Figure]) -> Figure:
    values = [one.value for one in figures if one.measure == measure]
    return Figure(set_name=MACRO, measure=measure, value=macro_mean(values), count=len(values))


def _partition(
    gold: GoldSet, level: str, labels: Mapping[str, str], found: Mapping[str, Hashable]
) -> Iterator[Figure]:
    if not labels:
        return
    scores = evaluate_partition(labels, found)
    for name, value in _named(scores):
        yield Figure(
            set_name=gold.name, measure=f"{level}.{name}", value=value, count=scores.articles
        )


def _named(scores: PartitionScores) -> Iterator[tuple[str, float]]:
    for name, part in (("b_cubed", scores.b_cubed), ("pair", scores.pairs)):
        yield f"{name}_precision", part.precision
        yield f"{name}_recall", part.recall
        yield f"{name}_f1", part.f1
    yield "ari", scores.ari
    yield "taken_in", 1 - scores.unplaced / scores.articles


def _copy_pairs(gold: GoldSet, found: Findings) -> Iterator[Figure]:
    judged = [pair for pair in gold.copy_pairs if pair.label is not None]
    if judged:
        direct = _decided(judged, [_finding(pair, found).copy for pair in judged])
        grouped = _decided(judged, [_together(pair, found.copies) for pair in judged])
        yield from _triple(gold, "copy_pairs.direct", direct, len(judged))
        yield from _triple(gold, "copy_pairs.grouped", grouped, len(judged))
        yield _share(gold, "grades.judged", judged, found)
    if gold.copy_pairs:
        yield _share(gold, "grades.all", gold.copy_pairs, found)
    background = [pair for pair in gold.copy_pairs if pair.grade == _BACKGROUND]
    if background:
        apart = sum(not _together(pair, found.copies) for pair in background)
        yield Figure(
            set_name=gold.name,
            measure="background.apart",
            value=apart / len(background),
            count=len(background),
        )


def _share(gold: GoldSet, measure: str, pairs: Sequence[GoldPair], found: Findings) -> Figure:
    """Return the share of pairs whose found grade agrees with gold's."""
    agree = sum(_finding(pair, found).grade in _AGREES[pair.grade or _BACKGROUND] for pair in pairs)
    return Figure(set_name=gold.name, measure=measure, value=agree / len(pairs), count=len(pairs))


def _story_pairs(gold: GoldSet, found: Findings) -> Iterator[Figure]:
    """Yield the F1 of each language, their mean and their least, and average precision."""
    judged = [pair for pair in gold.story_pairs if pair.label is not None]
    languages = sorted({pair.language or "unknown" for pair in judged})
    parts = {one: [p for p in judged if (p.language or "unknown") == one] for one in languages}
    f1s = {one: _clustered_f1(pairs, found) for one, pairs in parts.items()}
    for language, value in f1s.items():
        yield _figure(gold, f"story_pairs.f1_{language}", value, len(parts[language]))
    if f1s:
        yield _figure(gold, "story_pairs.f1_mean", macro_mean(list(f1s.values())), len(judged))
        yield _figure(gold, "story_pairs.f1_least", min(f1s.values()), len(judged))
    precisions = [_precision(p, found) for p in parts.values() if any(one.label for one in p)]
    if precisions:
        yield _figure(gold, "story_pairs.average_precision", macro_mean(precisions), len(judged))


def _figure(gold: GoldSet, measure: str, value: float, count: int) -> Figure:
    return Figure(set_name=gold.name, measure=measure, value=value, count=count)


def _clustered_f1(pairs: Sequence[GoldPair], found: Findings) -> float:
    return _decided(pairs, [_together(pair, found.stories) for pair in pairs]).f1


def _precision(pairs: Sequence[GoldPair], found: Findings) -> float:
    scores = np.array([_finding(pair, found).kinship for pair in pairs], dtype=np.float64)
    return average_precision(scores, np.array([bool(pair.label) for pair in pairs]))


def _triple(gold: GoldSet, name: str, scores: Scores, count: int) -> Iterator[Figure]:
    yield _figure(gold, f"{name}_precision", scores.precision, count)
    yield _figure(gold, f"{name}_recall", scores.recall, count)
    yield _figure(gold, f"{name}_f1", scores.f1, count)


def _decided(pairs: Sequence[GoldPair], decisions: Sequence[bool]) -> Scores:
    return count_decisions([bool(pair.label) for pair in pairs], decisions).scores


def _finding(pair: GoldPair, found: Findings) -> PairFinding:
    listed = found.pairs.get((pair.left, pair.right))
    return listed or found.pairs.get((pair.right, pair.left)) or PairFinding()


def _together(pair: GoldPair, labels: Mapping[str, Hashable]) -> bool:
    both = pair.left in labels and pair.right in labels
    return both and labels[pair.left] == labels[pair.right]
