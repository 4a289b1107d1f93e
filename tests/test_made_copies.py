"""The made copies are what they claim, on invented text, and so are the floors under them."""

from __future__ import annotations

import random

import pytest

# Of twenty stories each, so that one miss is .05.
FLOOR = 0.95


@pytest.fixture(scope="module")
def made(bench_module):
    return bench_module("made_copies")


def invented_story(seed):
    chance = random.Random(seed)  # noqa: S311 - seeded, not secret
    names = [
        "".join(chance.choices("abdefghiklmnoprstuw", k=chance.randrange(3, 9))) for _ in range(220)
    ]
    words = [chance.choice(names) for _ in range(360)]
    return "\n".join(" ".join(words[at : at + 30]) + "." for at in range(0, 360, 30))


@pytest.fixture(scope="module")
def stories():
    return [invented_story(seed) for seed in range(20)]


@pytest.mark.parametrize("script", ["latin", "han", "arabic"])
def test_made_copies_are_met_and_found_in_every_script(made, stories, script):
    rows = made.made_rows(stories, 1, made.copy_makers(), script)
    # These two are measured to see where it ends, not promised.
    beyond = {"misread 20%", "misread 15%, in part as figures"}
    rows = [row for row in rows if row.name not in beyond]

    assert {
        row.name: (row.met, row.copies) for row in rows if min(row.met, row.copies) < FLOOR
    } == {}


def test_later_versions_background_and_templates_are_no_copies(made, stories):
    rows = [*made.made_rows(stories, 1, made.other_makers()), made.templates(stories, 1)]

    assert {row.name: row.copies for row in rows if row.copies > 1 - FLOOR} == {}


@pytest.mark.parametrize("copies", [1, 3])
def test_round_ups_weld_no_stories(made, stories, copies):
    welds = made.round_ups(stories, 1, digests=8, copies=copies)

    assert (welds.stories, welds.welded) == (20, 0)


def test_a_cut_keeps_the_share_asked_for(made, stories):
    cut = made.cut(made.paragraphs_of(stories[0]), 0.5)

    assert sum(len(paragraph.split()) for paragraph in cut) == 180
