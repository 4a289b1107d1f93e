"""Tell what happened to stories, as events in a fixed order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime

    from flows.neighbourhood import Neighbourhood
    from flows.placing import Placed

# Why the text of an article is another.
REVISED = {"page": "its page was rewritten", "extraction": "its page was extracted anew"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened to a story. Articles and stories are given by number."""

    kind: str
    story_no: int
    article_no: int | None = None
    other_story_no: int | None = None
    reason: str


def chronicle(
    nearby: Neighbourhood,
    stories: Placed,
    *,
    first_no: int,
    run_no: int,
    now: datetime,
    cause: str | None = None,
) -> pa.Table:
    """Return the rows of store.events for a run, numbered from `first_no`.

    cause: what besides new articles moved stories, in words.
    """
    events = [
        *_created(nearby, stories),
        *_split(stories, cause),
        *_merged(stories, cause),
        *_joined(nearby, stories),
        *_moved(nearby, stories, cause),
        *_canonical_changed(nearby, stories),
    ]
    stamp = now.replace(tzinfo=None)
    numbers = np.arange(first_no, first_no + len(events), dtype=np.int32)
    return pa.table(
        {
            "event_no": numbers,
            "happened_at": pa.array([stamp] * len(events), pa.timestamp("us")),
            "kind": pa.array([event.kind for event in events], pa.string()),
            "story_no": pa.array([event.story_no for event in events], pa.int32()),
            "article_no": pa.array([event.article_no for event in events], pa.int32()),
            "other_story_no": pa.array([event.other_story_no for event in events], pa.int32()),
            "reason": pa.array([event.reason for event in events], pa.string()),
            "run_no": pa.array([run_no] * len(events), pa.int32()),
        }
    )


def _canonicals(nearby: Neighbourhood, stories: Placed) -> dict[int, int]:
    """Return story number -> article number of its canonical, for the stories that changed."""
    numbers, first = np.unique(stories.carried.numbers[stories.fresh], return_index=True)
    heads = nearby.numbers[stories.canonical[stories.fresh][first]]
    return dict(zip(numbers.tolist(), heads.tolist(), strict=True))


def _created(nearby: Neighbourhood, stories: Placed) -> Iterator[Event]:
    canonical = _canonicals(nearby, stories)
    for number in sorted(stories.carried.created):
        yield Event(
            kind="created",
            story_no=number,
            article_no=canonical[number],
            reason="tells of nothing that an earlier article tells",
        )


def _split(stories: Placed, cause: str | None) -> Iterator[Event]:
    for number, origin in sorted(stories.carried.split.items()):
        yield Event(
            kind="split",
            story_no=number,
            other_story_no=origin,
            reason=cause or "what held the two together does not any more",
        )


def _merged(stories: Placed, cause: str | None) -> Iterator[Event]:
    for gone, into in sorted(stories.carried.merged.items()):
        yield Event(
            kind="merged",
            story_no=into,
            other_story_no=gone,
            reason=cause or "new articles show the two to be one; the older number lives on",
        )


def _joined(nearby: Neighbourhood, stories: Placed) -> Iterator[Event]:
    """New articles in old stories, and those of a new story besides the one that it is told by."""
    canonical = _canonicals(nearby, stories)
    order = np.argsort(nearby.numbers)
    for at in order[nearby.old_stories[order] == 0]:
        number, article = int(stories.carried.numbers[at]), int(nearby.numbers[at])
        if number in stories.carried.created and canonical[number] == article:
            continue
        yield Event(
            kind="joined",
            story_no=number,
            article_no=article,
            reason="tells the story of the articles there",
        )


def _moved(nearby: Neighbourhood, stories: Placed, cause: str | None) -> Iterator[Event]:
    """Articles that went from one story to another, where neither a merge nor a split says so."""
    told = {(gone, into) for gone, into in stories.carried.merged.items()}
    told |= {(origin, number) for number, origin in stories.carried.split.items()}
    order = np.argsort(nearby.numbers)
    for at in order[nearby.old_stories[order] != stories.carried.numbers[order]]:
        before, number = int(nearby.old_stories[at]), int(stories.carried.numbers[at])
        if before == 0 or (before, number) in told:
            continue
        yield Event(
            kind="joined",
            story_no=number,
            article_no=int(nearby.numbers[at]),
            other_story_no=before,
            reason=cause or _why_moved(nearby.causes.get(int(nearby.numbers[at]))),
        )


def _why_moved(revised: str | None) -> str:
    nearer = "is nearer to the articles here than to those it stood with"
    return f"{REVISED[revised]}, and it {nearer}" if revised else nearer


def revised_in_words(causes: Collection[str]) -> str | None:
    """Return in words that texts of articles are others, None where none is."""
    if not causes:
        return None
    counts = {what: [*causes].count(cause) for cause, what in REVISED.items()}
    told = (f"{what} ({count:,})" for what, count in counts.items() if count)
    return " and ".join(told)


def _canonical_changed(nearby: Neighbourhood, stories: Placed) -> Iterator[Event]:
    canonical = _canonicals(nearby, stories)
    for number, article in sorted(canonical.items()):
        before = stories.before.get(number)
        if before is not None and int(nearby.numbers[before]) != article:
            yield Event(
                kind="canonical-changed",
                story_no=number,
                article_no=article,
                reason=stories.reasons[number],
            )
