"""Furnished pages weigh what real ones weigh, and tell the story that they told before."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from places import ROOT

from tasks.article.extract import extract_article
from tasks.records import Article, Input

NOW = datetime(2026, 11, 22, tzinfo=UTC)
PLAIN = next((ROOT / "examples/newsroom/pages/harland-courier").glob("*-sea-over-*.html"))


@pytest.fixture(scope="module")
def furnished(bench_module):
    return bench_module("furnish").furnished


def text_of(page):
    article = extract_article(Input(name="page.html", place=1, body=page), now=NOW)
    assert isinstance(article, Article)
    return article.text


def test_a_furnished_page_is_as_heavy_as_a_real_one_and_tells_its_own_story(furnished):
    page = furnished(PLAIN.read_bytes(), 1)

    assert 148_000 < len(page) < 411_000
    assert 650 < len(re.findall(rb"<[a-z]", page)) < 1_451
    assert text_of(page) == text_of(PLAIN.read_bytes())


def test_one_seed_furnishes_alike_and_another_otherwise(furnished):
    one, same, other = (furnished(PLAIN.read_bytes(), seed) for seed in (1, 1, 2))

    assert one == same != other


def test_a_heavy_page_and_one_without_a_body_stay_as_they_are(furnished):
    heavy, bare = furnished(PLAIN.read_bytes(), 1), b"<p>no more than that"

    assert furnished(heavy, 2) == heavy
    assert furnished(bare, 2) == bare
