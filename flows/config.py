"""Reads wirecopy.toml: the sources of a scheduled run, and how the web is asked.

Every mistake is told at once, each with its line and the nearest word that would be right.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.config_fields import (
    BY_PATH,
    SOURCE_FIELDS,
    WEB_FIELDS,
    WEB_KINDS,
    shown,
)
from flows.config_hints import belongs, nearest, toml_mistake
from flows.config_lines import lines_of
from flows.settings import program_version
from tasks.errors import WirecopyError
from tasks.text.urls import host_of
from tasks.web.limits import WebLimits
from tasks.web.pacing import LEAST_GAP_S

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flows.config_lines import Lines

CONFIG = Path("wirecopy.toml")
_CONTACT = 'contact = "https://desk.example/about", or an e-mail address'
# Which keys stand under which table.
_PLACES = {"source": tuple(SOURCE_FIELDS), "web": tuple(WEB_FIELDS)}


class ConfigError(WirecopyError):
    """A wirecopy.toml with mistakes; the message tells all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceEntry:
    """One [[source]]. Of `url` and `path` exactly one is given; a path is absolute.

    `outlet` and `language` hold for articles that do not say their own. `limit` bounds how many
    entries one run takes from it. `every_s` is the pause between polls that its editor wants.
    """

    name: str
    kind: str
    url: str | None = None
    path: Path | None = None
    outlet: str | None = None
    language: str | None = None
    limit: int | None = None
    every_s: float | None = None

    @property
    def is_web(self) -> bool:
        """Whether its articles are on the web."""
        return self.kind in WEB_KINDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What a wirecopy.toml says. `limits` is None where nobody is told whom to write to."""

    sources: tuple[SourceEntry, ...]
    limits: WebLimits | None = None

    @property
    def web(self) -> tuple[SourceEntry, ...]:
        """The sources whose articles are on the web."""
        return tuple(entry for entry in self.sources if entry.is_web)

    @property
    def local(self) -> tuple[SourceEntry, ...]:
        """The sources on this machine."""
        return tuple(entry for entry in self.sources if not entry.is_web)


def configured(path: Path | None, *, none_given: bool) -> Config | None:
    """Return what the named file says, or, where no source is given, the one that lies here.

    Raises:
        ConfigError: it has mistakes; or neither a source nor a file is there.
    """
    if path is None and not none_given:
        return None
    if path is None and not CONFIG.exists():
        raise ConfigError(
            f"there is nothing to run on: name a SOURCE, or write a {CONFIG} here "
            "(docs/sources.md shows one), or name it with `--config FILE`"
        )
    return read_config(path or CONFIG)


def entries_of(path: Path | None) -> dict[str, SourceEntry]:
    """Return the sources on the web of the named file, or of the one that lies here, by name.

    Raises:
        ConfigError: the file has mistakes.
    """
    if path is None and not CONFIG.exists():
        return {}
    return {entry.name: entry for entry in read_config(path or CONFIG).web}


def read_config(path: Path, *, may_be_empty: bool = False) -> Config:
    """Return what the file at `path` says. Paths in it are relative to its folder.

    may_be_empty: it may have no source yet.

    Raises:
        ConfigError: it cannot be read, or has mistakes: all of them are told.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"{path} cannot be read ({error}); name another with `--config FILE`"
        ) from error
    return parse_config(text, path, may_be_empty=may_be_empty)


