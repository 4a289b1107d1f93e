"""Articles whose copies are grouped anew together, and the pairs that this asks for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from flows.at_hand import PairsAtHand
from flows.order import LastingOrder
from flows.pairs import beside_any, of_kind, with_new, without
from flows.walking import marked, members, walk
from tasks.clusters.components import components
from tasks.clusters.copies import CopyPairs
from tasks.similarity.verify import Grade

if TYPE_CHECKING:
    import numpy.typing as npt
    import pyarrow as pa

    from flows.newsroom import Newsroom
    from flows.regrouping import Evidence
    from storage.groups import Places

    Marks = npt.NDArray[np.bool_]
    Numbers = npt.NDArray[np.int32]
    Positions = npt.NDArray[np.int64]


@dataclass(slots=True, kw_only=True)
class Region:
    """Whole groups of copies, and all that have one of their texts; live ones and quiet ones.

    live: the groups that are not as they were, or hold a seed, by article number; inside: these,
    and those that share a copy with them, which are quiet. groups: int64, a label by number, of
    quiet ones as they come out too. fresh: what is live since they were grouped last.
    pairs: the compared texts, by number, of which one is live, and those within a quiet group;
    counting: of these, the ones with both inside. What two quiet groups share is not read.
    """

    room: Newsroom
    evidence: Evidence
    places: Places
    stored: PairsAtHand
    live: Marks
    inside: Marks
    fresh: Numbers
    groups: Positions
    pairs: CopyPairs
    counting: Marks
    order: LastingOrder
    identical: Positions

    @classmethod
    def of(cls, room: Newsroom, evidence: Evidence, places: Places) -> Region:
        """Return an empty region."""
        live, inside = np.zeros((2, len(places.copies)), np.bool_)
        return cls(
            room=room,
            evidence=evidence,
            places=places,
            stored=PairsAtHand.of(
                room.settings.budget, room.store.groups.compared_texts(), len(places.copies) - 1
            ),
            live=live,
            inside=inside,
            fresh=np.zeros(0, np.int32),
            groups=places.copies.astype(np.int64),
            pairs=CopyPairs.together([]),
            counting=np.zeros(0, np.bool_),
            order=LastingOrder.of(np.zeros(0, np.int32)),
            identical=np.zeros((0, 2), np.int64),
        )

    def stir(self, numbers: Numbers, *, beside: bool = False) -> None:
        """Make the groups of some articles live, and take in the groups that share a copy.

        beside: make these live as well, and take in those that share a copy with them.
        """
        self.fresh = numbers[:0]
        before = int(self.inside.sum())
        self._enliven(numbers)
        if beside:
            self._enliven(self._copies_of(self.fresh))
        self._surround(self._copies_of(self.fresh))
        self.counting = self.inside[self.pairs.left] & self.inside[self.pairs.right]
        if int(self.inside.sum()) != before:
            self._put_in_order()

    def regroup(self) -> Numbers:
        """Group anew all that hangs together with what is fresh; return what is not as it was."""
        touched = self._touched()
        order = LastingOrder.of(self.order.numbers[touched[self.order.numbers]])
        rows = self.counting & touched[self.pairs.left] & touched[self.pairs.right]
        pairs = self.pairs.chosen(rows)
        parted = of_kind(self.evidence.judgements, "part")
        twins = self.identical[touched[self.identical[:, 0]]]
        labels: Positions = self.room.steps.copies_batch(
            len(order),
            replace(
                pairs,
                left=order.positions(pairs.left).astype(np.int32),
                right=order.positions(pairs.right).astype(np.int32),
            ),
            order.positions(twins.reshape(-1)).reshape(-1, 2),
            order.of_pairs(order.within(parted)),
        )
        # Below all labels there are, the store's being above 0: none can be taken for another.
        self.groups[order.numbers] = self.groups.min() - 1 - labels
        before = self.places.copies[order.numbers]
        return order.numbers[differ(before, self.groups[order.numbers])]

    def _touched(self) -> Marks:
        """Return which articles inside hang together with a fresh one, by pairs that count."""
        rows = self.counting & self.pairs.copy
        twins = self.identical.astype(np.int32)
        island = components(
            len(self.inside),
            np.concatenate((self.pairs.left[rows], twins[:, 0])),
            np.concatenate((self.pairs.right[rows], twins[:, 1])),
        )
        hit = np.zeros(len(self.inside), np.bool_)
        hit[island[self.fresh]] = True
        return np.asarray(hit[island] & self.inside)

    def _enliven(self, numbers: Numbers) -> None:
        """Make the groups of some articles live, and add all their pairs."""
        whole = self._whole(numbers)
        fresh = whole[~self.live[whole]]
        new = beside_any(self.evidence.text_pairs, fresh).select(self.stored.columns)
        found = self._counted(self.stored.beside(fresh), new)
        known = self.live[found.left] | self.live[found.right]
        known |= self._in_one_group(found) & self.inside[found.left]
        self.pairs = CopyPairs.together([self.pairs, found.chosen(~known)])
        self.live[fresh] = self.inside[fresh] = True
        self.fresh = np.concatenate((self.fresh, fresh))

    def _surround(self, numbers: Numbers) -> None:
        """Add the groups of some articles as quiet ones, and what of pairs is within each.

        What these share with live ones came with those, and a new pair has a new article, which
        is live. So most pairs of quiet ones are never read.
        """
        whole = self._whole(numbers)
        quiet = whole[~self.inside[whole]]
        found = self._counted(self.stored.within(quiet))
        self.pairs = CopyPairs.together([self.pairs, found.chosen(self._in_one_group(found))])
        self.inside[quiet] = True

    def _counted(self, stored: pa.Table, *new: pa.Table) -> CopyPairs:
        """Return stored pairs but for those that no longer count, and new ones."""
        kept = without(stored, self.evidence.stale_texts)
        return by_number(with_new(kept, *new) if new else kept)

    def _copies_of(self, numbers: Numbers) -> Numbers:
        """Return some live articles, and all that are a copy of one of them."""
        among = marked(len(self.inside), numbers)
        left, right = self.pairs.left, self.pairs.right
        rows = self.pairs.copy & (among[left] | among[right])
        return np.flatnonzero(marked(len(among), numbers, left[rows], right[rows])).astype(np.int32)

    def _in_one_group(self, pairs: CopyPairs) -> Marks:
        """Return of which pairs both were in one group before."""
        copies = self.places.copies
        return np.asarray(copies[pairs.left] == copies[pairs.right])

    def _put_in_order(self) -> None:
        """Find the order of all that is inside, and who among them has the very same text."""
        inside = np.flatnonzero(self.inside).astype(np.int32)
        self.order = LastingOrder.of(self.places.in_lasting_order(inside))
        # Copies whatever their buckets hold: a text that thousands print crowds every one of its
        # own. Whoever has a text of one inside is inside too, the first of them included.
        first = self.places.printed[inside]
        again = (first != 0) & (first != inside)
        self.identical = np.stack((first[again], inside[again]), axis=1).astype(np.int64)

    def _whole(self, numbers: Numbers) -> Numbers:
        """Return some articles with their groups and whoever has one of their texts."""
        copies, printed = self.places.copies, self.places.printed
        return walk(members(copies, numbers), lambda some: members(copies, members(printed, some)))


def by_number(pairs: pa.Table) -> CopyPairs:
    """Return compared texts as pairs of the articles' numbers."""
    return CopyPairs(
        left=pairs["left_no"].to_numpy(),
        right=pairs["right_no"].to_numpy(),
        short=pairs["short_cover"].to_numpy(),
        long=pairs["long_cover"].to_numpy(),
        copy=pairs["is_copy"].to_numpy(zero_copy_only=False),
        identical=pairs["grade"].to_numpy() == Grade.IDENTICAL,
    )


def copy_pairs(pairs: pa.Table, order: LastingOrder) -> CopyPairs:
    """Return compared texts, given by number, as pairs of positions."""
    found = by_number(pairs)
    return replace(
        found,
        left=order.positions(found.left).astype(np.int32),
        right=order.positions(found.right).astype(np.int32),
    )


def differ(before: Numbers, after: Positions) -> Marks:
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
