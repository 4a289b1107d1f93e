"""What a run shows of itself while it works: bars on a terminal, lines in a log, or nothing."""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Watch(Protocol):
    """Sees a run's progress. `total` is in the units that `advance` counts; None: not known."""

    def begin(self, what: str, total: int | None) -> None:
        """A piece of work begins; the one before it is over."""

    def advance(self, count: int) -> None:
        """So much more of the current work is done."""

    def say(self, line: str) -> None:
        """Something worth a line has happened."""


class Quiet:
    """Shows nothing: for tests and for programs."""

    def begin(self, what: str, total: int | None) -> None:
        """Show nothing."""

    def advance(self, count: int) -> None:
        """Show nothing."""

    def say(self, line: str) -> None:
        """Show nothing."""


class Lines:
    """Says each piece of work in a line, through a logger's method or print."""

    def __init__(self, write: Callable[[str], object]) -> None:
        self._write = write

    def begin(self, what: str, total: int | None) -> None:
        """Say what begins."""
        self._write(f"{what} ({total:,})" if total else what)

    def advance(self, count: int) -> None:
        """Say nothing: a log is no place for a bar."""

    def say(self, line: str) -> None:
        """Say it."""
        self._write(line)


class Clocked:
    """Shows what another watch shows, and keeps how long each piece of work has taken.

    clock: returns seconds since some moment.
    """

    def __init__(self, shown: Watch, clock: Callable[[], float] = time.perf_counter) -> None:
        self._shown, self._clock = shown, clock
        self._taken: defaultdict[str, float] = defaultdict(float)
        self._current, self._since = "starting", clock()

    def begin(self, what: str, total: int | None) -> None:
        """Begin to count for another piece of work; one of a name that has been goes on."""
        self._count()
        self._current = what
        self._shown.begin(what, total)

    def advance(self, count: int) -> None:
        """Show it."""
        self._shown.advance(count)

    def say(self, line: str) -> None:
        """Show it."""
        self._shown.say(line)

    def taken(self) -> dict[str, float]:
        """Return the seconds of each piece of work up to now, in the order in which they began."""
        self._count()
        return dict(self._taken)

    def _count(self) -> None:
        now = self._clock()
        self._taken[self._current] += now - self._since
        self._since = now


@contextmanager
def bars() -> Iterator[Watch]:
    """Show progress bars on standard error; nothing where that is no terminal."""
    if not sys.stderr.isatty():
        yield Quiet()
        return
    # Rich costs 0.1 s to import; a run in a pipe need not pay for it.
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description:<24}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        current = progress.add_task("starting", total=None)

        class Bars:
            def begin(self, what: str, total: int | None) -> None:
                progress.reset(current, description=what, total=total, completed=0)

            def advance(self, count: int) -> None:
                progress.advance(current, count)

            def say(self, line: str) -> None:
                progress.console.print(line, markup=False, highlight=False)

        yield Bars()
