"""Which incoming articles a store knows already, and how new ones are numbered."""

from __future__ import annotations

import numpy as np
import pytest
from builders import an_article, attributed

from storage import open_store
from tasks.errors import SchemeMismatchError

STORM = "A storm tore roofs off houses in Vale on Sunday."
FERRY = "A ferry ran aground off Lindholm on Tuesday."


@pytest.fixture
def store(store_dir):
    with open_store(store_dir) as store:
        yield store


@pytest.fixture
def articles(store):
    """A store's articles, of which one is there: id storm, at a url."""
    here = an_article("storm", STORM, url="https://vale.example/storm")
    store.articles.add(attributed(here), run_no=1)
    return store.articles


def test_the_same_id_with_the_same_text_is_known(articles):
    assert articles.known([an_article("storm", STORM)]) == {0}


def test_the_same_url_with_the_same_text_is_known(articles):
    again = an_article("another id", STORM, url="https://vale.example/storm")

    assert articles.known([again]) == {0}


def test_the_same_text_under_another_id_and_url_is_an_article_of_its_own(articles):
    reprint = an_article("reprint", STORM, url="https://ledger.example/storm")

    assert articles.known([reprint]) == frozenset()


def test_another_text_under_the_same_id_and_url_is_an_article_of_its_own(articles):
    update = an_article("storm", STORM + " Two died.", url="https://vale.example/storm")

    assert articles.known([update]) == frozenset()


def test_articles_without_a_url_are_not_at_the_same_url(store):
    store.articles.add(attributed(an_article("one", STORM)), run_no=1)

    assert store.articles.known([an_article("two", STORM)]) == frozenset()


def test_an_article_twice_in_one_batch_is_known_the_second_time(articles):
    ferry = an_article("ferry", FERRY)

    assert articles.known([ferry, an_article("storm", STORM), ferry, ferry]) == {1, 2, 3}


def test_what_is_known_does_not_depend_on_where_a_batch_ends(store_dir):
    """b is a by its url, c is b by its id, but c is not a: only what was added makes known."""
    a = an_article("a", STORM, url="https://vale.example/1")
    b = an_article("b", STORM, url="https://vale.example/1")
    c = an_article("b", STORM, url="https://vale.example/2")
    kept = []
    for width in (1, 2, 3):
        with open_store(store_dir / str(width)) as store:
            for start in range(0, 3, width):
                batch = [a, b, c][start : start + width]
                known = store.articles.known(batch)
                fresh = [one for at, one in enumerate(batch) if at not in known]
                store.articles.add(attributed(*fresh), run_no=1)
            rows = store.statements._db.execute("SELECT external_id, url FROM articles").fetchall()
            kept.append(sorted(rows))

    assert kept[0] == kept[1] == kept[2]


def test_numbers_follow_the_order_of_arrival(articles):
    numbers = articles.add(attributed(an_article("x", FERRY), an_article("y", FERRY)), run_no=2)

    assert numbers.tolist() == [2, 3]


def test_fields_that_wirecopy_does_not_know_are_kept(store):
    store.articles.add(attributed(an_article(extra={"desk": "Süd", "words": 3})), run_no=1)

    rows = store.statements._db.execute("SELECT extra->>'desk' FROM articles").fetchall()
    assert rows == [("Süd",)]


def test_keys_of_nothing_are_not_stored(store):
    keys = np.array([[7, 0], [0, 0]], np.uint32)

    store.articles.add_keys("insert_bands", "band_key", np.array([1, 2], np.int32), keys)

    rows = store.statements._db.execute("SELECT band_key, article_no FROM store.bands").fetchall()
    assert rows == [(7, 1)]


def test_fingerprints_of_another_scheme_are_refused_with_what_to_do(store):
    signatures = np.ones((1, 128), np.uint32)
    store.articles.add_signatures(np.array([1], np.int32), signatures, "5w-64p-old")

    with pytest.raises(SchemeMismatchError, match=r"'5w-64p-old'.*'5w-128p-new'.*--store OTHER"):
        store.require_scheme("5w-128p-new")


def test_a_signature_comes_back_as_it_went_in(store):
    signatures = np.arange(256, dtype=np.uint32).reshape(2, 128) * np.uint32(16_000_000)
    store.articles.add_signatures(np.array([4, 9], np.int32), signatures, "s")

    rows = store.statements._db.execute(
        "SELECT signature FROM store.fingerprints ORDER BY article_no"
    ).fetchall()
    assert np.array_equal([row[0] for row in rows], signatures)


@pytest.mark.parametrize("wanted", [[], [1], [9], [2, 3, 9], [1, 8, 40], [50, 60]])
def test_articles_are_read_by_their_numbers_and_no_others(store, wanted):
    store.articles.add(attributed(*(an_article(f"n{no}") for no in range(1, 10))), run_no=1)

    found = store.articles.read(np.array(wanted, np.int32))

    assert found["article_no"].to_pylist() == [no for no in wanted if no < 10]
