"""Labelled news is loaded whole, or refused by file, line and field."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tasks.errors import GoldError
from tasks.evaluation.gold import read_gold

ARTICLES = [
    {"id": "a", "text": "A ferry ran aground.", "cluster": 7, "dup_cluster": "D1", "lang": "en"},
    {"id": "b", "text": "A ferry ran aground.", "cluster": 7, "dup_cluster": "D1"},
    {"id": "c", "text": "A cookie page.", "cluster": 7, "dup_cluster": "D2", "junk": True},
]
PAIR = {"a": "a", "b": "b", "label": 1, "grade": "reprint"}


@pytest.fixture
def write(tmp_path):
    def write_set(articles=ARTICLES, **pairs):
        for name, rows in {"articles": articles, **pairs}.items():
            lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
            (tmp_path / f"{name}.jsonl").write_text("\n".join(lines), encoding="utf-8")
        return tmp_path

    return write_set


def test_stories_and_copies_leave_junk_out(write):
    gold = read_gold(write())

    assert (gold.stories, gold.copies) == ({"a": "7", "b": "7"}, {"a": "D1", "b": "D1"})


def test_a_pair_with_a_grade_is_about_copies(write):
    gold = read_gold(write(dup_pairs=[PAIR]))

    assert [(pair.left, pair.right, pair.label) for pair in gold.copy_pairs] == [("a", "b", True)]


def test_a_pair_without_a_grade_is_about_stories_in_the_language_of_its_first(write):
    gold = read_gold(write(pairs=[{"a": "a", "b": "b", "label": None}]))

    assert [(pair.label, pair.language) for pair in gold.story_pairs] == [(None, "en")]


def test_the_digest_changes_with_any_byte(write):
    before = read_gold(write(dup_pairs=[PAIR])).digest
    after = read_gold(write(dup_pairs=[{**PAIR, "label": 0}])).digest

    assert before != after


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("{", "line 2, line: no JSON"),
        ("[]", "line 2, line: no JSON object"),
        ({"text": "x"}, "line 2, id: is missing"),
        ({"id": "a", "text": "x"}, "line 2, id: 'a' stands on an earlier line"),
        ({"id": "z", "text": " "}, "line 2, text: is missing or empty"),
        ({"id": "z", "text": "x", "title": 3}, "line 2, title: 3 is no text"),
        ({"id": "z", "text": "x", "cluster": True}, "line 2, cluster: True"),
        ({"id": "z", "text": "x", "junk": 1}, "line 2, junk: 1 is neither"),
    ],
)
def test_a_malformed_article_is_refused_by_line_and_field(write, row, complaint):
    with pytest.raises(GoldError, match=complaint):
        read_gold(write([ARTICLES[0], row]))


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ({**PAIR, "b": "q"}, "line 1, b: 'q' is no article"),
        ({**PAIR, "b": "a"}, "line 1, b: 'a' is paired with itself"),
        ({**PAIR, "label": 2}, "line 1, label: 2 is none of"),
        ({**PAIR, "label": [1]}, "line 1, label: "),
        ({"a": "a", "b": "b"}, "line 1, label: 'missing'"),
        ({**PAIR, "grade": "copy"}, "line 1, grade: 'copy' is none of"),
    ],
)
def test_a_malformed_pair_is_refused_by_line_and_field(write, row, complaint):
    with pytest.raises(GoldError, match=complaint):
        read_gold(write(dup_pairs=[row]))


def test_a_pair_given_twice_is_refused_whichever_way_round(write):
    with pytest.raises(GoldError, match="line 2, a: the pair"):
        read_gold(write(dup_pairs=[PAIR, {**PAIR, "a": "b", "b": "a"}]))


def test_a_set_without_labels_is_refused(write):
    with pytest.raises(GoldError, match="no label at all"):
        read_gold(write([{"id": "a", "text": "x"}]))


def test_a_folder_without_articles_is_refused(tmp_path):
    with pytest.raises(GoldError, match=r"articles\.jsonl is missing"):
        read_gold(tmp_path)


@pytest.mark.corpora
def test_every_shared_set_is_well_formed():
    beside = Path(__file__).parents[4] / "shared" / "corpora"
    folders = sorted(Path(os.environ.get("WIRECOPY_CORPORA", beside)).glob("*/articles.jsonl"))
    if not folders:
        pytest.skip(f"no labelled sets at {beside}; set WIRECOPY_CORPORA")

    assert all(read_gold(file.parent).articles for file in folders)
