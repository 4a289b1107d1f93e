"""Find what a run can change: whole neighbourhoods, their articles in lasting order.

Copies are grouped first. Linkage counts a group of copies as one text and asks what its articles
score in the mean, so what two groups' mean does not hold together can never be one story: over
100,000 articles of made news the largest neighbourhood has 224 of them, where single pairs would
string 43,726 together (docs/performance.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.compute as pc

from flows.order import LastingOrder
from flows.pairs import ends_of, with_new, without
from flows.touching import touched_stories
from tasks.clusters.components import named_by_first

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt
    import pyarrow as pa

    from flows.newsroom import Newsroom
    from flows.regrouping import Evidence, Regrouped
    from storage.groups import Places

    Numbers = npt.NDArray[np.int32]
    Positions = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbourhood:
    """The articles whose groups may change, in the order of their lasting ids, one entry each.

    heads: Arrow, as queries/article_heads.sql. copies: int64, the copy group of each, named by its
    first member. old_stories, old_copies: int32, the groups they have been in, 0 for none.
    text_pairs, story_pairs: every verified pair among them, stored and new.
    stale, stale_texts: the stored pairs, of reports and of texts, that no longer count.
    judgements: what people say of pairs among them.
    causes: article number -> why its text is another than the one its place was found by.
    """

    order: LastingOrder
    heads: pa.Table
    copies: Positions
    old_stories: Numbers
    old_copies: Numbers
    text_pairs: pa.Table
    story_pairs: pa.Table
    stale: pa.Table
    stale_texts: pa.Table
    judgements: pa.Table
    causes: Mapping[int, str]

    @property
    def numbers(self) -> Numbers:
        """The articles' numbers: int32, in lasting order."""
        return self.order.numbers

    @property
    def revised(self) -> npt.NDArray[np.bool_]:
        """Which articles have another text than the one that their place was found by."""
        return np.isin(self.numbers, np.fromiter(self.causes, np.int32, len(self.causes)))


def find_neighbourhood(
    room: Newsroom,
    new: tuple[int, int],
    evidence: Evidence,
    regrouped: Regrouped,
    places: Places,
) -> Neighbourhood:
    """Gather the neighbourhoods of new and revised articles, stale pairs, and words not obeyed yet.

    new: the first and last number of the articles that are new. regrouped: their copies. places:
    where the others stand.
    """
    seeds = _seeds(room, new, evidence, regrouped)
    inside = touched_stories(room, evidence, regrouped, places, seeds)
    return _gather(room, inside, evidence, regrouped, places)


def _seeds(
    room: Newsroom, new: tuple[int, int], evidence: Evidence, regrouped: Regrouped
) -> Numbers:
    """Return the articles at which something is not as it was, one by one.

    A group that changes may lose what tied it to others, and where they were held back together no
    old story says so: those it was kin to are looked at again.
    """
    changed = regrouped.changed
    seeds = [evidence.seeds(new), changed, *ends_of([evidence.stale_reports])]
    groups = room.store.groups
    if groups.counters()["held"]:
        seeds.append(groups.kin_of(changed[changed < new[0]], room.tuning.story_threshold))
    return np.concatenate(seeds)


def _gather(
    room: Newsroom, numbers: Numbers, evidence: Evidence, regrouped: Regrouped, places: Places
) -> Neighbourhood:
    groups = room.store.groups
    heads = room.store.articles.heads(numbers).sort_by("article_id")
    order = LastingOrder.of(heads["article_no"].to_numpy().astype(np.int32))
    stored_texts = without(groups.text_pairs(numbers), evidence.stale_texts)
    stored_reports = without(groups.story_pairs(numbers), evidence.stale_reports)
    return Neighbourhood(
        order=order,
        heads=heads,
        copies=named_by_first(regrouped.groups[order.numbers]),
        old_stories=places.stories[order.numbers],
        old_copies=places.copies[order.numbers],
        text_pairs=with_new(stored_texts, order.within(evidence.text_pairs)),
        story_pairs=with_new(stored_reports, order.within(evidence.story_pairs)),
        stale=evidence.stale_reports,
        stale_texts=evidence.stale_texts,
        judgements=order.within(evidence.judgements),
        causes=_causes(evidence.unsettled),
    )


def _causes(unsettled: pa.Table) -> dict[int, str]:
    """Return why texts are others, by article number."""
    other = unsettled.filter(pc.is_valid(unsettled["cause"]))
    return dict(zip(other["article_no"].to_pylist(), other["cause"].to_pylist(), strict=True))
