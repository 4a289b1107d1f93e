"""Open a DuckDB file, for the one writer or for any reader, and run transactions on it."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import duckdb

from tasks.errors import StoreBusyError, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Files made with the default storage version hold text uncompressed (23 MB against 7 MB for
# 15,000 agency stories); DuckDB 1.5 and later read this one.
STORAGE_VERSION = "v1.5.0"
# What one stranger's question may take; DuckDB's default is four fifths of the machine.
QUESTION_MEMORY = "1GB"


def connect_writer(path: Path, *, memory_limit: str, threads: int) -> duckdb.DuckDBPyConnection:
    """Open the pipeline's file for writing; what outgrows memory spills beside it."""
    settings: dict[str, str | bool | int | float | list[str]] = {
        "storage_compatibility_version": STORAGE_VERSION,
        "temp_directory": str(path.parent / "spill"),
        # Each checkpoint writes the last block of every column anew and leaves the old one free: at
        # DuckDB's 16 MB up to a third of the file is such holes.
        "checkpoint_threshold": "256MB",
        "memory_limit": memory_limit,
        "threads": threads,
        # Order is stated where it matters; keeping it everywhere costs memory on large inserts.
        "preserve_insertion_order": "false",
    }
    try:
        return duckdb.connect(str(path), config=settings)
    except duckdb.IOException as error:
        if "lock" in str(error).lower():
            raise StoreBusyError(
                f"another program has {path} open ({error}); the pipeline's file is for the "
                "pipeline alone. Close that program; to ask questions, open stories.duckdb instead"
            ) from error
        raise StoreError(
            f"{path} cannot be opened as a DuckDB file ({error}). Move it away, or name another "
            "store with `--store DIR`"
        ) from error


def set_memory(db: duckdb.DuckDBPyConnection, limit: str) -> None:
    """Bound what the database may use from now on, as far as what it is at allows."""
    # A setting takes no parameters; a limit is a number and a unit (flows.budget).
    with suppress(duckdb.OutOfMemoryException):
        db.execute("SET memory_limit = '" + limit.replace("'", "") + "'")


def connect_reader(path: Path, *, locked_down: bool = False) -> duckdb.DuckDBPyConnection:
    """Open a published file, read-only.

    locked_down: no file, no network, no change of settings from within a query, and a bound on
    memory: what a stranger's SQL is given.
    """
    settings: dict[str, str | bool | int | float | list[str]] = {}
    if locked_down:
        settings = {
            "enable_external_access": "false",
            "lock_configuration": "true",
            "memory_limit": QUESTION_MEMORY,
        }
    try:
        return duckdb.connect(str(path), read_only=True, config=settings)
    except duckdb.IOException as error:
        raise StoreError(f"{path} cannot be read as a DuckDB file ({error})") from error


@contextmanager
def transaction(db: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Do all of a block, or none of it."""
    db.execute("BEGIN TRANSACTION")
    try:
        yield
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")
