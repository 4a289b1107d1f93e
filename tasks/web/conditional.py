"""What spares a body, and what an answer means: validators in, headers out, statuses read."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from tasks.listings import UrlOutcome, Validators

if TYPE_CHECKING:
    from collections.abc import Mapping

# An ETag or date that is longer is no validator but a load on every later request.
LONGEST_VALIDATOR = 512
# A host that asks for more is asked again then all the same: by mistake, years are asked for.
LONGEST_WAIT = timedelta(days=2)
# RFC 5861 and common practice know years; a listing that is not asked for a day is missed.
LONGEST_FRESH = timedelta(days=1)
# ASCII 0x21 and 0x23-0x7E in quotes, "W/" before it (RFC 9110, 8.8.3); quotes are often forgotten.
_ETAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e]*"|[\x21\x23-\x2b\x2d-\x7e]+')
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_NOT_FRESH = re.compile(r"(?:^|[\s,])no-(?:store|cache)\b", re.IGNORECASE)
_SECONDS = re.compile(r"\d{1,9}")

_NAMED = {
    outcome.value: outcome
    for outcome in UrlOutcome
    if outcome.value.startswith("http-") and outcome.value[-3:].isdigit()
}


class Meaning(StrEnum):
    """What an answer means for the URL that was asked."""

    BODY = "body"
    UNCHANGED = "unchanged"
    MOVED = "moved"
    MOVED_FOR_GOOD = "moved-for-good"
    GONE = "gone"
    WAIT = "wait"
    TROUBLE = "trouble"
    REFUSED = "refused"
    STRANGE = "strange"


_NOT_MODIFIED = 304
_MEANINGS = {
    **dict.fromkeys((200, 203), Meaning.BODY),
    _NOT_MODIFIED: Meaning.UNCHANGED,
    **dict.fromkeys((301, 308), Meaning.MOVED_FOR_GOOD),
    **dict.fromkeys((302, 303, 307), Meaning.MOVED),
    410: Meaning.GONE,
    **dict.fromkeys((408, 425, 429, 503), Meaning.WAIT),
}
_BY_HUNDREDS = {4: Meaning.REFUSED, 5: Meaning.TROUBLE}


def request_headers(validators: Validators) -> dict[str, str]:
    """Return the headers that ask for a body only if it has changed."""
    headers = {}
    if validators.etag:
        headers["If-None-Match"] = validators.etag
    if validators.last_modified:
        headers["If-Modified-Since"] = validators.last_modified
    return headers


def meaning_of(status: int, *, conditional: bool) -> Meaning:
    """Return what a status means; `conditional` where the request showed validators.

    301 and 308 are remembered, 410 retires the URL, 429 and 503 ask for patience.
    """
    if status == _NOT_MODIFIED and not conditional:
        # Whoever was shown no validator cannot know that nothing changed.
        return Meaning.STRANGE
    return _MEANINGS.get(status) or _BY_HUNDREDS.get(status // 100, Meaning.STRANGE)


def outcome_of(status: int) -> UrlOutcome:
    """Return how a URL ends whose last answer had this status, and no body to be read on."""
    if (named := _NAMED.get(f"http-{status}")) is not None:
        return named
    match status // 100:
        case 4:
            return UrlOutcome.HTTP_4XX
        case 5:
            return UrlOutcome.HTTP_5XX
        case _:
            return UrlOutcome.HTTP_OTHER


def validators_of(headers: Mapping[str, str], body: bytes) -> Validators:
    """Return what a later request can show. `headers` are known by names in small letters."""
    etag = headers.get("etag", "").strip()
    modified = headers.get("last-modified", "").strip()
    return Validators(
        etag=etag if _ETAG.fullmatch(etag) and len(etag) <= LONGEST_VALIDATOR else None,
        # It is sent back as it was given: hosts compare it as a text.
        last_modified=modified if _moment(modified) else None,
        digest=hashlib.blake2b(body, digest_size=16).hexdigest(),
    )


def wait_until(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """Return until when `Retry-After` asks for patience, two days at the most, or None."""
    written = headers.get("retry-after", "").strip()
    if _SECONDS.fullmatch(written):
        return now + min(timedelta(seconds=int(written)), LONGEST_WAIT)
    moment = _moment(written)
    return min(moment, now + LONGEST_WAIT) if moment is not None and moment > now else None


def fresh_until(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """Return until when an answer need not be asked for again, a day at the most, or None."""
    control = headers.get("cache-control", "")
    if _NOT_FRESH.search(control):
        return None
    if (found := _MAX_AGE.search(control)) is not None:
        age = headers.get("age", "").strip()
        left = int(found[1]) - (int(age) if _SECONDS.fullmatch(age) else 0)
        return now + min(timedelta(seconds=left), LONGEST_FRESH) if left > 0 else None
    expires = _moment(headers.get("expires", ""))
    # Its own clock is what the host counts by.
    gap = expires - (_moment(headers.get("date", "")) or now) if expires else timedelta(0)
    return now + min(gap, LONGEST_FRESH) if gap > timedelta(0) else None


def _moment(written: str) -> datetime | None:
    """Return the moment that a header names, in aware UTC, or None."""
    if not written or len(written) > LONGEST_VALIDATOR:
        return None
    try:
        moment = parsedate_to_datetime(written)
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
