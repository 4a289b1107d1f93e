"""The report of a run: what became of its inputs, and its largest stories."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from flows.publish import Summary
from flows.report import report, story_rows
from storage.published import StoryRow
from tasks.outcomes import Reason, Tally


def a_story(**changes: Any) -> StoryRow:
    return StoryRow(
        **{
            "story_id": "s1",
            "title": "Water main bursts under Canal Street",
            "canonical_article_id": "a1",
            "canonical_reason": "the agency's own text",
            "first_published": datetime(2026, 11, 3, 6, 0),  # noqa: DTZ001  (as the view has it)
            "last_published": None,
            "article_count": 3,
            "outlet_count": 2,
            "copy_count": 1,
            "language": "en",
        }
        | changes
    )


def a_summary(*stories: StoryRow, tally: Tally | None = None) -> Summary:
    return Summary(
        run_id="r7",
        carried_on=False,
        tally=tally or Tally(inputs=3, articles=3),
        articles=3,
        stories=1,
        copies=1,
        events={"created": 1},
        crowded=0,
        held=(),
        largest=stories,
        published=Path("newsroom/stories.duckdb"),
        seconds={"reading": 1.5},
    )


def test_a_report_says_what_became_of_every_input():
    tally = Tally(inputs=5, articles=2, known=1, rejections={Reason.TOO_SHORT: 2})

    told = report(a_summary(tally=tally))

    assert "5 inputs = 2 articles + 1 already known + 2 rejected" in told
    assert "| too-short | 2 |" in told


def test_a_report_without_rejections_has_no_table_of_them():
    assert "rejected because" not in report(a_summary())


def test_a_report_shows_its_largest_stories_in_their_order():
    told = report(a_summary(a_story(story_id="s9"), a_story(story_id="s2")))

    assert told.index("| s9 |") < told.index("| s2 |")


def test_a_title_cannot_write_markdown():
    told = report(a_summary(a_story(title="Rise | *fall* <b>x</b> [y](z)\nand more")))

    (row,) = [line for line in told.splitlines() if line.startswith("| s1 |")]
    assert r"Rise \| \*fall\* \<b\>x\</b\> \[y\]\(z\) and more" in row


def test_a_table_has_a_row_for_each_story_with_its_times_in_iso_8601():
    (row,) = story_rows(a_summary(a_story()))

    assert row["story"] == "s1"
    assert row["first"] == "2026-11-03T06:00:00"
    assert row["last"] == ""
    assert row["canonical because"] == "the agency's own text"
