"""What came of inputs of which only the texts are asked for, and the file that says it."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import orjson

from tasks.outcomes import Rejected
from tasks.records import Article, Input
from tasks.sources.blocks import utf8_of
from tasks.text.words import split_utf8, split_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    import pyarrow as pa
    from numpy.typing import NDArray

    from tasks.article.pool import ExtractionPool
    from tasks.sources.blocks import TextColumn
    from tasks.sources.texts import NamedText
    from tasks.text.words import Words

# Of more bytes at a time hashlib lets go of Python's lock, and gets it back only after whoever has
# taken it: 3,600 texts took .2 s beside a thread that loads kernels, .05 s alone.
_HELD_BYTES = 2047


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """Texts with their names, in their order, and the inputs beside them that have none.

    keys: equal for equal texts alone, whoever wrote them.
    """

    names: list[str]
    keys: list[bytes]
    texts: list[str] | pa.StringArray
    rejected: list[Rejected] = field(default_factory=list)

    @classmethod
    def of_column(cls, column: TextColumn) -> Read:
        """Return a column of texts, read."""
        letters, starts = utf8_of(column.texts)
        raw = letters.data
        keys = [_key(raw[start:end]) for start, end in pairwise(starts.tolist())]
        return cls(names=column.names, keys=keys, texts=column.texts)

    @classmethod
    def of_each(cls, found: Iterable[NamedText | Rejected]) -> Read:
        """Return what was read one by one."""
        names, texts, rejected = [], [], []
        for one in found:
            if isinstance(one, Rejected):
                rejected.append(one)
            else:
                names.append(one[0])
                texts.append(one[1])
        keys = [_key(text.encode("utf-8", "surrogatepass")) for text in texts]
        return cls(names=names, keys=keys, texts=texts, rejected=rejected)

    def words(self, places: list[int]) -> Words:
        """Return some of the texts as words."""
        if isinstance(self.texts, list):
            return split_words([self.texts[place] for place in places])
        letters, starts = utf8_of(self.texts)
        return split_utf8(letters, starts[:-1][places], starts[1:][places])


def _key(text: bytes | memoryview) -> bytes:
    key = hashlib.sha256()
    for at in range(0, len(text), _HELD_BYTES):
        key.update(text[at : at + _HELD_BYTES])
    return key.digest()


@dataclass(slots=True)
class Outcomes:
    """What became of every input, in the order of reading: a name and a text's number, or why not.

    The very same text has one number, that of its first print.
    """

    names: list[str] = field(default_factory=list)
    texts: list[int] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    numbers: dict[bytes, int] = field(default_factory=dict)

    def enter(self, read: Read) -> list[int]:
        """Note inputs; return the places of the texts among them that are new."""
        new = []
        for place, key in enumerate(read.keys):
            number = self.numbers.get(key)
            if number is None:
                number = self.numbers[key] = len(self.numbers)
                new.append(place)
            self.texts.append(number)
        self.names += read.names
        self.rejected += read.rejected
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
