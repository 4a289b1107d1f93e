"""A newsroom of articles and compared pairs alone: what tests of walks and of grouping need."""

from __future__ import annotations

from contextlib import contextmanager
from types import SimpleNamespace

import duckdb
import pyarrow as pa

from flows.regrouping import Evidence
from flows.settings import Settings
from storage.articles import Articles
from storage.groups import Groups
from storage.migrations import migrate
from storage.statements import Statements

NO_PAIRS = pa.schema([("left_no", pa.int32()), ("right_no", pa.int32())]).empty_table()


def pairs_of(some, **columns):
    """Pairs of articles by number, with further columns."""
    ends = {
        "left_no": pa.array([left for left, _ in some], pa.int32()),
        "right_no": pa.array([right for _, right in some], pa.int32()),
    }
    return pa.table(ends | columns)


def rows(pairs, keep):
    """The pairs for which keep(left, right) says so."""
    ends = zip(pairs["left_no"].to_pylist(), pairs["right_no"].to_pylist(), strict=True)
    return pairs.filter(pa.array([keep(*pair) for pair in ends], pa.bool_()))


def words_of(kind, some):
    """Judgements of one kind."""
    return pairs_of(some, kind=pa.array([kind] * len(some), pa.string()))


@contextmanager
def a_room(steps, **tuning):
    """A room of an empty store in memory."""
    with duckdb.connect() as db:
        migrate(db)
        statements = Statements(db)
        store = SimpleNamespace(
            statements=statements, groups=Groups(statements), articles=Articles(statements)
        )
        yield SimpleNamespace(
            store=store, steps=steps, settings=Settings(), tuning=SimpleNamespace(**tuning)
        )


def evidence(**known):
    """What a run knows besides the store: nothing but what is said here."""
    nothing = {
        "text_pairs": NO_PAIRS,
        "story_pairs": NO_PAIRS,
        "stale_texts": NO_PAIRS,
        "stale_reports": NO_PAIRS,
        "judgements": words_of("part", []),
        "pending": NO_PAIRS,
        "unsettled": pa.table({"article_no": pa.array([], pa.int32())}),
    }
    return Evidence(**nothing | known)
