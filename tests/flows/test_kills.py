"""A run that is killed, wherever it stands: the next one carries on, nothing lost, nothing doubled.

The killed runs are children of a small server process that has imported everything once.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from unittest.mock import patch

import pytest
from builders import asked, invented_news, partition, run_on, write_jsonl

from storage.statements import Statements
from storage.store import PUBLISHED

# Reads one plan a line, runs it in a fork, and prints how the fork ended: -9 where it was killed.
SERVER = """
import json, os, signal, sys, time
from pathlib import Path
from flows.pipeline import Request, run_pipeline
from flows.settings import Settings
from flows.watch import Quiet
from storage import snapshots, statements
from tasks import batches

def kill_at_statement(number):
    left = [number]
    def counted(method):
        def counting(*given, **named):
            left[0] -= 1
            if left[0] < 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return method(*given, **named)
        return counting
    for name in ("run", "rows", "one", "table"):
        setattr(statements.Statements, name, counted(getattr(statements.Statements, name)))

def kill_in_publishing(after_copy):
    copy = snapshots.copy_file
    def copying(source, target):
        if after_copy:
            copy(source, target)
        else:
            Path(target).write_bytes(Path(source).read_bytes()[:5000])
        os.kill(os.getpid(), signal.SIGKILL)
    snapshots.copy_file = copying

def run(plan):
    if "statement" in plan:
        kill_at_statement(plan["statement"])
    if "after_copy" in plan:
        kill_in_publishing(plan["after_copy"])
    sources = (Path(plan["source"]),)
    settings = Settings(batch_inputs=plan["batch"])
    run_pipeline(Request(sources=sources, store=Path(plan["store"]), settings=settings), batches,
                 Quiet())

for line in sys.stdin:
    plan = json.loads(line)
    child = os.fork()
    if child == 0:
        try:
            run(plan)
        except BaseException as error:
            print(repr(error), file=sys.stderr, flush=True)
            os._exit(1)
        os._exit(0)
    if "seconds" in plan:
        time.sleep(plan["seconds"])
        os.kill(child, signal.SIGKILL)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
KILLED, DONE = -9, 0
COUNTED = ("run", "rows", "one", "table")
# Totals, events and the largest stories are read from the published file, for the summary.
READ_AFTERWARDS = 3


@pytest.fixture(scope="module")
def server():
    command = [sys.executable, "-c", SERVER]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as one:
        yield one
        one.stdin.close()


@dataclass(frozen=True, kw_only=True)
class Newsroom:
    """A source, what an undisturbed run makes of it, and the server that runs and kills."""

    server: subprocess.Popen
    source: object
    articles: int
    rejected: list
    stories: frozenset
    copies: frozenset
    batch: int
    statements: int
    seconds: float

    def killed(self, store, **plan):
        """Run and kill; return how it ended."""
        plan |= {"store": str(store), "source": str(self.source), "batch": self.batch}
        self.server.stdin.write(json.dumps(plan) + "\n")
        self.server.stdin.flush()
        return int(self.server.stdout.readline())

    def carry_on(self, store):
        """Run to the end, and make sure that all is as if nothing had happened."""
        summary = run_on(store, self.source, batch_inputs=self.batch)
        assert partition(store) == self.stories
        assert partition(store, "copy_id") == self.copies
        assert asked(store, "SELECT count(*), count(DISTINCT article_id) FROM articles") == [
            (self.articles, self.articles)
        ]
        assert rejected(store, summary.run_id) == self.rejected
        assert (
            asked(store, "SELECT run_id FROM runs WHERE inputs <> articles+known+rejections") == []
        )
        assert asked(store, "SELECT sum(articles) FROM runs") == [(self.articles,)]
        assert asked(store, "SELECT count(*) FROM story_events WHERE kind = 'created'") == [
            (len(self.stories),)
        ]


def rejected(store, run_id):
    """What a run rejected and why, repetitions included."""
    question = "SELECT run_id, input, reason FROM rejections ORDER BY ALL"
    return [row[1:] for row in asked(store, question) if row[0] == run_id]


