"""Commands as tests give them: run here, or killed as they reach a function.

Those to be killed run in forks of a process that has imported all. The kill is SIGKILL: nothing is
tidied up after it.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flows.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator

# Reads one plan a line, runs its command in a fork, and prints how the fork ended.
SERVER = """
import json, os, pkgutil, signal, sys
from flows import cli, evaluate, judge, recluster, shown
from flows.settings import Settings
from tasks import batches

def kill(*given, **named):
    os.kill(os.getpid(), signal.SIGKILL)

for line in sys.stdin:
    plan = json.loads(line)
    child = os.fork()
    if child == 0:
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        if plan["at"]:
            place, _, name = plan["at"].rpartition(".")
            setattr(pkgutil.resolve_name(place), name, kill)
        try:
            cli.main(plan["command"])
        except SystemExit as end:
            os._exit(end.code or 0)
        except BaseException as error:
            print(repr(error), file=sys.stderr, flush=True)
            os._exit(70)
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
KILLED, DONE = -9, 0


def command(*words: object) -> tuple[int, str, str]:
    """Run a command here; return its exit status, and what it printed out and as errors."""
    out, err = io.StringIO(), io.StringIO()
    status: object = 0
    with redirect_stdout(out), redirect_stderr(err):
        try:
            main([str(word) for word in words])
        except SystemExit as end:
            status = end.code or 0
    return int(str(status)), out.getvalue(), err.getvalue()


@dataclass(frozen=True, slots=True)
class Killer:
    """Runs commands, and kills them where a plan says."""

    server: subprocess.Popen[str]

    def run(self, *words: object, at: str = "") -> int:
        """Run a command; kill it as it calls the function named `at`. Return how it ended."""
        assert self.server.stdin
        assert self.server.stdout
        plan = {"command": [str(word) for word in words], "at": at}
        self.server.stdin.write(json.dumps(plan) + "\n")
        self.server.stdin.flush()
        return int(self.server.stdout.readline())


@contextmanager
def killing() -> Iterator[Killer]:
    """Start the server, and end it."""
    start = [sys.executable, "-c", SERVER]
    with subprocess.Popen(start, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as one:
        yield Killer(one)
        if one.stdin:
            one.stdin.close()
