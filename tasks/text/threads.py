"""Numeric kernels in two threads: they hold no lock while they work."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

R = TypeVar("R")

_SELF = threading.local()


@contextmanager
def alone() -> Iterator[None]:
    """Let no kernel of this thread take a second one: another thread is at the like work."""
    _SELF.alone = True
    try:
        yield
    finally:
        _SELF.alone = False


def in_two(size: int, least: int, work: Callable[[slice], R]) -> list[R]:
    """Return what `work` makes of the two halves of `size` rows, in order; of all where few.

    least: fewer rows than this are done sooner than a second thread is started. Within `alone`
    all of them are done by this thread.
    """
    if size < least or getattr(_SELF, "alone", False):
        return [work(slice(0, size))]
    halves = slice(0, size // 2), slice(size // 2, size)
    with ThreadPoolExecutor(2) as threads:
        return list(threads.map(work, halves))
