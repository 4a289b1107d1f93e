"""What the command line prints for programs: JSON and CSV."""

from __future__ import annotations

import csv
from dataclasses import asdict, is_dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO
from uuid import UUID

from flows.printing import steady

if TYPE_CHECKING:
    from flows.publish import Summary
    from flows.web_summary import WebSummary
    from storage.asking import Answer

_FORMULA_STARTS = ("=", "+", "-", "@", "\t")


def plain(value: object) -> Any:  # noqa: PLR0911  (a table of kinds, one line each)
    """Return a value as JSON can hold it; times as ISO 8601 in UTC."""
    match value:
        case Enum():
            return value.name.lower()
        case dict():
            return {str(key): plain(one) for key, one in value.items()}
        case list() | tuple():
            return [plain(one) for one in value]
        case datetime():
            return value.isoformat() + ("" if value.tzinfo else "Z")
        case date() | time() | timedelta() | Path() | Decimal() | UUID():
            return str(value)
        case bytes() | bytearray():
            return value.hex()
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    return value


def record_json(record: object) -> dict[str, Any]:
    """Return a record's fields as JSON can hold them."""
    found: dict[str, Any] = plain(record)
    return found


def summary_json(summary: Summary) -> dict[str, Any]:
    """Return a run's summary for programs."""
    tally = summary.tally
    return {
        "run_id": summary.run_id,
        "carried_on": summary.carried_on,
        "inputs": tally.inputs,
        "articles": tally.articles,
        "known": tally.known,
        "rejections": {reason.value: count for reason, count in sorted(tally.rejections.items())},
        "store": {
            "articles": summary.articles,
            "stories": summary.stories,
            "copies": summary.copies,
        },
        "events": summary.events,
        "crowded_buckets": summary.crowded,
        "held_back": list(summary.held),
        "published": str(summary.published),
        "seconds": {what: round(taken, 3) for what, taken in summary.seconds.items()},
        "web": web_json(summary.web) if summary.web else None,
        "largest": [record_json(story) for story in summary.largest],
    }


def web_json(web: WebSummary) -> dict[str, Any]:
    """Return what a run did on the web for programs."""
    sums = ("listed", "retried", "known", "repeated", "asked", "fresh", "articles")
    return {
        "lists": web.polls,
        **{name: web.total(name) for name in sums},
        "outcomes": {outcome.value: count for outcome, count in web.outcomes.items()},
        "sources": [record_json(source) for source in web.sources if source.source],
        "alarms": [record_json(alarm) for alarm in web.alarms],
    }


def answer_json(answer: Answer) -> list[dict[str, Any]]:
    """Return a query's answer as a list of objects."""
    return [dict(zip(answer.columns, map(plain, row), strict=True)) for row in answer.rows]


def write_csv(answer: Answer, out: TextIO) -> None:
    """Write a query's answer as CSV, for a spreadsheet to open."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(map(_cell, answer.columns))
    writer.writerows(map(_cell, row) for row in answer.rows)


def _cell(value: object) -> object:
    """Return a value as a cell that a spreadsheet shows and does not run.

    A text that would be a formula gets an apostrophe before it: https://owasp.org/www-community/
    attacks/CSV_Injection. JSON keeps all as it is.
    """
    if not isinstance(value, str):
        return "" if value is None else plain(value)
    text = steady(value)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
