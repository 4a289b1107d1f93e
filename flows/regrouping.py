"""Find the copy groups that a run changes: whole components of copies, grouped anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from flows.order import LastingOrder
from flows.pairs import beside_any, ends_of, of_kind, with_new, without
from flows.walking import members, walk
from tasks.clusters.copies import CopyPairs
from tasks.similarity.verify import Grade

if TYPE_CHECKING:
    import numpy.typing as npt
    import pyarrow as pa

    from flows.newsroom import Newsroom
    from storage.groups import Places

    Numbers = npt.NDArray[np.int32]
    Positions = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a run knows of pairs besides what is stored.

    text_pairs, story_pairs: new verified pairs. stale_texts, stale_reports: stored ones that no
    longer count. judgements: what people say; pending: what of it is not obeyed yet. unsettled:
    article_no of those with another text, and of those that were beside their old one.
    """

    text_pairs: pa.Table
    story_pairs: pa.Table
    stale_texts: pa.Table
    stale_reports: pa.Table
    judgements: pa.Table
    pending: pa.Table
    unsettled: pa.Table

    def seeds(self, new: tuple[int, int]) -> Numbers:
        """Return the articles whose text is new or other, or whose copies or story are disputed.

        new: the first and last number of the articles that are new.
        """
        first, last = new
        unsettled = self.unsettled["article_no"].to_numpy()
        disputed = ends_of([self.stale_texts, self.pending])
        return np.concatenate([np.arange(first, last + 1), unsettled, *disputed]).astype(np.int32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Regrouped:
    """The copy group of every article, and which articles are in another than they were.

    groups: int64, by article number; any integers, place 0 unused. changed: the numbers of all
    articles whose group gained or lost one, or is new.
    """

    groups: Positions
    changed: Numbers


def regroup_copies(
    room: Newsroom, new: tuple[int, int], evidence: Evidence, places: Places
) -> Regrouped:
    """Group anew what new articles, stale pairs and words not obeyed yet can reach by copies.

    new: the first and last number of the articles that are new. places: where the others stand.
    """
    reached = _reached(room, evidence.seeds(new), evidence, places)
    identical = room.store.groups.identical_within(reached)
    # Not every number is an article: a text that was replaced has left its number empty.
    order = LastingOrder.of(room.store.articles.in_lasting_order(reached))
    numbers = order.numbers
    groups = places.copies.astype(np.int64)
    # The store's numbers are above 0: a group made now cannot be taken for one that stays.
    groups[numbers] = -1 - _labels(room, order, evidence, identical)
    return Regrouped(
        groups=groups, changed=numbers[_differ(places.copies[numbers], groups[numbers])]
    )


def _reached(room: Newsroom, seeds: Numbers, evidence: Evidence, places: Places) -> Numbers:
    """Return all that copies and equal texts connect to the seeds, and whole copy groups with it.

    The groups add nothing to what comes of it, for they are grouped apart where nothing connects
    them; but a walk along them has fewer steps, and each asks the store once.
    """
    found = evidence.text_pairs.filter(evidence.text_pairs["is_copy"])
    groups = room.store.groups

    def beside(numbers: Numbers) -> Numbers:
        stored = without(groups.copies_of(numbers), evidence.stale_texts)
        ends = ends_of([stored, beside_any(found, numbers)])
        return members(places.copies, np.concatenate([groups.twins_of(numbers), *ends]))

    return walk(members(places.copies, seeds), beside)


def copy_pairs(pairs: pa.Table, order: LastingOrder) -> CopyPairs:
    """Return compared texts, given by number, as pairs of positions."""
    at = order.of_pairs(pairs).astype(np.int32)
    return CopyPairs(
        left=at[:, 0],
        right=at[:, 1],
        short=pairs["short_cover"].to_numpy(),
        long=pairs["long_cover"].to_numpy(),
        copy=pairs["is_copy"].to_numpy(zero_copy_only=False),
        identical=pairs["grade"].to_numpy() == Grade.IDENTICAL,
    )


def _labels(
    room: Newsroom, order: LastingOrder, evidence: Evidence, identical: pa.Table
) -> Positions:
    """Return a label of each article's group, in the order given."""
    stored = without(room.store.groups.text_pairs(order.numbers), evidence.stale_texts)
    compared = with_new(stored, order.within(evidence.text_pairs))
    parted = of_kind(evidence.judgements, "part")
    labels: Positions = room.steps.copies_batch(
        len(order),
        copy_pairs(compared, order),
        order.of_pairs(order.within(identical)),
        order.of_pairs(order.within(parted)),
    )
    return labels


def _differ(before: Numbers, after: Positions) -> npt.NDArray[np.bool_]:
    """Return which articles are not with just those that they were with; 0 before means new."""
    _, old, old_sizes = np.unique(before, return_inverse=True, return_counts=True)
    _, first, new, new_sizes = np.unique(
        after, return_index=True, return_inverse=True, return_counts=True
    )
    # As it was: all from one old group, and as many as that had.
    mixed = np.zeros(len(first), np.bool_)
    mixed[new[before != before[first][new]]] = True
    changed: npt.NDArray[np.bool_] = mixed[new] | (new_sizes[new] != old_sizes[old]) | (before == 0)
    return changed
