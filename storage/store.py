"""The store: a folder with the pipeline's file, the readers' file, and the writer's lease."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from storage import packing, snapshots
from storage.ahead import CopyAhead
from storage.articles import Articles
from storage.bodies import Bodies
from storage.candidates import Candidates
from storage.database import connect_writer, set_memory
from storage.groups import Groups
from storage.hosts import Hosts
from storage.judgements import Judgements
from storage.lease import Lease
from storage.migrations import migrate
from storage.polls import Polls
from storage.revisions import Revisions
from storage.runs import Runs
from storage.statements import Statements
from storage.tuning import read_tuning
from storage.urls import Urls
from tasks.errors import NotFoundError, SchemeMismatchError, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from tasks.records import Tuning

WORKING = "working.duckdb"
PUBLISHED = "stories.duckdb"
BODIES = "bodies"


@dataclass(frozen=True, slots=True)
class Store:
    """An open store, for the one writer. `whole()` makes a block one transaction."""

    directory: Path
    file: Path
    statements: Statements
    articles: Articles
    revisions: Revisions
    candidates: Candidates
    groups: Groups
    runs: Runs
    judgements: Judgements
    hosts: Hosts
    polls: Polls
    urls: Urls
    bodies: Bodies
    memory_limit: str
    threads: int
    _db: DuckDBPyConnection
    _ahead: CopyAhead | None = None

    def require_scheme(self, scheme: str) -> None:
        """Refuse to compare fingerprints that were made in different ways."""
        for stored in self.articles.schemes():
            if stored != scheme:
                raise SchemeMismatchError(stored=stored, wanted=scheme)

    def tuning(self, default: Tuning) -> Tuning:
        """Return how this store's stories are made; a new store keeps the default."""
        return read_tuning(self.statements, default)

    @contextmanager
    def asked_beside(self) -> Iterator[Store]:
        """Connect once more, for what another thread asks of articles and groups.

        Each answer has all that was committed by then.
        """
        with self._db.cursor() as db:
            asked = Statements(db)
            yield replace(
                self, statements=asked, articles=Articles(asked), groups=Groups(asked), _db=db
            )

    def give_back(self, memory_limit: str) -> None:
        """Let the database make do with less memory from now on."""
        set_memory(self._db, memory_limit)

    def publish(self) -> Path:
        """Put the state of the last whole run before the readers. Closes the pipeline's file."""
        self.close_packed()
        published = self.directory / PUBLISHED
        snapshots.publish(self.file, published, self._ahead)
        return published

    def close_packed(self) -> None:
        """Close the file; one that has come to consist of holes in good part is packed."""
        self._db.execute("CHECKPOINT")
        free, total = self.statements.rows("holes")[0]
        self._db.close()
        if packing.is_holed(free, total):
            packing.pack(self.file, memory_limit=self.memory_limit, threads=self.threads)

    def close(self) -> None:
        """Write everything into the one file, and close it."""
        self._db.execute("CHECKPOINT")
        self._db.close()


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
    file, fresh = directory / WORKING, snapshots.fresh_copy(directory / PUBLISHED)
    with (
        Lease(directory),
        CopyAhead(file, fresh) as ahead,
        opened(file, memory_limit, threads) as store,
    ):
        yield replace(store, _ahead=ahead)


def published_path(directory: Path) -> Path:
    """Return the readers' file of a store.

    Raises:
        NotFoundError: nothing has been published there yet.
    """
    path = directory / PUBLISHED
    if not path.exists():
        raise NotFoundError(
            f"nothing is published in {directory} yet; make a first run with "
            f"`wirecopy run SOURCE --store {directory}`, or name the store with `--store DIR`"
        )
    return path


@contextmanager
def opened(file: Path, memory_limit: str, threads: int) -> Iterator[Store]:
    """Open one file as a store, brought up to this version; the caller holds the lease."""
    packing.forget_leftovers(file)
    db = connect_writer(file, memory_limit=memory_limit, threads=threads)
    try:
        migrate(db)
        statements = Statements(db)
        yield Store(
            directory=file.parent,
            file=file,
            statements=statements,
            articles=Articles(statements),
            revisions=Revisions(statements),
            candidates=Candidates(statements),
            groups=Groups(statements),
            runs=Runs(statements),
            judgements=Judgements(statements),
            hosts=Hosts(statements),
            polls=Polls(statements),
            urls=Urls(statements),
            bodies=Bodies(file.parent / BODIES),
            memory_limit=memory_limit,
            threads=threads,
            _db=db,
        )
    finally:
        db.close()
