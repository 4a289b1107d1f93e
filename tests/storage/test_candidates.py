"""Pairs worth comparing: what the SQL meets is what an oracle in Python meets, pair by pair."""

from __future__ import annotations

import random
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import combinations

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from builders import an_article, attributed

from storage.articles import Articles
from storage.candidates import Candidates
from storage.migrations import migrate
from storage.statements import Statements
from tasks.batches import meet_batch

WINDOW = 14
COPY_CAP = 5
STORY_CAP = 4
SEEDS = range(12)


@dataclass(frozen=True, kw_only=True)
class Printed:
    """An article as the oracle sees it: its keys, and its day since 1970 or None."""

    bands: frozenset[int]
    sketches: frozenset[int]
    terms: frozenset[int]
    day: int | None


@dataclass
class Oracle:
    """Says by going through all pairs what the candidates are."""

    articles: list[Printed] = field(default_factory=list)

    def bin(self, article):
        # Towards zero, as the store's integers divide: a span more at 1970, none too few.
        return None if article.day is None else int(article.day / WINDOW)

    def copies(self):
        bands = Counter(key for one in self.articles for key in one.bands)
        sketches = Counter(key for one in self.articles for key in one.sketches)
        return {
            (left, right)
            for (left, one), (right, two) in combinations(enumerate(self.articles, 1), 2)
            if any(bands[key] <= COPY_CAP for key in one.bands & two.bands)
            or sum(sketches[key] <= COPY_CAP for key in one.sketches & two.sketches) >= 2
        }

    def stories(self):
        fill = Counter((key, self.bin(one)) for one in self.articles for key in one.terms)

        def usable(one):
            return {key for key in one.terms if fill[key, self.bin(one)] <= STORY_CAP}

        return {
            (left, right): None if None in (one.day, two.day) else float(abs(one.day - two.day))
            for (left, one), (right, two) in combinations(enumerate(self.articles, 1), 2)
            if len(usable(one) & usable(two)) >= 2
            and (None in (one.day, two.day) or abs(one.day - two.day) <= WINDOW)
        }


def invented(seed):
    """Articles with few keys to share, around a day that may be that of the epoch itself."""
    chance = random.Random(seed)  # noqa: S311 - invented keys are no secret
    start = chance.choice([-20, 0, 20_760])

    def some(most):
        return frozenset(chance.sample(range(1, most), chance.randrange(6)))

    return [
        Printed(
            bands=some(25),
            sketches=some(14),
            terms=some(16),
            day=None if chance.random() < 0.2 else start + chance.randrange(45),
        )
        for _ in range(24)
    ]


@contextmanager
def a_store():
    with duckdb.connect() as db:
        migrate(db)
        yield Statements(db)


def padded(sets):
    keys = np.zeros((len(sets), 6), np.uint32)
    for row, found in enumerate(sets):
        keys[row, : len(found)] = sorted(found)
    return keys


def add(statements, printed, first):
    """Add articles with their keys, numbered from `first`."""
    epoch = datetime(1970, 1, 1, 13, tzinfo=UTC)
    records = [
        an_article(
            f"n{first + at}",
            published_at=None if one.day is None else epoch + timedelta(days=one.day),
        )
        for at, one in enumerate(printed)
    ]
    articles = Articles(statements)
    numbers = articles.add(attributed(*records), run_no=1)
    for kind in ("band", "sketch", "term"):
        plural = {"band": "bands", "sketch": "sketches", "term": "terms"}[kind]
        keys = padded([getattr(one, plural) for one in printed])
        articles.add_keys(f"insert_{plural}", f"{kind}_key", numbers, keys)


def prepared(statements, first):
    candidates = Candidates(statements)
    candidates.prepare(first=first, window_days=WINDOW, copy_cap=COPY_CAP, story_cap=STORY_CAP)
    return candidates


def met_stories(candidates, first, last):
    return meet_batch(candidates.postings(first, last), (first, last), WINDOW)


def pairs_of(table):
    return list(zip(table["left_no"].to_pylist(), table["right_no"].to_pylist(), strict=True))


@pytest.mark.parametrize("seed", SEEDS)
def test_copies_are_met_as_an_oracle_meets_them(seed):
    printed = invented(seed)
    with a_store() as statements:
        add(statements, printed, 1)
        met = pairs_of(prepared(statements, 1).copies(1, len(printed)))

    assert met == sorted(Oracle(printed).copies())


