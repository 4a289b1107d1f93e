"""Where articles stand: their groups, who prints the same text, and the order of their ids."""

from __future__ import annotations

import numpy as np
from builders import an_article, attributed

from storage import open_store

TEXTS = ["a storm", "a ferry", "a storm", "a ferry", "a flood", "a storm"]


def test_articles_with_one_text_lead_to_the_first_that_prints_it(store_dir):
    with open_store(store_dir) as store:
        articles = [an_article(f"n{no}", text) for no, text in enumerate(TEXTS)]
        store.articles.add(attributed(*articles), run_no=1)

        places = store.groups.places(len(TEXTS))

    assert places.printed.tolist() == [0, 1, 2, 1, 2, 0, 1]
    assert places.stories.tolist() == places.copies.tolist() == [0] * 7


def test_articles_are_put_in_the_order_of_their_ids_and_empty_numbers_left_out(store_dir):
    with open_store(store_dir) as store:
        articles = [an_article(f"n{no}", text) for no, text in enumerate(TEXTS)]
        numbers = store.articles.add(attributed(*articles), run_no=1)

        some = np.array([*numbers[::2], 7, 9], np.int32)
        in_order = store.groups.places(len(TEXTS) + 3).in_lasting_order(some)

    ids = [articles[no - 1].article_id for no in in_order.tolist()]
    assert ids == sorted(article.article_id for article in articles[::2])
