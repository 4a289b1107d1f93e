"""Publish: put the whole run before the readers, and sum it up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flows.web_summary import web_summary

if TYPE_CHECKING:
    from pathlib import Path

    from flows.newsroom import Newsroom
    from flows.web_summary import WebSummary
    from storage.published import StoryRow
    from tasks.outcomes import Tally
    from tasks.records import Decision

LARGEST_STORIES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a run has to show: its inputs' outcomes, and the store after it.

    `web` is None where nothing on the web was polled. `seconds` is what each piece of work took, by
    its name, in the order in which they began.
    """

    run_id: str
    carried_on: bool
    tally: Tally
    articles: int
    stories: int
    copies: int
    events: dict[str, int]
    crowded: int
    held: tuple[int, ...]
    largest: tuple[StoryRow, ...]
    published: Path
    seconds: dict[str, float]
    web: WebSummary | None = None


def publish(room: Newsroom, decision: Decision | None) -> Summary:
    """Replace the readers' file, and return what the run has to show.

    decision: what the run decided, None where nothing was new.
    """
    # The reading side is not needed before this point, nor by a run that fails.
    from storage.published import open_published

    tally = room.store.runs.tally(room.run)
    web = web_summary(room)
    crowded = room.store.candidates.newly_crowded.num_rows
    room.watch.begin("publishing", None)
    path = room.store.publish()
    with open_published(room.store.directory) as published:
        totals = published.totals()
        return Summary(
            run_id=room.run.run_id,
            carried_on=room.run.carried_on,
            tally=tally,
            articles=totals.articles,
            stories=totals.stories,
            copies=totals.copies,
            events=published.events_of(room.run.run_id),
            crowded=crowded,
            held=decision.held if decision else (),
            largest=tuple(published.stories(limit=LARGEST_STORIES)),
            published=path,
            seconds=room.watch.taken(),
            web=web,
        )
