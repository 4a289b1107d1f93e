"""What a source is, whatever its kind: a row of inputs that can be read again from any place."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from tasks.outcomes import Rejected
from tasks.records import Input

if TYPE_CHECKING:
    from pathlib import Path

T = TypeVar("T")

# An input not yet read: given its place, it becomes an input or its rejection. A resumed run leaves
# those unread that it has had.
Unread: TypeAlias = Callable[[int], Input | Rejected]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A place that articles come from.

    `key` names it in the store; `version` changes when its content may have changed, and with it
    the places do. `size_hint` counts `unit` ("files", "bytes") for a progress bar.
    """

    kind: str
    path: Path
    key: str
    version: str
    size_hint: int | None
    unit: str
    unread: Callable[[], Iterator[Unread]] = field(repr=False, compare=False)

    def read(self, after: int = 0) -> Iterator[tuple[int, Input | Rejected]]:
        """Yield each input, or its rejection, with its place, in the same order every time.

        Places count from 1; those up to `after` are passed over unread.
        """
        for place, read in enumerate(self.unread(), start=1):
            if place > after:
                yield place, read(place)


def in_batches(found: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield what is found `size` at a time; the last batch may be smaller."""
    found = iter(found)
    while batch := list(islice(found, size)):
        yield batch


def digest(*facts: object) -> str:
    """Return a short digest of what tells one version of a source from the next."""
    return hashlib.blake2b(repr(facts).encode("utf-8", "replace"), digest_size=12).hexdigest()


def shown(name: str) -> str:
    """Return a file's name as it may be shown: bytes that are no text and controls spelled out."""
    name = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in name)
