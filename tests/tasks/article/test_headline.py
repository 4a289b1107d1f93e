"""Headlines."""

from __future__ import annotations

import pytest

from tasks.article.headline import first_line_headline, headed, without_site

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
    page = "<title>The Weir Times - Ferry runs aground</title><h2><b>Ferry</b> runs aground</h2>"

    assert headed(page) == ("Ferry runs aground", "The Weir Times")


def test_a_title_that_no_heading_repeats_says_neither():
    assert headed("<title>The Weir Times - News</title><h1>Ferry runs aground</h1>") == (None, None)


def test_of_three_parts_none_is_taken_for_the_site():
    page = "<title>Ferry aground | News | Weir Times</title><h1>Ferry aground</h1>"

    assert headed(page) == ("Ferry aground", None)
