"""Extraction of many inputs at once: pages in other processes, with a limit to time and memory."""

from __future__ import annotations

import contextlib
import multiprocessing
import resource
import signal
from concurrent.futures import TimeoutError as FutureTimeoutError
from typing import TYPE_CHECKING, Self

from pebble import ProcessExpired, ProcessPool

from tasks.article.extract import LARGEST_PAGE_BYTES, extract_article
from tasks.outcomes import Reason, Rejected

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Future
    from datetime import datetime
    from multiprocessing.context import BaseContext
    from types import TracebackType

    from tasks.records import Article, Input

# On two busy cores half of 133 real pages took less than .06 s and one, with a megabyte of linked
# metadata, 2.6 s; a table of 5 MB takes 9 s.
PAGE_SECONDS = 20.0
# Memory that a page may need beyond what a worker has when it starts (a table of 5 MB: 700 MB).
PAGE_MEMORY_BYTES = 1_500_000_000
# lxml keeps some memory of each page; a fresh worker costs a fifth of a second.
PAGES_PER_WORKER = 2_000
# What the process that workers are forked from loads, once for all of them: .6 s and 60 MB.
_LOADED_FIRST = ["tasks.article.pool", "trafilatura", "py3langid.langid", "dateutil.parser"]
# How much later than the pool a worker ends itself, should nobody be left to end it.
_OWN_GRACE_SECONDS = 5.0


class ExtractionPool:
    """Extracts batches: given text here, pages in worker processes that may be killed.

    The workers start with the first page, so that a run without pages pays nothing. With
    `workers=0` pages are read in this process, without limits: for tests and for looking closely.
    """

    def __init__(
        self,
        *,
        workers: int = 2,
        page_seconds: float = PAGE_SECONDS,
        page_memory_bytes: int = PAGE_MEMORY_BYTES,
        pages_per_worker: int = PAGES_PER_WORKER,
    ) -> None:
        self._workers = workers
        self._page_seconds = page_seconds
        self._page_memory_bytes = page_memory_bytes
        self._pages_per_worker = pages_per_worker
        self._pool: ProcessPool | None = None
        # What workers make of pages that `extract` has not asked for yet, by identity of the input.
        self._under_way: dict[int, Future[Article | Rejected]] = {}

    def __enter__(self) -> Self:
        """Return the pool; no process has been started yet."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """End the workers at once: whatever they still do, nobody waits for it."""
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]  # pebble left it so
            self._pool.join()
            self._pool = None

    def send(self, inputs: Sequence[Input], *, now: datetime) -> None:
        """Give the workers a batch that `extract` will be asked for later, as of the same `now`.

        So they are at it while their last batch is taken in. The inputs must be kept till then.
        """
        # A machine that refuses processes for a moment is asked again by `extract`.
        with contextlib.suppress(OSError):
            for raw in inputs:
                if self._is_sent(raw) and id(raw) not in self._under_way:
                    self._under_way[id(raw)] = self._schedule(raw, now)

    def extract(self, inputs: Sequence[Input], *, now: datetime) -> list[Article | Rejected]:
        """Return one outcome for each input, in their order; a bad page spoils no other."""
        sent = [self._under_way.pop(id(raw), None) for raw in inputs]
        pending = [
            self._schedule(raw, now) if future is None and self._is_sent(raw) else future
            for raw, future in zip(inputs, sent, strict=True)
        ]
        return [
            self._outcome(raw, future) if future else extract_article(raw, now=now)
            for raw, future in zip(inputs, pending, strict=True)
        ]

    def _is_sent(self, raw: Input) -> bool:
        """Tell whether an input is work for a worker: pages are, unless too large to be read."""
        return self._workers > 0 and raw.body is not None and len(raw.body) <= LARGEST_PAGE_BYTES

    def _schedule(self, raw: Input, now: datetime) -> Future[Article | Rejected]:
        """Give a page to the workers."""
        if self._pool is None:
            self._pool = ProcessPool(
                max_workers=self._workers,
                max_tasks=self._pages_per_worker,
                initializer=_limit_worker,
                initargs=(self._page_memory_bytes,),
                context=_context(),
            )
        return self._pool.schedule(
            _extract_page, args=(raw, now, self._page_seconds), timeout=self._page_seconds
        )

    def _outcome(self, raw: Input, future: Future[Article | Rejected]) -> Article | Rejected:
        """Return what a worker made of a page, or what became of the worker."""
        try:
            return future.result()
        except FutureTimeoutError:
            detail = f"not read within {self._page_seconds:g} s"
            return Rejected(input=raw.name, reason=Reason.TIMEOUT, detail=detail)
        except ProcessExpired as expired:
            detail = f"the page ended its reader ({expired.exitcode})"
            return Rejected(input=raw.name, reason=Reason.UNREADABLE, detail=detail)
        except MemoryError:
            detail = "it needs more memory than a page may"
            return Rejected(input=raw.name, reason=Reason.TOO_LARGE, detail=detail)


def _context() -> BaseContext:
    """Return how workers are started: as forks of a process that has no threads, made for that.

    A fork of this one, with DuckDB's and Prefect's threads, may hang; spawned workers would each
    load anew what pages need, 1.2 s together.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_LOADED_FIRST)
    return context


def _limit_worker(page_memory_bytes: int) -> None:
    """Load what pages need and bound what they may take beyond it."""
    from tasks.article.page import load_reader

    load_reader()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the run, which ends its workers
    if (held := _address_space()) is not None:
        limit = held + page_memory_bytes
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _address_space() -> int | None:
    """Return how many bytes of addresses this process holds, or None where nobody says."""
    try:
        with open("/proc/self/statm", encoding="ascii") as sizes:  # noqa: PTH123 - one number
            return int(sizes.read().split()[0]) * resource.getpagesize()
    except OSError:
        return None


def _extract_page(raw: Input, now: datetime, page_seconds: float) -> Article | Rejected:
    """Extract one page in a worker."""
    # Should the run be killed while a page hangs, the kernel ends the worker a little later.
    signal.setitimer(signal.ITIMER_REAL, page_seconds + _OWN_GRACE_SECONDS)
    try:
        return extract_article(raw, now=now)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
