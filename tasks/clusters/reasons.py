"""Small words for reasons: spans of time and counts as a reader would say them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import timedelta

_UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))
# "90 minutes" says more than "1 hour"; "47 hours" more than "1 day".
_ENOUGH = 2


def ago(span: timedelta) -> str:
    """Return a span of time in its largest unit of which there are two, else in seconds."""
    seconds = round(abs(span.total_seconds()))
    for unit, length in _UNITS:
        if seconds >= _ENOUGH * length:
            return counted(seconds // length, unit)
    return counted(seconds, "second")


def counted(count: int, noun: str) -> str:
    """Return "1 minute", "2 minutes"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
