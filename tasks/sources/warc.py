"""WARC, plain or packed, as crawls keep pages (CC-NEWS): one input for each answer, as a stream."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, BinaryIO

from tasks.article.unpack import BodyTooLargeError, BrokenBodyError, unpack
from tasks.outcomes import Reason, Rejected
from tasks.records import LARGEST_PAGE_BYTES, Input
from tasks.text.urls import canonical_url

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from fastwarc.warc import WarcRecord

    from tasks.sources.source import Unread

_PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml", ""})
# How far a search for the next whole record reads at a time, and how much of it is tried.
_STRIDE_BYTES = 1_048_576
_TRIED_BYTES = 4_096
_MEMBER = b"\x1f\x8b\x08"
_RECORD = b"WARC/1."
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[^\r\n]{0,200}\r?\n")
_DONE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """What a record holds, taken out of the stream before the next one is read."""

    url: str
    kind: str
    status: int
    content_type: str
    headers: Mapping[str, str]
    date: str
    record_id: str
    body: bytes
    is_whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """A record at its place in the file, in bytes: what it keeps, or why it cannot be read."""

    place: int
    kept: _Kept | None = None
    fault: str = ""


def unread_answers(path: Path, name: str) -> Iterator[Unread]:
    """Yield the unread inputs of a WARC, one for each answer it keeps, in its order.

    Requests and notes of the crawler are no inputs. A damaged stretch is one rejection, and reading
    goes on at the next whole record after it. The page's URL is the input's id; `extra` holds when
    it was fetched ("warc_date") and what the host said of its type.
    """
    count, damaged = 0, False
    try:
        with path.open("rb") as file:
            for found in _all_records(file):
                if found.kept is not None or (found.fault and not damaged):
                    count += 1
                    yield partial(_read, found, f"{name}:{count}")
                damaged = bool(found.fault)
    except OSError as error:
        fault = _Found(place=0, fault=str(error.strerror or error))
        yield partial(_read, fault, f"{name}:{count + 1}")


def _all_records(file: BinaryIO) -> Iterator[_Found]:
    """Yield every record of a file, and each place where it cannot be read on."""
    start: int | None = 0
    while start is not None:
        found = _Found(place=start, fault="no record begins here")
        for found in _records(file, start):
            yield found
        # The reader ends without a word at a packed head that holds nothing: what follows is looked
        # for in any case.
        start = _next_record(file, found.place + 1)
        if found.fault or start is not None:
            yield found if found.fault else _Found(place=found.place, fault="it ended early")


def _records(file: BinaryIO, start: int) -> Iterator[_Found]:
    """Yield the records from a place on, and last, where one cannot be read, why."""
    from fastwarc.warc import ArchiveIterator, WarcRecordType  # the one source that needs it

    kinds = WarcRecordType
    answers = kinds.response | kinds.resource | kinds.revisit | kinds.conversion
    file.seek(start)
    place = start
    try:
        for record in ArchiveIterator(file, parse_http=True, record_types=kinds.any_type):
            place = record.stream_pos
            is_answer = bool(record.record_type & answers)
            yield _Found(place=place, kept=_kept(record) if is_answer else None)
    except (OSError, ValueError) as error:
        yield _Found(place=place, fault=str(error))


def _kept(record: WarcRecord) -> _Kept:
    """Take a record's content out of the stream, of too large a one only enough to show it."""
    wanted = record.content_length
    body = record.reader.read(LARGEST_PAGE_BYTES + 1)
    http = record.http_headers if record.is_http_parsed else None
    headers = {key.lower(): value for key, value in http.items()} if http is not None else {}
    return _Kept(
        url=canonical_url(record.headers.get("WARC-Target-URI", "") or "") or "",
        kind=str(record.record_type).rpartition(".")[2],
        status=(http.status_code or 0) if http is not None else _DONE,
        content_type=headers.get("content-type", record.headers.get("Content-Type", "") or ""),
        headers=headers,
        date=record.headers.get("WARC-Date", "") or "",
        record_id=record.headers.get("WARC-Record-ID", "") or "",
        body=body,
        is_whole=len(body) >= min(wanted, LARGEST_PAGE_BYTES + 1),
    )


