"""Find the copy groups that a run changes, and group anew no more than what they may change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from flows.pairs import ends_of
from flows.region import Region, differ

if TYPE_CHECKING:
    import numpy.typing as npt
    import pyarrow as pa

    from flows.newsroom import Newsroom
    from storage.groups import Places

    Numbers = npt.NDArray[np.int32]
    Positions = npt.NDArray[np.int64]

# Rounds in which groups follow that did come out otherwise; then those beside them follow at once.
# Along a template of a million articles changes ran through 35 rounds, of two articles each.
ROUNDS_BY_ONE = 2


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

    Group by group, as far as it goes: the seeds' own groups and all that share a copy with them are
    grouped anew; where another comes out otherwise, so are those that share a copy with it, until
    none does. That finds what a look at all pairs would (docs/decisions/0011-neighbourhoods.md).
    """
    region = Region.of(room, evidence, places)
    fresh = evidence.seeds(new)
    rounds = 0
    while fresh.size:
        region.stir(fresh, beside=rounds >= ROUNDS_BY_ONE)
        changed = region.regroup()
        fresh = changed[~region.live[changed]]
        rounds += 1
    numbers = region.order.numbers
    changed = numbers[differ(places.copies[numbers], region.groups[numbers])]
    return Regrouped(groups=region.groups, changed=changed)
