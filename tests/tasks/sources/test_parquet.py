"""Parquet."""

from __future__ import annotations

from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tasks.errors import SourceError
from tasks.outcomes import Reason
from tasks.sources import open_source


def read(path, columns, after=0):
    pq.write_table(pa.table(columns), path, row_group_size=100)
    return [outcome for _, outcome in open_source(path).read(after)]


def test_rows_are_read_like_lines(tmp_path):
    raw = read(
        tmp_path / "wire.parquet",
        {
            "id": [12],
            "text": ["A storm."],
            "published": [datetime(2026, 11, 21, 8, 30, tzinfo=UTC)],
            "authors": [["Ida Ros"]],
            "score": [float("nan")],
            "desk": [b"coast"],
        },
    )[0]

    assert (raw.name, raw.external_id, raw.text, raw.published, raw.authors, raw.extra) == (
        "wire.parquet:1",
        "12",
        "A storm.",
        "2026-11-21T08:30:00+00:00",
        ("Ida Ros",),
        {"score": "nan", "desk": "coast"},
    )


def test_an_empty_cell_is_no_field(tmp_path):
    outcomes = read(tmp_path / "a.parquet", {"text": ["A storm.", None], "title": [None, "Storm"]})

    assert (outcomes[0].title, outcomes[1].reason) == (None, Reason.NO_TEXT)


def test_many_batches_keep_their_order(tmp_path):
    texts = [f"Story {n}" for n in range(700)]

    assert [raw.text for raw in read(tmp_path / "a.parquet", {"text": texts}, after=300)] == texts[
        300:
    ]


def test_a_file_that_is_no_parquet_is_told(tmp_path):
    (tmp_path / "a.parquet").write_bytes(b"PAR1 not really")

    with pytest.raises(SourceError, match="is no Parquet file"):
        open_source(tmp_path / "a.parquet")


def test_a_file_without_texts_is_told_with_its_columns(tmp_path):
    with pytest.raises(SourceError, match=r"no column text or html \(it has body\)"):
        read(tmp_path / "a.parquet", {"body": ["x"]})


def test_a_broken_file_in_a_folder_is_rejected(tmp_path):
    (tmp_path / "a.parquet").write_bytes(b"PAR1 not really")

    assert next(iter(open_source(tmp_path).read()))[1].reason is Reason.UNREADABLE
