"""What a signal is: one place in an article that names who supplied its text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

# Whole pages keep their menus and captions before the story. On 97 credited pages of 2018 the
# deepest dateline stood 3,614 characters in, the deepest byline 1,629.
HEAD_CHARS = 4000
BYLINE_HEAD_CHARS = 2000
# Datelines without brackets and "Source:" lines were met at the very head of texts only.
OPENING_HEAD_CHARS = 1000
# Credits close a text, but a share bar or an author's note may follow.
TAIL_CHARS = 400


class Kind(StrEnum):
    """Where an agency was named. docs/evaluation.md measures them together."""

    SOURCE = "source"
    AUTHOR = "author"
    DATELINE = "dateline"
    BYLINE = "byline"
    CREDIT = "credit"
    TITLE = "title"
    CONTRIBUTED = "contributed"
    UNKNOWN_NAME = "unknown-name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """One place that names an agency.

    `evidence` is what stands there. `start` and `end` are its offsets in the text, both None
    where it stands elsewhere (title, authors, source).
    """

    kind: Kind
    agency: str
    evidence: str
    start: int | None = None
    end: int | None = None
