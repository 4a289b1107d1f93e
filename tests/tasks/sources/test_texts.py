"""Texts alone are those that every other run reads, only sooner."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest
from builders import a_line, an_event, write_jsonl
from hypothesis import example, given
from hypothesis import strategies as st

from tasks.outcomes import Reason
from tasks.records import Input
from tasks.sources import open_source
from tasks.sources.texts import texts_of

if TYPE_CHECKING:
    from pathlib import Path

values = st.one_of(
    st.text(max_size=8), st.integers(), st.floats(), st.none(), st.booleans(), st.just([1])
)
objects = st.dictionaries(
    st.sampled_from(["id", "text", "html", "url", "title", "external_id"]), values, max_size=4
)


def as_runs_read(path):
    """What the source itself gives: an id and a text, a page, or a rejection."""
    for _, found in open_source(path).read():
        if isinstance(found, Input) and found.text is not None:
            yield found.external_id or found.name, found.text
        else:
            yield found


@pytest.fixture(scope="module")
def wire(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("texts") / "wire.jsonl"


@given(st.lists(objects.map(json.dumps), max_size=3))
@example(['{"id": "a", "text": "half a pair: \\ud83d"}'])
@example(['{"id": "a", "text": "one"', '{"id": "a", "text": "one"} {}', "[]", "7", "NaN"])
@example(['{"id": 123456789012345678901234567890, "text": "one"}'])
@example(['{"id": "a", "text": "one", "text": "two"}', '\ufeff{"id": "a", "text": "one"}'])
@example([json.dumps({"id": "a", "text": "\x7f" * 300}, ensure_ascii=False)])
@example(['{"id": "a", "text": "tab\there"}', '{"id": " ", "url": "u", "text": "one"}'])
def test_a_text_is_read_as_every_run_reads_it(wire, lines):
    wire.write_text("\n".join(lines), encoding="utf-8")

    # Only what is no text at all may differ: a title that is a list stops no copy from being found.
    for mine, theirs in zip(texts_of(open_source(wire)), as_runs_read(wire), strict=True):
        assert mine == theirs or (isinstance(mine, tuple) and theirs.reason is Reason.UNREADABLE)


def test_plain_lines_never_take_the_slow_way(tmp_path):
    lines = [a_line(str(seed), an_event(seed).text()) for seed in range(3)]
    path = write_jsonl(tmp_path / "wire.jsonl", lines)

    with patch("tasks.sources.jsonl.read_line", side_effect=AssertionError):
        found = [*texts_of(open_source(path))]

    assert found == [(line["id"], line["text"]) for line in lines]


def test_an_input_without_an_id_goes_by_its_name(tmp_path):
    path = write_jsonl(tmp_path / "wire.jsonl", [{"text": "A ferry ran aground."}])

    assert [*texts_of(open_source(path))] == [("wire.jsonl:1", "A ferry ran aground.")]
