"""What becomes of an input. Every input ends exactly once: article, already known, or rejected."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from tasks.errors import CountsError

if TYPE_CHECKING:
    from collections.abc import Mapping


class Reason(StrEnum):
    """Why an input did not become an article. A closed list; docs/glossary.md defines each."""

    UNREADABLE = "unreadable"
    NOT_JSON = "not-json"
    NOT_HTML = "not-html"
    NO_TEXT = "no-text"
    TOO_SHORT = "too-short"
    TOO_LARGE = "too-large"
    PAYWALLED = "paywalled"
    TIMEOUT = "timeout"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """An input that ended here, and why. `input` names it as its source does."""

    input: str
    reason: Reason
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many inputs came, and what became of them."""

    inputs: int = 0
    articles: int = 0
    known: int = 0
    rejections: Mapping[Reason, int] = field(default_factory=dict)

    @property
    def rejected(self) -> int:
        """Rejections of every reason together."""
        return sum(self.rejections.values())

    def check(self) -> None:
        """Fail unless inputs = articles + already known + rejections."""
        outcomes = self.articles + self.known + self.rejected
        if self.inputs != outcomes:
            raise CountsError(
                f"{self.inputs} inputs, but {outcomes} outcomes ({self.articles} articles, "
                f"{self.known} already known, {self.rejected} rejected); nothing was published. "
                "Please report this with the run's log"
            )
