"""Shards on disk: whole or not there, read in part, and plain words where they cannot be kept."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from storage.shards import Shards
from tasks.errors import StoreError

TABLE = pa.table({"key": pa.array(range(0, 500, 5), pa.uint32()), "row": range(100)})


@pytest.fixture(params=["folder", "address"])
def shards(request, tmp_path):
    return Shards(str(tmp_path) if request.param == "folder" else tmp_path.as_uri())


def test_a_shard_is_there_once_it_is_written(shards):
    assert not shards.has("join-1/bands")

    shards.write("join-1/bands", TABLE)

    assert shards.has("join-1/bands")
    assert shards.read("join-1/bands") == TABLE
    assert shards.count("join-1/bands") == 100


def test_what_cannot_be_written_whole_leaves_no_shard(shards, monkeypatch):
    monkeypatch.setattr("storage.shards.pq.write_table", _breaks_off)

    with pytest.raises(StoreError, match="name a folder that every worker can write"):
        shards.write("part", TABLE)

    assert not shards.has("part")


def _breaks_off(_table, stream, **_how):
    stream.write(b"PAR1")
    raise OSError("no space left on device")


def test_some_rows_are_those_of_the_whole(shards):
    shards.write("part", TABLE, row_group=7)
    at = np.array([0, 6, 7, 35, 36, 99])

    assert shards.rows("part", at, ["key"])["key"].to_pylist() == (at * 5).tolist()


def test_a_range_of_keys_holds_both_its_ends(shards):
    shards.write("part", TABLE, row_group=7)

    assert shards.between("part", "key", 10, 20)["key"].to_pylist() == [10, 15, 20]
    assert shards.between("part", "key", 490, 2**32 - 1)["key"].to_pylist() == [490, 495]


def test_stretches_together_are_the_shard(shards):
    shards.write("part", TABLE, row_group=7)

    assert pa.concat_tables(shards.stretches("part")) == TABLE


def test_what_stands_beside_the_columns_is_kept(shards):
    shards.write("part", TABLE.replace_schema_metadata({"inputs": "100"}))

    assert shards.marks("part")["inputs"] == "100"


def test_an_address_that_nobody_opens_is_told():
    with pytest.raises(StoreError, match="give a folder, or an address"):
        Shards("nowhere://room/shards").has("part")
