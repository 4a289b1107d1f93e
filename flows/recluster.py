"""Recluster: rebuild a store's stories beside it, show what changes, and switch in one step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flows.cluster import cluster
from flows.keys import keep_keys
from flows.newsroom import enter
from flows.settings import default_tuning
from storage.rebuilding import forget_what_was_made, old_places, open_beside, switch, text_spans
from storage.tuning import read_tuning, write_tuning

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flows.newsroom import Newsroom
    from flows.settings import Settings
    from flows.steps import Steps
    from flows.watch import Watch
    from tasks.records import Tuning


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What a recluster changes. Counts of stories merged away and split off, articles moved.

    held: how many texts each cluster would have that grew beyond belief and is no story.
    """

    before: Tuning
    after: Tuning
    stories_before: int
    stories_after: int
    merged: int
    split: int
    moved: int
    examples: tuple[str, ...]
    held: tuple[int, ...] = ()


def recluster(
    directory: Path,
    desk: tuple[Steps, Settings, Watch],
    retune: Callable[[Tuning], Tuning],
    agree: Callable[[Changes], bool],
) -> tuple[Changes, bool]:
    """Rebuild beside the store. Returns what changes, and whether it was switched to.

    retune: the store's settings -> the new ones. agree: is shown the changes and decides.

    Raises:
        NotFoundError: there is no store. StoreBusyError: a run holds it.
    """
    steps, settings, watch = desk
    with open_beside(
        directory, memory_limit=settings.database_memory, threads=settings.threads
    ) as store:
        before = read_tuning(store.statements, default_tuning())
        after = retune(before)
        write_tuning(store.statements, after)
        room = enter(store, steps, settings, watch, after)
        forget_what_was_made(store.statements)
        _make_keys(room)
        stories = store.groups.story_count()
        decision = cluster(room, anew=True)
        moved, merged, split, examples = old_places(store.statements, room.run.number)
        changes = Changes(
            before=before,
            after=after,
            stories_before=stories,
            stories_after=store.groups.story_count(),
            merged=merged,
            split=split,
            moved=moved,
            examples=examples,
            held=decision.held if decision else (),
        )
        if not agree(changes):
            return changes, False
        switch(store)
        return changes, True


def _make_keys(room: Newsroom) -> None:
    """Fingerprint every article again, a span at a time."""
    last = room.store.articles.last_no()
    room.watch.begin("fingerprinting", last)
    for numbers, reports in text_spans(room.store.statements, last, room.settings.batch_inputs):
        keys = room.steps.fingerprint_batch(reports)
        with room.store.statements.whole():
            keep_keys(room, numbers, keys)
        room.watch.advance(len(numbers))
