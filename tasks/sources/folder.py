"""A folder: every file in it and below, in the order of their paths."""

from __future__ import annotations

import os
import stat
from functools import partial
from typing import TYPE_CHECKING

from tasks.errors import SourceError
from tasks.outcomes import Reason, Rejected
from tasks.sources import files
from tasks.sources.source import Source, digest, shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tasks.sources.source import Unread


def open_folder(path: Path) -> Source:
    """Return the source that a folder is. Each of its files is read as it would be alone.

    Raises:
        SourceError: it holds no file, hidden ones apart.
    """
    listing = sorted(_list(path, ""))
    if not listing:
        raise SourceError(
            f"{path} holds no files; give a folder with files that end in "
            f"{', '.join(files.KNOWN_ENDINGS)}"
        )
    return Source(
        kind="folder",
        path=path,
        key=f"folder:{path.resolve()}",
        version=digest(*((name, *_facts(path / name)) for name in listing)),
        size_hint=len(listing),
        unit="files",
        unread=partial(_unread, path, listing),
    )


def _list(root: Path, inside: str) -> Iterator[str]:
    """Yield the paths, relative to `root`, of all that is no folder; hidden names are left out.

    Links to folders are yielded, not followed: each entry ends in an outcome.
    """
    with os.scandir(root / inside) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            name = f"{inside}/{entry.name}" if inside else entry.name
            if entry.is_dir(follow_symlinks=False):
                yield from _list(root, name)
            else:
                yield name


def _facts(path: Path) -> tuple[int, int]:
    """Return what changes when a file does: its size and its time of change."""
    try:
        status = path.lstat()
    except OSError:
        return (-1, -1)
    return (status.st_size, status.st_mtime_ns)


def _unread(root: Path, listing: list[str]) -> Iterator[Unread]:
    """Yield the unread inputs of each file in turn."""
    for path, name, fault in entries(root, listing):
        if fault is None:
            yield from files.unread_file(path, name)
        else:
            yield partial(reject, name, fault)


def entries(root: Path, listing: list[str] | None = None) -> Iterator[tuple[Path, str, str | None]]:
    """Yield each file's path, the name of its inputs, and why it must not be read, or None."""
    for name in sorted(_list(root, "")) if listing is None else listing:
        yield root / name, shown(name), _fault(root, name)


def reject(name: str, fault: str, place: int) -> Rejected:  # noqa: ARG001 - readers are given it
    """Return the rejection of a file that is not read."""
    return Rejected(input=name, reason=Reason.UNREADABLE, detail=fault)


def _fault(root: Path, name: str) -> str | None:
    """Return why a file must not be read, or None."""
    path = root / name
    try:
        target = path.resolve(strict=True)
        mode = target.stat().st_mode
    except (OSError, RuntimeError) as error:
        return f"it cannot be opened: {getattr(error, 'strerror', None) or error}"
    if not target.is_relative_to(root.resolve()):
        return "a link that leads out of the folder is not followed"
    if not stat.S_ISREG(mode):
        return "no regular file"
    if files.kind_of(path) is None:
        return f"its kind is unknown; {', '.join(files.KNOWN_ENDINGS)} are read"
    return None
