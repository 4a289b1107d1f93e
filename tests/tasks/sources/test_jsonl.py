"""JSON lines."""

from __future__ import annotations

import gzip
import json

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.outcomes import Reason
from tasks.sources import jsonl, open_source


def zst(raw):
    return pa.compress(raw, codec="zstd", asbytes=True)


@pytest.fixture(name="read")
def reader(tmp_path):
    def read(*lines, name="wire.jsonl", pack=bytes):
        raw = b"\n".join(
            line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines
        )
        (tmp_path / name).write_bytes(pack(raw))
        return [outcome for _, outcome in open_source(tmp_path / name).read()]

    return read


def test_known_fields_are_read_and_others_kept(read):
    raw = read(
        {"id": 7, "url": "https://post.example/7", "title": "Storm", "text": "A storm.",
         "outlet": "Post", "published": 1795249800, "lang": "en", "authors": ["A", " ", "B"],
         "desk": {"name": "coast"}}
    )[0]  # fmt: skip

    assert (raw.external_id, raw.url, raw.title, raw.text, raw.source, raw.published, raw.language,
            raw.authors, raw.extra) == (
        "7", "https://post.example/7", "Storm", "A storm.", "Post", "1795249800", "en",
        ("A", "B"), {"desk": {"name": "coast"}},
    )  # fmt: skip


def test_a_page_in_a_line_is_a_body(read):
    assert read({"html": "<p>été</p>"})[0].body == "<p>été</p>".encode()


def test_text_wins_over_the_page_it_came_from(read):
    raw = read({"text": "A storm.", "html": "<p>A storm.</p>"})[0]

    assert (raw.text, raw.body) == ("A storm.", None)


def test_the_url_stands_in_for_a_missing_id(read):
    assert read({"url": "https://a.example/1", "text": "x"})[0].external_id == "https://a.example/1"


def test_nothing_stands_in_for_an_id_that_is_not_given(read):
    assert read({"text": "x"})[0].external_id is None


def test_one_author_may_be_a_string(read):
    assert read({"text": "x", "authors": "Ida Ros"})[0].authors == ("Ida Ros",)


def test_a_second_name_for_a_field_is_kept(read):
    raw = read({"text": "x", "source": "Post", "outlet": "Mail"})[0]

    assert (raw.source, raw.extra) == ("Post", {"outlet": "Mail"})


@pytest.mark.parametrize(
    "line", [b"{", b"not json", b'{"text": }', b"[1, 2]", b'"text"', b"null", b"7" * 5_000,
             b"[" * 100_000, b"\x89PNG\x00\x01\x02\x03", b'{"text": "\x01"}']
)  # fmt: skip
def test_a_bad_line_is_rejected_by_its_number(read, line):
    outcomes = read({"text": "One."}, line, {"text": "Three."})

    assert (outcomes[1].input, outcomes[1].reason) == ("wire.jsonl:2", Reason.NOT_JSON)


def test_lines_after_a_bad_one_are_read(read):
    assert read({"text": "One."}, b"{", {"text": "Three."})[2].text == "Three."


@pytest.mark.parametrize(
    ("field", "value"),
    [("text", 7), ("html", []), ("title", {}), ("url", 1.5), ("id", True), ("authors", [1]),
     ("authors", {"name": "A"}), ("published", []), ("lang", 1)],
)  # fmt: skip
def test_a_field_of_the_wrong_kind_is_named(read, field, value):
    outcome = read({"text": "x", field: value})[0]

    assert (outcome.reason, outcome.detail.split()[0]) == (Reason.UNREADABLE, field)


@pytest.mark.parametrize(
    "fields", [{}, {"title": "Storm"}, {"text": None}, {"text": " ", "html": ""}]
)
def test_a_line_without_text_or_page_says_so(read, fields):
    assert read(fields)[0].reason is Reason.NO_TEXT


def test_blank_lines_are_no_inputs_but_count_as_lines(read):
    assert [raw.name for raw in read(b"", b"  ", {"text": "x"}, b"")] == ["wire.jsonl:3"]


def test_a_mark_at_the_start_is_passed_over(read):
    assert read(b'\xef\xbb\xbf{"text": "x"}')[0].text == "x"


def test_half_a_surrogate_pair_is_replaced(read):
    raw = read(b'{"text": "a\\ud800b", "desk": ["\\udfff"], "smile": "\\ud83d\\ude00"}')[0]

    assert (raw.text, raw.extra) == ("a\ufffdb", {"desk": ["\ufffd"], "smile": "😀"})


def test_a_number_that_json_does_not_have_is_kept_as_text(read):
    assert read(b'{"text": "x", "score": NaN}')[0].extra == {"score": "NaN"}


def test_a_line_beyond_the_limit_is_rejected_and_the_next_is_read(read, monkeypatch):
    monkeypatch.setattr(jsonl, "LONGEST_LINE_BYTES", 100)
    outcomes = read({"text": "x" * 1_000}, {"text": "short"})

    assert [getattr(outcome, "reason", None) for outcome in outcomes] == [Reason.TOO_LARGE, None]


@pytest.mark.parametrize(("name", "pack"), [("a.jsonl.gz", gzip.compress), ("a.jsonl.zst", zst)])
def test_a_packed_file_that_breaks_off_is_told(read, name, pack):
    lines = [{"id": str(n), "text": f"Story {n * 7919 % 100_003}"} for n in range(12_000)]
    outcomes = read(*lines, name=name, pack=lambda raw: pack(raw)[:-200])

    assert (len(outcomes) > 1, outcomes[-1].reason) == (True, Reason.UNREADABLE)


def test_a_file_packed_in_pieces_is_read_whole(read):
    def pack(raw):
        return zst(raw[:30]) + zst(raw[30:])

    outcomes = read(
        {"text": "One."}, {"text": "Two."}, {"text": "Three."}, name="a.jsonl.zst", pack=pack
    )

    assert [raw.text for raw in outcomes] == ["One.", "Two.", "Three."]


@given(
    st.dictionaries(
        st.text(max_size=5), st.text(max_size=5) | st.integers() | st.none(), max_size=4
    )
)
def test_unknown_fields_are_never_lost(fields):
    unknown = {f"x{name}": value for name, value in fields.items()}
    line = json.dumps({**unknown, "text": "A storm."}).encode()
    raw = jsonl.read_line(line, "wire.jsonl:1", 1)

    assert raw.extra == unknown
