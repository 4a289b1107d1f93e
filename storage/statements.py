"""Run the SQL files by name, with rows in and out as Arrow tables."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from storage.database import transaction
from storage.sql import query

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    import pyarrow as pa
    from duckdb import DuckDBPyConnection

# Of an answer that is taken in parts: of small rows some 20 MB each.
_BATCH_ROWS = 1_000_000


class Statements:
    """One open database, asked only by the names of its SQL files."""

    def __init__(self, db: DuckDBPyConnection) -> None:
        self._db = db

    def run(self, name: str, /, **parameters: object) -> None:
        """Run a statement for its effect."""
        self._db.execute(query(name), parameters or None)

    def rows(self, name: str, /, **parameters: object) -> list[tuple[Any, ...]]:
        """Return the rows of a small answer."""
        return self._db.execute(query(name), parameters or None).fetchall()

    def one(self, name: str, /, **parameters: object) -> Any:
        """Return the single value of an answer that always has one."""
        row = self._db.execute(query(name), parameters or None).fetchone()
        return row[0] if row else None

    def table(self, name: str, /, **parameters: object) -> pa.Table:
        """Return an answer of any size as an Arrow table."""
        return self._db.execute(query(name), parameters or None).to_arrow_table()

    def batches(self, name: str, /, **parameters: object) -> Iterator[pa.RecordBatch]:
        """Yield an answer in parts, each as it comes."""
        yield from self._db.execute(query(name), parameters or None).to_arrow_reader(_BATCH_ROWS)

    def insert(self, name: str, incoming: pa.Table) -> None:
        """Run a statement that reads its rows from the view `incoming`; no rows, no statement."""
        if incoming.num_rows:
            with self.view("incoming", incoming):
                self.run(name)

    @contextmanager
    def view(self, name: str, table: pa.Table) -> Iterator[None]:
        """Show an Arrow table to the statements of this block under a name."""
        self._db.register(name, table)
        try:
            yield
        finally:
            self._db.unregister(name)

    def whole(self) -> AbstractContextManager[None]:
        """Make the statements of this block one transaction."""
        return transaction(self._db)
