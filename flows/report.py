"""A run's report in Markdown: what became of its inputs, and its largest stories."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flows.shown import run_lines
from flows.web_summary import alarm_lines, url_line

if TYPE_CHECKING:
    from flows.publish import Summary
    from flows.web_summary import WebSummary

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+!|~-])")


def report(summary: Summary) -> str:
    """Return the report. Titles are strangers' words: they are escaped."""
    lines = [f"# Run {summary.run_id}", "", *(f"- {line}" for line in run_lines(summary)), ""]
    if summary.tally.rejections:
        lines += ["| rejected because | inputs |", "|---|---:|"]
        lines += [f"| {reason} | {n} |" for reason, n in sorted(summary.tally.rejections.items())]
        lines.append("")
    if summary.web is not None:
        lines += _of_the_web(summary.web)
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


def _of_the_web(web: WebSummary) -> list[str]:
    """Return the alarms, the URLs by how they ended, and every source that had something."""
    lines = [f"- {_escaped(line)}" for line in [*alarm_lines(web), url_line(web)]]
    lines += ["", "| asked for, and ended as | URLs |", "|---|---:|"]
    lines += [f"| {outcome} | {count:,} |" for outcome, count in web.outcomes.items()]
    lines += [
        "",
        "| source | its list | listed | tried again | known | repeated | asked for | articles |",
        "|---|---|---:|---:|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {_escaped(each.source)} | {each.outcome} | {each.listed:,} | {each.retried:,} "
        f"| {each.known:,} | {each.repeated:,} | {each.asked:,} | {each.articles:,} |"
        for each in web.sources
        if each.source and (each.listed or each.asked or not each.went_well)
    ]
    return [*lines, ""]


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
