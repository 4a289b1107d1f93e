"""Place: carry one kind of group over, and choose for those that are not just as they were."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

import numpy as np

from tasks.clusters.changes import Carried, carry_numbers
from tasks.clusters.choosing import Members, mean_kinship

if TYPE_CHECKING:
    import numpy.typing as npt

    from flows.neighbourhood import Neighbourhood
    from flows.newsroom import Newsroom
    from tasks.clusters.copies import CopyPairs
    from tasks.clusters.stories import StoryPairs

    Positions = npt.NDArray[np.int64]

END_OF_DAY = timedelta(days=1, seconds=-1)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What choices look at besides grouping, per article: int32 words, bool cut, int32 copies."""

    words: npt.NDArray[np.int32]
    cut: npt.NDArray[np.bool_]
    copies: npt.NDArray[np.int32]
    published: list[datetime | None]


def gather_facts(nearby: Neighbourhood, pairs: CopyPairs, copies: Positions) -> Facts:
    """Return the facts of every article. copies: the label of each one's copy group."""
    words = nearby.heads["word_count"].to_numpy().astype(np.int32)
    cut = np.zeros(len(words), np.bool_)
    published = _aware(nearby.heads["published_at"].to_pylist())
    both = pairs.copy & (copies[pairs.left] == copies[pairs.right])
    left, right = pairs.left[both], pairs.right[both]
    left_is_shorter = words[left] < words[right]
    shorter, longer = (
        np.where(left_is_shorter, left, right),
        np.where(left_is_shorter, right, left),
    )
    # A text known to have come before the other is not cut: the other has added to it. A time that
    # is not known is before nothing.
    came = np.array([moment.timestamp() if moment else np.nan for moment in published])
    is_cut = (words[shorter] < CUT_LENGTH * words[longer]) & ~(came[shorter] < came[longer])
    cut[shorter[is_cut]] = True
    _, group, sizes = np.unique(copies, return_inverse=True, return_counts=True)
    return Facts(
        words=words,
        cut=cut,
        copies=sizes[group].astype(np.int32),
        published=published,
    )


def _aware(moments: list[datetime | None]) -> list[datetime | None]:
    """Return stored times as choices compare them, with their zone: the store is UTC.

    Midnight on the second is a date without an hour, as many pages print it. It counts as the end
    of its day: else a page that names only the day would come before the agency it copied.
    """
    return [moment and _believable(moment.replace(tzinfo=UTC)) for moment in moments]


def _believable(moment: datetime) -> datetime:
    return moment + END_OF_DAY if moment.time() == time.min else moment


def place(
    room: Newsroom,
    nearby: Neighbourhood,
    grouping: tuple[str, Positions, int],
    facts: Facts,
    kin: StoryPairs,
    *,
    anew: bool,
) -> Placed:
    """Carry one kind of group over and choose for those that are not just as they were.

    anew: choose for all of them.
    """
    kind, labels, next_no = grouping
    old = nearby.old_stories if kind == "story" else nearby.old_copies
    before, old_reasons = _heads_before(room, nearby, kind, old)
    carried = carry_numbers(old, labels, canonical=before, next_no=next_no, arrival=nearby.numbers)
    fresh = _not_as_before(old, carried.numbers, nearby.revised) | anew
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
    heads = room.store.groups.heads(kind, old)
    at = nearby.order.positions(heads["canonical_no"].to_numpy())
    numbers = heads["group_no"].to_pylist()
    return (
        dict(zip(numbers, at.tolist(), strict=True)),
        dict(zip(numbers, heads["canonical_reason"].to_pylist(), strict=True)),
    )


def _not_as_before(
    old: npt.NDArray[np.int32], new: npt.NDArray[np.int32], revised: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    """Return which articles are in a group that gained, lost or revised an article, or is new."""
    moved = (old != new) | revised
    changed = np.union1d(new[moved], old[moved])
    return np.isin(new, changed)


def _members(
    nearby: Neighbourhood,
    labels: Positions,
    facts: Facts,
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
