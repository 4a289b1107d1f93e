"""Made news is what it claims: labelled truly, the same for one seed, as much as was asked for."""

from __future__ import annotations

import json
from collections import defaultdict
from itertools import islice

import pytest

from tasks.similarity.minhash import SHINGLE_WORDS, shingle_hashes
from tasks.text.words import split_words

MANY = 1500


@pytest.fixture(scope="module")
def generate(bench_module):
    return bench_module("generate")


@pytest.fixture(scope="module")
def made(generate):
    return list(islice(generate.articles(generate.Wanted(per_day=500)), MANY))


@pytest.fixture(scope="module")
def shingles(made):
    words = split_words([article["text"] for article in made])
    return [set(shingle_hashes(words, at, SHINGLE_WORDS).tolist()) for at in range(len(made))]


def grouped(made, label):
    groups = defaultdict(list)
    for at, article in enumerate(made):
        groups[article[label]].append(at)
    return [members for members in groups.values() if len(members) > 1]


def in_the_other(shingles, members):
    """Share of the shorter text's shingles that stand in the longer, for each pair."""
    sets = sorted((shingles[at] for at in members), key=len)
    return [
        len(short & long) / len(short) for at, short in enumerate(sets) for long in sets[at + 1 :]
    ]


def test_one_seed_makes_one_news(generate, made):
    again = islice(generate.articles(generate.Wanted(per_day=500)), 200)

    assert list(again) == made[:200]


def test_another_seed_makes_other_news(generate, made):
    other = islice(generate.articles(generate.Wanted(seed=2, per_day=500)), 200)

    assert not {article["text"] for article in other} & {article["text"] for article in made}


@pytest.mark.parametrize(("spelled", "size"), [("500", 500), ("10k", 10_000), ("1M", 1_000_000)])
def test_sizes_are_spelled_short(generate, spelled, size):
    assert generate.size_of(spelled) == size


def test_the_file_holds_as_many_lines_as_were_asked_for(generate, tmp_path):
    with (tmp_path / "news.jsonl").open("wb") as out:
        generate.write_news(generate.Wanted(per_day=500), 321, out)

    lines = (tmp_path / "news.jsonl").read_text(encoding="utf-8").splitlines()
    assert [set(json.loads(line)) for line in lines] == [
        {"id", "title", "text", "source", "published", "lang", "cluster", "dup_cluster"}
    ] * 321


def test_no_id_is_given_twice(made):
    assert len({article["id"] for article in made}) == MANY


def test_articles_come_in_the_order_of_their_publication(made):
    assert [a["published"] for a in made] == sorted(a["published"] for a in made)


def test_a_text_belongs_to_one_story(made):
    stories = defaultdict(set)
    for article in made:
        stories[article["dup_cluster"]].add(article["cluster"])

    assert all(len(of_text) == 1 for of_text in stories.values())


def test_prints_of_one_text_hold_most_of_it(made, shingles):
    shares = [
        share
        for members in grouped(made, "dup_cluster")
        for share in in_the_other(shingles, members)
    ]

    # Cut and filled up by one house, edited by another, they share the least.
    assert min(shares) > 0.2
    assert sorted(shares)[len(shares) // 20] > 0.6


def test_different_texts_of_one_story_share_little(made, shingles):
    shares = []
    for members in grouped(made, "cluster"):
        texts = {made[at]["dup_cluster"]: at for at in members}
        shares += in_the_other(shingles, list(texts.values()))

    assert max(shares) < 0.8


def test_some_four_articles_of_ten_are_copies(made):
    texts = {article["dup_cluster"] for article in made}

    assert 0.3 < 1 - len(texts) / MANY < 0.5


def test_stories_run_over_days(made):
    days = [{made[at]["published"][:10] for at in members} for members in grouped(made, "cluster")]

    assert any(len(of_story) > 1 for of_story in days)


def test_news_is_made_in_several_languages(generate):
    wanted = generate.Wanted(per_day=200, languages=("de", "en"))

    assert {article["lang"] for article in islice(generate.articles(wanted), 200)} == {"de", "en"}
