"""When an article was published: what sources and pages write, as aware UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

# Clocks of outlets and ours differ, and a paper may carry tomorrow's date; more is a mistake.
AHEAD_ALLOWED = timedelta(days=1)

# Seconds, milliseconds or microseconds since 1970: for any day from 1973 to 2286.
_EPOCH = re.compile(r"([0-9]{9,10}|[0-9]{12,13}|[0-9]{15,16})(?:\.[0-9]+)?")
# The mail standard's date and no more: its reader drops what it does not know, "a.m. EST" among it.
_MAIL = re.compile(
    r"(?:[A-Za-z]{3}, *)?\d{1,2} [A-Za-z]{3} \d{4} \d\d:\d\d(?::\d\d)?(?: [+-]\d{4}| GMT| UT)?"
)
_PREFIX = re.compile(
    r"^(?:first )?(?:published|posted|updated|on)\b[ :]*(?:on |at )?", re.IGNORECASE
)
# 03/04/2026 is a day in March to some and in April to others: better no date than a wrong one.
_AMBIGUOUS = re.compile(r"\b(0?[1-9]|1[0-2])([/.-])(0?[1-9]|1[0-2])\2(?:\d{4}|\d{2})\b")
_LONGEST = 80
# Names of zones that pages print; others are read as UTC. CST is Chicago's, not Shanghai's.
_ZONE_HOURS = {
    "EST": -5, "EDT": -4, "ET": -5, "CST": -6, "CDT": -5, "CT": -6, "MST": -7, "MDT": -6,
    "PST": -8, "PDT": -7, "PT": -8, "BST": 1, "WEST": 1, "CET": 1, "CEST": 2, "MEZ": 1,
    "MESZ": 2, "EET": 2, "EEST": 3, "MSK": 3, "IST": 5.5, "SGT": 8, "HKT": 8, "JST": 9,
    "KST": 9, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
}  # fmt: skip
_ZONES = {name: int(hours * 3600) for name, hours in _ZONE_HOURS.items()}


def parse_published(written: str, *, now: datetime) -> datetime | None:
    """Return the moment that `written` names, as aware UTC, or None where it names none surely.

    Reads ISO 8601, RFC 5322, seconds since 1970 and dates in English words. A time without a zone
    is UTC, a date without a time is its midnight. More than a day after `now` is no date.
    """
    written = _PREFIX.sub("", written.strip())
    if not written or len(written) > _LONGEST:
        return None
    for read in (_read_iso, _read_epoch, _read_mail, _read_words):
        try:
            moment = read(written)
        except (ValueError, OverflowError, TypeError, IndexError):
            continue
        if moment is not None:
            return _in_utc(moment, now)
    return None


def _in_utc(moment: datetime, now: datetime) -> datetime | None:
    """Return the moment in UTC unless it lies ahead of `now` or beyond calendar and clock."""
    try:
        moment = moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (OverflowError, ValueError):  # beyond year 1 or 9999; a zone of a day and more
        return None
    return moment if moment <= now + AHEAD_ALLOWED else None


def _read_iso(written: str) -> datetime:
    """Read 2026-11-21, 2026-11-21T08:30:00Z and their like."""
    # Python reads 20261121 and week dates too; a bare number is seconds or nothing.
    if written.isdigit() and len(written) != len("20261121"):
        raise ValueError(written)
    return datetime.fromisoformat(written)


def _read_epoch(written: str) -> datetime | None:
    """Read seconds, milliseconds or microseconds since 1970."""
    found = _EPOCH.fullmatch(written)
    if found is None:
        return None
    return datetime.fromtimestamp(int(found[1]) / 1000 ** (len(found[1]) // 3 - 3), tz=UTC)


def _read_mail(written: str) -> datetime | None:
    """Read "Sat, 21 Nov 2026 08:30:00 +0100", the date of mails and feeds."""
    return parsedate_to_datetime(written) if _MAIL.fullmatch(written) else None


def _read_words(written: str) -> datetime | None:
    """Read "November 21, 2026 8:30 a.m. EST" and whatever else dateutil is sure of."""
    from dateutil import parser  # type: ignore[import-untyped]  # ships no types; loaded when needed

    if _AMBIGUOUS.search(written):
        return None
    # What is missing comes from the default; two defaults that disagree show that a day,
    # a month or a year was missing ("Tuesday", "10:30").
    moments = [
        parser.parse(written, default=default, tzinfos=_seconds_ahead)
        for default in (datetime(2000, 1, 1, tzinfo=None), datetime(2001, 2, 2, tzinfo=None))  # noqa: DTZ001 -- zone is read
    ]
    return moments[0] if moments[0] == moments[1] else None


def _seconds_ahead(zone: str | None, offset: int | None) -> int | None:
    """Say how far a printed zone is ahead of UTC; a name that nobody knows is read as UTC.

    dateutil asks this of every time. Left to itself it warns of names that it does not know, and
    reads those of the machine's own zone as local time: the day would hang on where it runs.
    """
    if zone in _ZONES:
        return _ZONES[zone]
    return 0 if zone and offset is None else offset
