"""Publish: put a whole copy of the pipeline's file in the readers' place, in one step."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def publish(working: Path, published: Path) -> None:
    """Replace `published` by a copy of `working`, which must be closed.

    Readers who have the old file open keep it; whoever opens the path finds the old file or the
    new one, never anything between. A copy by the file system costs its speed, not a rewrite.
    """
    fresh = published.with_name(f".{published.name}.fresh")
    shutil.copyfile(working, fresh)
    with fresh.open("rb") as written:
        os.fsync(written.fileno())
    fresh.replace(published)
    flush_folder(published.parent)


def flush_folder(path: Path) -> None:
    """See to it that what was replaced in a folder stays replaced.

    The folder's entry is what changed: without this a power cut may bring back the old one.
    """
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