@pytest.mark.parametrize("seed", SEEDS)
def test_reports_are_met_as_an_oracle_meets_them_with_the_days_between(seed):
    printed = invented(seed)
    with a_store() as statements:
        add(statements, printed, 1)
        met = met_stories(prepared(statements, 1), 1, len(printed))

    days = dict(zip(pairs_of(met), met["days"].to_pylist(), strict=True))
    assert days == Oracle(printed).stories()


@pytest.mark.parametrize("seed", SEEDS)
def test_spans_of_new_articles_meet_every_pair_once(seed):
    printed = invented(seed)
    with a_store() as statements:
        add(statements, printed, 1)
        candidates = prepared(statements, 1)
        spans = [(low, low + 4) for low in range(1, len(printed) + 1, 5)]
        copies = [pair for span in spans for pair in pairs_of(candidates.copies(*span))]
        stories = [pair for span in spans for pair in pairs_of(met_stories(candidates, *span))]

    oracle = Oracle(printed)
    assert sorted(copies) == sorted(oracle.copies())
    assert sorted(stories) == sorted(oracle.stories())


def keep_pairs(statements, kind, pairs):
    """Store pairs as if each had been compared and found worth keeping."""
    columns = {
        "left_no": pa.array([left for left, _ in pairs], pa.int32()),
        "right_no": pa.array([right for _, right in pairs], pa.int32()),
    }
    figures = ["score"]
    if kind == "text":
        figures = [
            "jaccard",
            "containment_left",
            "containment_right",
            "short_cover",
            "long_cover",
        ]
        columns["grade"] = pa.array([1] * len(pairs), pa.uint8())
        columns["is_copy"] = pa.array([True] * len(pairs), pa.bool_())
    columns |= {name: pa.array([0.5] * len(pairs), pa.float32()) for name in figures}
    statements.insert(f"insert_{kind}_pairs", pa.table(columns))


def keep_crowded(statements, candidates):
    crowded = candidates.newly_crowded
    run_no = pa.array([1] * crowded.num_rows, pa.int32())
    statements.insert("insert_crowded", crowded.append_column("run_no", run_no))


def met_day_by_day(printed, kind):
    """What is stored of pairs after every six articles were a run of their own."""
    kept = set()
    with a_store() as statements:
        for first in range(1, len(printed) + 1, 6):
            last = min(first + 5, len(printed))
            add(statements, printed[first - 1 : last], first)
            candidates = prepared(statements, first)
            stale = getattr(candidates, f"stale_{kind}_pairs")()
            statements.insert(f"delete_{kind}_pairs", stale)
            fresh = (
                met_stories(candidates, first, last)
                if kind == "story"
                else candidates.copies(first, last)
            )
            keep_pairs(statements, kind, pairs_of(fresh))
            keep_crowded(statements, candidates)
            kept = (kept - set(pairs_of(stale))) | set(pairs_of(fresh))
    return kept


@pytest.mark.parametrize("seed", SEEDS)
def test_reports_met_day_by_day_less_the_stale_ones_are_those_met_at_once(seed):
    printed = invented(seed)

    assert met_day_by_day(printed, "story") == set(Oracle(printed).stories())


@pytest.mark.parametrize("seed", SEEDS)
def test_copies_met_day_by_day_less_the_stale_ones_are_those_met_at_once(seed):
    printed = invented(seed)

    assert met_day_by_day(printed, "text") == Oracle(printed).copies()


def test_a_crowded_bucket_is_told_once_with_its_size():
    alike = Printed(bands=frozenset({7}), sketches=frozenset(), terms=frozenset(), day=20_760)
    with a_store() as statements:
        add(statements, [alike] * (COPY_CAP + 1), 1)
        candidates = prepared(statements, 1)
        told = candidates.newly_crowded
        keep_crowded(statements, candidates)
        add(statements, [alike], COPY_CAP + 2)
        again = prepared(statements, COPY_CAP + 2).newly_crowded

    assert told.to_pylist() == [{"kind": "bands", "bucket_key": 7, "bin": 0, "size": COPY_CAP + 1}]
    assert again.num_rows == 0


def test_articles_dated_at_the_epoch_meet_undated_ones_by_two_terms_only():
    """A bin of -1 for the undated would be looked into twice from the days after the epoch."""
    dated = Printed(bands=frozenset(), sketches=frozenset(), terms=frozenset({3}), day=2)
    undated = Printed(bands=frozenset(), sketches=frozenset(), terms=frozenset({3}), day=None)
    with a_store() as statements:
        add(statements, [undated, dated], 1)
        met = met_stories(prepared(statements, 1), 1, 2)

    assert met.num_rows == 0
