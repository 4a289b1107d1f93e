"""Work of which neither part waits for the other, side by side."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flows.newsroom import Newsroom

T = TypeVar("T")


def one_ahead(items: Iterator[T]) -> Iterator[T]:
    """Yield the items, each while a thread is at the next one; none may be None."""
    with ThreadPoolExecutor(1) as thread:
        coming = thread.submit(next, items, None)
        while (item := coming.result()) is not None:
            coming = thread.submit(next, items, None)
            yield item


@contextmanager
def beside(
    room: Newsroom, work: Callable[[Newsroom], T], *, at_once: bool
) -> Iterator[Callable[[], T]]:
    """Begin work that asks the store for articles and groups, and go on; yields what awaits it.

    at_once: it goes on beside the block, in a room with a connection of its own, and ends with the
    block. Otherwise it is done when it is awaited, and does not need its memory before.
    """
    if not at_once:
        yield partial(work, room)
        return
    # Prefect knows by the context whose steps these are.
    context = copy_context()
    with room.store.asked_beside() as store, ThreadPoolExecutor(1) as thread:
        yield thread.submit(context.run, work, replace(room, store=store)).result
