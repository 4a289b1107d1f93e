"""Where articles come from: one file for each kind of source.

To add a kind, write its file with a function that yields the unread inputs, and add its line to
`_READERS` in `files.py`, or, where it is no file, to `open_source`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasks.errors import SourceError
from tasks.sources import files, folder
from tasks.sources.source import Source

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Source", "open_source"]


def open_source(path: Path) -> Source:
    """Return the source at `path`: a folder, or a file of a known kind.

    Raises:
        SourceError: there is nothing at `path`, the folder is empty, or the kind is unknown.
    """
    try:
        if path.is_dir():
            return folder.open_folder(path)
        if path.is_file():
            return files.open_file(path)
        exists = path.exists()
    except OSError as error:
        raise SourceError(
            f"{path} cannot be read ({error.strerror}); check its permissions"
        ) from error
    if exists:
        raise SourceError(f"{path} is neither a file nor a folder; give one that holds articles")
    raise SourceError(f"there is nothing at {path}; check the spelling, or run `ls {path.parent}`")