def _read(found: _Found, name: str, place: int) -> Input | Rejected:
    """Return the page in an answer, or why there is none."""
    kept = found.kept
    if kept is None:
        detail = f"damaged after byte {found.place:,}: {found.fault[:200]}"
        return Rejected(input=name, reason=Reason.UNREADABLE, detail=detail)
    page = _page(kept)
    if not isinstance(page, bytes):
        reason, detail = page
        return Rejected(input=name, reason=reason, detail=f"{detail} ({kept.url or 'no URL'})")
    return Input(
        name=name,
        place=place,
        external_id=kept.url or kept.record_id or None,
        url=kept.url or None,
        body=page,
        extra={
            "warc_date": kept.date,
            "warc_record_id": kept.record_id,
            "http_content_type": kept.content_type,
        },
    )


def _page(kept: _Kept) -> bytes | tuple[Reason, str]:
    """Return the bytes of the page in an answer, or why there is none: its reason and detail."""
    media_type = kept.content_type.partition(";")[0].strip().lower()
    if not kept.is_whole:
        return (Reason.UNREADABLE, "the record breaks off")
    if kept.kind == "revisit":
        return (Reason.NO_TEXT, "a revisit: the page was as at an earlier crawl")
    if kept.status != _DONE:
        return (Reason.NO_TEXT, f"the host answered {kept.status}")
    if media_type not in _PAGE_TYPES:
        return (Reason.NOT_HTML, f"{media_type[:60]!r} is no page")
    return _unpacked(kept)


def _unpacked(kept: _Kept) -> bytes | tuple[Reason, str]:
    """Return a page's bytes as its author wrote them, whatever they were packed in on the way."""
    if len(kept.body) > LARGEST_PAGE_BYTES:
        return (Reason.TOO_LARGE, f"more than {LARGEST_PAGE_BYTES:,} bytes")
    chunked = "chunked" in kept.headers.get("transfer-encoding", "").lower()
    body = _dechunked(kept.body) if chunked else kept.body
    encoding = kept.headers.get("content-encoding", "")
    # Some crawlers unpack and keep the header all the same.
    if "gzip" in encoding.lower() and not body.startswith(b"\x1f\x8b"):
        encoding = ""
    try:
        return unpack(body, limit=LARGEST_PAGE_BYTES, encoding=encoding)
    except BodyTooLargeError as error:
        return (Reason.TOO_LARGE, str(error))
    except BrokenBodyError as error:
        return (Reason.UNREADABLE, str(error))


def _dechunked(body: bytes) -> bytes:
    """Return a body without the sizes of its chunks, or as it is where it has none."""
    pieces: list[bytes] = []
    at = 0
    while (head := _CHUNK.match(body, at)) is not None:
        size = int(head[1], 16)
        if size == 0:
            return b"".join(pieces)
        pieces.append(body[head.end() : head.end() + size])
        at = head.end() + size
        at += 2 if body[at : at + 2] == b"\r\n" else 0
    return b"".join(pieces) if pieces and at >= len(body) else body


def _next_record(file: BinaryIO, start: int) -> int | None:
    """Return the first place from `start` on at which a whole record begins, or None."""
    file.seek(start)
    longest = max(len(_MEMBER), len(_RECORD))
    stretch, base = b"", start
    while more := file.read(_STRIDE_BYTES):
        stretch += more
        for at in _beginnings(stretch):
            if _begins(file, base + at):
                return base + at
        base += len(stretch) - longest
        stretch = stretch[-longest:]
        file.seek(base + longest)
    return None


def _beginnings(stretch: bytes) -> list[int]:
    """Return the places in a stretch of a file that may be the beginning of a record."""
    found = (re.finditer(re.escape(mark), stretch) for mark in (_MEMBER, _RECORD))
    return sorted(match.start() for matches in found for match in matches)


def _begins(file: BinaryIO, place: int) -> bool:
    """Tell whether a record begins at a place of a file."""
    file.seek(place)
    head = file.read(_TRIED_BYTES)
    if head.startswith(_MEMBER):
        try:
            head = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(head, len(_RECORD))
        except zlib.error:
            return False
    return head.startswith(_RECORD)
