"""Which source a path is, and what every source promises."""

from __future__ import annotations

import gzip
import json
import os

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.errors import SourceError
from tasks.outcomes import Rejected
from tasks.records import Input
from tasks.sources import open_source
from tasks.sources.files import KNOWN_ENDINGS

LINES = [{"id": f"w{n}", "text": f"Story number {n}."} for n in range(1, 8)]


@pytest.fixture(name="wire")
def wire_file(tmp_path):
    path = tmp_path / "wire.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in LINES))
    return path


def zst(raw):
    return pa.compress(raw, codec="zstd", asbytes=True)


@pytest.fixture(name="newsroom")
def folder_of_all_kinds(tmp_path, wire):
    assert wire.parent == tmp_path
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "storm.html").write_text("<p>Storm.</p>")
    (tmp_path / "a.txt").write_text("Brief.")
    (tmp_path / "notes.doc").write_text("?")
    return tmp_path


def test_a_missing_path_is_told_with_what_to_type(tmp_path):
    with pytest.raises(SourceError, match=r"nothing at .*nowhere; check the spelling, or run `ls"):
        open_source(tmp_path / "nowhere")


def test_an_empty_folder_is_told_with_what_it_should_hold(tmp_path):
    (tmp_path / ".hidden.txt").write_text("x")

    with pytest.raises(SourceError, match=r"holds no files; give a folder with files that end in"):
        open_source(tmp_path)


def test_an_unknown_kind_is_told_with_the_known_ones(tmp_path):
    (tmp_path / "articles.json").write_text("[]")

    with pytest.raises(SourceError, match=r"\.jsonl.*jq -c"):
        open_source(tmp_path / "articles.json")


def test_a_pipe_is_no_source(tmp_path):
    os.mkfifo(tmp_path / "pipe.jsonl")

    with pytest.raises(SourceError, match="neither a file nor a folder"):
        open_source(tmp_path / "pipe.jsonl")


@pytest.mark.parametrize("after", range(11))
def test_a_resumed_source_goes_on_where_it_stopped(newsroom, after):
    source = open_source(newsroom)

    assert list(source.read(after)) == list(source.read())[after:]


def test_places_count_from_one_without_a_gap(newsroom):
    assert [place for place, _ in open_source(newsroom).read()] == list(range(1, 11))


def test_inputs_know_their_place(newsroom):
    read = list(open_source(newsroom).read())

    assert [raw.place for _, raw in read if isinstance(raw, Input)] == [
        place for place, raw in read if isinstance(raw, Input)
    ]


def test_the_version_changes_with_the_file(wire):
    before = open_source(wire).version
    with wire.open("a") as file:
        file.write('{"text": "One more."}\n')

    assert open_source(wire).version != before


def test_the_version_of_a_folder_changes_with_any_of_its_files(newsroom):
    before = open_source(newsroom).version
    (newsroom / "pages" / "storm.html").write_text("<p>Storm over.</p>")

    assert open_source(newsroom).version != before


def test_an_unchanged_source_keeps_key_and_version(newsroom):
    first, again = open_source(newsroom), open_source(newsroom)

    assert (first.key, first.version) == (again.key, again.version)


@pytest.mark.parametrize("ending", [".jsonl.gz", ".ndjson.zst"])
def test_packed_lines_read_like_plain_ones(wire, tmp_path, ending):
    pack = gzip.compress if ending.endswith("gz") else zst
    packed = tmp_path / f"packed{ending}"
    packed.write_bytes(pack(wire.read_bytes()))

    assert [raw.text for _, raw in open_source(packed).read()] == [line["text"] for line in LINES]


@given(st.lists(st.binary(max_size=60), max_size=8), st.sampled_from(KNOWN_ENDINGS[:-1]))
def test_every_input_of_any_file_ends_in_one_outcome(tmp_path_factory, chunks, ending):
    path = tmp_path_factory.mktemp("any") / f"any{ending}"
    path.write_bytes(b"\n".join(chunks))
    outcomes = [outcome for _, outcome in open_source(path).read()]

    assert all(isinstance(outcome, Input | Rejected) for outcome in outcomes)
