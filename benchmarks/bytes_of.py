"""What each table of a published file takes, by column: python benchmarks/bytes_of.py STORE."""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path

import duckdb

TABLES = "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'store' ORDER BY table_name"
SEGMENTS = """
    SELECT column_name, list_append(additional_block_ids, block_id)
    FROM pragma_storage_info($name) WHERE persistent"""
BLOCKS = "SELECT block_size, total_blocks, free_blocks FROM pragma_database_size()"


def bytes_by_column(published: Path) -> dict[str, float]:
    """Return the bytes of each "table.column"; a block that several share is shared out.

    What no column has is the file's own ("the file"), and what earlier writes left free ("free").
    """
    with duckdb.connect(str(published), read_only=True) as db:
        size, total, free = db.execute(BLOCKS).fetchall()[0]
        held: dict[int, set[str]] = defaultdict(set)
        for (table,) in db.execute(TABLES).fetchall():
            for column, blocks in db.execute(SEGMENTS, {"name": f"store.{table}"}).fetchall():
                for block in blocks:
                    held[block].add(f"{table}.{column}")
    taken: dict[str, float] = defaultdict(float)
    for holders in held.values():
        for holder in holders:
            taken[holder] += size / len(holders)
    taken["free"] = size * free
    taken["the file"] = size * max(total - free - len(held), 0)
    return dict(taken)


def main() -> None:
    """Print bytes an article, the largest first."""
    published = Path(sys.argv[1]) / "stories.duckdb"
    with duckdb.connect(str(published), read_only=True) as db:
        articles = db.execute("SELECT count(*) FROM articles").fetchall()[0][0]
    taken = bytes_by_column(published)
    print(f"{articles:,} articles, {published.stat().st_size / articles:,.0f} bytes each")
    for column, share in sorted(taken.items(), key=lambda row: -row[1]):
        print(f"{share / articles:8,.1f}  {column}")


if __name__ == "__main__":
    main()
