"""A copy that is begun while a run is at work ends as what the run has left, byte for byte."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import threading

import pytest
from builders import a_line, an_event, asked, run_lines
from hypothesis import given
from hypothesis import strategies as st

from storage import ahead, open_store
from storage.ahead import BLOCK_BYTES, CopyAhead, renew

LOCKED_OUT = """
import sys
import duckdb
try:
    duckdb.connect(sys.argv[1], read_only=True)
except duckdb.IOException as error:
    raise SystemExit("lock" in str(error).lower() and 7)
"""


@pytest.fixture
def at_any_size(monkeypatch):
    monkeypatch.setattr(ahead, "LEAST_BYTES", 0)


def other_bytes(path):
    """Write a file of three blocks and a half."""
    path.write_bytes(os.urandom(BLOCK_BYTES * 3 + BLOCK_BYTES // 2))
    return path


@pytest.mark.usefixtures("at_any_size")
def test_what_is_written_while_a_copy_is_made_is_in_it_at_the_end(tmp_path):
    file, copy = other_bytes(tmp_path / "file"), tmp_path / "copy"
    with CopyAhead(file, copy) as made:
        with file.open("r+b") as written:
            os.pwrite(written.fileno(), b"another beginning", 0)
            os.pwrite(written.fileno(), b"another middle", BLOCK_BYTES * 2)
            os.pwrite(written.fileno(), b"another end", BLOCK_BYTES * 4)
        assert made.finish()
        assert copy.read_bytes() == file.read_bytes()


@given(st.binary(max_size=40), st.binary(max_size=40))
def test_an_older_copy_is_made_equal_whatever_has_become_of_the_file(tmp_path_factory, old, new):
    folder = tmp_path_factory.mktemp("files")
    file, copy = folder / "file", folder / "copy"
    # Blocks that are the same at one end, other at the other, more or fewer than they were.
    file.write_bytes(bytes(BLOCK_BYTES) + new * (BLOCK_BYTES // 8))
    copy.write_bytes(bytes(BLOCK_BYTES) + old * (BLOCK_BYTES // 8))

    renew(file, copy)

    assert copy.read_bytes() == file.read_bytes()


def test_blocks_that_are_the_same_are_not_written_again(tmp_path, monkeypatch):
    file, copy = other_bytes(tmp_path / "file"), tmp_path / "copy"
    copy.write_bytes(file.read_bytes())
    with file.open("r+b") as written:
        os.pwrite(written.fileno(), b"another", BLOCK_BYTES)
    places = []
    write = os.pwrite
    monkeypatch.setattr(os, "pwrite", lambda to, what, at: places.append(at) or write(to, what, at))

    renew(file, copy)

    assert places == [BLOCK_BYTES]


@pytest.mark.usefixtures("at_any_size")
def test_a_run_that_does_not_publish_leaves_no_copy_behind(tmp_path):
    file, copy = other_bytes(tmp_path / "file"), tmp_path / "copy"
    with CopyAhead(file, copy) as made:
        made._copying.join()
        assert copy.exists()

    assert not copy.exists()


@pytest.mark.usefixtures("at_any_size")
def test_a_full_disk_leaves_its_last_bytes_to_the_run(tmp_path, monkeypatch):
    def full(*_given):
        raise OSError(errno.ENOSPC, "no space left on device")

    monkeypatch.setattr(os, "pwrite", full)
    with CopyAhead(other_bytes(tmp_path / "file"), tmp_path / "copy") as made:
        assert not made.finish()
        assert not (tmp_path / "copy").exists()


def test_a_file_that_is_soon_copied_is_not_copied_ahead(tmp_path):
    with CopyAhead(other_bytes(tmp_path / "file"), tmp_path / "copy") as made:
        assert not made.finish()

    assert not (tmp_path / "copy").exists()


@pytest.mark.usefixtures("at_any_size")
def test_where_a_copy_cannot_be_begun_it_is_made_at_the_end(tmp_path):
    with CopyAhead(other_bytes(tmp_path / "file"), tmp_path / "no folder" / "copy") as made:
        assert not made.finish()


@pytest.mark.usefixtures("at_any_size")
def test_runs_publish_what_they_decided_though_their_copy_began_before(store_dir):
    lines = [a_line(f"n{n}", an_event(n // 2).text()) for n in range(12)]
    for start in range(0, 12, 4):
        run_lines(store_dir, lines[start : start + 4])

        assert asked(store_dir, "SELECT count(*) FROM variants") == [(start + 4,)]
        working, published = (store_dir / name for name in ("working.duckdb", "stories.duckdb"))
        assert working.read_bytes() == published.read_bytes()


@pytest.mark.usefixtures("at_any_size")
def test_reading_the_pipelines_file_beside_the_database_lets_nobody_else_in(store_dir, monkeypatch):
    """A process that closes a file gives up its locks on it: so it is closed after the database."""
    run_lines(store_dir, [a_line("n", an_event(1).text())])
    opened, copy_to = threading.Event(), CopyAhead._copy_to
    monkeypatch.setattr(
        CopyAhead, "_copy_to", lambda self, *ends: opened.wait(30) and copy_to(self, *ends)
    )

    with open_store(store_dir) as store:
        # All of the copying, to its end, while the database has the file.
        opened.set()
        store._ahead._copying.join()
        stranger = [sys.executable, "-c", LOCKED_OUT, str(store.file)]
        assert subprocess.run(stranger, check=False).returncode == 7
