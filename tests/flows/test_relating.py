"""What a variant is to its canonical follows from their two texts, whatever was compared before."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from builders import asked, invented_news, run_lines

from flows.at_hand import TextsAtHand
from flows.pairs import rows_of
from tasks.similarity.verify import compare_texts
from tasks.text.words import split_words

BESIDE = """
    SELECT variant.text, canonical.text, similarity, containment
    FROM variants
    JOIN articles AS variant USING (article_id)
    JOIN stories USING (story_id)
    JOIN articles AS canonical ON canonical.article_id = canonical_article_id
    WHERE NOT is_canonical
"""


def in_runs(store, lines, runs, **settings):
    for start in range(runs):
        run_lines(store, lines[start::runs], **settings)


@pytest.mark.parametrize("texts_bytes", [0, 3000, 250_000_000])
def test_every_variant_is_as_near_to_its_canonical_as_their_two_texts_are(store_dir, texts_bytes):
    for seed in range(2):
        in_runs(store_dir, invented_news(seed), 4, texts_bytes=texts_bytes)

    variants = asked(store_dir, BESIDE)
    words = split_words([text for both in variants for text in both[:2]])
    at = np.arange(len(variants), dtype=np.int32)
    found = compare_texts(words, 2 * at, 2 * at + 1)
    figures = np.array([both[2:] for both in variants], np.float32)
    assert len({text for text, *_ in variants}) > 10
    assert figures.T.tolist() == [found.jaccard.tolist(), found.containment_left.tolist()]


def test_old_texts_that_met_new_ones_are_unpacked_once(store_dir, monkeypatch):
    news = invented_news(3, events=2, articles=30)
    run_lines(store_dir, news[:20])
    offered, wanted, unpacked = set(), set(), set()
    offer, of_pairs = TextsAtHand.offer, TextsAtHand.of_pairs

    def offering(hand, articles, before):
        offered.update(number for number in articles["article_no"].to_pylist() if number < before)
        offer(hand, articles, before)

    def taking(hand, pairs, read):
        def reading(numbers):
            unpacked.update(numbers.tolist())
            return read(numbers)

        texts = of_pairs(hand, pairs, reading)
        wanted.update(texts["article_no"].to_pylist())
        return texts

    monkeypatch.setattr(TextsAtHand, "offer", offering)
    monkeypatch.setattr(TextsAtHand, "of_pairs", taking)
    run_lines(store_dir, news[20:])

    assert wanted & offered
    assert not unpacked & offered


def articles_of(numbers):
    found = np.unique(np.asarray(numbers, np.int32))
    texts = pa.array([f"text of {number}" for number in found.tolist()], pa.string())
    return pa.table({"article_no": found, "title": texts, "text": texts})


def pairs_of(*pairs):
    left, right = np.array(pairs, np.int32).reshape(-1, 2).T
    return pa.table({"left_no": left, "right_no": right})


@pytest.mark.parametrize("room", [0, 200, 10_000])
def test_texts_at_hand_are_the_texts_that_the_store_has(room):
    hand = TextsAtHand(room=room)
    chance = np.random.default_rng(room)

    for _ in range(20):
        pairs = pairs_of(*chance.integers(1, 40, (5, 2)).tolist())
        texts = hand.of_pairs(pairs, articles_of)
        ends = [pairs[end].to_numpy() for end in ("left_no", "right_no")]
        assert texts.equals(articles_of(np.concatenate(ends)).select(["article_no", "text"]))
        hand.offer(articles_of(chance.integers(1, 40, 8)), before=30)


def test_what_is_at_hand_is_not_read_again_but_new_texts_and_those_let_go_are():
    asked_for = []

    def read(numbers):
        asked_for.extend(numbers.tolist())
        return articles_of(numbers)

    hand = TextsAtHand(room=articles_of([1, 2, 9]).nbytes)
    hand.offer(articles_of([5, 6]), before=9)
    hand.offer(articles_of([1, 2, 9]), before=9)

    hand.of_pairs(pairs_of((1, 2), (1, 9), (2, 5)), read)

    assert asked_for == [5, 9]


def test_a_pair_is_found_in_either_order_and_an_unknown_one_is_in_no_row():
    known = np.array([3, 1, 7], np.int32), np.array([9, 2, 8], np.int32)

    rows = rows_of(known, (np.array([2, 9, 3, 8]), np.array([1, 3, 8, 7])))

    assert rows.tolist() == [1, 0, -1, 2]
    assert rows_of((known[0][:0], known[1][:0]), known).tolist() == [-1, -1, -1]
