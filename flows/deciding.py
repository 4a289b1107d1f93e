"""Decide: group a neighbourhood anew, carry ids over, choose canonicals, and say what happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from flows.chronicle import chronicle
from flows.relating import relate
from tasks.clusters.changes import Carried, carry_numbers
from tasks.clusters.choosing import Members, mean_kinship
from tasks.clusters.copies import CopyPairs
from tasks.clusters.stories import StoryPairs
from tasks.records import Decision
from tasks.similarity.verify import Grade

if TYPE_CHECKING:
    import numpy.typing as npt

    from flows.ingest import Newsroom
    from flows.neighbourhood import Neighbourhood

    Positions = npt.NDArray[np.int64]

# A copy this much shorter than the one beside it has been cut.
CUT_LENGTH = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """One kind of group after carrying over: stories, or copy groups.

    labels: int64 per article. carried: their numbers. canonical: position per article of its
    group's canonical. reasons: number -> why. fresh: bool per article, its group is not just as it
    was. before: number -> canonical position of the groups that were there.
    """

    labels: Positions
    carried: Carried
    canonical: Positions
    reasons: dict[int, str]
    fresh: npt.NDArray[np.bool_]
    before: dict[int, int]


def decide(
    room: Newsroom, nearby: Neighbourhood, text_pairs: pa.Table, story_pairs: pa.Table
) -> Decision:
    """Return all that changes. text_pairs and story_pairs are this run's own, to be stored."""
    copy_pairs, kin = _copy_pairs(nearby), _story_pairs(nearby)
    grouped = room.steps.group_batch(len(nearby.numbers), copy_pairs, kin)
    counters = room.store.groups.counters()
    facts = _facts(nearby, copy_pairs, grouped.copies)
    stories = _place(room, nearby, ("story", grouped.stories, counters["story"]), facts, kin)
    copies = _place(room, nearby, ("copy", grouped.copies, counters["copy"]), facts, kin)
    now = datetime.now(UTC)
    events = chronicle(nearby, stories, first_no=counters["event"], run_no=room.run.number, now=now)
    return Decision(
        text_pairs=text_pairs,
        story_pairs=story_pairs,
        stale_story_pairs=nearby.stale,
        crowded=_crowded(room),
        memberships=relate(room, nearby, stories, copies, kin),
        stories=_heads(room, nearby, stories, "story_no"),
        ended_stories=_ended(nearby.old_stories, stories, "story_no"),
        copies=_heads(room, nearby, copies, "copy_no"),
        ended_copies=_ended(nearby.old_copies, copies, "copy_no"),
        redirects=pa.concat_tables(
            [_redirects(room, "story", stories), _redirects(room, "copy", copies)]
        ),
        events=events,
        counters={
            "story": stories.carried.next_no,
            "copy": copies.carried.next_no,
            "event": counters["event"] + events.num_rows,
        },
    )


def _copy_pairs(nearby: Neighbourhood) -> CopyPairs:
    pairs = nearby.text_pairs
    return CopyPairs(
        left=nearby.positions(pairs["left_no"].to_numpy()).astype(np.int32),
        right=nearby.positions(pairs["right_no"].to_numpy()).astype(np.int32),
        short=pairs["short_cover"].to_numpy(),
        long=pairs["long_cover"].to_numpy(),
        copy=pairs["is_copy"].to_numpy(zero_copy_only=False),
        identical=pairs["grade"].to_numpy() == Grade.IDENTICAL,
    )


