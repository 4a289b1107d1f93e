"""The gate before every request: one at a time to a host, its gap kept, and so many in all."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tasks.listings import HostState
from tasks.web.pacing import after_failure, after_success, is_open, next_permitted

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping


class NotYetError(Exception):
    """A host may be asked again only later than this run will wait; the message says when."""


def steady_clock() -> Callable[[], datetime]:
    """Return a clock in aware UTC that never jumps, even where the machine's clock is set."""
    began, mark = datetime.now(UTC), time.monotonic()
    return lambda: began + timedelta(seconds=time.monotonic() - mark)


class Gate:
    """Holds the state of every host that is asked, and lets requests through in turn."""

    def __init__(
        self,
        states: Mapping[str, HostState],
        *,
        gap_s: float,
        patience_s: float,
        at_once: int,
        now: Callable[[], datetime],
    ) -> None:
        self.states = dict(states)
        self._changed: set[str] = set()
        self._gap_s = gap_s
        self._patience = timedelta(seconds=patience_s)
        self._places = asyncio.Semaphore(at_once)
        self._turns: dict[str, asyncio.Lock] = {}
        self._now = now

    def state(self, host: str) -> HostState:
        """Return what is known of a host."""
        return self.states.get(host) or HostState(host=host)

    def note(self, state: HostState) -> None:
        """Take a host's new state."""
        self.states[state.host] = state
        self._changed.add(state.host)

    def changed(self) -> list[HostState]:
        """Return the states that are new since this was asked last."""
        changed, self._changed = self._changed, set()
        return [self.states[host] for host in sorted(changed)]

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait until `host` may be asked and it is our turn, and hold the turn.

        Raises:
            NotYetError: that lies further ahead than our patience, or the host failed too often.
        """
        async with self._turns.setdefault(host, asyncio.Lock()):
            await self._wait(host)
            # Only now, so that whoever waits for a gap keeps nobody else's place.
            async with self._places:
                try:
                    yield
                finally:
                    # The gap counts from the end of an answer, however long that took.
                    self.note(replace(self.state(host), asked=self._now()))

    def answered(self, host: str) -> None:
        """Note that a host has answered well."""
        self.note(after_success(self.state(host), self._now()))

    def failed(self, host: str, *, wait: datetime | None = None) -> None:
        """Note that a host is in trouble, or asked for patience until `wait`."""
        self.note(after_failure(self.state(host), self._now(), wait=wait))

    async def _wait(self, host: str) -> None:
        """Wait until a host may be asked."""
        state = self.state(host)
        permitted = next_permitted(state, gap_s=self._gap_s)
        if permitted is None:
            return
        if is_open(state, self._now()) or permitted - self._now() > self._patience:
            raise NotYetError(f"{host} may be asked again at {permitted:%Y-%m-%d %H:%M:%S} UTC")
        await asyncio.sleep(max(0.0, (permitted - self._now()).total_seconds()))
