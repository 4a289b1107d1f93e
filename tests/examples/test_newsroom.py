"""The invented newsroom is what its README says, and its files are what its texts make."""

from __future__ import annotations

import filecmp
import importlib
import json
import re
import subprocess
import sys
import tomllib
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
NEWSROOM = EXAMPLES / "newsroom"
SHINGLE_WORDS = 5
# What docs/glossary.md asks of copies: the shorter text stands in the longer one to 80 %, and
# fills 30 % of it.
COPY_SHORT = 0.80
COPY_LONG = 0.30


@pytest.fixture(scope="module")
def labels():
    return json.loads((NEWSROOM / "expected.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def told(labels):
    return [label for label in labels["inputs"] if "story" in label]


@pytest.fixture(scope="module")
def texts():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(EXAMPLES))
        return importlib.import_module("newsroom_texts")


@pytest.fixture(scope="module")
def pieces(texts):
    stories = texts.read_stories(texts.read_outlets())
    return [piece for story in stories for piece in texts.pieces_of(story)]


@pytest.fixture(scope="module")
def wire():
    return [json.loads(line) for line in (NEWSROOM / "wire.jsonl").read_text("utf-8").splitlines()]


def files_below(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def shingles(piece):
    words = re.findall(r"\d+(?:[.,:]\d+)*|[^\W\d_]+", " ".join(piece.paragraphs).casefold())
    return {tuple(words[n : n + SHINGLE_WORDS]) for n in range(len(words) - SHINGLE_WORDS + 1)}


def held(left, right):
    """Return how much of the shorter text stands in the longer one, and how much it fills."""
    shorter, longer = sorted((left, right), key=len)
    common = len(shorter & longer)
    return common / len(shorter), common / len(longer)


def test_building_again_changes_no_file(tmp_path):
    build = EXAMPLES / "build_newsroom.py"
    subprocess.run([sys.executable, build, "--out", tmp_path], check=True, capture_output=True)

    _, differing, missing = filecmp.cmpfiles(
        NEWSROOM, tmp_path, files_below(tmp_path), shallow=False
    )

    assert (differing, missing) == ([], [])
    assert files_below(NEWSROOM) == files_below(tmp_path)


def test_two_agencies_and_ten_outlets_are_heard(told):
    assert len({label["outlet"] for label in told if label["agency"]}) == 2
    assert len({label["outlet"] for label in told if not label["agency"]}) == 10


def test_the_table_of_agencies_names_both_as_they_sign(told):
    rows = tomllib.loads((EXAMPLES / "agencies.toml").read_text("utf-8"))["agency"]

    assert {row["name"] for row in rows} == {label["outlet"] for label in told if label["agency"]}


def test_the_pages_follow_eight_templates(texts):
    assert len({outlet.template for outlet in texts.read_outlets().values()} - {""}) == 8


def test_the_newsroom_holds_127_articles_in_23_stories_and_five_leftovers(labels, told):
    assert len(told) == 127
    assert len({label["story"] for label in told}) == 23
    assert len(labels["inputs"]) == 132


def test_every_reason_for_a_leftover_is_met(labels):
    reasons = Counter(label.get("rejected") for label in labels["inputs"])

    assert reasons == {None: 127, "no-text": 2, "too-short": 2, "not-html": 1}


def test_every_file_and_line_has_its_label(labels, wire):
    named = {(label["source"], label["name"]) for label in labels["inputs"]}
    found = {("wire.jsonl", f"wire.jsonl:{n}") for n in range(1, len(wire) + 1)}
    found |= {(part, name) for part in ("pages", "briefs") for name in files_below(NEWSROOM / part)}

    assert named == found


def test_ids_and_addresses_are_unique(labels):
    for field in ("external_id", "url"):
        values = [label[field] for label in labels["inputs"] if label.get(field)]

        assert len(values) == len(set(values)), field


def test_the_wire_keeps_fields_that_wirecopy_does_not_know(wire):
    assert all(line["desk"] for line in wire)


def test_each_story_has_one_canonical_article(labels, told):
    canonical = {
        label["story"]: label["name"] for label in told if label["relation"] == "canonical"
    }

    assert canonical == {story["story"]: story["canonical"] for story in labels["stories"]}
    assert sum(label["relation"] == "canonical" for label in told) == len(labels["stories"])


def test_every_relation_occurs(told):
    assert {label["relation"] for label in told} == {
        *("canonical", "identical", "reprint", "excerpt", "revision", "rewrite", "same-story")
    }


def test_a_copy_group_never_reaches_into_two_stories(told):
    stories = defaultdict(set)
    for label in told:
        stories[label["copy"]].add(label["story"])

    assert all(len(keys) == 1 for keys in stories.values())


def test_copies_carry_one_text_whole_or_cut(pieces):
    groups = defaultdict(list)
    for piece in pieces:
        groups[piece.copy].append(shingles(piece))

    for copy, members in groups.items():
        for left, right in combinations(members, 2):
            short, long = held(left, right)
            assert short >= COPY_SHORT, copy
            assert long >= COPY_LONG, copy


def test_other_texts_stay_well_below_a_copy(pieces):
    own = [(piece.copy, shingles(piece)) for piece in pieces if piece.how == "own text"]

    for (left, a), (right, b) in combinations(own, 2):
        assert held(a, b)[0] < 0.7, (left, right)


def test_a_second_take_keeps_half_of_the_first(pieces):
    first = {p.story.key: shingles(p) for p in pieces if p.relation == "canonical"}
    second = [p for p in pieces if p.relation == "revision" and p.how == "own text"]

    assert len(second) == 4
    assert all(held(first[p.story.key], shingles(p))[0] >= 0.5 for p in second)


def test_stories_share_no_wording_but_the_named_templates_and_one_background(pieces):
    own = [piece for piece in pieces if piece.how == "own text"]
    alike = {
        frozenset((left.story.key, right.story.key))
        for left, right in combinations(own, 2)
        if left.story != right.story and held(shingles(left), shingles(right))[0] > 0.05
    }

    assert alike == {
        frozenset({"halvern-results", "ostrey-results"}),
        frozenset({"halvern-results", "pellan-results"}),
        frozenset({"ostrey-results", "pellan-results"}),
        frozenset({"rail-strike", "rail-settlement"}),
    }


def test_main_texts_and_briefs_have_the_length_of_their_kind(pieces):
    for piece in pieces:
        words = sum(len(paragraph.split()) for paragraph in piece.text.paragraphs)
        low, high = (40, 90) if piece.outlet.delivers == "briefs" else (165, 450)

        assert low <= words <= high, piece.copy


def test_reprints_come_after_the_text_they_print(pieces):
    assert all(p.published > p.text.filed for p in pieces if p.how != "own text")


def test_everything_happens_in_the_first_twenty_days_of_november(pieces):
    assert all((p.published.year, p.published.month) == (2026, 11) for p in pieces)
    assert all(p.published.day <= 20 for p in pieces)


def test_one_story_is_told_in_spanish_too(labels):
    assert [s["story"] for s in labels["stories"] if s["language"] == "es"] == ["ley-del-agua"]


def test_a_station_signs_its_dateline_with_its_call_sign(pieces):
    signed = [p for p in pieces if p.paragraphs[0].startswith("HARLAND (WJQV) -")]

    assert {p.story.key for p in signed} == {"harland-fire"}
    assert len(signed) == 3


def test_the_readme_names_every_story_and_outlet(labels, told):
    readme = (EXAMPLES / "README.md").read_text("utf-8")
    names = {story["story"] for story in labels["stories"]} | {label["outlet"] for label in told}

    assert [name for name in names if name not in readme] == []
