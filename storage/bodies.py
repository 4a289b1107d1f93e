"""The bodies of pages on disk, by digest and packed, so that nothing is asked for twice."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import pyarrow as pa

from tasks.errors import NotFoundError, StoreError

if TYPE_CHECKING:
    from pathlib import Path

_DIGEST = re.compile(r"[0-9a-f]{16,64}")
_PACKING = "zstd"


class Bodies:
    """Keeps bodies under a folder. A body is whole on disk under its digest, or not there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, digest: str, body: bytes) -> Path:
        """Keep a body under its digest, in hexadecimal, and return its file."""
        path = self._path(digest)
        if path.exists():
            return path
        path.parent.mkdir(parents=True, exist_ok=True)
        packed = pa.BufferOutputStream()
        with pa.CompressedOutputStream(packed, _PACKING) as stream:
            stream.write(body)
        fresh = path.with_name(f".{path.name}.fresh")
        with fresh.open("wb") as file:
            file.write(packed.getvalue())
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
        return path

    def read(self, digest: str) -> bytes:
        """Return the body of a digest.

        Raises:
            NotFoundError: it is not kept.
            StoreError: its file is damaged.
        """
        path = self._path(digest)
        if not path.exists():
            raise NotFoundError(f"no body {digest} is kept in {self._folder}")
        try:
            with pa.input_stream(str(path), compression=_PACKING) as stream:
                return bytes(stream.read())
        except OSError as error:
            raise StoreError(
                f"{path} is damaged ({error}); delete it, and it is asked for again"
            ) from error

    def _path(self, digest: str) -> Path:
        """Return a digest's file. What is no digest must not become a path."""
        if not _DIGEST.fullmatch(digest):
            raise ValueError(f"{digest!r} is no digest in hexadecimal")
        return self._folder / digest[:2] / f"{digest}.zst"
