"""Asks a URL where it has moved to for good (301, 308), and the URL itself where that has ended."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tasks.listings import UrlOutcome
from tasks.web.limits import Kind

if TYPE_CHECKING:
    from tasks.listings import Answer, Validators
    from tasks.web.client import WebClient


async def fetch_moved(
    client: WebClient,
    url: str,
    *,
    moved_to: str | None,
    kind: Kind = Kind.PAGE,
    validators: Validators | None = None,
) -> Answer:
    """Return what became of a URL, with the address to remember for it as `moved_to`, or None.

    moved_to: what was remembered. It is checked like any other address. Where it holds nothing
    any more, or leads in a circle, it is given up, and the URL itself is asked at once: hosts
    announce moves that they take back.
    """
    answer = await client.fetch(moved_to or url, kind=kind, validators=validators)
    if moved_to is not None:
        if answer.outcome is not None and answer.outcome.passing:
            return replace(answer, url=url, moved_to=moved_to)
        if _is_well(answer):
            return _remembering(answer, url, answer.moved_to or moved_to)
        answer = await client.fetch(url, kind=kind, validators=validators)
    return _remembering(answer, url, answer.moved_to if _is_well(answer) else None)


def _is_well(answer: Answer) -> bool:
    return answer.body is not None or answer.outcome is UrlOutcome.UNCHANGED


def _remembering(answer: Answer, url: str, moved_to: str | None) -> Answer:
    # Who has moved back is asked as before.
    return replace(answer, url=url, moved_to=None if moved_to == url else moved_to)