def _story_pairs(nearby: Neighbourhood) -> StoryPairs:
    pairs = nearby.story_pairs
    return StoryPairs(
        left=nearby.positions(pairs["left_no"].to_numpy()),
        right=nearby.positions(pairs["right_no"].to_numpy()),
        score=pairs["score"].to_numpy(),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Facts:
    """What choices look at besides grouping, per article: int32 words, bool cut, int32 copies."""

    words: npt.NDArray[np.int32]
    cut: npt.NDArray[np.bool_]
    copies: npt.NDArray[np.int32]
    published: list[datetime | None]


def _facts(nearby: Neighbourhood, pairs: CopyPairs, copies: Positions) -> _Facts:
    words = nearby.heads["word_count"].to_numpy().astype(np.int32)
    cut = np.zeros(len(words), np.bool_)
    published = _aware(nearby.heads["published_at"].to_pylist())
    both = pairs.copy & (copies[pairs.left] == copies[pairs.right])
    for left, right in zip(pairs.left[both].tolist(), pairs.right[both].tolist(), strict=True):
        shorter, longer = (left, right) if words[left] < words[right] else (right, left)
        if words[shorter] < CUT_LENGTH * words[longer]:
            cut[shorter] |= not _earlier(published[shorter], published[longer])
    _, group, sizes = np.unique(copies, return_inverse=True, return_counts=True)
    return _Facts(
        words=words,
        cut=cut,
        copies=sizes[group].astype(np.int32),
        published=published,
    )


def _aware(moments: list[datetime | None]) -> list[datetime | None]:
    """Return stored times with their zone: the store is UTC."""
    return [moment and moment.replace(tzinfo=UTC) for moment in moments]


def _earlier(one: datetime | None, other: datetime | None) -> bool:
    """Whether one text is known to have come before the other: then the other has added to it."""
    return one is not None and other is not None and one < other


def _place(
    room: Newsroom,
    nearby: Neighbourhood,
    grouping: tuple[str, Positions, int],
    facts: _Facts,
    kin: StoryPairs,
) -> Placed:
    """Carry one kind of group over and choose for those that are not just as they were."""
    kind, labels, next_no = grouping
    old = nearby.old_stories if kind == "story" else nearby.old_copies
    before, old_reasons = _heads_before(room, nearby, kind, old)
    carried = carry_numbers(old, labels, canonical=before, next_no=next_no, arrival=nearby.numbers)
    fresh = _not_as_before(old, carried.numbers)
    chosen = room.steps.choose_batch(_members(nearby, labels, facts, (kin, before, fresh)))
    canonical = np.empty(len(labels), np.int64)
    reasons: dict[int, str] = {}
    at_label = {int(label): at for at, label in enumerate(chosen.labels)}
    group_at = np.array([at_label.get(int(label), -1) for label in labels], np.int64)
    canonical[fresh] = chosen.positions[group_at[fresh]]
    for at, position in enumerate(chosen.positions):
        reasons[int(carried.numbers[position])] = chosen.reasons[at]
    kept = ~fresh
    canonical[kept] = [before[int(number)] for number in carried.numbers[kept]]
    for number in np.unique(carried.numbers[kept]).tolist():
        reasons[number] = old_reasons[number]
    return Placed(
        labels=labels,
        carried=carried,
        canonical=canonical,
        reasons=reasons,
        fresh=fresh,
        before=before,
    )


def _heads_before(
    room: Newsroom, nearby: Neighbourhood, kind: str, old: npt.NDArray[np.int32]
) -> tuple[dict[int, int], dict[int, str]]:
    """Return number -> canonical position, and number -> reason, of the groups that were here."""
    heads = room.store.groups.heads(kind)
    here = np.isin(heads["group_no"].to_numpy(), old)
    heads = heads.filter(here)
    at = nearby.positions(heads["canonical_no"].to_numpy())
    numbers = heads["group_no"].to_pylist()
    return (
        dict(zip(numbers, at.tolist(), strict=True)),
        dict(zip(numbers, heads["canonical_reason"].to_pylist(), strict=True)),
    )


def _not_as_before(old: npt.NDArray[np.int32], new: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
    """Return which articles are in a group that gained or lost an article, or is new."""
    moved = old != new
    changed = np.union1d(new[moved], old[moved])
    return np.isin(new, changed)


def _members(
    nearby: Neighbourhood,
    labels: Positions,
    facts: _Facts,
    context: tuple[StoryPairs, dict[int, int], npt.NDArray[np.bool_]],
) -> Members:
    """Gather what the choice looks at, for the groups that need one."""
    kin, before, fresh = context
    current = np.zeros(len(labels), np.bool_)
    current[list(before.values())] = True
    central = mean_kinship(len(labels), labels, (kin.left, kin.right, kin.score))
    heads = nearby.heads
    chosen = np.flatnonzero(fresh)
    ids, agencies = heads["article_id"].to_pylist(), heads["agency"].to_pylist()
    return Members(
        positions=chosen,
        labels=labels[chosen],
        article_ids=[ids[at] for at in chosen],
        published_at=[facts.published[at] for at in chosen],
        word_counts=facts.words[chosen],
        agencies=[agencies[at] for at in chosen],
        strengths=heads["agency_strength"].to_numpy()[chosen],
        own=heads["agency_own"].to_numpy(zero_copy_only=False)[chosen],
        centrality=central[chosen],
        cut=facts.cut[chosen],
        copies=facts.copies[chosen],
        current=current[chosen],
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
