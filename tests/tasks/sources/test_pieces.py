"""Sources cut into pieces give the inputs of the whole, under the same names, in the same order."""

from __future__ import annotations

import gzip
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.outcomes import Rejected
from tasks.sources import open_source
from tasks.sources.pieces import counted, cut, moved, read_pieces

LINES = [json.dumps({"id": str(n), "text": "storm " * (n % 7 + 1)}) for n in range(60)]


def named(found):
    if isinstance(found, Rejected):
        return found.input, found.reason
    return found.name, found.text or found.body


def whole(path):
    return [named(found) for _, found in open_source(path).read()]


def in_pieces(path, most_bytes):
    """What the parts of a source hold, their lines counted from their files' starts."""
    told, before = [], 0
    for part in cut(open_source(path), most_bytes):
        before = before if part[0].start else 0
        for found in read_pieces(part):
            name, rest = named(found)
            told.append((moved(name, before), rest))
        before += sum(counted(piece) for piece in part)
    return told


@settings(deadline=None)
@given(
    st.lists(st.sampled_from([LINES[0], LINES[6], "", "  ", "no json", "[1]"]), max_size=30),
    st.integers(1, 400),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
)
def test_lines_cut_anywhere_are_the_lines_of_the_file(tmp_path_factory, lines, most, end, ended):
    path = tmp_path_factory.mktemp("lines") / "wire.jsonl"
    path.write_bytes((end.join(lines) + (end if ended else "")).encode())

    assert in_pieces(path, most) == whole(path)


def test_a_file_of_lines_is_cut_into_parts_of_the_size_asked_for(tmp_path):
    path = tmp_path / "wire.jsonl"
    path.write_text("\n".join(LINES), encoding="utf-8")

    parts = list(cut(open_source(path), 500))

    assert len(parts) > 3
    assert all(part[0].size < 500 + max(map(len, LINES)) + 1 for part in parts)


@pytest.mark.parametrize("most", [1, 900, 10_000_000])
def test_rows_cut_between_row_groups_are_the_rows_of_the_file(tmp_path, most):
    path = tmp_path / "wire.parquet"
    columns = {"id": [str(n) for n in range(95)], "text": ["storm and tide"] * 95}
    pq.write_table(pa.table(columns), path, row_group_size=10)

    assert in_pieces(path, most) == whole(path)


def test_packed_lines_stay_whole(tmp_path):
    path = tmp_path / "wire.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(LINES).encode()))

    assert len(list(cut(open_source(path), 10))) == 1
    assert in_pieces(path, 10) == whole(path)


@pytest.mark.parametrize("most", [1, 300, 2_000, 10_000_000])
def test_a_folder_is_cut_into_files_and_stretches_of_large_ones(tmp_path, most):
    for number in range(6):
        (tmp_path / f"brief-{number}.txt").write_text("A storm came.", encoding="utf-8")
    (tmp_path / "c.jsonl").write_text("\n".join(LINES), encoding="utf-8")
    (tmp_path / "notes.xyz").write_text("not news", encoding="utf-8")

    assert in_pieces(tmp_path, most) == whole(tmp_path)


def test_small_files_are_read_together(tmp_path):
    for number in range(50):
        (tmp_path / f"{number}.txt").write_text("A storm came.", encoding="utf-8")

    assert len(list(cut(open_source(tmp_path), 10_000))) == 1


def test_a_piece_has_another_version_once_its_file_changes(tmp_path):
    path = tmp_path / "wire.jsonl"
    path.write_text("\n".join(LINES), encoding="utf-8")
    before = [part[0].version for part in cut(open_source(path), 500)]
    path.write_text("\n".join([*LINES, LINES[0]]), encoding="utf-8")

    after = [part[0].version for part in cut(open_source(path), 500)]

    assert not set(before) & set(after)
