"""What a run can be told, in one frozen record; every number has its reason here."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING

from flows.budget import DEFAULT_MEMORY, LEAST_DATABASE, Budget, in_words
from tasks.clusters.stories import THRESHOLD, WINDOW_DAYS
from tasks.errors import SourceError
from tasks.provenance.agencies import known_agencies, read_agencies
from tasks.records import Tuning
from tasks.similarity.bands import COPY_CAP

if TYPE_CHECKING:
    from pathlib import Path

    from tasks.provenance.agencies import Agencies


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a run works. None of these changes what a run finds, but for the cap.

    span, terms_bytes and texts_bytes are for a run with plenty of memory; `budget` says how much of
    each there is within the limit.
    """

    # Inputs committed together. A kill repeats at most one batch; a commit costs some 20 ms.
    batch_inputs: int = 1000
    # ... or sooner, once their pages hold this many bytes: a thousand large pages would be 1 GB.
    batch_bytes: int = 32_000_000
    # New articles compared at a time, for what they meet is read for each span of them. Of texts
    # these are the old fillings of a standing template, which took 13 minutes among a million with
    # spans of 5,000; of reports those of the last weeks, as far as their terms are not remembered.
    span: int = 20_000
    # A bucket of more articles than this meets nobody.
    copy_cap: int = COPY_CAP
    # A table of further agencies, in the form of tasks/provenance/agencies.toml.
    agencies: Path | None = None
    # Processes that read pages, and the given texts of a large source.
    workers: int = 2
    # Of the run, its workers apart, which have limits of their own. The database spills what goes
    # beyond its part; comparing goes on in smaller steps (flows.budget).
    memory_limit: str = DEFAULT_MEMORY
    # Terms of the articles that new ones are compared with: 80,000 of 250 words, a fortnight of
    # 5,000 and more. Fewer cost time, for those over it are read again.
    terms_bytes: int = 800_000_000
    # Texts compared with new ones and kept to be compared with each other: 150,000 of 340 words.
    texts_bytes: int = 350_000_000
    threads: int = 2

    def __post_init__(self) -> None:
        """Refuse a memory limit that is none."""
        Budget.of(self.memory_limit)

    @property
    def budget(self) -> Budget:
        """How the memory is shared out."""
        return Budget.of(self.memory_limit)

    @property
    def database_memory(self) -> str:
        """The database's part, as it takes it."""
        return in_words(self.budget.database)

    @property
    def clustering_memory(self) -> str:
        """The database's part while many articles are grouped, which is done outside of it."""
        return in_words(max(LEAST_DATABASE, self.budget.database // 2))


def default_tuning() -> Tuning:
    """Return how the stories of a new store are made."""
    return Tuning(story_threshold=THRESHOLD, window_days=WINDOW_DAYS)


def known_to(table: Path | None) -> Agencies:
    """Return the agencies that texts are attributed to: our own, and those of a caller's table.

    Raises:
        SourceError: the table cannot be read.
        AgencyTableError: the table is malformed; says where.
    """
    if table is None:
        return known_agencies()
    try:
        written = table.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"the table of agencies {table} cannot be read ({error})") from error
    return known_agencies(*read_agencies(written, origin=str(table)))


def program_version() -> str:
    """Return this program's version, as a run records it."""
    return version("wirecopy")
