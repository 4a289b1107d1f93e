"""Headlines."""

from __future__ import annotations

import pytest

from tasks.article.headline import (
    chosen_headline,
    first_line_headline,
    headed,
    without_site,
)

STORY = "The harbour stayed closed on Friday, the town said."


@pytest.mark.parametrize(
    "line",
    ["Storm closes harbour for days", "Will the harbour open again?", "台風で港が閉鎖、復旧は来週"],
)
def test_a_short_first_line_without_a_stop_is_the_headline(line):
    assert first_line_headline(f"{line}\n{STORY}") == line


@pytest.mark.parametrize(
    "line",
    ["Quick Hit:", "News", "By Jane Doe and John Roe", "The harbour was closed on Friday.",
     "word " * 30],
)  # fmt: skip
def test_other_first_lines_are_no_headline(line):
    assert first_line_headline(f"{line}\n{STORY}") is None


def test_a_line_without_a_story_under_it_is_no_headline():
    assert first_line_headline("Storm closes harbour for days") is None


@pytest.mark.parametrize(
    ("title", "names", "headline"),
    [
        ("Storm closes harbour - Reuters", ("Reuters",), "Storm closes harbour"),
        ("Storm closes harbour | CBC News", ("CBC", "cbc.ca"), "Storm closes harbour"),
        ("Storm - National | Globalnews.ca", ("Global News",), "Storm - National"),
        (
            "Storm closes harbour - and reopens it",
            ("Reuters",),
            "Storm closes harbour - and reopens it",
        ),
        ("Storm closes harbour", (None,), "Storm closes harbour"),
        (None, ("Reuters",), None),
    ],
)
def test_the_outlets_name_is_taken_from_the_end_of_a_title(title, names, headline):
    assert without_site(title, *names) == headline


def test_the_part_of_a_title_that_a_heading_repeats_is_the_headline_and_the_other_the_site():
    title = "The Weir Times - Ferry runs aground"

    assert headed(title, ["Ferry runs aground"]) == ("Ferry runs aground", "The Weir Times")


def test_a_title_that_no_heading_repeats_says_neither():
    assert headed("The Weir Times - News", ["Ferry runs aground"]) == (None, None)


def test_of_three_parts_none_is_taken_for_the_site():
    title = "Ferry aground | News | Weir Times"

    assert headed(title, ["Ferry aground"]) == ("Ferry aground", None)


@pytest.mark.parametrize(
    ("candidates", "headline"),
    [
        ((None, "Ferry aground", "Ferry runs aground at Weir"), "Ferry aground"),
        (("Ferry aground - Local | Weir.example", "Ferry aground"), "Ferry aground"),
        (("連絡船が座礁：日刊堰新聞", "連絡船が座礁"), "連絡船が座礁"),
        (("Ferry aground: crew safe", "Ferry aground"), "Ferry aground: crew safe"),
        (("Ferry runs aground at...", "Ferry runs aground at Weir"), "Ferry runs aground at Weir"),
        (("The Weir Times", "Ferry aground"), "Ferry aground"),
        (("Ferry aground - The Weir Times",), "Ferry aground"),
        ((None, ""), None),
    ],
)
def test_a_pages_surest_headline_is_taken_as_the_others_show_it_whole(candidates, headline):
    assert chosen_headline(candidates, "The Weir Times", None) == headline
