"""Find the articles whose stories a run may change: story by story, as far as stories change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from flows.order import LastingOrder
from flows.pairs import beside_any, both_of, of_kind, with_new, without
from flows.region import differ
from flows.walking import members, walk
from tasks.clusters.components import named_by_first, touched
from tasks.clusters.stories import StoryPairs, islands

if TYPE_CHECKING:
    import numpy.typing as npt
    import pyarrow as pa

    from flows.newsroom import Newsroom
    from flows.regrouping import Evidence, Regrouped
    from storage.groups import Places

    Marks = npt.NDArray[np.bool_]
    Numbers = npt.NDArray[np.int32]


def touched_stories(
    room: Newsroom, evidence: Evidence, regrouped: Regrouped, places: Places, seeds: Numbers
) -> Numbers:
    """Return the numbers of all articles that may find themselves in another story; sorted.

    seeds: at which something is not as it was. Their stories are linked anew; what comes out
    otherwise is live, and stories that a strong pair ties to a live one are linked with it, until
    none ties. A story is in it whole or not at all. What is left out is as a look at all articles
    would find it (docs/decisions/0011-neighbourhoods.md).
    """
    ground = _Ground.of(room, evidence, regrouped, places, seeds)
    ground.take_in(ground.whole(seeds))
    while (stirred := ground.stirred()).size:
        ground.take_in(ground.whole(ground.tied(stirred)))
    return np.flatnonzero(ground.inside).astype(np.int32)


@dataclass(slots=True, kw_only=True)
class _Ground:
    """Whole stories that are linked anew together, and what their articles score with whom.

    seeds, inside, live: marks by article number; live: in a story that is not as it was, or holds a
    seed; fresh: what became live last, and what that is tied to. left, right, score: compared
    reports, by number, of which one is inside.
    """

    room: Newsroom
    evidence: Evidence
    regrouped: Regrouped
    places: Places
    joins: pa.Table
    seeds: Marks
    inside: Marks
    live: Marks
    fresh: Numbers
    left: Numbers
    right: Numbers
    score: npt.NDArray[np.float32]

    @classmethod
    def of(
        cls,
        room: Newsroom,
        evidence: Evidence,
        regrouped: Regrouped,
        places: Places,
        seeds: Numbers,
    ) -> _Ground:
        """Return empty ground."""
        marks = np.zeros((3, len(places.stories)), np.bool_)
        marks[0, seeds] = True
        none = np.zeros(0, np.int32)
        return cls(
            room=room,
            evidence=evidence,
            regrouped=regrouped,
            places=places,
            joins=of_kind(evidence.judgements, "join"),
            seeds=marks[0],
            inside=marks[1],
            live=marks[2],
            fresh=none,
            left=none,
            right=none,
            score=np.zeros(0, np.float32),
        )

    def whole(self, numbers: Numbers) -> Numbers:
        """Return some articles with their old stories, copies, and whom a word joins to these."""
        return self._as_one(members(self.places.stories, numbers))

    def _as_one(self, numbers: Numbers) -> Numbers:
        groups = self.regrouped.groups
        return walk(
            members(groups, numbers),
            lambda some: members(groups, both_of(beside_any(self.joins, some))),
        )

    def take_in(self, numbers: Numbers) -> None:
        """Add what of some articles is not inside yet, and what they score with whom."""
        self.fresh = numbers
        numbers = numbers[~self.inside[numbers]]
        stored = self.room.store.groups.kin_pairs_of(numbers)
        kin = with_new(
            without(stored, self.evidence.stale_reports),
            beside_any(self.evidence.story_pairs, numbers),
        )
        left, right = kin["left_no"].to_numpy(), kin["right_no"].to_numpy()
        # Those with one that was inside before are known.
        fresh = ~(self.inside[left] | self.inside[right])
        self.left = np.concatenate((self.left, left[fresh]))
        self.right = np.concatenate((self.right, right[fresh]))
        self.score = np.concatenate((self.score, kin["score"].to_numpy()[fresh]))
        self.inside[numbers] = True

    def stirred(self) -> Numbers:
        """Link what hangs together with what is fresh; return what is live now and was not."""
        # Where a cluster was ever held back, stories do not say what linkage made of them.
        if self.room.store.groups.counters()["held"]:
            live = self.fresh
        else:
            near = self._near(self.fresh, self._counting())
            order = LastingOrder.of(self.room.store.articles.in_lasting_order(near))
            live = order.numbers[self._linked_otherwise(order)]
        stirred = live[~self.live[live]]
        self.live[stirred] = True
        return stirred

    def tied(self, numbers: Numbers) -> Numbers:
        """Return what pairs as strong as a story asks for tie to some live articles, and these."""
        among = np.zeros(len(self.inside), np.bool_)
        among[numbers] = True
        return self._near(numbers, among[self.left] | among[self.right])

    def _counting(self) -> Marks:
        """Return which rows count among what is inside: what two quiet stories share does not."""
        left, right, stories = self.left, self.right, self.places.stories
        counting = self.live[left] | self.live[right] | self.seeds[left] | self.seeds[right]
        counting |= stories[left] == stories[right]
        return np.asarray(counting & self.inside[left] & self.inside[right])

    def _near(self, numbers: Numbers, rows: Marks) -> Numbers:
        """Return the articles that some pairs tie to some articles, and these; sorted."""
        among = np.zeros(len(self.inside), np.bool_)
        left, right = self.left[rows], self.right[rows]
        among[numbers] = among[left] = among[right] = True
        nearby = self._as_one(np.flatnonzero(among).astype(np.int32))
        order = LastingOrder.of(nearby)
        island = islands(
            len(nearby),
            StoryPairs(
                left=order.positions(left),
                right=order.positions(right),
                score=self.score[rows],
                must=order.of_pairs(order.within(self.joins)),
            ),
            self.regrouped.groups[nearby],
            threshold=self.room.tuning.story_threshold,
        )
        return nearby[touched(island, order.positions(numbers).astype(np.int32))]

    def _linked_otherwise(self, order: LastingOrder) -> Marks:
        """Return which articles are not in the story they were in, or are in one with a seed."""
        numbers = order.numbers
        copies = named_by_first(self.regrouped.groups[numbers])
        grouped = self.room.steps.stories_batch(copies, self._pairs(order), self.room.tuning)
        if grouped.held:
            return np.ones(len(numbers), np.bool_)
        seeded = grouped.labels[self.seeds[numbers]]
        other = differ(self.places.stories[numbers], grouped.labels)
        return np.asarray(other | np.isin(grouped.labels, seeded))

    def _pairs(self, order: LastingOrder) -> StoryPairs:
        """Return what is known of some articles inside, as positions."""
        among = np.zeros(len(self.inside), np.bool_)
        among[order.numbers] = True
        rows = self._counting() & among[self.left] & among[self.right]
        parts = of_kind(self.evidence.judgements, "part")
        return StoryPairs(
            left=order.positions(self.left[rows]),
            right=order.positions(self.right[rows]),
            score=self.score[rows],
            must=order.of_pairs(order.within(self.joins)),
            must_not=order.of_pairs(order.within(parts)),
        )
