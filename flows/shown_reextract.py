"""What `wirecopy reextract` prints: what a new reading of the kept pages changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flows.for_programs import plain
from flows.printing import terminal
from flows.shown_story import marked

if TYPE_CHECKING:
    from flows.reextract import Outcome

# How many pages came to what, in words, in this order.
TOLD = {
    "same": "as they were",
    "changed": "with something else in their article",
    "new": "that held no article and do now",
    "unread": "still without an article",
    "lost": "whose article would be none today, and is left as it was",
    "missing": "whose body is not kept any more",
}


def show_outcome(outcome: Outcome, *, dry: bool) -> None:
    """Print counts and examples. dry: nothing was changed."""
    console = terminal()
    console.print(f"{outcome.pages:,} stored pages {'would be' if dry else 'were'} read anew:")
    for name, words in TOLD.items():
        if count := getattr(outcome, name):
            console.print(f"  {count:,} {words}")
    for example in outcome.examples:
        console.print(f"{example.url}: {', '.join(example.changed)}", soft_wrap=True)
        if example.first_change:
            line = marked(example.first_change, in_colour=console.is_terminal)
            console.print(line, soft_wrap=True)
    left = outcome.changed + outcome.new - len(outcome.examples)
    if left > 0:
        console.print(f"and {left:,} more")


def outcome_json(outcome: Outcome) -> dict[str, Any]:
    """Return the counts and examples for programs."""
    counts = {"pages": outcome.pages, **{name: getattr(outcome, name) for name in TOLD}}
    return {**counts, "examples": plain(outcome.examples)}
