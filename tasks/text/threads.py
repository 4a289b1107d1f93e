"""Numeric kernels in two threads: they hold no lock while they work."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

R = TypeVar("R")


def in_two(size: int, least: int, work: Callable[[slice], R]) -> list[R]:
    """Return what `work` makes of the two halves of `size` rows, in order; of all where few.

    least: fewer rows than this are done sooner than a second thread is started.
    """
    if size < least:
        return [work(slice(0, size))]
    halves = slice(0, size // 2), slice(size // 2, size)
    with ThreadPoolExecutor(2) as threads:
        return list(threads.map(work, halves))
