"""What each setting of wirecopy.toml may hold: a check a setting, whose error ends a sentence."""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Any

from flows.config_hints import meant_number, meant_pause, meant_url, nearest
from tasks.text.urls import canonical_url
from tasks.web.addresses import AllowedHost

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

WEB_KINDS = ("feed", "sitemap", "urls", "page")
LOCAL_KINDS = ("folder", "jsonl", "parquet", "warc")
KINDS = (*WEB_KINDS, *LOCAL_KINDS)
# "urls" is a list of addresses, which may itself lie here or on the web.
BY_PATH = ("urls", *LOCAL_KINDS)

MOST_AT_ONCE = 512
_LONGEST_SHOWN = 100
_UNITS = {"s": 1, "min": 60, "h": 3600, "d": 86_400}
_EVERY = re.compile(r"(\d{1,5}) ?(s|min|h|d)")
_NAME = re.compile(r"[\w][\w .-]{0,59}")
_LANGUAGE = re.compile(r"[a-z]{2}")
_REGION = re.compile(r"[A-Za-z]{2}(?:[-_]\w{2,8})?")
_ADDRESS = re.compile(r"([0-9A-Fa-f.:]+):(\d{1,5})")


def shown(value: object) -> str:
    """Return a value as its file has it, as far as a message needs."""
    if isinstance(value, bool):
        return str(value).lower()
    written = json.dumps(value, ensure_ascii=False) if isinstance(value, str) else str(value)
    return written if len(written) <= _LONGEST_SHOWN else f"{written[:_LONGEST_SHOWN]}..."


def _words(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("is no text")
    return value.strip()


def _name(value: object) -> str:
    if not isinstance(value, str) or not _NAME.fullmatch(value):
        raise ValueError("is no name: letters, digits, spaces, dots and dashes, 60 at most")
    return value


def _kind(value: object) -> str:
    if value not in KINDS:
        raise ValueError(f"is no kind{nearest(value, KINDS)}")
    return str(value)


def _url(value: object) -> str:
    url = canonical_url(value) if isinstance(value, str) else None
    if url is None:
        raise ValueError(f"is no web address: it begins with http:// or https://{meant_url(value)}")
    return url


def _language(value: object) -> str:
    if not isinstance(value, str) or not _LANGUAGE.fullmatch(value):
        near = str(value)[:2].lower()
        meant = f'; did you mean "{near}"?' if _REGION.fullmatch(str(value)) else ""
        raise ValueError(f'is no ISO 639-1 code, like "en"{meant}')
    return value


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ValueError(f"is no whole number from 1 on{meant_number(value)}")
    return value


def _at_once(value: object) -> int:
    if _count(value) > MOST_AT_ONCE:
        raise ValueError(f"is more than {MOST_AT_ONCE}, the most hosts that are asked side by side")
    return _count(value)


def _seconds(value: object) -> float:
    seconds = value if isinstance(value, int | float) and not isinstance(value, bool) else -1.0
    if not math.isfinite(seconds) or seconds < 0:
        raise ValueError(f"is no number of seconds{meant_number(value)}")
    return float(seconds)


def _every(value: object) -> float:
    found = _EVERY.fullmatch(value) if isinstance(value, str) else None
    if found is None or not int(found[1]):
        told = 'is no pause: write it like "15min", "2h" or "1d"'
        raise ValueError(told + meant_pause(value))
    return float(int(found[1]) * _UNITS[found[2]])


def checked_contact(value: object) -> str:
    """Return whom hosts are to write to.

    Raises:
        ValueError: it is neither a web address nor an e-mail address.
    """
    written = _words(value)
    if (
        not written.isascii()
        or not written.isprintable()
        or ("@" not in written and "://" not in written)
    ):
        raise ValueError("is neither a web address nor an e-mail address")
    return written


def _test_hosts(value: object) -> dict[str, AllowedHost]:
    found = {}
    for host, place in (value if isinstance(value, dict) else {"": value}).items():
        address = _ADDRESS.fullmatch(str(place))
        if address is None:
            raise ValueError(
                f"is no table of hosts: of {shown(host)} = {shown(place)} the latter is no address "
                'of a server, like "127.0.0.1:8080"'
            )
        found[host] = AllowedHost(address=address[1], port=int(address[2]))
    return found


SOURCE_FIELDS: Mapping[str, Callable[[Any], object]] = {
    "name": _name,
    "kind": _kind,
    "url": _url,
    "path": _words,
    "outlet": _words,
    "language": _language,
    "limit": _count,
    "every": _every,
}
WEB_FIELDS: Mapping[str, Callable[[Any], object]] = {
    "contact": checked_contact,
    "gap_s": _seconds,
    "at_once": _at_once,
    "patience_s": _seconds,
    "test_hosts": _test_hosts,
}
