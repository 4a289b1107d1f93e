"""A shard gives back every outcome, attribution and key that was put into it."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import numpy as np
import pyarrow.parquet as pq
from builders import an_article, invented_news
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks import batches
from tasks.outcomes import Reason, Rejected
from tasks.records import Attributed
from tasks.shards import chosen, read_shard, shard_table

OUTCOMES = [
    Rejected(input="wire.jsonl:1", reason=Reason.NOT_JSON, detail="a bare value"),
    *(
        an_article(
            str(line["id"]),
            str(line["text"]),
            title=line["title"],
            authors=("A. Brand", "Ø. Lund"),
            published_at=datetime(2026, 11, 3, 8, number, 1, 5, UTC) if number % 2 else None,
            extra={"desk": ["city", {"n": 1.5}]} if number % 3 else {},
        )
        for number, line in enumerate(invented_news(3, articles=8))
    ),
    Rejected(input="wire.jsonl:9", reason=Reason.NO_TEXT),
]


def made_of(outcomes):
    articles = [one for one in outcomes if not isinstance(one, Rejected)]
    attributed = [
        Attributed(article=one, agency="Wire" if at % 2 else None, strength=at % 4, proof="(Wire)")
        for at, one in enumerate(articles)
    ]
    return attributed, batches.fingerprint_batch(articles)


def travelled(table):
    """A table that has been written to Parquet and read again."""
    file = io.BytesIO()
    pq.write_table(table, file, row_group_size=3)
    return pq.read_table(file)


@settings(deadline=None)
@given(st.lists(st.sampled_from(OUTCOMES), max_size=12), st.data())
def test_what_a_shard_holds_is_what_was_put_in(outcomes, drawn):
    attributed, keys = made_of(outcomes)
    start = drawn.draw(st.integers(0, len(outcomes)))
    before = sum(not isinstance(one, Rejected) for one in outcomes[:start])

    made = read_shard(travelled(shard_table(outcomes, attributed, keys)).slice(start))

    assert made.outcomes == outcomes[start:]
    assert made.attributed == attributed[before:]
    own = np.arange(before, len(attributed))
    for name in type(keys).__slots__ if made.keys else ():
        assert np.array_equal(getattr(made.keys, name), getattr(chosen(keys, own), name))


def test_a_shard_of_rejections_alone_has_no_keys():
    made = read_shard(travelled(shard_table(OUTCOMES[:1], *made_of([]))))

    assert made.keys is None
    assert made.outcomes == OUTCOMES[:1]
