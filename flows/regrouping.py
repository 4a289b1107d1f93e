"""Find the copy groups that a run changes, and group anew no more than what they may change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from flows.order import LastingOrder
from flows.pairs import beside_any, ends_of, of_kind, with_new, without
from flows.walking import members, walk
from tasks.clusters.copies import CopyPairs
from tasks.similarity.verify import Grade

if TYPE_CHECKING:
    import numpy.typing as npt

    from flows.newsroom import Newsroom
    from storage.groups import Places

    Numbers = npt.NDArray[np.int32]
    Positions = npt.NDArray[np.int64]

# What grouping asks of two compared texts: the columns of queries/text_pairs_of.sql.
OF_PAIRS = ["left_no", "right_no", "short_cover", "long_cover", "grade", "is_copy"]


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
    """Group anew what new articles, stale pairs and words not obeyed yet may change.

    new: the first and last number of the articles that are new. places: where the others stand.

    Group by group, as far as it goes: the seeds' own groups are grouped anew, then, with all that
    a group which did not come out as it was has a copy in, until no such group has one outside.
    That finds what a look at all pairs would (docs/decisions/0011-neighbourhoods.md).
    """
    region = _Region.of(room, evidence, places)
    fresh = seeds = evidence.seeds(new)
    while True:
        region.take_in(fresh)
        numbers, labels = region.grouped()
        before = places.copies[numbers]
        other = _differ(before, labels)
        fresh = region.beside(numbers[other | np.isin(labels, labels[np.isin(numbers, seeds)])])
        if not fresh.size:
            break
    groups = places.copies.astype(np.int64)
    # The store's numbers are above 0: a group made now cannot be taken for one that stays.
    groups[numbers] = -1 - labels
    return Regrouped(groups=groups, changed=numbers[other])


@dataclass(slots=True, kw_only=True)
class _Region:
    """Articles that are grouped anew together: whole copy groups, and all that have their texts.

    inside: by article number. pairs: the compared texts of which one is inside.
    """

    room: Newsroom
    evidence: Evidence
    places: Places
    inside: npt.NDArray[np.bool_]
    pairs: pa.Table

    @classmethod
    def of(cls, room: Newsroom, evidence: Evidence, places: Places) -> _Region:
        """Return an empty region."""
        return cls(
            room=room,
            evidence=evidence,
            places=places,
            inside=np.zeros(len(places.copies), np.bool_),
            pairs=evidence.text_pairs.select(OF_PAIRS).slice(0, 0),
        )

    def take_in(self, numbers: Numbers) -> None:
        """Add some articles, with their groups and whoever has one of their texts."""
        groups, evidence = self.room.store.groups, self.evidence
        whole = walk(
            members(self.places.copies, numbers),
            lambda some: members(self.places.copies, groups.twins_of(some)),
        )
        fresh = whole[~self.inside[whole]]
        stored = without(groups.text_pairs_of(fresh), evidence.stale_texts)
        found = beside_any(evidence.text_pairs, fresh).select(OF_PAIRS)
        pairs = with_new(stored, found)
        # Those with one that was inside before are known.
        left, right = (self.inside[ends] for ends in ends_of([pairs]))
        self.pairs = pa.concat_tables([self.pairs, pairs.filter(~(left | right))])
        self.inside[fresh] = True

    def grouped(self) -> tuple[Numbers, Positions]:
        """Return the numbers of the articles inside, and a label of the group of each."""
        articles = self.room.store.articles
        # Not every number is an article: a text that was replaced has left its number empty.
        inside = np.flatnonzero(self.inside).astype(np.int32)
        order = LastingOrder.of(articles.in_lasting_order(inside))
        left, right = (self.inside[ends] for ends in ends_of([self.pairs]))
        identical = self.room.store.groups.identical_within(order.numbers)
        parted = of_kind(self.evidence.judgements, "part")
        labels: Positions = self.room.steps.copies_batch(
            len(order),
            copy_pairs(self.pairs.filter(left & right), order),
            order.of_pairs(order.within(identical)),
            order.of_pairs(order.within(parted)),
        )
        return order.numbers, labels

    def beside(self, numbers: Numbers) -> Numbers:
        """Return the articles outside that are a copy of one of some inside."""
        among = np.zeros(len(self.inside), np.bool_)
        among[numbers] = True
        left, right = ends_of([self.pairs.filter(self.pairs["is_copy"])])
        return np.concatenate(
            (left[among[right] & ~self.inside[left]], right[among[left] & ~self.inside[right]])
        )


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
