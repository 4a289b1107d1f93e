"""A backfill over workers stores, row for row, what a local run stores; and outlives them."""

from __future__ import annotations

import importlib
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import distributed
import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from builders import invented_news, run_on, write_jsonl
from commands import command

from flows import from_shards, workers
from flows.newsroom import enter
from flows.settings import Settings
from flows.watch import Quiet
from storage import open_store
from tasks import batches
from tasks.errors import CountsError
from tasks.sources import open_source

CHECKOUT = Path(__file__).parents[2]
# When things were made is all that differs.
TIMES = {"fetched_at", "happened_at", "started_at", "finished_at"}
PART_BYTES = 8_000
# On two busy cores a server of Prefect takes up to two minutes to start, a cluster half a minute,
# and workers that must compile the kernels first two more. At rest all of it takes half a minute.
SECONDS = 400
A_WORKER = SimpleNamespace(address="tcp://10.0.0.7:4000")
BACKFILL = """
import sys
from pathlib import Path
from flows.backfill import BackfillRequest, run_backfill
from flows.watch import Quiet
from tasks.errors import WirecopyError

if __name__ == "__main__":
    store, scheduler, *sources = sys.argv[1:]
    request = BackfillRequest(
        sources=tuple(map(Path, sources)), store=Path(store), workers=2, part_bytes=%d,
        scheduler=None if scheduler == "-" else scheduler,
    )
    try:
        run_backfill(request, Quiet())
    except WirecopyError as error:
        sys.exit(f"wirecopy: {error}")
"""


def write_parquet(path, lines):
    names = sorted({name for line in lines for name in line})
    columns = {name: [line.get(name) for line in lines] for name in names}
    pq.write_table(pa.table(columns), path, row_group_size=9)
    return path


def write_warc(path, lines):
    with path.open("wb") as file:
        for number, line in enumerate(lines):
            told = "".join(f"<p>{part}</p>" for part in line["text"].split("\n"))
            page = f"<html><body><article><h1>{line['title']}</h1>{told}</article></body></html>"
            answer = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}".encode()
            head = (
                "WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: 2026-11-03T08:30:00Z\r\n"
                f"WARC-Target-URI: https://courier.example/{number}\r\n"
                f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{number:012d}>\r\n"
                "Content-Type: application/http; msgtype=response\r\n"
                f"Content-Length: {len(answer)}\r\n\r\n"
            )
            file.write(head.encode() + answer + b"\r\n\r\n")
    return path


def an_archive(folder, seed=0, articles=40, pages=6):
    """Lines, rows and pages of one news, with doubles and with what is no article."""
    folder.mkdir()
    news = [line for at in range(3) for line in invented_news(seed + at, articles=articles)]
    lines = [*news[:articles], "no json", "", *news[:3], {"id": "short", "text": "Storm."}]
    return (
        write_jsonl(folder / "wire.jsonl", lines),
        write_parquet(folder / "desk.parquet", news[articles : 2 * articles] + news[:2]),
        write_warc(folder / "crawl.warc", news[2 * articles :][:pages]),
    )


def rows(store):
    """Every row of every table of a published store, without the times at which they were made."""
    with duckdb.connect(str(store / "stories.duckdb"), read_only=True) as db:
        columns = db.execute(
            "SELECT table_name, column_name FROM information_schema.columns "
            "WHERE table_schema = 'store'"
        ).fetchall()
        tables: dict[str, list[str]] = {}
        for table, column in columns:
            if column not in TIMES:
                tables.setdefault(table, []).append(column)
        return {
            table: db.execute(
                f"SELECT {', '.join(names)} FROM store.{table} ORDER BY ALL"  # noqa: S608 - ours
            ).fetchall()
            for table, names in tables.items()
        }


@pytest.fixture
def backfill():
    """The module, which brings Prefect along: 2 s that other tests need not wait for."""
    return importlib.import_module("flows.backfill")


@pytest.fixture
def here(monkeypatch, backfill):
    """Backfills without a cluster: what workers would do is done in turn."""

    def in_turn(_room, shards, _called, work, pieces):
        return sum(work(shards, *arguments) for arguments in pieces)

    monkeypatch.setattr(backfill, "_on_workers", in_turn)

    def run(store, *sources, part_bytes=PART_BYTES, **known):
        request = backfill.BackfillRequest(
            sources=sources, store=store, part_bytes=part_bytes, settings=Settings(**known)
        )
        with open_store(store) as opened:
            room = enter(opened, batches, request.settings, Quiet())
            return backfill._backfill(room, request, [open_source(path) for path in sources])

    return run


