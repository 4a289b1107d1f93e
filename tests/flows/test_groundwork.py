"""What workers make of texts ahead of the store is, row for row, what a run makes by itself."""

from __future__ import annotations

import duckdb
import pytest
from builders import invented_news, run_on, write_jsonl
from pebble import ProcessExpired

from flows.groundwork import DoneByWorkers
from tasks import batches
from tasks.article import pool as pools
from tasks.article import worker

# Only when it was made differs.
TIMES = ("fetched_at", "happened_at", "started_at", "finished_at")
PAGE = "<html><body><article><h1>Storm</h1>" + "".join(
    f"<p>The harbour of town {n} stayed closed after a storm, the mayor said.</p>" for n in range(9)
)
AGENCIES = """
[[agency]]
name = "Meridian Press"
aliases = ["MP", "Meridian Press"]
"""


def tables(store):
    with duckdb.connect(str(store / "stories.duckdb"), read_only=True) as db:
        names = db.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'store'"
        ).fetchall()
        return {name: sorted(map(repr, _rows(db, name))) for (name,) in names}


def _rows(db, name):
    columns = [one[0] for one in db.execute(f"DESCRIBE store.{name}").fetchall()]
    kept = ", ".join(f'"{column}"' for column in columns if column not in TIMES)
    return db.execute(f"SELECT {kept} FROM store.{name}").fetchall()  # noqa: S608 - ours


@pytest.fixture(name="archive")
def an_archive(tmp_path):
    """Texts with doubles, one story from two outlets, what is no article, and pages among them."""
    news = invented_news(5, articles=60)
    print_ = {"id": "twice", "text": f"LONDON (MP) - {news[0]['text']}"}
    odd = [
        {**print_, "source": "Courier"},
        {**print_, "source": "Meridian Press"},
        "no json",
        {"id": "short", "text": "Storm."},
        {"id": "page", "html": PAGE},
        {"id": "empty", "text": ""},
    ]
    lines = [*news[:20], *odd, *news[20:40], *news[:5], *news[40:], {"id": "last", "html": PAGE}]
    return write_jsonl(tmp_path / "wire.jsonl", lines)


@pytest.fixture(name="agencies")
def further_agencies(tmp_path):
    path = tmp_path / "agencies.toml"
    path.write_text(AGENCIES, encoding="utf-8")
    return path


@pytest.fixture(name="by_workers")
def sent_to_workers(monkeypatch):
    """Sends texts from the first on, a few together; says how often their work was taken."""
    taken = []
    monkeypatch.setattr(pools, "TEXTS_BEFORE_WORKERS", 0)
    monkeypatch.setattr(pools, "TEXTS_TOGETHER", 4)
    begun = DoneByWorkers.__init__
    monkeypatch.setattr(
        DoneByWorkers, "__init__", lambda one, *given: taken.append(one) or begun(one, *given)
    )
    return taken


def test_texts_made_by_workers_are_stored_as_the_run_would_store_them(
    tmp_path, archive, agencies, by_workers
):
    settings = {"batch_inputs": 13, "agencies": agencies}
    by_itself = run_on(tmp_path / "itself", archive, workers=0, **settings)
    by_both = run_on(tmp_path / "both", archive, workers=2, **settings)

    assert len(by_workers) > 5
    assert by_both.tally == by_itself.tally
    assert tables(tmp_path / "both") == tables(tmp_path / "itself")


def test_texts_whose_workers_fail_are_stored_by_the_run(tmp_path, archive, by_workers, monkeypatch):
    monkeypatch.setattr(worker, "extract_part", _ended)
    run_on(tmp_path / "both", archive, workers=2, batch_inputs=13)
    monkeypatch.undo()
    run_on(tmp_path / "itself", archive, workers=0, batch_inputs=13)
    texts = "SELECT count(*) FROM store.articles WHERE external_id NOT IN ('page', 'last')"
    counts = []
    for store in ("both", "itself"):
        with duckdb.connect(str(tmp_path / store / "stories.duckdb"), read_only=True) as db:
            counts.append(db.execute(texts).fetchone())

    assert not by_workers
    assert counts[0] == counts[1]


def _ended(*_given):
    """Runs in a worker."""
    raise ProcessExpired("a worker that ended", code=-9)


def test_keys_joined_are_those_of_all_articles_at_once():
    articles = [_an_article(line) for line in invented_news(3, articles=9)]
    apart = [batches.fingerprint_batch(articles[:4]), batches.fingerprint_batch(articles[4:])]
    joined, whole = batches.joined_keys(apart), batches.fingerprint_batch(articles)

    for name in ("signatures", "bands", "sketches", "terms", "present"):
        assert (getattr(joined, name) == getattr(whole, name)).all()


def _an_article(line):
    from builders import an_article

    return an_article(line["id"], line["text"])
