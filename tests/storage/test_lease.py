"""One writer at a time: who holds a store is told, and the dead hold nothing."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from storage import lease as holding
from storage.lease import STALE_AFTER, Lease
from tasks.errors import StoreBusyError, StoreError

HOLDER = """
import sys
from pathlib import Path
from storage.lease import Lease
with Lease(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def another_process_holding(folder):
    command = [sys.executable, "-c", HOLDER, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout.readline() == b"held\n"
        try:
            yield holder
        finally:
            holder.communicate()


def note_of(folder):
    return json.loads((folder / "writer.lock").read_text(encoding="utf-8"))


def leave_note(folder, **changes):
    now = datetime.now(UTC).isoformat()
    note = {"pid": 4711, "host": "elsewhere", "since": now, "heartbeat": now, **changes}
    (folder / "writer.lock").write_text(json.dumps(note), encoding="utf-8")


def test_a_second_writer_is_told_who_writes_where_and_since_when(tmp_path):
    with another_process_holding(tmp_path) as holder:
        since = note_of(tmp_path)["since"]
        told = rf"process {holder.pid} on {socket.gethostname()} since {since}"

        with pytest.raises(StoreBusyError) as refused, Lease(tmp_path):
            pass

    assert told.replace("\\", "") in str(refused.value)


def test_a_second_writer_leaves_the_note_of_the_first(tmp_path):
    with another_process_holding(tmp_path) as holder:
        with pytest.raises(StoreBusyError), Lease(tmp_path):
            pass

        assert note_of(tmp_path)["pid"] == holder.pid


def test_a_writer_that_was_killed_holds_nothing(tmp_path):
    with another_process_holding(tmp_path) as holder:
        os.kill(holder.pid, signal.SIGKILL)
        holder.wait()

        with Lease(tmp_path):
            assert note_of(tmp_path)["pid"] == os.getpid()


def test_a_writer_that_is_done_leaves_an_empty_note(tmp_path):
    with Lease(tmp_path):
        pass

    assert (tmp_path / "writer.lock").read_text() == ""


def test_a_writer_that_fails_gives_the_lease_back(tmp_path):
    with pytest.raises(KeyError), Lease(tmp_path):
        raise KeyError

    with Lease(tmp_path):
        assert note_of(tmp_path)["pid"] == os.getpid()


def test_a_live_writer_on_another_host_is_respected(tmp_path):
    leave_note(tmp_path)

    with pytest.raises(StoreBusyError, match="process 4711 on elsewhere"), Lease(tmp_path):
        pass


def test_a_writer_on_another_host_without_a_sign_of_life_is_taken_over_from(tmp_path):
    long_ago = datetime.now(UTC) - STALE_AFTER - timedelta(seconds=5)
    leave_note(tmp_path, heartbeat=long_ago.isoformat())

    with Lease(tmp_path):
        assert note_of(tmp_path)["pid"] == os.getpid()


@pytest.mark.parametrize(
    "note", ["", "{", "[]", '"?"', '{"host": "elsewhere"}', '{"heartbeat": 3}']
)
def test_a_note_that_says_nothing_holds_nobody_back(tmp_path, note):
    (tmp_path / "writer.lock").write_text(note, encoding="utf-8")

    with Lease(tmp_path):
        assert note_of(tmp_path)["pid"] == os.getpid()


def test_a_writer_gives_signs_of_life(tmp_path, monkeypatch):
    monkeypatch.setattr(holding, "HEARTBEAT_SECONDS", 0.01)
    beats = iter(range(10**6))

    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime(2026, 11, 3, tzinfo=tz) + timedelta(seconds=next(beats))

    monkeypatch.setattr(holding, "datetime", Clock)
    with Lease(tmp_path) as lease:
        first = note_of(tmp_path)["heartbeat"]
        lease._stopped.wait(0.3)
        lease._stopped.set()
        lease._beating.join()

        assert note_of(tmp_path)["heartbeat"] > first


def test_a_folder_that_cannot_be_written_is_told_with_what_to_do(tmp_path):
    (tmp_path / "writer.lock").mkdir()

    with pytest.raises(StoreError, match=r"cannot be written.*--store DIR"), Lease(tmp_path):
        pass