@pytest.mark.parametrize("part_bytes", [500, PART_BYTES, 10_000_000])
def test_parts_of_any_size_give_the_rows_of_a_local_run(tmp_path, here, part_bytes):
    archive = an_archive(tmp_path / "archive", pages=3)
    run_on(tmp_path / "local", *archive)

    here(tmp_path / "store", *archive, part_bytes=part_bytes)

    assert rows(tmp_path / "store") == rows(tmp_path / "local")


def test_any_number_of_partitions_and_spans_gives_the_rows_of_a_local_run(
    tmp_path, here, backfill, monkeypatch
):
    archive = an_archive(tmp_path / "archive", seed=7, pages=0)[:2]
    run_on(tmp_path / "local", *archive)
    monkeypatch.setattr(from_shards, "PARTITION_ROWS", 900)
    monkeypatch.setattr(backfill, "SPAN", 13)

    here(tmp_path / "store", *archive)

    made = [file.name for file in (tmp_path / "store" / "shards").glob("join-*/*")]
    assert sum(name.startswith("bands") for name in made) > 3
    assert sum(name.startswith("verified") for name in made) > 3
    assert rows(tmp_path / "store") == rows(tmp_path / "local")


def test_crowded_keys_are_crowded_as_in_a_local_run(tmp_path, here):
    archive = an_archive(tmp_path / "archive", pages=0)[:2]
    run_on(tmp_path / "local", *archive, copy_cap=3)

    crowded = here(tmp_path / "store", *archive, copy_cap=3).crowded

    assert crowded > 0
    assert rows(tmp_path / "store") == rows(tmp_path / "local")


def test_a_backfill_into_a_store_with_articles_finds_copies_of_those_too(tmp_path, here):
    wire, desk, _ = an_archive(tmp_path / "archive", pages=0)
    for store in ("local", "store"):
        run_on(tmp_path / store, wire)
    run_on(tmp_path / "local", desk)

    here(tmp_path / "store", desk)

    assert rows(tmp_path / "store") == rows(tmp_path / "local")


def test_the_same_backfill_again_makes_no_shard_anew_and_finds_all_known(tmp_path, here):
    archive = an_archive(tmp_path / "archive", pages=0)[:2]
    first = here(tmp_path / "store", *archive)
    made = {file: file.stat().st_mtime_ns for file in (tmp_path / "store").glob("shards/**/*.*")}

    again = here(tmp_path / "store", *archive)

    assert {file: file.stat().st_mtime_ns for file in made} == made
    assert again.tally.known == first.tally.articles + first.tally.known
    assert again.tally.articles == 0


@pytest.mark.parametrize("after", [0, 3, 7, 9])
def test_a_backfill_that_loses_its_workers_is_carried_on_by_the_same_command(
    tmp_path, here, backfill, monkeypatch, after
):
    archive = an_archive(tmp_path / "archive", pages=0)[:2]
    run_on(tmp_path / "local", *archive)
    in_turn, done = backfill._on_workers, []

    def lost_after(room, shards, called, work, pieces):
        for piece in pieces:
            if len(done) == after:
                raise workers.WorkersLostError("the workers were lost")
            done.append(in_turn(room, shards, called, work, [piece]))
        return 0

    with monkeypatch.context() as once:
        once.setattr(backfill, "_on_workers", lost_after)
        with pytest.raises(workers.WorkersLostError):
            here(tmp_path / "store", *archive, part_bytes=6_000)

    resumed = here(tmp_path / "store", *archive, part_bytes=6_000)

    assert len(done) == after
    assert resumed.carried_on
    assert rows(tmp_path / "store") == rows(tmp_path / "local")


@pytest.mark.parametrize("error", ["KilledWorker", "FutureCancelledError", "CommClosedError"])
def test_the_loss_of_workers_is_told_with_what_to_do(error):
    lost = {
        "KilledWorker": lambda: distributed.KilledWorker("part-1", A_WORKER, 3),
        "FutureCancelledError": lambda: distributed.client.FutureCancelledError("part-1", "gone"),
        "CommClosedError": lambda: distributed.comm.core.CommClosedError("gone"),
    }[error]()

    told = workers.lost(lost, "s3://desk/shards")

    assert isinstance(told, workers.WorkersLostError)
    assert "s3://desk/shards" in str(told)
    assert "give the same command" in str(told)


def test_an_error_of_the_work_itself_is_no_loss_of_workers():
    fault = ValueError("a fault")

    assert workers.lost(fault, "shards") is fault


def test_a_file_that_has_changed_is_prepared_anew(tmp_path, here):
    wire, _, _ = an_archive(tmp_path / "archive", pages=0)
    here(tmp_path / "store", wire)
    write_jsonl(wire, invented_news(31, articles=12))

    again = here(tmp_path / "store", wire)

    assert again.tally.articles == 12


