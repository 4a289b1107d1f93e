"""Without numba everything is the same to the last bit: hashes, keys, verdicts, groups, stories."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from builders import an_article, invented_news
from hypothesis import example, given, settings
from hypothesis import strategies as st
from plainly import without_numba

from tasks import batches
from tasks.clusters.linkage import UNIT, Rules, link
from tasks.similarity.meeting import UNDATED, Postings, meet
from tasks.text.kernels import COMPILED
from tasks.text.words import split_words

CHECKOUT = Path(__file__).parents[3]
# Runs a command as it runs where numba is not installed.
UNINSTALLED = (
    "import sys; sys.modules['numba'] = None; from flows.cli import main; main(sys.argv[1:])"
)

pytestmark = pytest.mark.skipif(not COMPILED, reason="there is no numba here to compare with")

words_of_news = st.lists(
    st.sampled_from(
        ["port", "storm", "Ferry", "1,841", "tide", "L'État", "İzmir'de", "東京", "ليلى"]
    ),
    max_size=60,
)
a_text = st.one_of(st.text(max_size=60), words_of_news.map(" ".join))
some_texts = st.lists(a_text, min_size=1, max_size=4)
languages = st.sampled_from([None, "en", "tr", "ja", "ar", "de"])
AWKWARD = ["", "one", "one two", "日本", "1.000,50", "'", "\ud800", "İ", "a" * 300]


@pytest.fixture(scope="module")
def plain():
    return without_numba()


def same(mine, theirs):
    return all(
        np.array_equal(getattr(mine, name), getattr(theirs, name), equal_nan=True)
        for name in type(mine).__slots__
        if isinstance(getattr(mine, name), np.ndarray) and getattr(mine, name).dtype.kind in "uibf"
    )


def test_the_second_import_is_without_numba(plain):
    assert not plain["tasks.text.kernels"].COMPILED


@settings(deadline=None)
@given(some_texts)
@example(AWKWARD)
def test_words_are_the_same_without_numba(written):
    assert same(without_numba()["tasks.text.words"].split_words(written), split_words(written))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(a_text, a_text, languages), max_size=4))
@example([(text, text, "tr") for text in AWKWARD])
def test_keys_are_the_same_without_numba(written):
    articles = [an_article(title=title, text=text, language=tongue)
                for title, text, tongue in _wellformed(written)]  # fmt: skip

    keys = without_numba()["tasks.batches"].fingerprint_batch(articles)

    assert same(batches.fingerprint_batch(articles), keys)


def _wellformed(written):
    """Half a surrogate pair never comes as far as this: no source lets it in."""
    return [
        tuple(part and part.encode(errors="replace").decode() for part in one) for one in written
    ]


def pairs_of(count, chance):
    left, right = np.triu_indices(count, 1)
    days = [None if chance.random() < 0.3 else float(chance.integers(0, 20)) for _ in left]
    return pa.table(
        {
            "left_no": pa.array(left, pa.int32()),
            "right_no": pa.array(right, pa.int32()),
            "days": pa.array(days, pa.float32()),
        }
    )


def told(texts, titles=None):
    return pa.table(
        {
            "article_no": pa.array(range(len(texts)), pa.int32()),
            "title": pa.array(titles or [None] * len(texts), pa.string()),
            "text": pa.array(texts, pa.string()),
            "language": pa.array(["en"] * len(texts), pa.string()),
        }
    )


def texts_compared(steps, articles, pairs):
    return steps.compare_texts_batch(articles, pairs).to_pydict()


def reports_compared(steps, articles, pairs):
    left, right = steps.positions(articles, pairs)
    terms = steps.weigh_batch(articles)
    return steps.compare_reports_batch(terms, left, right, pairs["days"]).tolist()


@pytest.mark.parametrize("verdicts", [texts_compared, reports_compared])
@pytest.mark.parametrize("seed", range(2))
def test_verdicts_on_news_are_the_same_without_numba(plain, verdicts, seed):
    news = invented_news(seed, events=3, articles=14)
    articles = told([line["text"] for line in news], [line["title"] for line in news])
    pairs = pairs_of(len(news), np.random.default_rng(seed))

    found = verdicts(plain["tasks.batches"], articles, pairs)

    assert found == verdicts(batches, articles, pairs)


@settings(deadline=None, max_examples=40)
@given(st.lists(words_of_news.map(" ".join), min_size=2, max_size=4))
def test_verdicts_on_scraps_are_the_same_without_numba(texts):
    articles, pairs = told(texts), pairs_of(len(texts), np.random.default_rng(len(texts)))

    for verdicts in texts_compared, reports_compared:
        found = verdicts(without_numba()["tasks.batches"], articles, pairs)

        assert found == verdicts(batches, articles, pairs)


@pytest.mark.parametrize("seed", range(4))
def test_reports_meet_the_same_without_numba(plain, seed):
    chance = np.random.default_rng(seed)
    rows = np.unique(chance.integers([0, 0], [9, 25], (120, 2)), axis=0)
    days = chance.integers(0, 60, 25)
    bins = np.where(days < 8, UNDATED, days // 14)[rows[:, 1]]
    order = np.lexsort((rows[:, 1], bins, rows[:, 0]))
    postings = {
        "keys": rows[order, 0].astype(np.uint32),
        "bins": bins[order].astype(np.int32),
        "articles": rows[order, 1].astype(np.int32),
        "days": days[rows[order, 1]].astype(np.int32),
    }
    module = plain["tasks.similarity.meeting"]

    met = module.meet(module.Postings(**postings), 10, 24, window=14)

    assert met.left.size
    assert same(met, meet(Postings(**postings), 10, 24, window=14))


@pytest.mark.parametrize("seed", range(6))
def test_groups_are_the_same_without_numba(plain, seed):
    chance = np.random.default_rng(seed)
    count = 40
    left, right = _graph(chance, count)
    given_rules = {"threshold": 0.3, "lone": 0.02, "size": 0.02, "doublings": 4.0, "closeness": 0.1}
    graph = (
        chance.integers(1, 4, count).astype(np.int64),
        left,
        right,
        (chance.random(left.size) * UNIT * 2).astype(np.int64),
        chance.random(left.size) < 0.1,
    )
    module = plain["tasks.clusters.linkage"]

    groups = module.link(*graph, module.Rules(**given_rules))

    assert np.array_equal(groups, link(*graph, Rules(**given_rules)))
    assert len(np.unique(groups)) < count


def _graph(chance, count):
    left, right = np.triu_indices(count, 1)
    kept = chance.random(left.size) < 0.2
    return left[kept].astype(np.int64), right[kept].astype(np.int64)


def test_the_example_newsroom_has_the_same_stories_without_numba(tmp_path, examples_store):
    newsroom = CHECKOUT / "examples" / "newsroom"
    sources = [newsroom / "wire.jsonl", newsroom / "pages", newsroom / "briefs"]
    agencies = ["--agencies", CHECKOUT / "examples" / "agencies.toml"]
    command = [sys.executable, "-c", UNINSTALLED, "run", *sources, *agencies]

    done = subprocess.run(
        [*command, "--store", tmp_path / "store"],
        cwd=CHECKOUT,
        env={name: value for name, value in os.environ.items() if name != "PREFECT_API_URL"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    for view in ("stories", "variants"):
        assert _rows(tmp_path / "store", view) == _rows(examples_store, view)


def _rows(store, view):
    with duckdb.connect(str(store / "stories.duckdb"), read_only=True) as db:
        return db.execute(f"SELECT * FROM {view} ORDER BY ALL").fetchall()  # noqa: S608 - ours
