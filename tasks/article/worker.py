"""What a worker process of the pool does: one page or some texts at a time, its memory bounded."""

from __future__ import annotations

import pickle
import resource
import signal
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tasks.article.extract import extract_article
from tasks.article.page import load_reader
from tasks.records import Article

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from tasks.outcomes import Rejected
    from tasks.records import Input

# How much later than the pool a worker ends itself, should nobody be left to end it.
_OWN_GRACE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a worker made of a page or of some texts, and what it was asked to make of the texts."""

    outcomes: list[Article | Rejected]
    beside: object = None


class _Worker:
    """What a worker process has loaded, and what it is asked to make of texts' articles."""

    page_memory_bytes = 0
    make: Callable[[list[Article]], object] | None = None
    pickled_make = b""

    @classmethod
    def made_beside(cls, articles: list[Article]) -> object:
        """Return what is made of articles; what that needs is loaded with the first of them."""
        if cls.pickled_make:
            _limit_memory(None)
            cls.make, cls.pickled_make = pickle.loads(cls.pickled_make), b""  # noqa: S301 - our own
            cls.make(articles[:1])
            _limit_memory(cls.page_memory_bytes)
        return cls.make(articles) if cls.make else None


def begin_worker(page_memory_bytes: int, make: bytes) -> None:
    """Load what pages need and bound what they may take beyond it."""
    load_reader()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the run, which ends its workers
    _Worker.page_memory_bytes, _Worker.pickled_make = page_memory_bytes, make
    _limit_memory(page_memory_bytes)


def _limit_memory(beyond: int | None) -> None:
    """Bound what this process may hold to what it holds now and `beyond`; None takes that away."""
    _, highest = resource.getrlimit(resource.RLIMIT_AS)
    if beyond is None:
        resource.setrlimit(resource.RLIMIT_AS, (highest, highest))
    elif (held := _address_space()) is not None:
        resource.setrlimit(resource.RLIMIT_AS, (held + beyond, highest))


def _address_space() -> int | None:
    """Return how many bytes of addresses this process holds, or None where nobody says."""
    try:
        with open("/proc/self/statm", encoding="ascii") as sizes:  # noqa: PTH123 - one number
            return int(sizes.read().split()[0]) * resource.getpagesize()
    except OSError:
        return None


def extract_part(part: Sequence[Input], now: datetime, part_seconds: float) -> Answer:
    """Extract one page, or some texts, in a worker."""
    # Should the run be killed while a page hangs, the kernel ends the worker a little later.
    signal.setitimer(signal.ITIMER_REAL, part_seconds + _OWN_GRACE_SECONDS)
    try:
        outcomes = [extract_article(raw, now=now) for raw in part]
        if part[0].body is not None:
            return Answer(outcomes)
        articles = [one for one in outcomes if isinstance(one, Article)]
        return Answer(outcomes, _Worker.made_beside(articles))
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
