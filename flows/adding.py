"""Adds a source to a wirecopy.toml: looks what a URL offers, chooses, and writes the entry."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flows.config import Config, SourceEntry, read_config
from flows.config_fields import checked_contact
from flows.config_writing import entry_text, write_source
from flows.discovering import discover
from flows.settings import program_version
from tasks.errors import WirecopyError
from tasks.sources.discovery import source_name
from tasks.text.urls import canonical_url
from tasks.web.gate import steady_clock
from tasks.web.limits import WebLimits

if TYPE_CHECKING:
    from pathlib import Path

    from flows.discovering import Discovery, Found
    from flows.watch import Watch


class NothingAddedError(WirecopyError):
    """No source was added; the message says why, and what to try."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody asks for: a URL, and what they will not leave to us."""

    url: str
    config: Path
    name: str | None = None
    kind: str | None = None
    contact: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What was found, what was chosen of it, and the entry that says so, as it is written."""

    discovery: Discovery
    chosen: Found
    entry: SourceEntry
    text: str


def add_source(wish: Wish, watch: Watch, *, dry: bool) -> Added:
    """Look for a site's lists and write the best of them into its file. dry: write nothing.

    Raises:
        ConfigError: the file has mistakes, or cannot be written.
        NothingAddedError: nothing was found, it is there already, or nobody is told whom to ask.
    """
    config = (
        read_config(wish.config, may_be_empty=True) if wish.config.exists() else Config(sources=())
    )
    url = canonical_url(wish.url)
    if url is None:
        raise NothingAddedError(
            f"{wish.url!r} is no web address; type it whole: "
            "`wirecopy sources add https://courier.example/`"
        )
    _refuse_twice(config, url)
    limits, contact = _limits(config, wish)
    discovery = asyncio.run(discover(wish.url, limits, steady_clock(), watch, kind=wish.kind))
    if not discovery.found:
        raise NothingAddedError(_nothing(discovery, wish))
    chosen = discovery.found[0]
    _refuse_twice(config, chosen.url)
    entry = _entry(config, wish, discovery, chosen)
    write_source(wish.config, entry, contact, dry=dry)
    return Added(discovery=discovery, chosen=chosen, entry=entry, text=entry_text(entry))


def _limits(config: Config, wish: Wish) -> tuple[WebLimits, str | None]:
    """Return how the web is asked, and the contact to be written into the file, None for none."""
    if config.limits is not None:
        return config.limits, None
    if wish.contact is None:
        raise NothingAddedError(
            f"hosts are told whom to write to, and {wish.config} does not say: add "
            "`--contact https://desk.example/about`, or an e-mail address; it is kept in the file"
        )
    try:
        contact = checked_contact(wish.contact)
    except ValueError as error:
        raise NothingAddedError(f"--contact {wish.contact!r} {error}") from None
    return WebLimits(contact=contact, version=program_version()), contact


def _refuse_twice(config: Config, url: str) -> None:
    for entry in config.sources:
        if entry.url == url:
            raise NothingAddedError(
                f"{url} is there already, as source {entry.name!r}; `wirecopy sources` lists them"
            )


def _entry(config: Config, wish: Wish, discovery: Discovery, chosen: Found) -> SourceEntry:
    taken = [entry.name for entry in config.sources]
    if wish.name in taken:
        raise NothingAddedError(f"there is a source {wish.name!r} already; give another `--name`")
    return SourceEntry(
        name=wish.name or source_name(discovery.url, taken),
        kind=chosen.kind,
        url=chosen.url,
        outlet=discovery.name,
        language=discovery.language,
    )


def _nothing(discovery: Discovery, wish: Wish) -> str:
    """Say that nothing was found, what was asked for, and what to try."""
    what = f"no {wish.kind}" if wish.kind else "no feed and no sitemap"
    asked = "".join(f"\n  {url}: {outcome}" for url, outcome in discovery.tried)
    advice = (
        "no host answered there as it should: check the address, or try again later"
        if discovery.is_silent
        else "try the address of a feed itself (pages often link it as RSS, at their foot), a "
        'section\'s page, or a list of addresses in a file, as a source of kind "urls" '
        "(docs/sources.md)"
    )
    return f"{what} was found at {discovery.url}; asked for:{asked}\n{advice}"
