"""The hosts of the web: when each was asked, when it may be again, and its robots.txt."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pyarrow as pa

from tasks.listings import HostState, RobotsFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from storage.statements import Statements


class Hosts:
    """Reads and writes the states of hosts, in the caller's transaction."""

    def __init__(self, statements: Statements) -> None:
        self._sql = statements

    def states(self) -> dict[str, HostState]:
        """Return what is known of every host, by host."""
        return {row[0]: _state(*row) for row in self._sql.rows("hosts")}

    def keep(self, states: Iterable[HostState]) -> None:
        """Replace what is known of some hosts."""
        kept = list(states)
        if not kept:
            return
        times = pa.timestamp("us")
        rows = pa.table(
            {
                "host": pa.array([state.host for state in kept], pa.string()),
                "asked": pa.array([naive(state.asked) for state in kept], times),
                "not_before": pa.array([naive(state.not_before) for state in kept], times),
                "failures": pa.array([state.failures for state in kept], pa.int32()),
                "crawl_delay_s": pa.array([s.crawl_delay_s for s in kept], pa.float64()),
                "robots": pa.array([_written(state.robots) for state in kept], pa.string()),
            }
        )
        with self._sql.view("incoming", rows):
            self._sql.run("forget_hosts")
        self._sql.insert("insert_hosts", rows)


def naive(moment: datetime | None) -> datetime | None:
    """Return a moment in aware UTC as the store has it: without its zone."""
    return None if moment is None else moment.replace(tzinfo=None)


def aware(stored: datetime | None) -> datetime | None:
    """Return a stored moment in aware UTC."""
    return None if stored is None else stored.replace(tzinfo=UTC)


def _state(  # noqa: PLR0917 - a row of queries/hosts.sql, in its order
    host: str,
    asked: datetime | None,
    not_before: datetime | None,
    failures: int,
    crawl_delay_s: float,
    robots: str,
) -> HostState:
    return HostState(
        host=host,
        asked=aware(asked),
        not_before=aware(not_before),
        failures=failures,
        crawl_delay_s=crawl_delay_s,
        robots={
            origin: RobotsFile(status=status, text=text, fetched=datetime.fromisoformat(fetched))
            for origin, (status, text, fetched) in json.loads(robots).items()
        },
    )


def _written(robots: Mapping[str, RobotsFile]) -> str:
    return json.dumps(
        {origin: (one.status, one.text, one.fetched.isoformat()) for origin, one in robots.items()}
    )
