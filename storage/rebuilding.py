"""Rebuild a store beside itself: the old one serves until the new one takes its place."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from storage import snapshots
from storage.lease import Lease
from storage.store import PUBLISHED, WORKING, opened, published_path

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    import numpy.typing as npt

    from storage.statements import Statements
    from storage.store import Store

# The copy that a recluster works on.
BESIDE = "recluster.duckdb"
# What is made of articles, and made anew.
MADE = ("fingerprints", "bands", "sketches", "terms", "text_pairs", "story_pairs", "crowded")
EXAMPLES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What fingerprints are made of."""

    title: str | None
    text: str
    language: str | None
    published_at: datetime | None = None


@contextmanager
def open_beside(directory: Path, *, memory_limit: str = "2GB", threads: int = 2) -> Iterator[Store]:
    """Open a copy of a store's file beside it, to be rebuilt; `switch` puts it in place.

    What is killed half-way leaves the store as it was; the copy is made anew by the next.

    Raises:
        NotFoundError: there is no store.
        StoreBusyError: a run holds it.
    """
    published_path(directory)
    with Lease(directory):
        for leftover in (directory / BESIDE, directory / f"{BESIDE}.wal"):
            leftover.unlink(missing_ok=True)
        with opened(directory / WORKING, memory_limit, threads) as store:
            store.close()
        shutil.copyfile(directory / WORKING, directory / BESIDE)
        try:
            with opened(directory / BESIDE, memory_limit, threads) as store:
                yield store
        finally:
            (directory / BESIDE).unlink(missing_ok=True)


def switch(store: Store) -> Path:
    """Put a store rebuilt by `open_beside` in the place of the old one, and publish it."""
    store.close_packed()
    store.file.replace(store.directory / WORKING)
    published = store.directory / PUBLISHED
    snapshots.publish(store.directory / WORKING, published)
    return published


def forget_what_was_made(statements: Statements) -> None:
    """Drop all keys and pairs; articles, stories and their ids stay."""
    with statements.whole():
        for table in MADE:
            statements.run(f"forget_{table}")
        statements.run("keep_old_places")


def text_spans(
    statements: Statements, last: int, width: int
) -> Iterator[tuple[npt.NDArray[np.int32], list[Text]]]:
    """Yield numbers and texts of all articles up to `last`, so many at a time."""
    for first in range(1, last + 1, width):
        rows = statements.rows("article_span", first=first, last=min(first + width - 1, last))
        numbers = np.array([row[0] for row in rows], np.int32)
        yield numbers, [Text(title=t, text=x, language=lang) for _, t, x, lang in rows]


def old_places(statements: Statements, run_no: int) -> tuple[int, int, int, tuple[str, ...]]:
    """Return articles moved, stories merged away, stories split off, and examples in words."""
    moved, merged, split = statements.rows("recluster_counts", run_no=run_no)[0]
    examples = statements.rows("recluster_examples", run_no=run_no, limit=EXAMPLES)
    return moved, merged, split, tuple(line for (line,) in examples)
