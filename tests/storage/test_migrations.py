"""A store's schema: made, kept, refused where it is newer, and never half changed."""

from __future__ import annotations

import subprocess
import sys

import duckdb
import pytest

from storage import migrations as applying
from storage import open_store
from storage.migrations import migrate
from storage.sql import Migration, migrations
from storage.store import WORKING
from tasks.errors import StoreError, StoreTooNewError


@pytest.fixture
def db():
    with duckdb.connect() as db:
        yield db


def tables(db):
    found = db.execute("SELECT table_schema || '.' || table_name FROM information_schema.tables")
    return {name for (name,) in found.fetchall()}


def recorded(db):
    return db.execute("SELECT number, name FROM schema_migrations ORDER BY number").fetchall()


def test_a_fresh_store_has_every_change_with_its_record(db):
    migrate(db)

    assert recorded(db) == [(one.number, one.name) for one in migrations()]


def test_changes_are_numbered_without_a_gap():
    assert [one.number for one in migrations()] == list(range(1, len(migrations()) + 1))


def test_a_store_opened_again_is_changed_no_more(db):
    migrate(db)
    db.execute("UPDATE store.counters SET next_no = 7 WHERE kind = 'story'")
    before = recorded(db)

    migrate(db)

    assert recorded(db) == before
    assert db.execute("SELECT next_no FROM store.counters WHERE kind = 'story'").fetchone() == (7,)


def test_a_store_of_a_newer_version_is_refused_with_what_to_do(db):
    migrate(db)
    db.execute(
        "INSERT INTO schema_migrations VALUES (9999, '9999_times_to_come', now()::TIMESTAMP)"
    )

    with pytest.raises(StoreTooNewError, match=r"9999.*newer version.*--store DIR"):
        migrate(db)


def test_a_change_that_fails_half_way_leaves_nothing(db, monkeypatch):
    migrate(db)
    before = tables(db)
    number = len(migrations()) + 1
    broken = Migration(number, "broken", "CREATE TABLE store.half (x INTEGER); SELECT nonsense;")
    monkeypatch.setattr(applying, "migrations", lambda: (*migrations(), broken))

    with pytest.raises(duckdb.BinderException):
        migrate(db)

    assert tables(db) == before
    assert number not in dict(recorded(db))


def test_a_change_that_failed_is_tried_again(db, monkeypatch):
    number = len(migrations()) + 1
    for script, name in (("CREATE TABLE a (x", "broken"), ("CREATE TABLE a (x INTEGER)", "mended")):
        change = Migration(number, name, script)
        monkeypatch.setattr(applying, "migrations", lambda change=change: (*migrations(), change))
        if name == "broken":
            with pytest.raises(duckdb.ParserException):
                migrate(db)
    migrate(db)

    assert dict(recorded(db))[number] == "mended"


def test_a_file_that_is_no_database_is_refused_with_what_to_do(store_dir):
    store_dir.mkdir(parents=True)
    (store_dir / WORKING).write_bytes(b"Dear editor, " * 2000)

    with pytest.raises(StoreError, match="Move it away"), open_store(store_dir):
        pass


def test_a_folder_that_cannot_be_made_is_refused_with_what_to_do(tmp_path):
    (tmp_path / "file").write_text("not a folder")

    with pytest.raises(StoreError, match="--store DIR"), open_store(tmp_path / "file" / "store"):
        pass


def test_a_working_file_that_another_program_has_open_is_refused(store_dir):
    with open_store(store_dir):
        pass
    script = (
        f"import duckdb, sys; db = duckdb.connect({str(store_dir / WORKING)!r});"
        "print('open', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        other.stdout.readline()
        try:
            with pytest.raises(StoreError, match=r"stories\.duckdb"), open_store(store_dir):
                pass
        finally:
            other.communicate()
