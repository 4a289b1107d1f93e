"""What came of inputs of which only the texts are asked for, and the file that says it."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np
import orjson

from tasks.outcomes import Rejected
from tasks.records import Article, Input

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from tasks.article.pool import ExtractionPool
    from tasks.sources.texts import NamedText


@dataclass(slots=True)
class Outcomes:
    """What became of every input, in the order of reading: a name and a text's number, or why not.

    The very same text has one number, that of its first print.
    """

    names: list[str] = field(default_factory=list)
    texts: list[int] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    numbers: dict[bytes, int] = field(default_factory=dict)

    def enter(self, found: Iterable[NamedText | Rejected]) -> list[str]:
        """Note inputs; return the texts among them that are new."""
        new = []
        for one in found:
            if isinstance(one, Rejected):
                self.rejected.append(one)
                continue
            name, text = one
            key = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
            number = self.numbers.get(key)
            if number is None:
                number = self.numbers[key] = len(self.numbers)
                new.append(text)
            self.names.append(name)
            self.texts.append(number)
        return new

    def write(self, out: Path, groups: NDArray[np.int64]) -> None:
        """Write a line for every input, first those with a text; the file appears whole."""
        _, first, at = np.unique(groups, return_index=True, return_inverse=True)
        named = first[at].tolist()
        fresh = out.with_name(f"{out.name}.fresh")
        try:
            with fresh.open("wb") as lines:
                lines.writelines(
                    orjson.dumps({"id": name, "group": self.names[of]}) + b"\n"
                    for name, of in zip(self.names, named, strict=True)
                )
                lines.writelines(
                    orjson.dumps({"input": one.input, "rejected": one.reason, "detail": one.detail})
                    + b"\n"
                    for one in self.rejected
                )
            os.replace(fresh, out)  # noqa: PTH105 - one step: nobody ever reads half of it
        finally:
            fresh.unlink(missing_ok=True)


def read_pages(
    batch: Sequence[NamedText | Input | Rejected], pool: ExtractionPool
) -> Iterator[NamedText | Rejected]:
    """Yield what was read, in its order; of each page its text, or why it has none."""
    pages = [one for one in batch if isinstance(one, Input)]
    articles = iter(pool.extract(pages, now=datetime.now(UTC)))
    for one in batch:
        found = next(articles) if isinstance(one, Input) else one
        yield (found.external_id, found.text) if isinstance(found, Article) else found
