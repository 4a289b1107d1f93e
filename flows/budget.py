"""How the memory that a run may take is shared out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

from tasks.errors import WirecopyError

DEFAULT_MEMORY = "4GB"
# What a run takes whatever is asked: Python, the libraries, kernels and word lists (350 MB), and
# the pairs that it keeps.
PROGRAM_BYTES = 600_000_000
# What weighed terms, texts at hand and the pairs and texts of a step take where there is plenty:
# more of it makes nothing faster, and goes to the database.
PLENTY_BYTES = 1_850_000_000
# The part of a small limit that these get, and the least: steps of a thousand articles.
PLENTY_SHARE = 0.5
LEAST_SHARE = 0.05
# Below this DuckDB cannot hold what two threads work on, and gives up instead of spilling.
LEAST_DATABASE = 250_000_000
_UNITS = {
    "KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12,
    "KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "TiB": 2**40,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What the parts of a run may take, which make up the limit together with the program.

    database: bytes; DuckDB spills what goes beyond. share: 0..1, of what comparing takes where
    there is plenty: with less it goes on in smaller steps, and reads again what it could not keep.
    """

    database: int
    share: float

    @classmethod
    def of(cls, limit: str) -> Self:
        """Share out a limit like 4GB.

        Raises:
            WirecopyError: it is not written so.
        """
        spare = max(0, in_bytes(limit) - PROGRAM_BYTES)
        comparing = min(PLENTY_BYTES, int(spare * PLENTY_SHARE))
        return cls(
            database=max(LEAST_DATABASE, spare - comparing),
            share=max(LEAST_SHARE, comparing / PLENTY_BYTES),
        )

    def part_of(self, plenty: int) -> int:
        """Return how much of something there may be: of any at least one, at the most `plenty`."""
        return min(plenty, max(1, int(plenty * self.share)))


def in_bytes(limit: str) -> int:
    """Return how many bytes a limit like 4GB or 1.5 GiB means.

    Raises:
        WirecopyError: it is not written so.
    """
    found = re.fullmatch(r"(\d+(?:\.\d+)?) ?([KMGT]i?B)", limit)
    if not found:
        raise WirecopyError(f"a memory limit of {limit!r} is none; write it like 2GB or 800MB")
    return int(float(found[1]) * _UNITS[found[2]])


def in_words(size: int) -> str:
    """Return a number of bytes as DuckDB is told it."""
    return f"{size // 10**6}MB"
