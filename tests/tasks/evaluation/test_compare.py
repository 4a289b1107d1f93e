"""Listed pairs meet the shipped comparison."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from tasks.evaluation.compare import compare_listed
from tasks.evaluation.gold import read_gold
from tasks.records import Article

GOLD = Path(__file__).parents[2] / "gold" / "invented"


@pytest.fixture(scope="module")
def gold():
    return read_gold(GOLD)


@pytest.fixture(scope="module")
def articles(gold):
    return {one.article_id: taken_in(one) for one in gold.articles}


def taken_in(gold_article):
    published = datetime.fromisoformat(gold_article.published)
    return Article(
        article_id=gold_article.article_id,
        external_id=gold_article.article_id,
        name=gold_article.article_id,
        title=gold_article.title,
        text=gold_article.text,
        text_sha256="",
        word_count=len(gold_article.text.split()),
        fetched_at=published,
        published_at=published,
        language=gold_article.language,
    )


@pytest.fixture(scope="module")
def compared(gold, articles):
    return compare_listed(gold.copy_pairs, articles)


def test_every_listed_pair_is_compared(gold, compared):
    assert set(compared) == {(pair.left, pair.right) for pair in gold.copy_pairs}


def test_a_cut_reprint_is_a_copy_and_a_look_alike_is_none(compared):
    assert compared["velm-mp", "velm-post"].copy
    assert not compared["orsa-mp", "velm-mp"].copy


def test_a_rewrite_is_nearer_kin_than_a_look_alike(compared):
    assert compared["orsa-mp", "orsa-standard"].kinship > compared["orsa-mp", "velm-mp"].kinship


def test_a_pair_of_which_one_was_rejected_is_left_out(gold, articles):
    kept = {name: one for name, one in articles.items() if name != "velm-post"}

    assert ("velm-mp", "velm-post") not in compare_listed(gold.copy_pairs, kept)


def test_nothing_taken_in_gives_nothing(gold):
    assert compare_listed(gold.copy_pairs, {}) == {}
