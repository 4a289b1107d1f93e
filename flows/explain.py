"""Why two articles are together, or what kept them apart: measured anew on their texts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tasks.clusters.stories import THRESHOLD, WINDOW_DAYS
from tasks.similarity.kinship import Explanation, Veto, explain
from tasks.similarity.verify import COPY_LONG, COPY_SHORT, Grade, compare_texts
from tasks.text.words import split_words

if TYPE_CHECKING:
    from storage.published import ArticleRow, Published


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
    """The verdict on two articles, in words, with the evidence for it."""

    left: ArticleRow
    right: ArticleRow
    same_story: bool
    same_copy: bool
    verdict: str
    because: tuple[str, ...]
    texts: TextEvidence
    kinship: Explanation
    days: float | None
    threshold: float = THRESHOLD


def explain_pair(published: Published, left_name: str, right_name: str) -> PairExplanation:
    """Compare two published articles as the run did, and say what followed from it."""
    left, right = published.article(left_name), published.article(right_name)
    texts = _compare(left, right)
    days = _days(left, right)
    kin = explain(left, right, days=float("nan") if days is None else days)
    words = _words_on(published, left, right)
    same_story = left.story_id == right.story_id
    same_copy = left.copy_id == right.copy_id
    return PairExplanation(
        left=left,
        right=right,
        same_story=same_story,
        same_copy=same_copy,
        verdict=_verdict(left, right, same_story=same_story, same_copy=same_copy),
        because=(
            *words,
            *_because(texts, kin, days, same_story=same_story, same_copy=same_copy),
        ),
        texts=texts,
        kinship=kin,
        days=days,
    )


def _words_on(published: Published, left: ArticleRow, right: ArticleRow) -> list[str]:
    """What a person said of this very pair, where that stands."""
    pair = {left.article_id, right.article_id}
    return [
        f"a person's word ({one.judgement_id}, {one.made_at:%Y-%m-%d}) is to {one.kind} them: "
        f"{one.because}"
        for one in published.judgements(left.article_id)
        if {one.left_article_id, one.right_article_id} == pair and one.taken_back_at is None
    ]


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


def _because(
    texts: TextEvidence,
    kin: Explanation,
    days: float | None,
    *,
    same_story: bool,
    same_copy: bool,
) -> list[str]:
    """The deciding facts, the strongest first."""
    facts = [_about_texts(texts, same_copy=same_copy)]
    if kin.veto != Veto.NONE:
        facts.append(f"as reports they were vetoed: {kin.veto.reason}")
    if same_story:
        facts.append(_about_joining(kin, same_copy=same_copy))
    else:
        facts.extend(_about_parting(kin, days))
    return facts


def _about_texts(texts: TextEvidence, *, same_copy: bool) -> str:
    cover = (
        f"{texts.short_cover:.0%} of the shorter text stands in the longer in the same order, "
        f"and is {texts.long_cover:.0%} of it (a copy has {COPY_SHORT:.0%} and {COPY_LONG:.0%})"
    )
    if texts.numbers_replaced:
        return f"{cover}; but numbers were replaced in otherwise equal sentences"
    if same_copy and not texts.is_copy:
        return f"{cover}; they are copies through others of their group"
    return cover


def _about_joining(kin: Explanation, *, same_copy: bool) -> str:
    if same_copy:
        return "copies of one text are always in one story"
    if kin.score >= THRESHOLD:
        return f"as reports they score {kin.score:.3f}, which alone suffices ({THRESHOLD} needed)"
    return (
        f"as reports they score {kin.score:.3f}, less than the {THRESHOLD} needed alone; the other "
        "articles of the story hold them together in the mean"
    )


def _about_parting(kin: Explanation, days: float | None) -> list[str]:
    facts = []
    if days is not None and days > WINDOW_DAYS:
        facts.append(f"{days:.0f} days lie between them; beyond {WINDOW_DAYS} none are compared")
    if kin.score < THRESHOLD:
        facts.append(f"as reports they score {kin.score:.3f}; {THRESHOLD} is needed")
    else:
        facts.append(
            f"as reports they score {kin.score:.3f}, enough for the two alone, but the stories "
            f"they stand in do not reach {THRESHOLD} in the mean over all pairs of their articles"
        )
    return facts
