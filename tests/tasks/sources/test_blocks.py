"""Blocks of lines hold what their lines hold, read one by one."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING
from unittest.mock import patch

import numpy as np
import pyarrow as pa
import pytest
from builders import a_line, an_event, write_jsonl
from hypothesis import example, given
from hypothesis import strategies as st

from tasks.outcomes import Reason, Rejected
from tasks.records import Input
from tasks.sources import blocks, jsonl, open_source
from tasks.sources.blocks import Block, TextColumn, blocks_of, texts_at_once, utf8_of
from tasks.sources.texts import parts_of, read_part, texts_of

if TYPE_CHECKING:
    from pathlib import Path

texts = st.text(max_size=6)
values = st.one_of(texts, st.integers(), st.floats(), st.none(), st.lists(texts, max_size=2))
objects = st.dictionaries(st.sampled_from(["id", "text", "html", "title"]), values, max_size=4)
plain = st.fixed_dictionaries({"id": texts, "text": texts, "title": values})
encoded = st.one_of(
    st.tuples(st.one_of(plain, plain, plain, objects), st.booleans()).map(
        lambda given: json.dumps(given[0], ensure_ascii=given[1]).encode("utf-8", "surrogatepass")
    ),
    st.sampled_from(
        [
            b"",
            b" ",
            b"7",
            b"{}",
            b'{"id": "a", "text": "one", "text": "two"}',
            b'{"id": "a", "text": "one"} {"id": "b",',
            b'"text": "two"}',
            b'{"id": "a", "text": "one"}{"id": "b", "text": "two"}',
            b'{"id": "a", "title": [{}',
            b'{"id": "a", "text": "half a pair: \\udc3d"}',
            b'{"id": "a", "text": "half a pair: \\ud83d"}',
            b'{"id": "a", "text": "one"}\x00}',
            b'{"id": "a", "text": "\xe9t\xe9"}',
            b'{"id": "a", "text": "one", "title": "\xe9t\xe9"}',
            b'{"id": "a", "text": "tab\there"}',
            b'\xef\xbb\xbf{"id": "a", "text": "one"}',
            b'{"\\u0069d": "a", "text": "one", "n": NaN, "m": -0, "x": 01}',
            b'{"id": "a", "text": "one", "x": tru}',
            b'{"id": "a", "text": "one",}',
            b'{"id": "a", "text": "one"} // more}',
            b'{"id": "a", /* {} */ "text": "one"}',
            b"{'id': 'a', \"text\": 'one'}",
        ]
    ),
)


def in_parts(path):
    """What is read of a file in blocks, an input after the other."""
    for part in parts_of(open_source(path), inputs=3):
        found = read_part(part, path.name)
        if isinstance(found, TextColumn):
            yield from zip(found.names, found.texts.to_pylist(), strict=True)
        else:
            yield from found


def unplaced(found):
    """A page's place counts lines in a block, else inputs: nobody here asks for it."""
    for one in found:
        yield replace(one, place=0) if isinstance(one, Input) else one


@pytest.fixture(scope="module")
def wire(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("blocks") / "wire.jsonl"


@given(
    lines=st.lists(encoded, max_size=5),
    end=st.sampled_from([b"\n", b"\r\n"]),
    ended=st.booleans(),
)
@example(lines=[b'{"id": "a", "text": "one"}'], end=b"\n", ended=True)
def test_lines_read_in_blocks_are_those_read_one_by_one(wire, lines, end, ended):
    wire.write_bytes(end.join(lines) + end * ended)

    for block_bytes in (1, 40, 8_000_000):
        with patch.object(blocks, "BLOCK_BYTES", block_bytes):
            assert [*unplaced(in_parts(wire))] == [*unplaced(texts_of(open_source(wire)))]


def test_plain_lines_are_read_at_once_whatever_else_they_hold(tmp_path):
    lines = [
        a_line(f"{seed} été", an_event(seed).text() + "\n\n\u201cQuoted\u201d") | {"tags": [seed]}
        for seed in range(4)
    ]
    path = write_jsonl(tmp_path / "wire.jsonl", lines)

    with patch("tasks.sources.texts._text_of_line", side_effect=AssertionError):
        assert [*in_parts(path)] == [(line["id"], line["text"]) for line in lines]


@pytest.mark.parametrize("bad", ["[" * 1_000_000, '{"x":' * 300_000 + "1" + "}" * 300_000])
def test_a_deeply_nested_line_stops_nobody(tmp_path, bad):
    line = json.dumps(a_line("ferry", an_event(1).text()))
    nested = f'{{"id": "deep", "text": "one", "x": {bad}}}'
    (tmp_path / "wire.jsonl").write_text(f"{line}\n{nested}\n{line}\n")

    first, deep, last = in_parts(tmp_path / "wire.jsonl")

    assert first == last == ("ferry", an_event(1).text())
    assert deep == ("deep", "one") or deep.reason is Reason.NOT_JSON


@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_line_that_is_too_long_is_rejected_alone_under_its_number(tmp_path, at):
    lines = [json.dumps({"id": str(number), "text": "one"}) for number in range(3)]
    lines[at] = json.dumps({"id": "long", "text": "x" * 500})
    path = tmp_path / "wire.jsonl"
    path.write_text("\n".join(lines))

    with (
        patch.object(blocks, "BLOCK_BYTES", 60),
        patch.object(blocks, "LONGEST_LINE_BYTES", 100),
        patch.object(jsonl, "LONGEST_LINE_BYTES", 100),
    ):
        found = [*in_parts(path)]

    rejected = [one for one in found if isinstance(one, Rejected)]
    assert [(one.input, one.reason) for one in rejected] == [
        (f"wire.jsonl:{at + 1}", Reason.TOO_LARGE)
    ]
    assert len(found) == 3


def test_a_file_that_breaks_off_says_from_where(tmp_path):
    path = write_jsonl(tmp_path / "wire.jsonl", [{"id": "a", "text": "one"}] * 3)

    class Breaking:
        def __init__(self, file):
            self.file, self.left = file, 1

        def __enter__(self):
            return self

        def __exit__(self, *_):
            self.file.close()

        def readline(self, most):
            return self.file.readline(most)

        def read(self, size):
            if not self.left:
                raise OSError(5, "Input/output error")
            self.left -= 1
            return self.file.read(size)

    opened = path.open("rb")
    with (
        patch.object(blocks, "BLOCK_BYTES", 20),
        patch("pathlib.Path.open", return_value=Breaking(opened)),
    ):
        first, last = blocks_of(path, "wire.jsonl")

    assert isinstance(first, Block)
    assert (last.input, last.reason) == ("wire.jsonl:2", Reason.UNREADABLE)


def test_a_column_cut_out_of_another_has_its_own_letters():
    column = pa.array(["one", "", "zwölf", "three"])[1:3]

    letters, starts = utf8_of(column)

    assert (bytes(letters).decode(), starts.tolist()) == ("zwölf", [0, 0, 6])
    assert utf8_of(pa.array([], pa.string()))[1].tolist() == [0]
    assert letters.dtype == np.uint8


def test_an_empty_block_of_nothing_plain_is_left_to_the_reader_of_lines():
    assert texts_at_once(Block(data=b"\n \n", before=0)) is None
