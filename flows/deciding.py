"""Decide: group a neighbourhood anew, carry ids over, choose canonicals, and say what happened."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from flows.chronicle import chronicle, revised_in_words
from flows.pairs import of_kind
from flows.placing import gather_facts, place
from flows.region import copy_pairs
from flows.relating import relate
from tasks.clusters.stories import StoryPairs
from tasks.records import Decision

if TYPE_CHECKING:
    import numpy.typing as npt

    from flows.neighbourhood import Neighbourhood
    from flows.newsroom import Newsroom
    from flows.placing import Placed

    Positions = npt.NDArray[np.int64]


def decide(
    room: Newsroom, nearby: Neighbourhood, pairs: tuple[pa.Table, pa.Table], *, anew: bool
) -> Decision:
    """Return all that changes. pairs: this run's own text pairs and story pairs, to be stored.

    anew: every article's place is written again, though its story may be just as it was.
    """
    kin = _story_pairs(nearby)
    grouped = room.steps.stories_batch(nearby.copies, kin, room.tuning)
    counters = room.store.groups.counters()
    facts = gather_facts(nearby, copy_pairs(nearby.text_pairs, nearby.order), nearby.copies)
    of_stories = ("story", grouped.labels, counters["story"])
    of_copies = ("copy", nearby.copies, counters["copy"])
    stories = place(room, nearby, of_stories, facts, kin, anew=anew)
    copies = place(room, nearby, of_copies, facts, kin, anew=anew)
    now = datetime.now(UTC)
    events = chronicle(
        nearby,
        stories,
        first_no=counters["event"],
        run_no=room.run.number,
        now=now,
        cause=_cause(room, nearby, anew=anew),
    )
    return Decision(
        text_pairs=pairs[0],
        story_pairs=pairs[1],
        stale_text_pairs=nearby.stale_texts,
        stale_story_pairs=nearby.stale,
        crowded=_crowded(room),
        memberships=relate(room, nearby, stories, copies, kin, anew=anew),
        stories=_heads(room, nearby, stories, "story_no"),
        ended_stories=_ended(nearby.old_stories, stories, "story_no"),
        copies=_heads(room, nearby, copies, "copy_no"),
        ended_copies=_ended(nearby.old_copies, copies, "copy_no"),
        redirects=pa.concat_tables(
            [_redirects(room, "story", stories), _redirects(room, "copy", copies)]
        ),
        events=events,
        held=grouped.held,
        counters={
            "story": stories.carried.next_no,
            "copy": copies.carried.next_no,
            "event": counters["event"] + events.num_rows,
            "held": len(grouped.held) + (0 if anew else counters["held"]),
        },
    )


def _cause(room: Newsroom, nearby: Neighbourhood, *, anew: bool) -> str | None:
    """What besides new articles may have moved stories in this run, in words."""
    words = room.store.judgements.pending()
    if words.num_rows:
        numbers, reasons = words["judgement_no"].to_pylist(), words["because"].to_pylist()
        told = (f"j{n}: {reason}" for n, reason in zip(numbers, reasons, strict=True))
        return "a person's word (" + "; ".join(told) + ")"
    if anew:
        return f"reclustered with {room.tuning.name}"
    return None if (nearby.old_stories == 0).any() else revised_in_words(nearby.causes.values())


def _judged(nearby: Neighbourhood, kind: str) -> npt.NDArray[np.int64]:
    """Return the pairs of positions that people joined or parted: int64, shape (k, 2)."""
    return nearby.order.of_pairs(of_kind(nearby.judgements, kind))


def _story_pairs(nearby: Neighbourhood) -> StoryPairs:
    at = nearby.order.of_pairs(nearby.story_pairs)
    return StoryPairs(
        left=at[:, 0],
        right=at[:, 1],
        score=nearby.story_pairs["score"].to_numpy(),
        must=_judged(nearby, "join"),
        must_not=_judged(nearby, "part"),
    )


def _crowded(room: Newsroom) -> pa.Table:
    crowded = room.store.candidates.newly_crowded
    return crowded.append_column("run_no", _repeat(room.run.number, crowded.num_rows))


def _heads(room: Newsroom, nearby: Neighbourhood, placed: Placed, column: str) -> pa.Table:
    """The rows of store.stories or store.copies for the groups that are not just as they were."""
    numbers, first = np.unique(placed.carried.numbers[placed.fresh], return_index=True)
    canonical = placed.canonical[placed.fresh][first]
    return pa.table(
        {
            column: numbers.astype(np.int32),
            "canonical_no": nearby.numbers[canonical],
            "canonical_reason": pa.array(
                [placed.reasons[number] for number in numbers.tolist()], pa.string()
            ),
            "run_no": _repeat(room.run.number, len(numbers)),
        }
    )


def _ended(old: npt.NDArray[np.int32], placed: Placed, column: str) -> pa.Table:
    """The numbers that no group has any more."""
    gone = np.setdiff1d(old[old != 0], placed.carried.numbers)
    return pa.table({column: gone.astype(np.int32)})


def _redirects(room: Newsroom, kind: str, placed: Placed) -> pa.Table:
    merged = placed.carried.merged
    return pa.table(
        {
            "kind": pa.array([kind] * len(merged), pa.string()),
            "old_no": pa.array(list(merged), pa.int32()),
            "new_no": pa.array(list(merged.values()), pa.int32()),
            "run_no": _repeat(room.run.number, len(merged)),
        }
    )


def _repeat(number: int, times: int) -> pa.Array:
    return pa.array(np.full(times, number, np.int32))
