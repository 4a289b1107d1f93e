"""Figures from a labelled set and what was found in it."""

from __future__ import annotations

import pytest

from tasks.evaluation.gold import GoldArticle, GoldPair, GoldSet
from tasks.evaluation.measure import (
    MACRO,
    STORY_SETS,
    Figure,
    Findings,
    PairFinding,
    macro_figures,
    measure,
)

COPY = PairFinding(copy=True, grade="reprint", kinship=0.9)


def a_set(name="invented", **parts):
    articles = tuple(
        GoldArticle(article_id=one, text="x", cluster=f"s{one[0]}", dup_cluster=f"d{one}")
        for one in ("a1", "a2", "b1", "b2")
    )
    return GoldSet(name=name, digest="0", articles=articles, **parts)


def a_pair(left, right, label, grade=None, language=None):
    return GoldPair(left=left, right=right, label=label, grade=grade, language=language)


def found(stories="aabb", copies="abcd", **pairs):
    names = ("a1", "a2", "b1", "b2")
    return Findings(
        stories=dict(zip(names, stories, strict=True)),
        copies=dict(zip(names, copies, strict=True)),
        **pairs,
    )


def values(gold, findings):
    return {one.measure: one.value for one in measure(gold, findings)}


def test_a_perfect_run_scores_one_everywhere():
    figures = values(a_set(), found())

    assert set(figures.values()) == {1.0}


def test_stories_are_scored_by_their_clusters():
    figures = values(a_set(), found(stories="aaaa"))

    assert figures["stories.b_cubed_precision"] == 0.5


def test_what_was_not_taken_in_is_shown():
    findings = Findings(stories={"a1": 1, "a2": 1, "b1": 2}, copies={})

    assert values(a_set(), findings)["stories.taken_in"] == 0.75


def test_copies_are_decided_on_the_texts_whatever_group_they_end_in():
    gold = a_set(copy_pairs=(a_pair("a1", "a2", label=True, grade="reprint"),))
    figures = values(gold, found(pairs={("a1", "a2"): COPY}))

    assert (figures["copy_pairs.direct_f1"], figures["copy_pairs.grouped_f1"]) == (1, 0)


def test_a_pair_may_be_found_the_other_way_round():
    gold = a_set(copy_pairs=(a_pair("a1", "a2", label=True, grade="reprint"),))

    assert values(gold, found(pairs={("a2", "a1"): COPY}))["copy_pairs.direct_f1"] == 1


def test_a_pair_not_judged_counts_for_its_grade_only():
    gold = a_set(copy_pairs=(a_pair("a1", "a2", label=None, grade="version"),))
    figures = values(gold, found(pairs={("a1", "a2"): PairFinding(grade="revision")}))

    assert figures["grades.all"] == 1
    assert "copy_pairs.direct_f1" not in figures


def test_shared_background_in_one_copy_group_shows():
    pairs = (
        a_pair("a1", "b1", label=False, grade="shared_background"),
        a_pair("a2", "b2", label=False, grade="shared_background"),
    )

    assert values(a_set(copy_pairs=pairs), found(copies="xyxz"))["background.apart"] == 0.5


def test_story_pairs_are_scored_by_language():
    pairs = (
        a_pair("a1", "a2", label=True, language="es"),
        a_pair("b1", "b2", label=True, language="tr"),
    )
    figures = values(a_set(story_pairs=pairs), found(stories="aabc"))

    assert figures["story_pairs.f1_es"] == 1
    assert figures["story_pairs.f1_least"] == figures["story_pairs.f1_tr"] == 0
    assert figures["story_pairs.f1_mean"] == 0.5


def test_average_precision_asks_how_kinship_ranks_pairs():
    pairs = (a_pair("a1", "a2", label=True), a_pair("a1", "b1", label=False))
    right = {("a1", "a2"): PairFinding(kinship=0.4), ("a1", "b1"): PairFinding(kinship=0.1)}

    assert (
        values(a_set(story_pairs=pairs), found(pairs=right))["story_pairs.average_precision"] == 1
    )


def test_labels_that_are_no_stories_are_left_out():
    assert not any(
        name.startswith("stories.") for name in values(a_set("helsinki_reprints"), found())
    )


def a_figure(set_name, value):
    return Figure(set_name=set_name, measure="stories.b_cubed_f1", value=value, count=3)


def test_the_macro_mean_is_over_the_four_story_sets_where_all_are_there():
    figures = [*(a_figure(name, 0.8) for name in STORY_SETS), a_figure("more", 0.0)]

    assert [(one.set_name, one.count) for one in macro_figures(figures)] == [(MACRO, 4)]
    assert macro_figures(figures)[0].value == pytest.approx(0.8)


def test_the_macro_mean_is_over_what_there_is_where_a_story_set_is_missing():
    assert macro_figures([a_figure("x", 0.8), a_figure("y", 0.4)])[0].value == pytest.approx(0.6)
