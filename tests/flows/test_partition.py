"""Which articles are together follows from the set of articles: not from order, nor from runs."""

from __future__ import annotations

import json
import random

import pytest
from builders import asked, invented_news, partition, run_lines, run_on

from flows import cluster, relating


def in_ten_runs(store, lines, seed, **settings):
    shuffled = list(lines)
    random.Random(seed).shuffle(shuffled)  # noqa: S311 - any order will do
    for start in range(10):
        run_lines(store, shuffled[start::10], **settings)


def both(store):
    return partition(store, "story_id"), partition(store, "copy_id")


@pytest.mark.parametrize("seed", range(3))
def test_ten_runs_in_any_order_give_the_stories_and_copies_of_one_run(tmp_path, seed):
    news = invented_news(seed)
    run_lines(tmp_path / "once", news)

    in_ten_runs(tmp_path / "often", news, seed)

    assert both(tmp_path / "often") == both(tmp_path / "once")


def test_ten_runs_give_the_stories_of_one_run_where_words_become_too_common(tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "BUCKET_CAP", 4)
    news = invented_news(7)
    crowded = run_lines(tmp_path / "once", news).crowded

    in_ten_runs(tmp_path / "often", news, 7)

    assert crowded > 0
    assert both(tmp_path / "often") == both(tmp_path / "once")


@pytest.mark.parametrize("seed", range(2))
def test_ten_runs_give_the_copies_of_one_run_where_texts_become_too_common(tmp_path, seed):
    news = invented_news(seed)
    crowded = run_lines(tmp_path / "once", news, copy_cap=3).crowded

    in_ten_runs(tmp_path / "often", news, seed, copy_cap=3)

    assert crowded > 0
    assert both(tmp_path / "often") == both(tmp_path / "once")


@pytest.mark.parametrize("settings", [{"batch_inputs": 3}, {"span": 4}, {"threads": 1}])
def test_no_setting_but_the_cap_changes_what_is_found(tmp_path, settings):
    news = invented_news(11)
    run_lines(tmp_path / "plain", news)

    run_lines(tmp_path / "set", news, **settings)

    assert both(tmp_path / "set") == both(tmp_path / "plain")


def test_relations_that_are_kept_are_what_comparing_again_would_find(tmp_path, monkeypatch):
    variants = "SELECT * FROM variants ORDER BY ALL"
    in_ten_runs(tmp_path / "kept", invented_news(6), 6)
    monkeypatch.setattr(relating, "_to_compare", lambda _nearby, _stories, at: at >= 0)

    in_ten_runs(tmp_path / "compared", invented_news(6), 6)

    assert asked(tmp_path / "kept", variants) == asked(tmp_path / "compared", variants)


def test_the_same_run_twice_from_nothing_publishes_the_same_rows(tmp_path):
    views = (
        "SELECT * FROM stories ORDER BY ALL",
        "SELECT * FROM variants ORDER BY ALL",
        "SELECT kind, story_id, article_id, other_story_id, reason FROM story_events",
    )
    for name in "one", "two":
        run_lines(tmp_path / name, invented_news(4))

    for view in views:
        assert asked(tmp_path / "one", view) == asked(tmp_path / "two", view)


@pytest.mark.corpora
def test_ten_runs_of_ecbplus_give_the_stories_and_copies_of_one_run(tmp_path, ecbplus):
    run_on(tmp_path / "once", ecbplus)
    lines = [json.loads(line) for line in ecbplus.read_text(encoding="utf-8").splitlines()]

    in_ten_runs(tmp_path / "often", lines, 2026)

    assert both(tmp_path / "often") == both(tmp_path / "once")
