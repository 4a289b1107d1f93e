"""SQL by name: one statement a file, its head says purpose, grain of a row and parameters."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import NamedTuple


class Migration(NamedTuple):
    """One numbered change of the schema."""

    number: int
    name: str
    script: str


@cache
def query(name: str) -> str:
    """Return the text of `queries/<name>.sql`."""
    return files(__name__).joinpath("queries", f"{name}.sql").read_text(encoding="utf-8")


@cache
def migrations() -> tuple[Migration, ...]:
    """Return every schema change, in order of number."""
    found = [
        Migration(int(file.name[:4]), file.name.removesuffix(".sql"), file.read_text("utf-8"))
        for file in files(__name__).joinpath("schema").iterdir()
        if file.name.endswith(".sql")
    ]
    return tuple(sorted(found))
