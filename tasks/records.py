"""The records that steps pass on: frozen, typed, and all that crosses a module's border."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    import pyarrow as pa

# The largest of 133 real news pages (html_fundus) has 1.7 MB; a table of 5 MB took 700 MB to read.
LARGEST_PAGE_BYTES = 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One input as its source gave it, before anything was made of it.

    `name` says where it stood ("wire.jsonl:12", "pages/storm.html") and is what a rejection shows.
    `place` is its position in the source, counted from 1: what a resumed run skips up to.
    Exactly one of `text` and `body` is given; `body` is a page's bytes.
    `published` is as the source wrote it; nothing has parsed it yet.
    `extra` holds the fields we do not know, so that none is lost.
    """

    name: str
    place: int
    external_id: str | None = None
    url: str | None = None
    title: str | None = None
    text: str | None = None
    body: bytes | None = None
    source: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    language: str | None = None
    extra: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One outlet's text, cleaned. Its id follows from what it is, so it is the same in every store.

    `published_at` and `fetched_at` are aware UTC; `published_at` is None where nothing says it.
    `text` is in normal form (tasks.text.normalise); `text_sha256` is of its UTF-8 bytes.
    `language` is an ISO 639-1 code, or None where it could not be told.
    """

    article_id: str
    external_id: str
    name: str
    title: str | None
    text: str
    text_sha256: str
    word_count: int
    fetched_at: datetime
    url: str | None = None
    source: str | None = None
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    language: str | None = None
    extra: Mapping[str, object] = field(default_factory=dict)


class Report(Protocol):
    """Whatever has the parts of an article that stories are told apart by."""

    @property
    def title(self) -> str | None:
        """The headline."""

    @property
    def text(self) -> str:
        """The text, in normal form."""

    @property
    def language(self) -> str | None:
        """An ISO 639-1 code."""

    @property
    def published_at(self) -> datetime | None:
        """When it was published."""


class Relation(StrEnum):
    """What a variant is to its story's canonical article; docs/glossary.md gives the numbers."""

    CANONICAL = "canonical"
    IDENTICAL = "identical"
    REPRINT = "reprint"
    EXCERPT = "excerpt"
    REVISION = "revision"
    REWRITE = "rewrite"
    SAME_STORY = "same-story"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attributed:
    """An article with what it says of its supplier.

    `is_own`: the article is the agency's own filing, not an outlet's print of it.
    `strength`: 0 nothing is said, 1 a hint, 2 a credit, 3 certain.
    `proof`: the words of the article that name the agency.
    """

    article: Article
    agency: str | None = None
    strength: int = 0
    is_own: bool = False
    proof: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuning:
    """What a store's owner may set; docs/settings.md shows what moving each of them does.

    story_threshold: mean kinship, 0..1, from which two groups tell one story.
    window_days: dated articles further apart are never compared as reports.
    """

    story_threshold: float
    window_days: int

    @property
    def name(self) -> str:
        """How runs record it, beside the scheme of their fingerprints."""
        return f"t{self.story_threshold:g}-w{self.window_days}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """All that a run decided about stories and copies: written in one transaction, or not at all.

    Tables are Arrow, with the columns of the store's tables of the same names. `held`: how many
    texts each cluster had that grew beyond belief and was not made a story.
    """

    text_pairs: pa.Table
    story_pairs: pa.Table
    stale_text_pairs: pa.Table
    stale_story_pairs: pa.Table
    crowded: pa.Table
    memberships: pa.Table
    stories: pa.Table
    ended_stories: pa.Table
    copies: pa.Table
    ended_copies: pa.Table
    redirects: pa.Table
    events: pa.Table
    counters: Mapping[str, int]
    held: tuple[int, ...]
