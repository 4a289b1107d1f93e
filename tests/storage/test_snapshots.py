"""Publishing: a reader finds the old file or the new one, whole, and is never in the way."""

from __future__ import annotations

import errno
import os
import subprocess
import sys

import duckdb
import pytest
from builders import a_line, an_event, run_lines

from storage.snapshots import publish

READER = """
import sys
from pathlib import Path
import duckdb
path, stop = Path(sys.argv[1]), Path(sys.argv[2])
counts = []
print("reading", flush=True)
while not stop.exists():
    with duckdb.connect(str(path), read_only=True) as db:
        counts.append(db.execute("SELECT count(*) FROM variants").fetchone()[0])
print(len(counts), *sorted(set(counts)))
raise SystemExit(counts != sorted(counts))
"""


def written(path, value):
    with duckdb.connect(str(path)) as db:
        db.execute("CREATE OR REPLACE TABLE t AS SELECT $value AS x", {"value": value})
    return path


def read(db):
    return db.execute("SELECT x FROM t").fetchone()[0]


def test_a_published_file_says_what_the_working_file_says(tmp_path):
    publish(written(tmp_path / "working", 1), tmp_path / "published")

    with duckdb.connect(str(tmp_path / "published"), read_only=True) as db:
        assert read(db) == 1


def test_a_reader_who_has_the_old_file_open_keeps_it(tmp_path):
    published = tmp_path / "published"
    publish(written(tmp_path / "working", 1), published)

    with duckdb.connect(str(published), read_only=True) as reader:
        publish(written(tmp_path / "working", 2), published)

        assert read(reader) == 1


def test_whoever_opens_the_path_afterwards_finds_the_new_file(tmp_path):
    published = tmp_path / "published"
    publish(written(tmp_path / "working", 1), published)
    publish(written(tmp_path / "working", 2), published)

    with duckdb.connect(str(published), read_only=True) as reader:
        assert read(reader) == 2


def test_a_copy_that_was_cut_off_is_no_hindrance(tmp_path):
    (tmp_path / ".published.fresh").write_bytes(b"half a file")
    publish(written(tmp_path / "working", 3), tmp_path / "published")

    assert [file.name for file in sorted(tmp_path.iterdir())] == ["published", "working"]


def no_ranges(*_given):
    raise OSError(errno.EOPNOTSUPP, "this file system copies no ranges")


def stopping_short(copy_range):
    """A system that says that it is done after the first 4,000 bytes."""
    return lambda source, target, _size: copy_range(source, target, 4000 - os.lseek(source, 0, 1))


@pytest.mark.skipif(not hasattr(os, "copy_file_range"), reason="the system copies no ranges")
@pytest.mark.parametrize(
    "copies", [no_ranges, stopping_short(getattr(os, "copy_file_range", None))]
)
def test_a_file_is_copied_whole_where_the_system_cannot(tmp_path, monkeypatch, copies):
    working = written(tmp_path / "working", 4)
    monkeypatch.setattr(os, "copy_file_range", copies)

    publish(working, tmp_path / "published")

    assert (tmp_path / "published").read_bytes() == working.read_bytes()


def test_a_copy_that_fails_leaves_the_published_file_as_it_was(tmp_path):
    published = tmp_path / "published"
    publish(written(tmp_path / "working", 1), published)

    with pytest.raises(FileNotFoundError):
        publish(tmp_path / "nowhere", published)

    with duckdb.connect(str(published), read_only=True) as reader:
        assert read(reader) == 1


def test_a_reader_in_a_loop_meets_no_error_during_ten_runs(store_dir):
    """Nor does it ever see fewer variants than before: it sees whole runs only."""
    stop = store_dir.parent / "stop"
    lines = [a_line(f"n{n}", an_event(n // 2).text()) for n in range(20)]
    run_lines(store_dir, lines[:1])
    command = [sys.executable, "-c", READER, str(store_dir / "stories.duckdb"), str(stop)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as it:
        assert it.stdout.readline() == "reading\n"
        for start in range(0, 20, 2):
            run_lines(store_dir, lines[start : start + 2])
        stop.touch()
        told, complaint = it.communicate()

    assert (it.returncode, complaint) == (0, "")
    times, *counts = map(int, told.split())
    assert times > 10
    assert counts[-1] == 20
    assert set(counts) <= {1, 2, *range(4, 21, 2)}
