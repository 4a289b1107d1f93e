"""What `wirecopy story` prints: one story laid open, every variant with its relation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from flows.printing import cut, moment, terminal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.published import StoryRow, VariantRow


def show_story(story: StoryRow, variants: Sequence[VariantRow], *, asked: str) -> None:
    """Print one story laid open."""
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
