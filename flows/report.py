"""A run's report in Markdown: what became of its inputs, and its largest stories."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flows.shown import summary_lines

if TYPE_CHECKING:
    from flows.publish import Summary

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+!|~-])")


def report(summary: Summary) -> str:
    """Return the report. Titles are strangers' words: they are escaped."""
    lines = [f"# Run {summary.run_id}", "", *(f"- {line}" for line in summary_lines(summary)), ""]
    if summary.tally.rejections:
        lines += ["| rejected because | inputs |", "|---|---:|"]
        lines += [f"| {reason} | {n} |" for reason, n in sorted(summary.tally.rejections.items())]
        lines.append("")
    lines += [
        "## Largest stories",
        "",
        "| story | title | articles | outlets | texts | canonical because |",
        "|---|---|---:|---:|---:|---|",
    ]
    lines += [
        f"| {story.story_id} | {_escaped(story.title)} | {story.article_count} | "
        f"{story.outlet_count} | {story.copy_count} | {_escaped(story.canonical_reason)} |"
        for story in summary.largest
    ]
    return "\n".join(lines) + "\n"


def story_rows(summary: Summary) -> list[dict[str, str | int]]:
    """Return the largest stories for a table, a row each, in the report's order."""
    return [
        {
            "story": story.story_id,
            "title": story.title,
            "articles": story.article_count,
            "outlets": story.outlet_count,
            "texts": story.copy_count,
            "first": story.first_published.isoformat() if story.first_published else "",
            "last": story.last_published.isoformat() if story.last_published else "",
            "canonical": story.canonical_article_id,
            "canonical because": story.canonical_reason,
        }
        for story in summary.largest
    ]


def _escaped(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))
