"""A packed file says what the file with holes said, in its order; it takes its place at once."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap

import duckdb
import pytest
from builders import invented_news, run_lines

from storage import packing
from storage.packing import is_holed, pack
from storage.store import open_store

MEGABYTE = 1_000_000


@pytest.mark.parametrize(
    ("free", "total", "worth"),
    [
        (404 * MEGABYTE, 2_174 * MEGABYTE, True),
        (100 * MEGABYTE, 200 * MEGABYTE, False),
        (300 * MEGABYTE, 20_000 * MEGABYTE, False),
        (0, 0, False),
    ],
)
def test_a_file_is_packed_for_many_holes_that_are_a_good_part_of_it(free, total, worth):
    assert is_holed(free, total) is worth


@pytest.fixture(name="holed")
def a_store_with_holes(tmp_path, monkeypatch):
    """A store after a run, with a table's worth of free blocks."""
    store = tmp_path / "five o'clock"
    run_lines(store, invented_news(1))
    with duckdb.connect(str(store / "working.duckdb")) as db:
        db.execute("CREATE TABLE store.filler AS SELECT hash(range) AS x FROM range(1000000)")
        db.execute("CHECKPOINT")
        db.execute("CREATE TABLE store.last AS SELECT range AS x FROM range(300000)")
        db.execute("DROP TABLE store.filler")
        db.execute("CHECKPOINT")
    monkeypatch.setattr(packing, "LEAST_HOLES", MEGABYTE)
    return store


def contents(file):
    """All rows of all tables and views, in the order in which a scan finds those of tables."""
    with duckdb.connect(str(file), read_only=True) as db:
        db.execute("SET threads = 1")
        names = db.execute(
            "SELECT table_schema, table_name, table_type FROM information_schema.tables "
            "ORDER BY ALL"
        ).fetchall()
        order = {"VIEW": " ORDER BY ALL", "BASE TABLE": ""}
        return {
            (schema, name): db.execute(f"FROM {schema}.{name}{order[kind]}").fetchall()
            for schema, name, kind in names
        }


def test_a_packed_file_has_every_table_and_view_and_row_in_its_order(holed):
    file = holed / "working.duckdb"
    before, size = contents(file), file.stat().st_size

    pack(file, memory_limit="500MB", threads=2)

    assert contents(file) == before
    assert file.stat().st_size < size - MEGABYTE
    assert {"articles", "stories", "variants"} <= {name for _, name in before}


def test_a_run_packs_a_store_of_holes_and_readers_see_all_of_it(holed):
    published = holed / "stories.duckdb"

    with open_store(holed) as store:
        before = store.groups.story_count()
        store.publish()

    with duckdb.connect(str(published), read_only=True) as db:
        assert db.execute("SELECT count(*) FROM stories").fetchone() == (before,)
        assert db.execute("SELECT free_blocks FROM pragma_database_size()").fetchone()[0] < 5
    with open_store(holed) as store:
        assert store.groups.story_count() == before > 0


def test_a_packing_that_is_killed_leaves_the_old_file_and_nothing_else(holed):
    """It dies when all is written, a moment before the new file takes the old one's place."""
    before = contents(holed / "working.duckdb")
    dying = textwrap.dedent("""
        import os, sys
        from pathlib import Path
        from storage import packing
        os.fsync = lambda _: os.kill(os.getpid(), 9)
        packing.pack(Path(sys.argv[1]), memory_limit="500MB", threads=2)
    """)

    killed = subprocess.run(
        [sys.executable, "-c", dying, holed / "working.duckdb"], check=False, env=os.environ
    )

    assert killed.returncode == -9
    assert (holed / packing.PACKED).exists()
    assert contents(holed / "working.duckdb") == before
    with open_store(holed):
        assert not (holed / packing.PACKED).exists()
