"""One writer at a time: a lock the system frees when its holder dies, and a note of its holder."""

from __future__ import annotations

import fcntl
import json
import os
import socket
import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Self

from tasks.errors import StoreBusyError, StoreError

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType
    from typing import TextIO

HEARTBEAT_SECONDS = 5.0
# Locks do not cross hosts on every network file system; there the heartbeat decides. Twelve
# missed beats outlast a long pause of the process, and no desk waits a minute for long.
STALE_AFTER = timedelta(seconds=60)


class Lease:
    """The right to write into a store's folder, held for the length of a `with` block."""

    def __init__(self, directory: Path) -> None:
        self._path = directory / "writer.lock"
        self._since = datetime.now(UTC)
        self._stopped = threading.Event()
        self._file: TextIO | None = None
        self._beating: threading.Thread | None = None

    def __enter__(self) -> Self:
        """Take the lease.

        Raises:
            StoreBusyError: another run holds it; says which, where and since when.
            StoreError: the folder cannot be written.
        """
        try:
            self._file = self._path.open("a+", encoding="utf-8")
        except OSError as error:
            raise StoreError(
                f"{self._path.parent} cannot be written ({error}); check its permissions, or name "
                "another store with `--store DIR`"
            ) from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise self._refusal() from None
        if self._held_elsewhere():
            raise self._refusal()
        self._beat()
        self._beating = threading.Thread(target=self._keep_beating, name="lease", daemon=True)
        self._beating.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Give the lease back, leaving an empty note."""
        self._stopped.set()
        if self._beating:
            self._beating.join()
        if self._file:
            self._write("")
            self._file.close()

    def _keep_beating(self) -> None:
        while not self._stopped.wait(HEARTBEAT_SECONDS):
            self._beat()

    def _beat(self) -> None:
        self._write(
            json.dumps(
                {
                    "pid": os.getpid(),
                    "host": socket.gethostname(),
                    "since": self._since.isoformat(timespec="seconds"),
                    "heartbeat": datetime.now(UTC).isoformat(timespec="seconds"),
                }
            )
        )

    def _write(self, note: str) -> None:
        if self._file is None:
            return
        self._file.seek(0)
        self._file.truncate()
        self._file.write(note)
        self._file.flush()

    def _note(self) -> dict[str, str | int]:
        if self._file is None:
            return {}
        self._file.seek(0)
        try:
            note = json.loads(self._file.read() or "{}")
        except ValueError:
            # The holder was killed, or read, in the middle of a beat.
            return {}
        return note if isinstance(note, dict) else {}

    def _held_elsewhere(self) -> bool:
        note = self._note()
        if not note or note.get("host") == socket.gethostname():
            return False
        try:
            beat = datetime.fromisoformat(str(note.get("heartbeat")))
        except ValueError:
            return False
        return datetime.now(UTC) - beat < STALE_AFTER

    def _refusal(self) -> StoreBusyError:
        note = self._note()
        if self._file:
            self._file.close()
            self._file = None
        return StoreBusyError(
            f"the store {self._path.parent} is being written by process {note.get('pid', '?')} on "
            f"{note.get('host', '?')} since {note.get('since', '?')} "
            f"(last sign of life {note.get('heartbeat', '?')}). Wait for it to end; readers are "
            f"not affected: {self._path.parent / 'stories.duckdb'} can be read meanwhile"
        )
