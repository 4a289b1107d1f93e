"""Shards on disk: Parquet files that many machines write and read, each whole or not there.

A folder of this machine, one that several machines share, or what pyarrow opens by its address
(s3://bucket/folder, gs://...). A shard is known by its name alone: what is in it never changes.
"""

from __future__ import annotations

import os
import socket
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import fs

from tasks.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

# Rows read together when a few articles' texts are wanted: some 2 MB of text.
ROW_GROUP = 1_000


@dataclass(frozen=True, slots=True)
class Shards:
    """A folder of shards. It is sent to workers as it is: it holds an address, no open file."""

    address: str

    def has(self, name: str) -> bool:
        """Tell whether a shard is there, and so is whole."""
        files, root = self._opened()
        found = files.get_file_info(f"{root}/{name}.parquet").type
        return bool(found == fs.FileType.File)

    def write(self, name: str, table: pa.Table, *, row_group: int = ROW_GROUP) -> None:
        """Write a shard under another name, then give it its own: nobody meets half of it.

        Raises:
            StoreError: the folder cannot be written.
        """
        files, root = self._opened()
        path = f"{root}/{name}.parquet"
        passing = f"{path}.{socket.gethostname()}-{os.getpid()}-{uuid.uuid4().hex[:8]}"
        try:
            files.create_dir(str(Path(path).parent), recursive=True)
            with files.open_output_stream(passing) as stream:
                pq.write_table(table, stream, row_group_size=row_group, compression="zstd")
            files.move(passing, path)
        except OSError as error:
            raise StoreError(
                f"{self.address} cannot be written ({error}); name a folder that every worker can "
                "write, with `--shards FOLDER`"
            ) from error

    def read(self, name: str, columns: list[str] | None = None) -> pa.Table:
        """Return a shard, or some of its columns."""
        with self._file(name) as file:
            return file.read(columns)

    def count(self, name: str) -> int:
        """Return how many rows a shard has."""
        with self._file(name) as file:
            return int(file.metadata.num_rows)

    def marks(self, name: str) -> dict[str, str]:
        """Return what was written beside a shard's columns."""
        with self._file(name) as file:
            written = file.schema_arrow.metadata or {}
        return {key.decode(): value.decode() for key, value in written.items()}

    def stretches(self, name: str) -> Iterator[pa.Table]:
        """Yield a shard a row group at a time."""
        with self._file(name) as file:
            for at in range(file.num_row_groups):
                yield file.read_row_group(at)

    def rows(self, name: str, at: npt.NDArray[np.int64], columns: list[str]) -> pa.Table:
        """Return some rows of a shard, given by their places in ascending order."""
        with self._file(name) as file:
            sizes = [file.metadata.row_group(n).num_rows for n in range(file.num_row_groups)]
            ends = np.cumsum(sizes)
            groups = np.searchsorted(ends, at, side="right")
            wanted = np.unique(groups)
            table = file.read_row_groups(wanted.tolist(), columns)
        before = np.concatenate([[0], np.cumsum(np.array(sizes)[wanted])])[:-1]
        starts = np.concatenate([[0], ends])[:-1]
        return table.take(at - starts[groups] + before[np.searchsorted(wanted, groups)])

    def between(self, name: str, column: str, low: int, high: int) -> pa.Table:
        """Return the rows whose `column` is from `low` to `high`; other row groups stay unread."""
        files, root = self._opened()
        return pq.read_table(
            f"{root}/{name}.parquet",
            filesystem=files,
            filters=[(column, ">=", low), (column, "<=", high)],
        )

    def _file(self, name: str) -> pq.ParquetFile:
        files, root = self._opened()
        return pq.ParquetFile(files.open_input_file(f"{root}/{name}.parquet"))

    def _opened(self) -> tuple[fs.FileSystem, str]:
        if "://" not in self.address:
            return fs.LocalFileSystem(), self.address
        try:
            files, root = fs.FileSystem.from_uri(self.address)
        except (pa.ArrowException, OSError, ValueError) as error:
            raise StoreError(
                f"{self.address} cannot be opened ({error}); give a folder, or an address that "
                "pyarrow opens, like s3://bucket/folder"
            ) from error
        return files, root
