"""Why two articles are together, or what kept them apart: measured anew on their texts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from flows.settings import default_tuning
from tasks.clusters.stories import LONE_PENALTY
from tasks.similarity.explanation import Explanation, explain
from tasks.similarity.kinship import Veto
from tasks.similarity.verify import COPY_LONG, COPY_SHORT, Grade, compare_texts
from tasks.text.words import split_words

if TYPE_CHECKING:
    from storage.published import ArticleRow, JudgementRow, Published
    from tasks.records import Tuning


@dataclass(frozen=True, slots=True, kw_only=True)
class TextEvidence:
    """How two texts compare; shares between 0 and 1."""

    grade: str
    is_copy: bool
    jaccard: float
    containment_left: float
    containment_right: float
    short_cover: float
    long_cover: float
    numbers_replaced: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PairExplanation:
    """The verdict on two articles, in words, with the evidence for it.

    threshold: mean kinship that this store asks of stories. alone: what it asks of two texts by
    themselves, one score being a single witness.
    """

    left: ArticleRow
    right: ArticleRow
    same_story: bool
    same_copy: bool
    verdict: str
    because: tuple[str, ...]
    texts: TextEvidence
    kinship: Explanation
    days: float | None
    threshold: float
    alone: float


def explain_pair(published: Published, left_name: str, right_name: str) -> PairExplanation:
    """Compare two published articles as the run did, and say what followed from it."""
    left, right = published.article(left_name), published.article(right_name)
    texts = _compare(left, right)
    days = _days(left, right)
    kin = explain(left, right, days=float("nan") if days is None else days)
    spoken = _words_on(published, left, right)
    tuning = published.tuning(default_tuning())
    same_story = left.story_id == right.story_id
    same_copy = left.copy_id == right.copy_id
    if spoken:
        reasons = [f"as reports they score {kin.score:.3f}, which did not decide"]
    elif same_story:
        reasons = [_about_joining(kin, tuning, same_copy=same_copy)]
    else:
        reasons = _about_parting(kin, days, tuning)
    return PairExplanation(
        left=left,
        right=right,
        same_story=same_story,
        same_copy=same_copy,
        verdict=_verdict(left, right, same_story=same_story, same_copy=same_copy),
        because=(*map(_about_word, spoken), _about_texts(texts, same_copy=same_copy), *reasons),
        texts=texts,
        kinship=kin,
        days=days,
        threshold=tuning.story_threshold,
        alone=_alone(tuning),
    )


def _alone(tuning: Tuning) -> float:
    """The score from which two texts by themselves tell one story."""
    return round(tuning.story_threshold * (1 + LONE_PENALTY), 3)


def _words_on(published: Published, left: ArticleRow, right: ArticleRow) -> list[JudgementRow]:
    """What a person said of this very pair, where that stands."""
    pair = {left.article_id, right.article_id}
    return [
        one
        for one in published.judgements(left.article_id)
        if {one.left_article_id, one.right_article_id} == pair and one.taken_back_at is None
    ]


def _about_word(word: JudgementRow) -> str:
    return (
        f"a person's word ({word.judgement_id}, {word.made_at:%Y-%m-%d}) is to {word.kind} them: "
        f"{word.because}"
    )


def _compare(left: ArticleRow, right: ArticleRow) -> TextEvidence:
    words = split_words([left.text, right.text])
    found = compare_texts(words, np.zeros(1, np.int32), np.ones(1, np.int32))
    return TextEvidence(
        grade=Grade(int(found.grade[0])).name.lower(),
        is_copy=bool(found.copy[0]),
        jaccard=round(float(found.jaccard[0]), 3),
        containment_left=round(float(found.containment_left[0]), 3),
        containment_right=round(float(found.containment_right[0]), 3),
        short_cover=round(float(found.short[0]), 3),
        long_cover=round(float(found.long[0]), 3),
        numbers_replaced=bool(found.veto[0]),
    )


def _days(left: ArticleRow, right: ArticleRow) -> float | None:
    """Whole days between the two, by calendar day as the candidates are met; None if undated."""
    if left.published_at is None or right.published_at is None:
        return None
    return float(abs((left.published_at.date() - right.published_at.date()).days))


def _verdict(left: ArticleRow, right: ArticleRow, *, same_story: bool, same_copy: bool) -> str:
    if left.article_id == right.article_id:
        return "the same article"
    if same_copy:
        return f"copies of one text ({left.copy_id}) in story {left.story_id}"
    if same_story:
        return f"two reports of one story ({left.story_id}), not copies of one text"
    return f"in two stories: {left.story_id} and {right.story_id}"


def _about_texts(texts: TextEvidence, *, same_copy: bool) -> str:
    cover = (
        f"{texts.short_cover:.0%} of the shorter text stands in the longer in the same order, "
        f"and is {texts.long_cover:.0%} of it (a copy has {COPY_SHORT:.0%} and {COPY_LONG:.0%})"
    )
    if texts.numbers_replaced:
        return f"{cover}; but numbers were replaced in otherwise equal sentences"
    if texts.is_copy and texts.short_cover < COPY_SHORT:
        return f"{cover}; each carries additions of its own around one text"
    if same_copy and not texts.is_copy:
        return f"{cover}; they are copies through others of their group"
    return cover


def _about_joining(kin: Explanation, tuning: Tuning, *, same_copy: bool) -> str:
    alone = _alone(tuning)
    if same_copy:
        return "copies of one text are always in one story"
    if kin.score >= alone:
        return f"as reports they score {kin.score:.3f}, which alone suffices ({alone} needed)"
    return (
        f"as reports they score {kin.score:.3f}, less than the {alone} needed alone; the other "
        "articles of the story hold them together in the mean"
    )


def _about_parting(kin: Explanation, days: float | None, tuning: Tuning) -> list[str]:
    facts = []
    alone, window = _alone(tuning), tuning.window_days
    if kin.veto != Veto.NONE:
        facts.append(f"as reports they were vetoed: {kin.veto.reason}")
    if days is not None and days > window:
        facts.append(f"{days:.0f} days lie between them; beyond {window} none are compared")
    if kin.score < alone:
        facts.append(
            f"as reports they score {kin.score:.3f}; {alone} is needed of two texts alone, and a "
            f"mean of {tuning.story_threshold} or more of the stories that they stand in"
        )
    else:
        facts.append(
            f"as reports they score {kin.score:.3f}, enough for the two alone, but the stories "
            "they stand in do not reach in the mean over all pairs of their articles what is "
            f"asked of them, {tuning.story_threshold} or more"
        )
    return facts
