"""Reads one answer within its limits, and names what may be wrong with it."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

import httpx

from tasks.article.unpack import BodyTooLargeError, BrokenBodyError, Unpacker
from tasks.listings import Answer, UrlOutcome, Validators
from tasks.web.addresses import RefusedAddressError
from tasks.web.conditional import (
    Meaning,
    fresh_until,
    meaning_of,
    outcome_of,
    validators_of,
    wait_until,
)
from tasks.web.limits import LARGEST, Kind
from tasks.web.sockets import NoSuchHostError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    Found: TypeAlias = "tuple[Answer, str | None] | Trouble"

_LONGEST_DETAIL = 200
_LONGEST_NAME = 60
# What no page comes as. Text under a wrong name is read all the same; these are never text.
_NO_PAGE = ("image/", "audio/", "video/", "font/", "application/pdf", "application/zip")


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a request brought no answer to read on.

    `is_hosts`: the host is in trouble, and is given a pause; `may_pass`: asking once more may help;
    `wait` until when the host asks for patience.
    """

    outcome: UrlOutcome
    detail: str = ""
    status: int | None = None
    is_hosts: bool = False
    may_pass: bool = False
    wait: datetime | None = None


async def read_answer(
    response: httpx.Response, answer: Answer, *, kind: Kind, shown: Validators, now: datetime
) -> Found:
    """Return an answer with its body, with its outcome, or with where it sends us, or the trouble.

    `shown` are the validators that the request showed.
    """
    headers = {name.lower(): value for name, value in response.headers.items()}
    status = response.status_code
    answer = replace(
        answer,
        content_type=headers.get("content-type", "").partition(";")[0].strip().lower() or None,
        charset=(response.charset_encoding or "")[:_LONGEST_NAME] or None,
        fresh_until=fresh_until(headers, now),
    )
    conditional = bool(shown.etag or shown.last_modified)
    match meaning_of(status, conditional=conditional):
        case Meaning.BODY:
            return await _with_body(response, answer, headers, kind, shown)
        case Meaning.UNCHANGED:
            return replace(
                answer, outcome=UrlOutcome.UNCHANGED, validators=_kept(headers, shown)
            ), None
        case Meaning.MOVED | Meaning.MOVED_FOR_GOOD if headers.get("location"):
            return answer, headers["location"]
        case Meaning.WAIT | Meaning.TROUBLE:
            return _asked_for_patience(status, headers, now)
        case _:
            return replace(answer, outcome=outcome_of(status), detail=f"status {status}"), None


async def _with_body(
    response: httpx.Response,
    answer: Answer,
    headers: Mapping[str, str],
    kind: Kind,
    shown: Validators,
) -> Found:
    """Return an answer with its body, read up to the limit of its kind."""
    if kind is Kind.PAGE and (answer.content_type or "").startswith(_NO_PAGE):
        detail = f"{printable(answer.content_type or '')} is no page"
        return replace(answer, outcome=UrlOutcome.NOT_HTML, detail=detail), None
    limit = LARGEST[kind]
    length = headers.get("content-length", "")
    if kind is not Kind.ROBOTS and length.isdigit() and int(length) > limit:
        detail = f"{int(length):,} bytes; {limit:,} are read"
        return replace(answer, outcome=UrlOutcome.TOO_LARGE, detail=detail), None
    unpacker = Unpacker(limit=limit, encoding=headers.get("content-encoding", ""))
    try:
        async for piece in response.aiter_raw():
            unpacker.take(piece)
        body = unpacker.whole()
    except BodyTooLargeError as error:
        if kind is not Kind.ROBOTS:
            return replace(answer, outcome=UrlOutcome.TOO_LARGE, detail=str(error)), None
        body = unpacker.so_far(limit)
    validators = validators_of(headers, body)
    if shown.digest is not None and shown.digest == validators.digest:
        # Hosts that give every answer another ETag send the same bytes all the same.
        return replace(answer, outcome=UrlOutcome.UNCHANGED, validators=validators), None
    return replace(answer, body=body, validators=validators), None


def _asked_for_patience(status: int, headers: Mapping[str, str], now: datetime) -> Trouble:
    """Return the trouble of a host that is overloaded, or broken."""
    wait = wait_until(headers, now)
    until = f", asks to wait until {wait:%Y-%m-%d %H:%M:%S} UTC" if wait else ""
    detail = f"status {status}{until}"
    return Trouble(outcome_of(status), detail, status, is_hosts=True, may_pass=True, wait=wait)


def _kept(headers: Mapping[str, str], shown: Validators) -> Validators:
    """Return the validators after a 304, which may bring newer ones but has no body to digest."""
    newer = validators_of(headers, b"")
    return Validators(
        etag=newer.etag or shown.etag,
        last_modified=newer.last_modified or shown.last_modified,
        digest=shown.digest,
    )


# What an error says, the first that fits. After a timeout, asking again would only take as long.
_ERRORS: tuple[tuple[tuple[type[Exception], ...], Trouble], ...] = (
    ((RefusedAddressError,), Trouble(UrlOutcome.REFUSED_ADDRESS)),
    ((NoSuchHostError,), Trouble(UrlOutcome.NO_SUCH_HOST)),
    ((httpx.InvalidURL, httpx.UnsupportedProtocol), Trouble(UrlOutcome.BAD_URL)),
    ((TimeoutError, httpx.TimeoutException), Trouble(UrlOutcome.TIMEOUT, is_hosts=True)),
    ((httpx.ConnectError,), Trouble(UrlOutcome.UNREACHABLE, is_hosts=True, may_pass=True)),
    ((BrokenBodyError,), Trouble(UrlOutcome.BROKEN_ANSWER)),
    ((Exception,), Trouble(UrlOutcome.BROKEN_ANSWER, is_hosts=True, may_pass=True)),
)


def trouble_of(error: Exception) -> Trouble:
    """Return what an error says of the URL or its host."""
    detail = printable(str(error)) or type(error).__name__
    if isinstance(error, httpx.ConnectError) and _is_tls(error):
        return Trouble(UrlOutcome.TLS, detail, is_hosts=True)
    found = next(trouble for kinds, trouble in _ERRORS if isinstance(error, kinds))
    return replace(found, detail=detail)


def _is_tls(error: BaseException | None) -> bool:
    """Tell whether an error began as one of TLS."""
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False


def printable(written: str) -> str:
    """Return a stranger's words as they may be shown: nothing that moves a terminal's cursor."""
    return "".join(sign for sign in written[:_LONGEST_DETAIL] if sign.isprintable())
