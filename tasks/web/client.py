"""Asks the web: robots.txt first, one request at a time to a host, nothing trusted in the answer.

A URL goes: refused? | robots.txt | gate | request | redirect? and every hop begins from the start.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TYPE_CHECKING, Self

import httpx

from tasks.article.unpack import ACCEPTED_ENCODINGS
from tasks.listings import Answer, RobotsFile, UrlOutcome, Validators
from tasks.text.urls import canonical_url, host_of, origin_of
from tasks.web.addresses import refusal_of
from tasks.web.answers import Trouble, read_answer, trouble_of
from tasks.web.conditional import Meaning, meaning_of, request_headers
from tasks.web.gate import Gate, NotYetError, steady_clock
from tasks.web.limits import ACCEPTED, Kind, WebLimits
from tasks.web.robots import is_stale, permission, text_of
from tasks.web.sockets import CheckedBackend, CheckedTransport, resolve

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from tasks.listings import HostState
    from tasks.web.sockets import Resolve

_NO_ROBOTS = 404
# A host that gave no file for these reasons says so itself at every URL.
_SAID_AT_EVERY_URL = frozenset({UrlOutcome.REFUSED_ADDRESS, UrlOutcome.NO_SUCH_HOST})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """What is asked for, on whatever hop."""

    url: str
    kind: Kind
    validators: Validators


class WebClient:
    """An open client. `hosts` is what is known of each host, to be stored with what it led to.

    `resolver`, `tls` and `now` are the system's own unless a test gives others.
    """

    def __init__(
        self,
        limits: WebLimits,
        *,
        hosts: Mapping[str, HostState] | None = None,
        resolver: Resolve = resolve,
        tls: ssl.SSLContext | None = None,
        now: Callable[[], datetime] | None = None,
    ) -> None:
        self._limits = limits
        self._now = now or steady_clock()
        self._gate = Gate(
            hosts or {},
            gap_s=limits.gap_s,
            patience_s=limits.patience_s,
            at_once=limits.at_once,
            now=self._now,
        )
        self._robots_turns: dict[str, asyncio.Lock] = {}
        self._http = httpx.AsyncClient(
            transport=CheckedTransport(
                CheckedBackend(limits.allowed_hosts, resolver),
                at_once=limits.at_once,
                tls=tls or httpx.create_ssl_context(trust_env=False),
            ),
            timeout=httpx.Timeout(limits.silence_s, connect=limits.connect_s, pool=None),
            headers={"User-Agent": limits.user_agent, "Accept-Encoding": ACCEPTED_ENCODINGS},
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            follow_redirects=False,
            trust_env=False,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    @property
    def hosts(self) -> Mapping[str, HostState]:
        """The state of every host known."""
        return self._gate.states

    def changed_hosts(self) -> list[HostState]:
        """Return the states of hosts that are new since this was asked last, to be stored."""
        return self._gate.changed()

    async def fetch(
        self, url: str, *, kind: Kind = Kind.PAGE, validators: Validators | None = None
    ) -> Answer:
        """Return what became of a URL. Never raises for anything that a host or a page does.

        With `validators` of an earlier answer an unchanged body is not sent again.
        """
        first = canonical_url(url)
        if first is None:
            detail = "no web address"
            return self._ended(url, url, Trouble(UrlOutcome.BAD_URL, detail))
        wanted = _Wanted(url=first, kind=kind, validators=validators or Validators())
        return await self._follow(wanted)

    async def _follow(self, wanted: _Wanted) -> Answer:
        """Follow a URL's redirects, each hop checked as if it were the first."""
        here, moved_to, lasting = wanted.url, None, True
        for _ in range(self._limits.redirects + 1):
            answer, location = await self._hop(wanted, here)
            if location is None:
                return replace(answer, url=wanted.url, moved_to=moved_to)
            target = canonical_url(location, here)
            if target is None:
                detail = "a redirect to no web address"
                return self._ended(wanted.url, here, Trouble(UrlOutcome.BAD_URL, detail))
            lasting = lasting and _is_lasting(answer)
            here, moved_to = target, target if lasting else moved_to
        detail = f"more than {self._limits.redirects} redirects"
        return self._ended(wanted.url, here, Trouble(UrlOutcome.TOO_MANY_REDIRECTS, detail))

    async def _hop(self, wanted: _Wanted, here: str) -> tuple[Answer, str | None]:
        """Return one hop's answer, and where it sends us, if it does."""
        why = None if host_of(here) in self._limits.allowed_hosts else refusal_of(here)
        if why is not None:
            return self._ended(here, here, Trouble(UrlOutcome.REFUSED_ADDRESS, why)), None
        if wanted.kind is not Kind.ROBOTS:
            forbidden = await self._forbidden(here)
            if forbidden is not None:
                return self._ended(here, here, forbidden), None
        found = await self._ask(wanted, here)
        if isinstance(found, Trouble):
            return self._ended(here, here, found), None
        return found

    async def _ask(self, wanted: _Wanted, here: str) -> tuple[Answer, str | None] | Trouble:
        """Ask, and once more where the trouble may pass; the gate keeps the pauses."""
        trouble: Trouble | None = None
        for _ in range(self._limits.attempts):
            try:
                found = await self._ask_once(wanted, here)
            except NotYetError as error:
                return trouble or Trouble(UrlOutcome.NOT_YET, str(error))
            if not isinstance(found, Trouble):
                return found
            trouble = found
            if not trouble.may_pass:
                break
        return trouble or Trouble(UrlOutcome.NOT_YET, "no attempt is allowed")

    async def _ask_once(self, wanted: _Wanted, here: str) -> tuple[Answer, str | None] | Trouble:
        """Send one request when it is its turn, and read its answer."""
        host = host_of(here)
        async with self._gate.turn(host):
            try:
                async with asyncio.timeout(self._limits.deadline_s):
                    found = await self._exchange(wanted, here)
            except Exception as error:  # noqa: BLE001 - no host may end the run; each fault is named
                found = trouble_of(error)
            if isinstance(found, Trouble) and found.is_hosts:
                self._gate.failed(host, wait=found.wait)
            else:
                self._gate.answered(host)
        return found

    async def _exchange(self, wanted: _Wanted, here: str) -> tuple[Answer, str | None] | Trouble:
        """Send one request and read its answer within the limits."""
        request = self._http.build_request(
            "GET",
            here,
            headers={"Accept": ACCEPTED[wanted.kind], **request_headers(wanted.validators)},
        )
        asked = self._now()
        response = await self._http.send(request, stream=True)
        try:
            answer = Answer(url=here, answered_by=here, asked=asked, status=response.status_code)
            return await read_answer(
                response, answer, kind=wanted.kind, shown=wanted.validators, now=self._now()
            )
        finally:
            await response.aclose()

    async def _forbidden(self, url: str) -> Trouble | None:
        """Return why robots.txt keeps us from a URL, or None."""
        origin = origin_of(url)
        async with self._robots_turns.setdefault(origin, asyncio.Lock()):
            robots = self._gate.state(host_of(url)).robots.get(origin)
            if robots is None or is_stale(robots, self._now()):
                read = await self._read_robots(origin)
                if isinstance(read, Trouble):
                    return read
                robots = read
        found = permission(robots, url, self._limits.agent)
        if found.allowed:
            return None
        known = robots.status // 100 == 2  # noqa: PLR2004 - 2xx: it was read, and it forbids
        return Trouble(UrlOutcome.ROBOTS if known else UrlOutcome.NOT_YET, found.why)

    async def _read_robots(self, origin: str) -> RobotsFile | Trouble:
        """Ask for an origin's robots.txt, remember it, and return it, or why there is no asking."""
        url = f"{origin}/robots.txt"
        answer = await self._follow(_Wanted(url=url, kind=Kind.ROBOTS, validators=Validators()))
        if answer.outcome in _SAID_AT_EVERY_URL:
            return Trouble(answer.outcome, answer.detail)
        status = answer.status or 0
        if answer.outcome is UrlOutcome.TOO_MANY_REDIRECTS:
            status = _NO_ROBOTS  # RFC 9309, 2.3.1.2: as if there were none
        robots = RobotsFile(status=status, text=text_of(answer.body or b""), fetched=self._now())
        host = host_of(origin)
        state = self._gate.state(host)
        delay = permission(robots, f"{origin}/", self._limits.agent).delay_s
        self._gate.note(
            replace(state, robots={**state.robots, origin: robots}, crawl_delay_s=delay)
        )
        if answer.outcome is not None and answer.outcome.passing:
            return Trouble(answer.outcome, f"robots.txt: {answer.detail}", wait=answer.not_before)
        return robots

    def _ended(self, url: str, answered_by: str, trouble: Trouble) -> Answer:
        """Return the answer that stands for trouble."""
        return Answer(
            url=url,
            answered_by=answered_by,
            asked=self._now(),
            outcome=trouble.outcome,
            detail=trouble.detail,
            status=trouble.status,
            not_before=trouble.wait,
        )


def _is_lasting(answer: Answer) -> bool:
    """Tell whether a redirect is to be remembered."""
    return meaning_of(answer.status or 0, conditional=False) is Meaning.MOVED_FOR_GOOD
