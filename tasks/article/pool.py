"""Extraction of many inputs at once, in other processes: pages with a limit to time and memory."""

from __future__ import annotations

import contextlib
import multiprocessing
import pickle
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass
from multiprocessing import forkserver
from operator import itemgetter
from typing import TYPE_CHECKING, Self

from tasks.outcomes import Reason, Rejected
from tasks.records import LARGEST_PAGE_BYTES, Article

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Future
    from datetime import datetime
    from multiprocessing.context import BaseContext
    from types import TracebackType

    from pebble import ProcessPool

    from tasks.article.worker import Answer
    from tasks.records import Input

# On two busy cores half of 133 real pages took less than .06 s and one, with a megabyte of linked
# metadata, 2.6 s; a table of 5 MB takes 9 s.
PAGE_SECONDS = 20.0
# Memory that a page may need beyond what a worker has when it starts (a table of 5 MB: 700 MB).
PAGE_MEMORY_BYTES = 1_500_000_000
# lxml keeps some memory of each page; a fresh worker costs a fifth of a second.
PAGES_PER_WORKER = 2_000
# What the process that workers are forked from loads, once for all of them: .6 s and 60 MB.
_LOADED_FOR_PAGES = (
    "tasks.article.worker",
    "pebble",
    "trafilatura",
    "py3langid.langid",
    "dateutil.parser",
)
# Texts beyond this many are the workers' too, with all that is made of them: .6 ms each. What that
# needs takes two seconds to load, which is begun so much earlier that nobody waits for it.
TEXTS_BEFORE_WORKERS = 10_000
TEXTS_BEFORE_LOADING = 5_000
# Texts sent together. Longer ones stay here: nothing that takes seconds is to be done twice.
TEXTS_TOGETHER = 500
LONGEST_SENT_CHARS = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What workers make of the articles of texts, beside them.

    module: by being loaded makes ready for that; named, since the workers alone load it.
    """

    make: Callable[[list[Article]], object]
    module: str | None = None


@dataclass(frozen=True, slots=True)
class _Sent:
    """An input that is with the workers: what they will answer, and its place in the answer."""

    answer: Future[Answer]
    place: int


class ExtractionPool:
    """Extracts batches: pages in worker processes that may be killed, given text mostly here.

    The workers start with the first page, or when many texts were sent ahead, so that a small run
    without pages pays nothing. With `workers=0` all is read in this process, without limits: for
    tests and for looking closely.
    """

    def __init__(
        self,
        *,
        workers: int = 2,
        page_seconds: float = PAGE_SECONDS,
        page_memory_bytes: int = PAGE_MEMORY_BYTES,
        pages_per_worker: int = PAGES_PER_WORKER,
        beside: Beside | None = None,
    ) -> None:
        """Keep the limits. beside: what workers make of texts' articles (see `extract`)."""
        self._workers = workers
        self._page_seconds = page_seconds
        self._page_memory_bytes = page_memory_bytes
        self._pages_per_worker = pages_per_worker
        self._pool: ProcessPool | None = None
        # What `extract` has not asked for yet, by identity of the input.
        self._under_way: dict[int, _Sent] = {}
        self._texts_met = 0
        # What they cannot do with texts in time they are not asked for twice.
        self._take_texts = workers > 0
        self._beside = beside
        self.made: list[object] = []

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
        self._texts_met += sum(raw.body is None for raw in inputs)
        # A machine that refuses processes for a moment is asked again by `extract`.
        with contextlib.suppress(OSError):
            if self._take_texts and self._pool is None and self._texts_met > TEXTS_BEFORE_LOADING:
                _load(self._beside.module if self._beside else None)
            for part in self._parts(inputs):
                self._schedule(part, now)

    def extract(self, inputs: Sequence[Input], *, now: datetime) -> list[Article | Rejected]:
        """Return one outcome for each input, in their order; a bad page spoils no other.

        `made` then holds what `beside` gave for the articles of each part that workers made, in the
        order of the inputs; of the other articles nothing.
        """
        for raw in self._pages(inputs):
            if id(raw) not in self._under_way:
                self._schedule([raw], now)
        sent = [self._under_way.pop(id(raw), None) for raw in inputs]
        outcomes = [
            self._outcome(raw, where, now) if where else _extracted(raw, now)
            for raw, where in zip(inputs, sent, strict=True)
        ]
        answers = dict.fromkeys(where.answer for where in sent if where)
        given = [answer.result().beside for answer in answers if answer.exception() is None]
        self.made = [one for one in given if one is not None]
        return outcomes

    def _pages(self, inputs: Sequence[Input]) -> list[Input]:
        """Return the inputs that are work for a worker: pages, unless too large to be read.

        The largest first: one that comes last keeps a worker while the others have nothing to do.
        """
        sizes = [(len(raw.body), raw) for raw in inputs if raw.body is not None]
        kept = [(size, raw) for size, raw in sizes if self._workers and size <= LARGEST_PAGE_BYTES]
        return [raw for _, raw in sorted(kept, key=itemgetter(0), reverse=True)]

    def _parts(self, inputs: Sequence[Input]) -> Iterator[Sequence[Input]]:
        """Yield what is sent: each page alone, and texts together once there are many."""
        yield from ([raw] for raw in self._pages(inputs))
        if self._take_texts and self._texts_met > TEXTS_BEFORE_WORKERS:
            texts = [raw for raw in inputs if 0 < len(raw.text or "") <= LONGEST_SENT_CHARS]
            for at in range(0, len(texts), TEXTS_TOGETHER):
                yield texts[at : at + TEXTS_TOGETHER]

    def _schedule(self, part: Sequence[Input], now: datetime) -> None:
        """Give a page, or some texts, to the workers."""
        from tasks.article import worker

        if self._pool is None:
            from pebble import ProcessPool

            _load(None)
            self._pool = ProcessPool(
                max_workers=self._workers,
                max_tasks=self._pages_per_worker,
                initializer=worker.begin_worker,
                initargs=(
                    self._page_memory_bytes,
                    pickle.dumps(self._beside.make) if self._beside else b"",
                ),
                context=_context(),
            )
        answer = self._pool.schedule(
            worker.extract_part, args=(part, now, self._page_seconds), timeout=self._page_seconds
        )
        self._under_way |= {id(raw): _Sent(answer, place) for place, raw in enumerate(part)}

    def _outcome(self, raw: Input, sent: _Sent, now: datetime) -> Article | Rejected:
        """Return what a worker made of an input, or what became of the worker.

        A text is made an article here where its worker could not: others were sent with it.
        """
        from pebble import ProcessExpired

        try:
            return sent.answer.result().outcomes[sent.place]
        except (FutureTimeoutError, ProcessExpired, MemoryError) as fault:
            if raw.body is not None:
                return self._lost(raw, fault)
            self._take_texts = False
            return _extracted(raw, now)

    def _lost(self, raw: Input, fault: Exception) -> Rejected:
        """Return the rejection of a page that its worker could not read."""
        from pebble import ProcessExpired

        if isinstance(fault, FutureTimeoutError):
            detail = f"not read within {self._page_seconds:g} s"
            return Rejected(input=raw.name, reason=Reason.TIMEOUT, detail=detail)
        if isinstance(fault, ProcessExpired):
            detail = f"the page ended its reader ({fault.exitcode})"
            return Rejected(input=raw.name, reason=Reason.UNREADABLE, detail=detail)
        detail = "it needs more memory than a page may"
        return Rejected(input=raw.name, reason=Reason.TOO_LARGE, detail=detail)


def _extracted(raw: Input, now: datetime) -> Article | Rejected:
    """Return what came of an input. Who has none to extract does not load what that needs."""
    from tasks.article.extract import extract_article

    return extract_article(raw, now=now)


def _context() -> BaseContext:
    """Return how workers are started: as forks of a process that has no threads, made for that.

    A fork of this one, with DuckDB's and Prefect's threads, may hang; spawned workers would each
    load anew what they need, for pages 1.2 s together.
    """
    if not _can_fork_elsewhere():
        return multiprocessing.get_context("spawn")
    return multiprocessing.get_context("forkserver")


def _can_fork_elsewhere() -> bool:
    return "forkserver" in multiprocessing.get_all_start_methods()


def _load(module: str | None) -> None:
    """Start the process that workers are forked from, where it is not there yet.

    module: what it loads beside what pages need; it does so while this process goes on.
    """
    if _can_fork_elsewhere():
        multiprocessing.set_forkserver_preload([*_LOADED_FOR_PAGES, *([module] if module else [])])
        forkserver.ensure_running()
