"""The steps over whole batches: a row for every article or pair, whatever else is in the batch."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from builders import an_article, an_event

from tasks import batches
from tasks.provenance.agencies import known_agencies
from tasks.similarity.verify import Grade

FERRY, STORM = an_event(1), an_event(2)


def some_articles(*texts):
    return [an_article(f"n{n}", text, language="en") for n, text in enumerate(texts)]


def as_table(texts, first=1):
    return pa.table(
        {
            "article_no": pa.array(range(first, first + len(texts)), pa.int32()),
            "title": pa.array([None] * len(texts), pa.string()),
            "text": pa.array(texts),
            "language": pa.array(["en"] * len(texts)),
        }
    )


def pairs(*couples, days=0):
    return pa.table(
        {
            "left_no": pa.array([left for left, _ in couples], pa.int32()),
            "right_no": pa.array([right for _, right in couples], pa.int32()),
            "days": pa.array([days] * len(couples), pa.int32()),
        }
    )


def test_an_articles_keys_do_not_depend_on_its_batch():
    alone = batches.fingerprint_batch(some_articles(FERRY.text()))
    among = batches.fingerprint_batch(some_articles(STORM.text(), "", FERRY.text()))

    for name in ("signatures", "bands", "sketches", "terms"):
        assert np.array_equal(getattr(among, name)[2], getattr(alone, name)[0])


def test_a_text_without_a_word_has_no_keys_to_be_met_by():
    keys = batches.fingerprint_batch(some_articles("", FERRY.text()))

    assert keys.present.tolist() == [False, True]
    assert not keys.bands[0].any()
    assert not keys.sketches[0].any()


def test_equal_texts_have_all_their_keys_in_common():
    keys = batches.fingerprint_batch(some_articles(FERRY.text(), FERRY.text()))

    assert np.array_equal(keys.bands[0], keys.bands[1])
    assert np.array_equal(keys.terms[0], keys.terms[1])


def scores(texts, *couples, days=0):
    """The scores of pairs of texts, which are numbered from 1."""
    rows = np.array(couples, np.int32).reshape(-1, 2) - 1
    terms = batches.weigh_batch(as_table(texts))
    apart = pairs(*couples, days=days)["days"]
    return batches.compare_reports_batch(terms, rows[:, 0], rows[:, 1], apart).tolist()


def test_texts_are_compared_pair_by_pair():
    texts = as_table([FERRY.text(), STORM.text(), FERRY.text(0, 8), FERRY.text()], first=7)

    found = batches.compare_texts_batch(texts, pairs((7, 8), (7, 9), (7, 10)))

    assert found["is_copy"].to_pylist() == [False, True, True]
    assert found["right_no"].to_pylist() == [8, 9, 10]
    assert found["grade"].to_pylist()[2] == Grade.IDENTICAL
    assert found["containment_right"].to_pylist()[1] > found["containment_left"].to_pylist()[1]


@pytest.mark.parametrize("days", [0, 3, None])
def test_two_reports_of_one_event_score_higher_than_reports_of_two(days):
    retold = an_event(9, names=FERRY.names).text()

    same, other = scores([FERRY.text(), retold, STORM.text()], (1, 2), (1, 3), days=days)

    assert same > 3 * other


def test_a_pair_scores_the_same_whichever_side_came_first():
    texts = [an_event(seed, names=FERRY.names).text() for seed in range(6)]
    couples = [(left, right) for left in range(1, 7) for right in range(left + 1, 7)]
    turned = [(7 - right, 7 - left) for left, right in couples]

    assert scores(texts, *couples) == scores(texts[::-1], *turned)


def test_no_pairs_are_no_rows():
    texts = as_table([FERRY.text()])

    assert batches.compare_texts_batch(texts, pairs()).num_rows == 0
    assert scores([FERRY.text()]) == []


def test_every_article_of_a_batch_is_attributed_in_its_place():
    articles = some_articles("LONDON (Reuters) - A ferry ran aground on Tuesday.", FERRY.text())

    found = batches.attribute_batch(articles, known_agencies())

    assert [one.article for one in found] == articles
    assert [one.agency is None for one in found] == [False, True]


def test_the_scheme_names_how_fingerprints_and_terms_are_made():
    prints, terms = batches.SCHEME.split("/", 1)

    assert prints
    assert terms
