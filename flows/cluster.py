"""Cluster: meet | verify | group | carry ids over | choose, then one transaction for all of it.

    new articles ── candidates ──▶ verified pairs ──▶ touched neighbourhoods, grouped from scratch
                                                          │ ids carried over by overlap
                     one transaction ◀── Decision ◀───────┘ canonicals and relations where changed

The partition is a function of the set of articles: every pair's verdict depends on its two texts
alone, a neighbourhood is grouped in the order of its articles' lasting ids, and nothing outside a
neighbourhood can reach into it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from flows.budget import LEAST_DATABASE, in_words
from flows.deciding import decide
from flows.neighbourhood import find_neighbourhood
from flows.pairs import both_of
from flows.regrouping import Evidence, regroup_copies
from flows.side_by_side import beside, one_ahead
from flows.walking import among
from tasks.batches import worth_keeping
from tasks.clusters.stories import BUCKET_CAP, EDGE_FLOOR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flows.newsroom import Newsroom
    from tasks.records import Decision

# Pairs of texts in one comparing step, where memory is plenty; the next step's texts are read
# meanwhile. Half as many are no faster, and 250,000 cost more in fresh memory than they save.
STEP_TEXTS = 100_000
# Bytes of the older texts in one, by the newer ones' length: as many again are their words, and two
# or three times as many what is sorted of them. Long texts take smaller steps.
STEP_BYTES = 300_000_000
# Pairs of reports in one; what they need of terms is in memory together.
STEP_REPORTS = 500_000

_NO_TEXT_PAIRS = pa.schema(
    [
        ("left_no", pa.int32()),
        ("right_no", pa.int32()),
        ("jaccard", pa.float32()),
        ("containment_left", pa.float32()),
        ("containment_right", pa.float32()),
        ("short_cover", pa.float32()),
        ("long_cover", pa.float32()),
        ("grade", pa.uint8()),
        ("is_copy", pa.bool_()),
    ]
).empty_table()
_NO_STORY_PAIRS = pa.schema(
    [("left_no", pa.int32()), ("right_no", pa.int32()), ("score", pa.float32())]
).empty_table()


def cluster(
    room: Newsroom, *, anew: bool = False, text_pairs: pa.Table | None = None
) -> Decision | None:
    """Give every new article its place. Returns None where nothing is new.

    anew: every article is treated as new, but for the ids its groups carry over.
    text_pairs: of the new articles' texts, where they have been verified elsewhere.
    Writes the decision and the end of the run in one transaction.
    """
    decision = _decide(room, text_pairs, anew=anew)
    store = room.store
    with store.statements.whole():
        if decision is not None:
            store.groups.apply(decision)
            store.judgements.applied()
            store.revisions.settle()
        store.runs.tally(room.run)
        store.runs.finish(finished_at=datetime.now(UTC))
    return decision


def _decide(room: Newsroom, text_pairs: pa.Table | None, *, anew: bool) -> Decision | None:
    store, settings = room.store, room.settings
    first = 1 if anew else store.articles.last_clustered_no() + 1
    last = store.articles.last_no()
    if first > last and not store.judgements.pending().num_rows:
        return None
    store.candidates.prepare(
        first=first,
        window_days=room.tuning.window_days,
        copy_cap=settings.copy_cap,
        story_cap=BUCKET_CAP,
    )
    if text_pairs is None:
        text_pairs = compare_texts(room, first, last)
    new, places = (first, last), store.groups.places(last)
    few = last - first < settings.span
    if few:
        _let_go_of_texts(room)
    evidence = _evidence(room, text_pairs)
    regroup = partial(regroup_copies, new=new, evidence=evidence, places=places)
    # Copies ask nothing of reports. Of many articles, both at once would need the memory of both.
    with beside(room, regroup, at_once=few) as regrouped:
        story_pairs = _compare_reports(room, first, last)
        room.watch.begin("clustering", None)
    if not few:
        store.give_back(settings.clustering_memory)
    evidence = replace(evidence, story_pairs=story_pairs)
    nearby = find_neighbourhood(room, new, evidence, regrouped(), places)
    return decide(room, nearby, (text_pairs, story_pairs), anew=anew)


def _let_go_of_texts(room: Newsroom) -> None:
    """Let the database go without the texts that it has read: what comes next needs their memory.

    Adding 10,000 to a million then takes 2.2 GB at most instead of 3.0, and no longer. What a long
    run has laid out in the database is not worth its way to the disk and back.
    """
    room.store.give_back(in_words(LEAST_DATABASE))
    room.store.give_back(room.settings.database_memory)


def _evidence(room: Newsroom, text_pairs: pa.Table) -> Evidence:
    """Return what a run knows before it has compared reports."""
    store = room.store
    return Evidence(
        text_pairs=text_pairs,
        story_pairs=_NO_STORY_PAIRS,
        stale_texts=store.candidates.stale_text_pairs(),
        stale_reports=store.candidates.stale_story_pairs(),
        judgements=store.judgements.active(),
        pending=store.judgements.pending(),
        unsettled=store.revisions.unsettled(),
    )


def compare_texts(room: Newsroom, first: int, last: int) -> pa.Table:
    """Return the verified candidate copies, the later one of each within the numbers given."""
    room.watch.begin("comparing texts", last - first + 1)
    kept = []
    for low, high in _spans(first, last, room.settings.budget.part_of(room.settings.span)):
        met = room.store.candidates.copies(low, high)
        kept += [*_compared(room, met, low, first)]
        room.watch.advance(high - low + 1)
    return pa.concat_tables(kept) if kept else _NO_TEXT_PAIRS


def _compared(room: Newsroom, met: pa.Table, low: int, first: int) -> Iterator[pa.Table]:
    """Yield what is worth keeping of the pairs that a span of articles met by, step by step."""
    for articles, pairs in one_ahead(_with_texts(room, met, low)):
        room.at_hand.offer(articles, first)
        yield worth_keeping(room.steps.compare_texts_batch(articles, pairs))


def _with_texts(room: Newsroom, met: pa.Table, low: int) -> Iterator[tuple[pa.Table, pa.Table]]:
    """Yield the articles and the pairs of each step.

    met: in order of the earlier one, so that each older text is read once: the store packs them by
    2,048, and to read some of a million is to unpack them all. low: the span's first number.
    """
    read, budget = room.store.articles.read, room.settings.budget
    standing = both_of(met)
    own = read(standing[standing >= low])
    each = max(1, own.nbytes // max(1, own.num_rows))
    most = max(1, budget.part_of(STEP_BYTES) // each)
    for pairs in _steps(met, most, budget.part_of(STEP_TEXTS)):
        numbers = both_of(pairs)
        ours = own.filter(among(own["article_no"].to_numpy(), numbers))
        yield pa.concat_tables([read(numbers[numbers < low]), ours]), pairs


def _steps(pairs: pa.Table, most_left: int, most: int) -> Iterator[pa.Table]:
    """Cut pairs, in order of the earlier one, so that a step has so few of these and of pairs."""
    left = pairs["left_no"].to_numpy()
    rank = np.cumsum(np.diff(left, prepend=left[:1]) != 0)
    start = 0
    while start < len(left):
        enough = int(np.searchsorted(rank, rank[start] + most_left))
        end = min(enough, start + most)
        yield pairs.slice(start, end - start)
        start = end


def _compare_reports(room: Newsroom, first: int, last: int) -> pa.Table:
    room.watch.begin("comparing reports", last - first + 1)
    kept, budget = [], room.settings.budget
    for low, high in _spans(first, last, budget.part_of(room.settings.span)):
        postings = room.store.candidates.postings(low, high)
        candidates = room.steps.meet_batch(postings, (low, high), room.tuning.window_days)
        # From the latest down: what is forgotten to make room is what the next span needs least.
        latest_first = candidates.sort_by([("left_no", "descending")])
        steps = _chunks(latest_first, budget.part_of(STEP_REPORTS))
        kept += [_kin(room, pairs) for pairs in steps]
        room.watch.advance(high - low + 1)
    # What comes next needs the memory.
    room.lately.forget()
    return pa.concat_tables(kept) if kept else _NO_STORY_PAIRS


def _kin(room: Newsroom, pairs: pa.Table) -> pa.Table:
    """Return those of the pairs that are kin at all, with their scores."""
    left, right = pairs["left_no"].to_numpy(), pairs["right_no"].to_numpy()
    terms = room.lately.recall(
        np.unique(np.concatenate((left, right))),
        lambda numbers: room.steps.weigh_batch(room.store.articles.read(numbers)),
    )
    score = room.steps.compare_reports_batch(
        terms, room.lately.rows(left), room.lately.rows(right), pairs["days"]
    )
    found = pa.table({"left_no": left, "right_no": right, "score": score})
    return found.filter(score >= EDGE_FLOOR)


def _spans(first: int, last: int, width: int) -> Iterator[tuple[int, int]]:
    for low in range(first, last + 1, width):
        yield low, min(low + width - 1, last)


def _chunks(pairs: pa.Table, size: int) -> Iterator[pa.Table]:
    for start in range(0, pairs.num_rows, size):
        yield pairs.slice(start, size)
