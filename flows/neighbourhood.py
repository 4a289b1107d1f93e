"""Find what a run can change: whole neighbourhoods, their articles in lasting order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tasks.clusters.components import components, touched

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from flows.newsroom import Newsroom

    Numbers = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbourhood:
    """The articles whose groups may change, in the order of their lasting ids, one entry each.

    heads: Arrow, as queries/article_heads.sql. numbers: int32, their article numbers.
    by_number: the positions in order of those numbers.
    old_stories, old_copies: int32, the groups they have been in so far, 0 for none.
    text_pairs, story_pairs: every verified pair among them, stored and new.
    stale, stale_texts: the stored pairs, of reports and of texts, that no longer count.
    identical: the pairs among them with the very same text, each beside the first of it.
    judgements: what people say of pairs among them.
    causes: article number -> why its text is another than the one its place was found by.
    """

    heads: pa.Table
    numbers: Numbers
    by_number: npt.NDArray[np.intp]
    old_stories: Numbers
    old_copies: Numbers
    text_pairs: pa.Table
    story_pairs: pa.Table
    stale: pa.Table
    stale_texts: pa.Table
    identical: pa.Table
    judgements: pa.Table
    causes: Mapping[int, str]

    @property
    def revised(self) -> npt.NDArray[np.bool_]:
        """Which articles have another text than the one that their place was found by."""
        return np.isin(self.numbers, np.fromiter(self.causes, np.int32, len(self.causes)))

    def positions(self, numbers: Numbers) -> npt.NDArray[np.int64]:
        """Return where articles, given by number, stand in the neighbourhood."""
        at = np.searchsorted(self.numbers, numbers, sorter=self.by_number)
        return self.by_number[at].astype(np.int64)


def find_neighbourhood(
    room: Newsroom, new: tuple[int, int], text_pairs: pa.Table, story_pairs: pa.Table
) -> Neighbourhood:
    """Gather the neighbourhoods of new and revised articles, stale pairs, and words not obeyed yet.

    new: the first and last number of the articles that are new.
    """
    first, last = new
    groups, threshold = room.store.groups, room.tuning.story_threshold
    judgements, pending = room.store.judgements.active(), room.store.judgements.pending()
    stale = room.store.candidates.stale_story_pairs()
    stale_texts = room.store.candidates.stale_text_pairs()
    identical = groups.identical_texts()
    members = groups.memberships()
    strong = story_pairs.filter(pc.greater_equal(story_pairs["score"], threshold))
    edges = [
        without(groups.copy_edges(), stale_texts),
        identical,
        text_pairs.filter(text_pairs["is_copy"]),
        without(groups.story_edges(threshold), stale),
        strong,
        judgements.filter(pc.equal(judgements["kind"], "join")),
        _belonging(members, last),
    ]
    left = np.concatenate([edge["left_no"].to_numpy() for edge in edges]).astype(np.int32)
    right = np.concatenate([edge["right_no"].to_numpy() for edge in edges]).astype(np.int32)
    count = max(last, int(right.max(initial=0))) + 1
    named = [
        table[end].to_numpy()
        for table in (stale, stale_texts, pending)
        for end in ("left_no", "right_no")
    ]
    unsettled = room.store.revisions.unsettled()
    seeds = np.concatenate([np.arange(first, last + 1), unsettled["article_no"].to_numpy(), *named])
    inside = touched(components(count, left, right), seeds.astype(np.int32))[: last + 1]
    # Number 0 is no article.
    inside[0] = False
    return _gather(
        room,
        np.flatnonzero(inside).astype(np.int32),
        members,
        (text_pairs, story_pairs, stale, stale_texts, identical, judgements),
        unsettled,
    )


def _belonging(members: pa.Table, last: int) -> pa.Table:
    """An edge from each article to its story, whose nodes are numbered above all articles.

    So an old story is touched whole or not at all, even where its pairs have gone stale.
    """
    return pa.table(
        {
            "left_no": members["article_no"],
            "right_no": pc.add(members["story_no"], pa.scalar(last, pa.int32())),
        }
    )


def _gather(
    room: Newsroom,
    numbers: Numbers,
    members: pa.Table,
    pairs: tuple[pa.Table, ...],
    unsettled: pa.Table,
) -> Neighbourhood:
    text_pairs, story_pairs, stale, stale_texts, identical, judgements = pairs
    groups = room.store.groups
    heads = room.store.articles.heads(numbers).sort_by("article_id")
    ordered = heads["article_no"].to_numpy().astype(np.int32)
    return Neighbourhood(
        heads=heads,
        numbers=ordered,
        by_number=np.argsort(ordered),
        old_stories=_lookup(members, "story_no", ordered),
        old_copies=_lookup(members, "copy_no", ordered),
        text_pairs=_joined(without(groups.text_pairs(numbers), stale_texts), text_pairs),
        story_pairs=_joined(without(groups.story_pairs(numbers), stale), story_pairs),
        stale=stale,
        stale_texts=stale_texts,
        identical=_within(identical, numbers),
        judgements=_within(judgements, numbers),
        causes=_causes(unsettled),
    )


def _causes(unsettled: pa.Table) -> dict[int, str]:
    """Return why texts are others, by article number."""
    other = unsettled.filter(pc.is_valid(unsettled["cause"]))
    return dict(zip(other["article_no"].to_pylist(), other["cause"].to_pylist(), strict=True))


def _within(pairs: pa.Table, numbers: Numbers) -> pa.Table:
    """Return the pairs of which both are among the articles."""
    both = [np.isin(pairs[end].to_numpy(), numbers) for end in ("left_no", "right_no")]
    return pairs.filter(both[0] & both[1])


def _joined(stored: pa.Table, new: pa.Table) -> pa.Table:
    return pa.concat_tables([stored.cast(new.schema), new])


def _lookup(members: pa.Table, column: str, numbers: Numbers) -> Numbers:
    """Return a column of the memberships for some articles, 0 where they have none."""
    known = members["article_no"].to_numpy()
    values = members[column].to_numpy().astype(np.int32)
    if not len(known):
        return np.zeros(len(numbers), np.int32)
    at = np.minimum(np.searchsorted(known, numbers), len(known) - 1)
    return np.where(known[at] == numbers, values[at], 0).astype(np.int32)


def without(pairs: pa.Table, dropped: pa.Table) -> pa.Table:
    """Return the pairs that are not among the dropped ones."""
    if not dropped.num_rows:
        return pairs
    return pairs.filter(~np.isin(_pair_keys(pairs), _pair_keys(dropped)))


def _pair_keys(pairs: pa.Table) -> npt.NDArray[np.int64]:
    left = pairs["left_no"].to_numpy().astype(np.int64)
    right = pairs["right_no"].to_numpy().astype(np.int64)
    keys: npt.NDArray[np.int64] = (left << 32) | right
    return keys
