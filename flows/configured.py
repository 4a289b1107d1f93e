"""Opens the sources on this machine that a wirecopy.toml names, with what it says of them."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from tasks.errors import SourceError
from tasks.records import Input
from tasks.sources import open_source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flows.config import Config, SourceEntry
    from flows.watch import Watch
    from tasks.outcomes import Rejected
    from tasks.sources import Source
    from tasks.sources.source import Unread


def from_config(config: Config, watch: Watch) -> list[Source]:
    """Open every local source; those that cannot be read are said, and harm no other."""
    sources = []
    for entry in config.local:
        try:
            sources.append(_opened(entry))
        except SourceError as error:
            watch.say(f"left out {entry.name}: {error}")
    return sources


def _opened(entry: SourceEntry) -> Source:
    """Open one source, its outlet and language lent to inputs that have none of their own.

    Raises:
        SourceError: it cannot be read, or is of another kind.
    """
    assert entry.path is not None  # noqa: S101 - flows.config has seen to it
    source = open_source(entry.path)
    if source.kind != entry.kind:
        raise SourceError(f"{entry.path} is of kind {source.kind}, not {entry.kind}")

    def unread() -> Iterator[Unread]:
        for read in islice(source.unread(), entry.limit):
            yield _lending(read, entry)

    return replace(source, unread=unread)


def _lending(read: Unread, entry: SourceEntry) -> Unread:
    def reading(place: int) -> Input | Rejected:
        found = read(place)
        if not isinstance(found, Input):
            return found
        return replace(
            found,
            source=found.source or entry.outlet,
            language=found.language or entry.language,
        )

    return reading
