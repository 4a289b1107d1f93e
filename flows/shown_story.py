"""What `wirecopy story` shows: a story laid open, its variants, what changed in their pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from flows.for_programs import record_json
from flows.printing import cut, moment, steady, terminal
from tasks.text.diffs import Kind, changes_around, compare_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from storage.published import RevisionRow, StoryRow, VariantRow
    from tasks.text.diffs import Passage

CONTEXT_WORDS = 6
LONGEST_PASSAGE = 40
MOST_CHANGES = 12
# Less is not to be called 0%.
LEAST_SHARE = 0.005
CAUSES = {"page": "its page changed", "extraction": "its page was extracted anew"}
MARKS = {Kind.REMOVED: ("[-", "-]", "red strike"), Kind.ADDED: ("{+", "+}", "green")}


def show_story(
    story: StoryRow, variants: Sequence[VariantRow], texts: Sequence[RevisionRow], *, asked: str
) -> None:
    """Print one story laid open. texts: those of its articles that have had several."""
    console = terminal()
    if asked != story.story_id:
        console.print(f"{asked} was merged into {story.story_id}")
    console.print(Text(f"{story.story_id}  {story.title}", style="bold"))
    console.print(
        f"{story.article_count} articles of {story.outlet_count} outlets, "
        f"{story.copy_count} different texts"
    )
    console.print(f"canonical: {story.canonical_article_id}, {story.canonical_reason}\n")
    table = Table(
        "published",
        "outlet",
        "relation",
        "similar",
        "contained",
        "copy",
        "article",
        "title",
        box=None,
    )
    for variant in variants:
        table.add_row(
            moment(variant.published_at),
            cut(variant.source or "", 24),
            variant.relation,
            f"{variant.similarity:.2f}",
            f"{variant.containment:.2f}",
            variant.copy_id,
            variant.article_id,
            cut(variant.title or "", 48),
            style="bold" if variant.is_canonical else "",
        )
    console.print(table)
    for line in revision_lines(variants, texts, in_colour=console.is_terminal):
        console.print(line, soft_wrap=True)


def story_json(
    story: StoryRow, variants: Sequence[VariantRow], texts: Sequence[RevisionRow]
) -> dict[str, Any]:
    """Return a story for programs: each variant with its revisions, each of these with its diff."""
    laid_open = record_json(story)
    laid_open["variants"] = [
        {
            **record_json(variant),
            "revisions": [
                _revision_json(before, after) for before, after in _turns(variant.article_id, texts)
            ],
        }
        for variant in variants
    ]
    return laid_open


def _revision_json(before: RevisionRow | None, after: RevisionRow) -> dict[str, Any]:
    passages = compare_words(before.text, after.text) if before else ()
    return {**record_json(after), "diff": [record_json(passage) for passage in passages]}


def _turns(
    article_id: str, texts: Sequence[RevisionRow]
) -> list[tuple[RevisionRow | None, RevisionRow]]:
    """Return an article's texts in order, each with the one before it."""
    own = [one for one in texts if one.article_id == article_id]
    return list(zip([None, *own], own, strict=False))


def revision_lines(
    variants: Sequence[VariantRow], texts: Sequence[RevisionRow], *, in_colour: bool
) -> Iterator[Text]:
    """Yield what changed in the articles of a story, in words, article by article."""
    for variant in variants:
        for before, after in _turns(variant.article_id, texts):
            if before is None:
                name = (
                    f"{variant.article_id}  {variant.source or '-'}: {cut(variant.title or '', 90)}"
                )
                yield Text(f"\n{name}", style="bold")
                continue
            yield Text(_what_changed(before, after))
            yield from _diff_lines(before, after, in_colour=in_colour)


def _what_changed(before: RevisionRow, after: RevisionRow) -> str:
    share = f"{after.changed:.0%}" if after.changed >= LEAST_SHARE else "less than 1%"
    words = f"{share} of the words changed" if before.text != after.text else "the headline changed"
    counts = "; it is judged by this text now" if after.is_judged else ""
    return (
        f"revision {after.revision}, {moment(after.seen_at)}, {CAUSES[after.cause]}: {words}, "
        f"{before.word_count:,} to {after.word_count:,} words{counts}"
    )


def _diff_lines(before: RevisionRow, after: RevisionRow, *, in_colour: bool) -> Iterator[Text]:
    """Yield a line for each change with the words around it, the first MOST_CHANGES of them."""
    if before.title != after.title:
        headlines = compare_words(before.title or "", after.title or "")
        yield marked(headlines, in_colour=in_colour)
    changes = changes_around(
        compare_words(before.text, after.text), context=CONTEXT_WORDS, longest=LONGEST_PASSAGE
    )
    for change in changes[:MOST_CHANGES]:
        yield marked(change, in_colour=in_colour)
    left = len(changes) - MOST_CHANGES
    if left > 0:
        yield Text(f"  and {left:,} more changes; `--json` has all of them")


def marked(passages: Sequence[Passage], *, in_colour: bool) -> Text:
    """Return passages on one line: taken out and put in, by colour or by marks."""
    line = Text("  ")
    for passage in passages:
        text = steady(passage.text)
        bare = text.strip()
        if passage.kind is Kind.SAME or not bare:
            line.append(text)
            continue
        before, after, style = MARKS[passage.kind]
        line.append(bare if in_colour else f"{before}{bare}{after}", style if in_colour else "")
        line.append(" " if text.endswith(" ") else "")
    return line
