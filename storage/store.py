"""The store: a folder with the pipeline's file, the readers' file, and the writer's lease."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage import snapshots
from storage.articles import Articles
from storage.candidates import Candidates
from storage.database import connect_writer
from storage.groups import Groups
from storage.lease import Lease
from storage.migrations import migrate
from storage.runs import Runs
from storage.statements import Statements
from tasks.errors import SchemeMismatchError, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duckdb import DuckDBPyConnection

WORKING = "working.duckdb"
PUBLISHED = "stories.duckdb"


@dataclass(frozen=True, slots=True)
class Store:
    """An open store, for the one writer. `whole()` makes a block one transaction."""

    directory: Path
    statements: Statements
    articles: Articles
    candidates: Candidates
    groups: Groups
    runs: Runs
    _db: DuckDBPyConnection

    def require_scheme(self, scheme: str) -> None:
        """Refuse to compare fingerprints that were made in different ways."""
        for stored in self.articles.schemes():
            if stored != scheme:
                raise SchemeMismatchError(stored=stored, wanted=scheme)

    def publish(self) -> Path:
        """Put the state of the last whole run before the readers. Closes the pipeline's file."""
        self._db.execute("CHECKPOINT")
        self._db.close()
        published = self.directory / PUBLISHED
        snapshots.publish(self.directory / WORKING, published)
        return published


@contextmanager
def open_store(directory: Path, *, memory_limit: str = "2GB", threads: int = 2) -> Iterator[Store]:
    """Open a store for writing, making it where there is none.

    Raises:
        StoreBusyError: another run holds it.
        StoreTooNewError: a newer version made it.
        StoreError: the folder cannot be written, or holds something else.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"{directory} cannot be made a store ({error}); name another with `--store DIR`"
        ) from error
    with Lease(directory):
        db = connect_writer(directory / WORKING, memory_limit=memory_limit, threads=threads)
        try:
            migrate(db)
            statements = Statements(db)
            yield Store(
                directory=directory,
                statements=statements,
                articles=Articles(statements),
                candidates=Candidates(statements),
                groups=Groups(statements),
                runs=Runs(statements),
                _db=db,
            )
        finally:
            db.close()