def undisturbed(folder, server, source, batch):
    begun = time.perf_counter()
    with counted_statements() as count:
        summary = run_on(folder / "undisturbed", source, batch_inputs=batch)
        statements = count()
    return Newsroom(
        server=server,
        source=source,
        articles=summary.articles,
        rejected=rejected(folder / "undisturbed", summary.run_id),
        stories=partition(folder / "undisturbed"),
        copies=partition(folder / "undisturbed", "copy_id"),
        batch=batch,
        statements=statements,
        seconds=time.perf_counter() - begun,
    )


@contextmanager
def counted_statements():
    """Count the statements of a block, those of its publishing left out, as the server does."""
    with ExitStack() as stack:
        asked_for = [
            stack.enter_context(patch.object(Statements, name, autospec=True, side_effect=method))
            for name in COUNTED
            if (method := getattr(Statements, name))
        ]
        yield lambda: sum(one.call_count for one in asked_for) - READ_AFTERWARDS


@pytest.fixture(scope="module")
def room(tmp_path_factory, server):
    """Thirty invented articles among five faulty lines, read in batches of ten."""
    folder = tmp_path_factory.mktemp("room")
    lines = list(invented_news(3))
    for at in range(0, 35, 7):
        lines.insert(at, f"no JSON {at}")
    return undisturbed(folder, server, write_jsonl(folder / "wire.jsonl", lines), 10)


# In its reading, its comparing, its deciding, and in the midst of what it writes at the end.
@pytest.mark.parametrize("share", [0.05, 0.25, 0.45, 0.65, 0.8, 0.9, 0.97])
def test_a_run_killed_at_a_statement_is_carried_on(room, store_dir, share):
    assert room.killed(store_dir, statement=int(share * room.statements)) == KILLED

    room.carry_on(store_dir)


@pytest.mark.parametrize("after_copy", [False, True])
def test_a_run_killed_while_publishing_leaves_the_readers_what_they_had(
    room, store_dir, after_copy
):
    assert room.killed(store_dir, after_copy=after_copy) == KILLED

    assert not (store_dir / PUBLISHED).exists()
    room.carry_on(store_dir)


def test_a_run_killed_again_and_again_is_carried_on(room, store_dir):
    chance = random.Random(20)  # noqa: S311 - any moments will do
    ends = [room.killed(store_dir, statement=chance.randrange(8, 60)) for _ in range(5)]

    assert KILLED in ends
    room.carry_on(store_dir)


def test_a_run_that_was_cut_off_goes_by_the_name_it_had(room, store_dir):
    room.killed(store_dir, statement=40)

    summary = run_on(store_dir, room.source, batch_inputs=room.batch)

    assert (summary.run_id, summary.carried_on) == ("r1", True)
    assert asked(store_dir, "SELECT run_id FROM runs") == [("r1",)]


def test_a_run_that_nobody_kills_ends_by_itself(room, store_dir):
    """The server's own proof: without a kill it runs to the end."""
    assert room.killed(store_dir) == DONE


KILLS, MOST_TRIES = 5, 15


@pytest.fixture(scope="module")
def ecbplus_room(tmp_path_factory, server, ecbplus):
    return undisturbed(tmp_path_factory.mktemp("ecbplus"), server, ecbplus, 60)


@pytest.mark.corpora
@pytest.mark.parametrize("seed", range(4))
def test_ecbplus_killed_at_twenty_random_moments_is_carried_on(ecbplus_room, store_dir, seed):
    """Four stores, five kills each, one after the other.

    A run that carries on is shorter than the whole one: a moment that finds it ended is no kill,
    and the next ones are drawn from half the time.
    """
    chance = random.Random(seed)  # noqa: S311 - any moments will do
    longest, ends = 0.6 * ecbplus_room.seconds, []
    while ends.count(KILLED) < KILLS and len(ends) < MOST_TRIES:
        ends.append(ecbplus_room.killed(store_dir, seconds=chance.uniform(0, longest)))
        longest /= 1 if ends[-1] == KILLED else 2

    assert ends.count(KILLED) == KILLS
    ecbplus_room.carry_on(store_dir)