def parse_config(text: str, path: Path, *, may_be_empty: bool = False) -> Config:
    """Return what a text says that is, or is to be, the file at `path`.

    Raises:
        ConfigError: it has mistakes: all of them are told.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path} is not TOML: {toml_mistake(error, text)}") from error
    reading = _Reading(tables, text, path.resolve().parent, may_be_empty)
    config = reading.config()
    if reading.mistakes:
        told = "".join(f"\n  line {line}: {what}" for line, what in sorted(reading.mistakes))
        count = len(reading.mistakes)
        raise ConfigError(f"{path} has {count} mistake{'s' if count > 1 else ''}:{told}")
    return config


@dataclass(slots=True)
class _Reading:
    """One reading of a file: its tables, where each key stands, and the mistakes met so far."""

    tables: Mapping[str, Any]
    text: str
    folder: Path
    may_be_empty: bool = False
    mistakes: list[tuple[int, str]] = field(default_factory=list)

    def config(self) -> Config:
        """Return what the file says; it is of use only where no mistake was met."""
        lines = lines_of(self.text)
        self._unknown(self.tables, "", tuple(_PLACES), lambda key: lines.get((key, 0, ""), 1))
        sources = self._sources(lines)
        web = self._fields("web", 0, self.tables.get("web", {}), WEB_FIELDS, lines)
        on_web = [entry for entry in sources if entry.is_web]
        line = lines.get(("web", 0, ""), 1)
        if on_web and "contact" not in web and not self._tells_of("contact"):
            self.mistakes.append(
                (line, f"[web] needs contact: hosts are told whom to write to, like {_CONTACT}")
            )
        if web.get("gap_s", LEAST_GAP_S) < LEAST_GAP_S and not _all_test(on_web, web):
            line = lines.get(("web", 0, "gap_s"), line)
            self.mistakes.append(
                (
                    line,
                    f"gap_s below {LEAST_GAP_S:g} is for test hosts alone: a host is not hurried",
                )
            )
        limits = _limits(web) if "contact" in web and not self.mistakes else None
        return Config(sources=tuple(sources), limits=limits)

    def _sources(self, lines: Lines) -> list[SourceEntry]:
        written = self.tables.get("source", [])
        if not written and self.may_be_empty:
            return []
        if not isinstance(written, list) or not all(isinstance(each, dict) for each in written):
            first = min((at for (name, *_), at in lines.items() if name[:6] == "source"), default=1)
            told = "a source begins with [[source]], in two brackets, and has a name in it"
            self.mistakes.append((first, told))
            return []
        if not written and not any("source" in what for _, what in self.mistakes):
            told = "it needs a [[source]]; `wirecopy sources add URL` writes one"
            self.mistakes.append((1, told))
        entries: list[SourceEntry] = []
        for at, table in enumerate(written):
            line = lines.get(("source", at, ""), 1)
            before = len(self.mistakes)
            given = self._fields("source", at, table, SOURCE_FIELDS, lines)
            if len(self.mistakes) == before:
                self._whole(given, line)
            if any(entry.name == given.get("name") for entry in entries):
                self.mistakes.append((line, f"there are two sources {given['name']!r}; rename one"))
            if len(self.mistakes) == before:
                entries.append(self._entry(given))
        return entries

    def _whole(self, given: Mapping[str, Any], line: int) -> None:
        """Note what a source lacks or has too much of."""
        lacking = [key for key in ("name", "kind") if key not in given]
        if lacking:
            self.mistakes.append((line, f"this source needs {' and '.join(lacking)}"))
            return
        kind, places = given["kind"], [key for key in ("url", "path") if key in given]
        fit = [key for key in ("url", "path") if kind in (BY_PATH if key == "path" else WEB_KINDS)]
        if len(places) != 1 or places[0] not in fit:
            what = " or ".join(fit)
            self.mistakes.append((line, f"a source of kind {kind!r} needs {what}, and only that"))

    def _entry(self, given: Mapping[str, Any]) -> SourceEntry:
        path = given.get("path")
        known = {key: value for key, value in given.items() if key not in ("path", "every")}
        return SourceEntry(
            **known, path=self.folder / path if path else None, every_s=given.get("every")
        )

    def _fields(
        self,
        table: str,
        at: int,
        written: object,
        checks: Mapping[str, Callable[[Any], object]],
        lines: Lines,
    ) -> dict[str, Any]:
        """Return a table's fields that are right, and note those that are not."""
        header = lines.get((table, at, ""), 1)
        if not isinstance(written, dict):
            self.mistakes.append((header, f"{table} is a table: write [{table}]"))
            return {}
        self._unknown(
            written, table, tuple(checks), lambda key: lines.get((table, at, key), header)
        )
        found = {}
        for key, check in checks.items():
            if key in written:
                try:
                    found[key] = check(written[key])
                except (ValueError, TypeError) as error:
                    own = lines.get((f"{table}.{key}", 0, ""), header)
                    line = lines.get((table, at, key), own)
                    value = "..." if isinstance(written[key], dict) else shown(written[key])
                    self.mistakes.append((line, f"{key} = {value} {error}"))
        return found

    def _unknown(
        self,
        written: Mapping[str, Any],
        table: str,
        known: tuple[str, ...],
        line: Callable[[str], int],
    ) -> None:
        for key in written:
            if key not in known:
                hint = belongs(key, table, _PLACES)
                told = f"; {hint}" if hint else nearest(key, known)
                self.mistakes.append((line(key), f"there is no {key!r} here{told}"))

    def _tells_of(self, key: str) -> bool:
        """Whether a mistake about this key has been told."""
        told = (f"{key} =", f"there is no {key!r}")
        return any(what.startswith((*told, "web is")) for _, what in self.mistakes)


def _limits(web: Mapping[str, Any]) -> WebLimits:
    known = {key: web[key] for key in ("contact", "gap_s", "at_once", "patience_s") if key in web}
    return WebLimits(
        **known, version=program_version(), allowed_hosts=dict(web.get("test_hosts", {}))
    )


def _all_test(entries: list[SourceEntry], web: Mapping[str, Any]) -> bool:
    hosts = web.get("test_hosts", {})
    return all(entry.url is None or host_of(entry.url) in hosts for entry in entries)
