"""Bring a store's schema up to this version: numbered changes, each with its record, each whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.database import transaction
from storage.sql import migrations, query
from tasks.errors import StoreTooNewError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def migrate(db: DuckDBPyConnection) -> None:
    """Apply what is missing, in order.

    Raises:
        StoreTooNewError: the store has changes that this version does not know.
    """
    db.execute(query("create_migrations"))
    applied = {number for (number,) in db.execute(query("applied_migrations")).fetchall()}
    known = {migration.number for migration in migrations()}
    if applied - known:
        raise StoreTooNewError(
            f"the store's schema has change {max(applied)}, but this version of wirecopy knows "
            f"only {max(known)}: a newer version made it. Install that version, or use another "
            "store with `--store DIR`"
        )
    for migration in migrations():
        if migration.number not in applied:
            with transaction(db):
                db.execute(migration.script)
                db.execute(
                    query("record_migration"), {"number": migration.number, "name": migration.name}
                )
