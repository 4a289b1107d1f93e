"""What the command line prints: tables for people, plain values for programs.

Titles and names come from strangers' pages: they are printed as text, never as markup, and hold
no control characters since their normal form has none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from flows.for_programs import plain
from flows.printing import cut, moment, terminal
from flows.web_summary import alarm_lines, web_lines
from tasks.clusters.belief import LARGEST_STORY

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from flows.explain import PairExplanation
    from flows.publish import Summary
    from flows.recluster import Changes
    from storage.asking import Answer
    from storage.published import JudgementRow, RunRow, StoryRow, Totals
    from tasks.similarity.explanation import Explanation

SHARED_SHOWN = 8


def summary_lines(summary: Summary) -> list[str]:
    """Return a run's summary in words, a line each; alarms stand last."""
    web = [*web_lines(summary.web), *alarm_lines(summary.web)] if summary.web else []
    return [*run_lines(summary), *web]


def run_lines(summary: Summary) -> list[str]:
    """Return what became of a run's inputs and stories, a line each."""
    tally = summary.tally
    reasons = ", ".join(f"{count} {reason}" for reason, count in sorted(tally.rejections.items()))
    lines = [
        f"run {summary.run_id}: {tally.inputs:,} inputs = {tally.articles:,} articles "
        f"+ {tally.known:,} already known + {tally.rejected:,} rejected"
        + (f" ({reasons})" if reasons else ""),
        (
            f"the store holds {summary.articles:,} articles in {summary.stories:,} stories, "
            f"{summary.copies:,} different texts"
        ),
    ]
    if summary.events:
        told = ", ".join(f"{count:,} {kind}" for kind, count in summary.events.items())
        lines.append(f"stories: {told}")
    if summary.crowded:
        lines.append(
            f"{summary.crowded:,} words or phrases have become too common to compare articles by"
        )
    if summary.held:
        told = ", ".join(f"{texts:,}" for texts in summary.held)
        lines.append(
            f"{len(summary.held)} clusters grew beyond belief ({told} different texts; more than "
            f"{LARGEST_STORY:,} are no story) and were not published as stories: look at what "
            "came in, or raise the threshold with `wirecopy recluster --story-threshold`"
        )
    return lines


def show_summary(summary: Summary, store: Path) -> None:
    """Print what a run has to show."""
    console = terminal()
    for line in summary_lines(summary):
        # One line stays one: alarms are looked for by programs, too.
        console.print(line, soft_wrap=True)
    console.print(f"published {summary.published}; ask it with `wirecopy stories --store {store}`")


def show_stories(stories: Sequence[StoryRow], totals: Totals) -> None:
    """Print a table of stories."""
    table = Table("story", "title", "articles", "outlets", "texts", "first", "last", box=None)
    for story in stories:
        table.add_row(
            story.story_id,
            cut(story.title, 68),
            str(story.article_count),
            str(story.outlet_count),
            str(story.copy_count),
            moment(story.first_published),
            moment(story.last_published),
        )
    console = terminal()
    console.print(table)
    console.print(
        f"{len(stories)} of {totals.stories:,} stories; {totals.articles:,} articles, "
        f"{totals.copies:,} different texts"
    )


def show_runs(runs: Sequence[RunRow]) -> None:
    """Print a table of runs."""
    table = Table(
        "run",
        "started",
        "seconds",
        "inputs",
        "articles",
        "known",
        "rejected",
        "stories",
        "version",
        box=None,
    )
    for run in runs:
        table.add_row(
            run.run_id,
            moment(run.started_at),
            f"{(run.finished_at - run.started_at).total_seconds():.1f}",
            *(f"{count:,}" for count in (run.inputs, run.articles, run.known, run.rejections)),
            f"{run.stories:,}",
            run.version,
        )
    terminal().print(table)


def show_judgements(judgements: Sequence[JudgementRow]) -> None:
    """Print what people said of pairs."""
    table = Table("judgement", "word", "articles", "because", "made", "taken back", box=None)
    for one in judgements:
        table.add_row(
            one.judgement_id,
            one.kind,
            f"{one.left_article_id} {one.right_article_id}",
            cut(one.because, 60),
            moment(one.made_at),
            moment(one.taken_back_at),
        )
    terminal().print(table)


def show_changes(changes: Changes) -> None:
    """Print what a recluster would change."""
    console = terminal()
    console.print(f"from {changes.before.name} to {changes.after.name}:")
    console.print(
        f"{changes.stories_before:,} stories would be {changes.stories_after:,}: "
        f"{changes.merged:,} merged away, {changes.split:,} split off, "
        f"{changes.moved:,} articles moved"
    )
    for line in changes.examples:
        console.print(f"- {line}")
    for texts in changes.held:
        console.print(f"- a cluster of {texts:,} different texts would be held back: no story")


def show_explanation(found: PairExplanation) -> None:
    """Print why two articles are together, or apart."""
    console = terminal()
    for side in (found.left, found.right):
        console.print(f"{side.article_id}  {side.source or '-'}: {cut(side.title or '', 90)}")
    console.print(Text(f"\n{found.verdict}", style="bold"))
    for fact in found.because:
        console.print(f"- {fact}")
    texts = found.texts
    console.print(
        f"\nas texts: {texts.grade}; Jaccard {texts.jaccard:.2f}, contained "
        f"{texts.containment_left:.2f} of the first in the second and "
        f"{texts.containment_right:.2f} the other way"
    )
    for line in kinship_lines(found.kinship):
        console.print(line)


def kinship_lines(kin: Explanation) -> list[str]:
    """Return how alike two reports are, signal by signal, in words."""
    lines = [
        (
            f"as reports: {kin.score:.3f} = (words {kin.words:.3f} + word pairs {kin.pairs:.3f} "
            f"+ lead {kin.lead:.3f} {'-' if kin.numbers < 0 else '+'} numbers "
            f"{abs(kin.numbers):.3f}) x protagonists {kin.protagonists:.2f} x time {kin.time:.2f}"
        )
    ]
    for signal, shared in (
        ("words", kin.shared_words),
        ("word pairs", kin.shared_pairs),
        ("numbers", kin.shared_numbers),
    ):
        if shared:
            told = ", ".join(f"{term} {part:.0%}" for term, part in shared[:SHARED_SHOWN])
            lines.append(f"  shared {signal}: {told}")
    return lines


def show_answer(answer: Answer) -> None:
    """Print a query's answer as a table."""
    table = Table(*(cut(column, 100) for column in answer.columns), box=None)
    for row in answer.rows:
        table.add_row(*(_cell(value) for value in row))
    console = terminal()
    console.print(table)
    console.print(f"{len(answer.rows)} row{'' if len(answer.rows) == 1 else 's'}")


def _cell(value: object) -> Text:
    return Text("" if value is None else cut(str(plain(value)), 100))
