"""Find the articles whose stories a run may change: story by story, as far as stories change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from flows.at_hand import PairsAtHand
from flows.order import LastingOrder
from flows.pairs import beside_any, both_of, ends_of, of_kind, with_new, without
from flows.region import differ
from flows.walking import marked, members, walk
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
    """Return the articles, by number, whose stories hold a seed or are not as they were; sorted.

    seeds: at which something is not as it was. Their stories are live, and stories that a strong
    pair ties to a live one are linked with it; what comes out otherwise is live from then on, until
    nothing is that was not. A story is in it whole, as it was and as it comes out, or not at all.
    What is left out is as a look at all would find it (docs/decisions/0011-neighbourhoods.md).
    """
    ground = _Ground.of(room, evidence, regrouped, places)
    fresh = ground.whole(seeds)
    while fresh.size:
        ground.stir(fresh)
        fresh = ground.otherwise()
    return np.flatnonzero(ground.live).astype(np.int32)


@dataclass(slots=True, kw_only=True)
class _Ground:
    """Whole stories that are linked anew together, and what their articles score with whom.

    live, inside: marks by article number; live: in a story that is not as it was, or held a seed;
    inside: these, and the stories that a strong pair ties to them, which are quiet. fresh: what is
    live since they were linked last, and what that is tied to. left, right, score: compared
    reports, by number, of which one is live, and those within a quiet story; counting: of these,
    the ones with both inside. held: a run before held a cluster back.
    """

    room: Newsroom
    evidence: Evidence
    regrouped: Regrouped
    places: Places
    stored: PairsAtHand
    joins: pa.Table
    live: Marks
    inside: Marks
    fresh: Numbers
    left: Numbers
    right: Numbers
    score: npt.NDArray[np.float32]
    counting: Marks
    held: bool

    @classmethod
    def of(
        cls, room: Newsroom, evidence: Evidence, regrouped: Regrouped, places: Places
    ) -> _Ground:
        """Return empty ground."""
        live, inside = np.zeros((2, len(places.stories)), np.bool_)
        none = np.zeros(0, np.int32)
        return cls(
            room=room,
            evidence=evidence,
            regrouped=regrouped,
            places=places,
            stored=PairsAtHand.of(
                room.settings.budget, room.store.groups.compared_reports(), len(places.stories) - 1
            ),
            joins=of_kind(evidence.judgements, "join"),
            live=live,
            inside=inside,
            fresh=none,
            left=none,
            right=none,
            score=np.zeros(0, np.float32),
            counting=np.zeros(0, np.bool_),
            held=room.store.groups.counters()["held"] > 0,
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

    def stir(self, numbers: Numbers) -> None:
        """Make some articles live, whole stories of them, and take in what is tied to them."""
        self._enliven(numbers)
        among = marked(len(self.live), numbers)
        self.fresh = self.whole(self._near(numbers, among[self.left] | among[self.right]))
        self._surround(self.fresh)
        self.counting = self.inside[self.left] & self.inside[self.right]

    def otherwise(self) -> Numbers:
        """Link what hangs together with what is fresh; return what is not as it was, nor live.

        Where a cluster was ever held back, stories do not say what linkage made of them: then
        nothing counts as it was.
        """
        reached = self.fresh
        if not self.held:
            near = self._near(self.fresh, self.counting)
            order = LastingOrder.of(self.places.in_lasting_order(near))
            numbers = reached = order.numbers
            among = marked(len(self.live), numbers)
            pairs = self._pairs(order, self.counting & among[self.left] & among[self.right])
            copies = named_by_first(self.regrouped.groups[numbers])
            grouped = self.room.steps.stories_batch(copies, pairs, self.room.tuning)
            if not grouped.held:
                reached = numbers[differ(self.places.stories[numbers], grouped.labels)]
        return reached[~self.live[reached]]

    def _enliven(self, numbers: Numbers) -> None:
        """Make some articles live, and add what they score with whom."""
        fresh = numbers[~self.live[numbers]]
        stored = self.stored.beside(fresh)
        new = beside_any(self.evidence.story_pairs, fresh)
        kin = with_new(without(stored, self.evidence.stale_reports), new)
        left, right = ends_of([kin])
        known = self.live[left] | self.live[right]
        known |= self._in_one_story(left, right) & self.inside[left]
        self._keep(kin.filter(~known))
        self.live[fresh] = self.inside[fresh] = True

    def _surround(self, numbers: Numbers) -> None:
        """Add some articles as quiet ones, and what scores there are within a story of theirs.

        What these score with live ones came with those, and a new pair has a new article, which
        is live.
        """
        quiet = numbers[~self.inside[numbers]]
        stored = self.stored.within(quiet)
        kin = without(stored, self.evidence.stale_reports)
        self._keep(kin.filter(self._in_one_story(*ends_of([kin]))))
        self.inside[quiet] = True

    def _keep(self, kin: pa.Table) -> None:
        self.left = np.concatenate((self.left, kin["left_no"].to_numpy()))
        self.right = np.concatenate((self.right, kin["right_no"].to_numpy()))
        self.score = np.concatenate((self.score, kin["score"].to_numpy()))

    def _in_one_story(self, left: Numbers, right: Numbers) -> Marks:
        """Return of which pairs both were in one story before."""
        stories = self.places.stories
        return np.asarray(stories[left] == stories[right])

    def _near(self, numbers: Numbers, rows: Marks) -> Numbers:
        """Return what pairs as strong as a story asks for tie to some articles, and these; sorted.

        rows: the pairs to look at.
        """
        among = marked(len(self.live), numbers, self.left[rows], self.right[rows])
        nearby = self._as_one(np.flatnonzero(among).astype(np.int32))
        order = LastingOrder.of(nearby)
        groups, threshold = self.regrouped.groups[nearby], self.room.tuning.story_threshold
        island = islands(len(nearby), self._pairs(order, rows), groups, threshold=threshold)
        return nearby[touched(island, order.positions(numbers).astype(np.int32))]

    def _pairs(self, order: LastingOrder, rows: Marks) -> StoryPairs:
        """Return what is known of some articles, as positions; of pairs, those in some rows."""
        parts = of_kind(self.evidence.judgements, "part")
        return StoryPairs(
            left=order.positions(self.left[rows]),
            right=order.positions(self.right[rows]),
            score=self.score[rows],
            must=order.of_pairs(order.within(self.joins)),
            must_not=order.of_pairs(order.within(parts)),
        )
