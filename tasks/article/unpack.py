"""Bodies off the wire, unpacked piece by piece within limits: a bomb ends at the limit."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field

# Never more than this is unpacked at a time, so that a small piece cannot become a large one.
_PIECE_BYTES = 65_536
# zlib takes either header, gzip's or its own, with this added to the largest window.
_GZIP_OR_ZLIB = zlib.MAX_WBITS | 32
_GZIP_NAMES = frozenset({"gzip", "x-gzip", "deflate"})
# What a client can take. Brotli and zstandard are left out: each would be one more unpacker of
# hostile bytes, to save some kilobytes a page.
ACCEPTED_ENCODINGS = "gzip, deflate"


class BodyTooLargeError(Exception):
    """A body is larger than allowed, packed or unpacked; the message says which."""


class BrokenBodyError(Exception):
    """A body cannot be unpacked; the message says why."""


@dataclass(slots=True, kw_only=True)
class Unpacker:
    """Takes a body's bytes as they come and keeps them unpacked.

    `encoding` is the Content-Encoding header; `limit` counts bytes, of the packed body and of the
    unpacked one alike.
    """

    limit: int
    encoding: str = ""
    _taken: int = 0
    _kept: bytearray = field(default_factory=bytearray)
    _inner: zlib._Decompress | None = None
    _raw_deflate: bool = False

    def __post_init__(self) -> None:
        names = [name for name in self.encoding.lower().replace(" ", "").split(",") if name]
        names = [name for name in names if name != "identity"]
        # Packed twice is what bombs are; no news page is.
        if len(names) > 1 or not _GZIP_NAMES.issuperset(names):
            raise BrokenBodyError(f"it is packed as {self.encoding[:40]!r}, which is not read")
        self._raw_deflate = names == ["deflate"]
        self._inner = zlib.decompressobj(_GZIP_OR_ZLIB) if names else None

    def take(self, piece: bytes) -> None:
        """Add a piece of the body as it came.

        Raises:
            BodyTooLargeError: the limit is passed.
            BrokenBodyError: the piece cannot be unpacked.
        """
        self._taken += len(piece)
        if self._taken > self.limit:
            raise BodyTooLargeError(f"more than {self.limit:,} bytes")
        if self._inner is None:
            self._kept += piece
        else:
            self._unpack(piece)

    def so_far(self, limit: int) -> bytes:
        """Return what was unpacked up to now, at most `limit` bytes."""
        return bytes(self._kept[:limit])

    def whole(self) -> bytes:
        """Return the body, unpacked.

        Raises:
            BodyTooLargeError: its last bytes passed the limit.
            BrokenBodyError: it broke off before its end.
        """
        if self._inner is not None:
            # What a full buffer had left over: some kilobytes at the most.
            self._keep(self._inner.flush())
        if self._inner is not None and self._taken and not self._inner.eof:
            raise BrokenBodyError("it breaks off before its end")
        return bytes(self._kept)

    def _unpack(self, piece: bytes) -> None:
        """Unpack a piece, as much at a time as is bounded."""
        while piece and self._inner is not None:
            if self._inner.eof:
                # A further member of gzip goes on; what else follows the end is padding.
                if not piece.startswith(b"\x1f\x8b"):
                    return
                self._inner = zlib.decompressobj(_GZIP_OR_ZLIB)
            self._keep(self._step(piece))
            piece = self._inner.unconsumed_tail or self._inner.unused_data

    def _keep(self, unpacked: bytes) -> None:
        """Keep what was unpacked, up to the limit."""
        self._kept += unpacked
        if len(self._kept) > self.limit:
            raise BodyTooLargeError(f"more than {self.limit:,} bytes when unpacked")

    def _step(self, piece: bytes) -> bytes:
        """Return the next bytes that `piece` unpacks to, a bounded number of them."""
        inner = self._inner
        if inner is None:
            return piece
        try:
            return inner.decompress(piece, _PIECE_BYTES)
        except zlib.error as error:
            if not self._raw_deflate or self._kept:
                raise BrokenBodyError(f"it cannot be unpacked ({error})") from error
            # Half the web's servers send "deflate" without zlib's header.
            self._raw_deflate = False
            self._inner = zlib.decompressobj(-zlib.MAX_WBITS)
            return self._step(piece)


def unpack(body: bytes, *, limit: int, encoding: str = "gzip") -> bytes:
    """Return a body unpacked, at most `limit` bytes.

    Raises:
        BodyTooLargeError: it is larger.
        BrokenBodyError: it cannot be unpacked.
    """
    unpacker = Unpacker(limit=limit, encoding=encoding)
    for start in range(0, len(body), _PIECE_BYTES):
        unpacker.take(body[start : start + _PIECE_BYTES])
    return unpacker.whole()