def test_a_shard_that_lacks_inputs_fails_the_run(tmp_path, here, monkeypatch):
    wire, _, _ = an_archive(tmp_path / "archive", pages=0)
    settle = from_shards.settle
    monkeypatch.setattr(
        from_shards, "settle", lambda room, progress, made, place: settle(
            room, progress, made[1:], place - 1
        )
    )  # fmt: skip

    with pytest.raises(CountsError, match="inputs in its shards"):
        here(tmp_path / "store", wire)

    assert not (tmp_path / "store" / "stories.duckdb").exists()


def test_numbers_are_met_in_turn_and_known_articles_have_none():
    own = ["a", None, "b", "a", "x", "c"]

    assert from_shards._numbers(own, ["a", "b", "c"], 5).tolist() == [5, 0, 6, 0, 0, 7]
    assert not np.any(from_shards._numbers(own, ["q"], 5))


def test_without_dask_a_backfill_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setattr(workers, "find_spec", lambda _name: None)

    status, _, told = command("backfill", tmp_path / "wire.jsonl", "--store", tmp_path / "store")

    assert status == 1
    assert "pip install 'wirecopy[dask]'" in told
    assert not (tmp_path / "store").exists()


@pytest.fixture(scope="module")
def quiet_prefect(tmp_path_factory):
    home = tmp_path_factory.mktemp("prefect")
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")},
        "PREFECT_HOME": str(home),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "240",
        "DO_NOT_TRACK": "1",
    }


@pytest.fixture(scope="module")
def over_workers(tmp_path_factory, quiet_prefect):
    """Backfills as a program of its own, with two workers or those of a scheduler."""
    script = tmp_path_factory.mktemp("script") / "over_workers.py"
    script.write_text(BACKFILL % PART_BYTES, encoding="utf-8")

    def start(store, *sources, scheduler="-"):
        return subprocess.Popen(
            [sys.executable, "-W", "error::RuntimeWarning", script, store, scheduler, *sources],
            cwd=CHECKOUT,
            env=quiet_prefect | {"PYTHONPATH": str(CHECKOUT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    return start


def ended(program):
    """How a program ended, and what it said."""
    try:
        told, _ = program.communicate(timeout=SECONDS)
    finally:
        program.kill()
    return program.returncode, told


@contextmanager
def a_cluster(environment):
    """A scheduler of its own with two workers, each a process; yields it and its address."""
    with socket.socket() as any_port:
        any_port.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{any_port.getsockname()[1]}"
    dask = [sys.executable, "-m", "distributed.cli.dask_scheduler"]
    start = {"env": environment, "cwd": CHECKOUT, "stdout": subprocess.DEVNULL,
             "stderr": subprocess.DEVNULL}  # fmt: skip
    port = address.rpartition(":")[2]
    command = [*dask, "--host", "127.0.0.1", "--port", port, "--no-dashboard"]
    scheduler = subprocess.Popen(command, **start)
    join = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "1"]
    join += ["--no-dashboard", "--death-timeout", "60", "--nworkers", "2"]
    workers = subprocess.Popen(join, **start)
    try:
        yield scheduler, address
    finally:
        for program in (workers, scheduler):
            program.terminate()
            program.wait(60)


def wait_for(seconds, found):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found():
            return
        time.sleep(0.05)
    pytest.fail(f"not within {seconds} s")


@pytest.mark.prefect
@pytest.mark.timeout(600)
def test_two_workers_store_row_for_row_what_a_local_run_stores(tmp_path, over_workers):
    archive = an_archive(tmp_path / "archive")
    run_on(tmp_path / "local", *archive)

    status, told = ended(over_workers(tmp_path / "store", *archive))

    assert status == 0, told
    assert rows(tmp_path / "store") == rows(tmp_path / "local")


@pytest.mark.prefect
@pytest.mark.timeout(900)
def test_a_scheduler_that_dies_is_told_and_the_same_command_carries_on(
    tmp_path, over_workers, quiet_prefect
):
    archive = an_archive(tmp_path / "archive", articles=120)[:2]
    run_on(tmp_path / "local", *archive)
    shards = tmp_path / "store" / "shards"
    with a_cluster(quiet_prefect) as (scheduler, address):
        program = over_workers(tmp_path / "store", *archive, scheduler=address)
        wait_for(
            SECONDS,
            lambda: program.poll() is not None or len(list(shards.glob("*-keys.parquet"))) >= 2,
        )
        scheduler.send_signal(signal.SIGKILL)
        status, told = ended(program)
    done = {file: file.stat().st_mtime_ns for file in shards.glob("*-keys.parquet")}
    assert status == 1
    assert "the workers were lost" in told
    assert "carries on from there" in told

    status, told = ended(over_workers(tmp_path / "store", *archive))

    assert status == 0, told
    assert {file: file.stat().st_mtime_ns for file in done} == done
    assert rows(tmp_path / "store") == rows(tmp_path / "local")
