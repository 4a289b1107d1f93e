"""The table of news agencies: how each signs, which hosts are its own, and what is no agency."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from tasks.errors import WirecopyError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# "United Press International" and "The" before a name of three words: nothing printed is longer.
LONGEST_NAME_WORDS = 5

# "AP" after a photographer's name is a picture's credit, "Associated Press" is the text's.
# Names up to this length need a "By", brackets or a line to themselves before we believe them.
SHORT_NAME_CHARS = 5

# Stations in the US (KRON, WKTX-TV), Canada (CKNW) and Mexico (XEW-AM), as regulators hand them
# out, also before a channel, a town or a host ("KHOU 11 Houston", "KMOV.com"). Names in the table
# come first, since KUNA, KCNA and WAM look like stations too.
CALL_SIGN = re.compile(r"(?:[KW][A-Z]{2,3}|C[BFHIJK][A-Z]{2}|X[EH][A-Z]{1,4})(?:[-. ].*)?")

# What may stand around a name without being part of it: bullets of portals, Markdown's stars.
_AROUND_NAMES = " \t*_•·|.,:"


class AgencyTableError(WirecopyError):
    """A table of agencies is malformed; names the row and the field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """One supplier of text. tasks/provenance/agencies.toml says what each field holds."""

    name: str
    aliases: tuple[str, ...]
    outlets: tuple[str, ...] = ()
    openings: tuple[str, ...] = ()
    closings: tuple[str, ...] = ()
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Habit:
    """How one agency opens or closes: words that follow each other, and any between them."""

    agency: str
    parts: tuple[str, ...]

    def find(self, text: str, reach: int) -> tuple[int, int] | None:
        """Return where the habit stands in `text`, its parts at most `reach` characters apart."""
        start = text.find(self.parts[0])
        if start < 0:
            return None
        end = start + len(self.parts[0])
        for part in self.parts[1:]:
            found = text.find(part, end, end + reach)
            if found < 0:
                return None
            end = found + len(part)
        return start, end


@dataclass(frozen=True, slots=True, kw_only=True)
class Agencies:
    """The table, laid out for looking up: a printed form, a source, or a house's habits.

    `by_form` maps a form as printed to the agency's name, `by_source` a casefolded host or name.
    `first_words` and `last_words` are those of all forms: what a line is sieved with.
    """

    rows: tuple[Agency, ...]
    by_form: Mapping[str, str]
    long_forms: tuple[str, ...]
    by_source: Mapping[str, str]
    first_words: frozenset[str]
    last_words: frozenset[str]
    openings: tuple[Habit, ...]
    closings: tuple[Habit, ...]

    def named(self, form: str) -> str | None:
        """Return whose name `form` is as a whole, or None. A leading "The" may stand before it."""
        form = form.strip(_AROUND_NAMES)
        return self.by_form.get(form) or self.by_form.get(form.removeprefix("The "))

    def at_start(self, text: str) -> str | None:
        """Return whose name the first words of `text` are: the longest name that fits."""
        words = text.split(None, LONGEST_NAME_WORDS)[:LONGEST_NAME_WORDS]
        forms = (" ".join(words[:count]) for count in range(len(words), 0, -1))
        return next((name for form in forms if (name := self.named(form))), None)

    def at_end(self, text: str) -> tuple[str, str] | None:
        """Return whose name the last words of `text` are, and the words; the longest name."""
        words = text.rsplit(None, LONGEST_NAME_WORDS)[-LONGEST_NAME_WORDS:]
        forms = (" ".join(words[spot:]) for spot in range(len(words)))
        return next(((name, form) for form in forms if (name := self.named(form))), None)

    def owner(self, source: str | None) -> str | None:
        """Return which agency `source` is: its host, a host under that, or a name. None: none."""
        if not source:
            return None
        host = source.casefold().strip().removeprefix("https://").removeprefix("http://")
        host = host.partition("/")[0].removeprefix("www.")
        while host:
            if name := self.by_source.get(host):
                return name
            host = host.partition(".")[2]
        return None


_FIELDS = {"name", "aliases", "outlets", "openings", "closings", "seen"}
_EXAMPLE = 'rows like [[agency]] name = "Meridian Press" aliases = ["MP", "Meridian Press"]'


def read_agencies(toml: str, *, origin: str) -> tuple[Agency, ...]:
    """Return the rows of a table of agencies.

    toml: the table's text, as in agencies.toml: rows `[[agency]]` with name and aliases at least.
    origin: what an error calls the table.

    Raises:
        AgencyTableError: not TOML, or a field is missing, unknown or of another type.
    """
    try:
        rows = tomllib.loads(toml).get("agency", [])
    except tomllib.TOMLDecodeError as error:
        raise AgencyTableError(f"{origin} is no TOML: {error}; write {_EXAMPLE}") from None
    if not isinstance(rows, list):
        raise AgencyTableError(f"{origin}: `agency` is no list of rows; write {_EXAMPLE}")
    return tuple(_agency(row, f"{origin}, agency {place}") for place, row in enumerate(rows, 1))


def _agency(row: Mapping[str, object], where: str) -> Agency:
    if unknown := sorted(set(row) - _FIELDS):
        raise AgencyTableError(f"{where}: no field {unknown[0]!r} is known; use {sorted(_FIELDS)}")
    agency = Agency(
        name=_words(row.get("name"), "name", where),
        aliases=_list(row, "aliases", where),
        outlets=_list(row, "outlets", where),
        openings=_list(row, "openings", where),
        closings=_list(row, "closings", where),
        seen=str(row.get("seen", "")),
    )
    if not agency.aliases:
        raise AgencyTableError(
            f"{where}: aliases is empty; give at least the name as it is printed"
        )
    return agency


def _words(value: object, field: str, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise AgencyTableError(f"{where}: {field} holds {value!r}, not words; write {_EXAMPLE}")
    return value


def _list(row: Mapping[str, object], field: str, where: str) -> tuple[str, ...]:
    value = row.get(field, [])
    if not isinstance(value, list):
        raise AgencyTableError(f"{where}: {field} is {value!r}, not a list; write {_EXAMPLE}")
    return tuple(_words(word, field, where) for word in value)


def lay_out(rows: Sequence[Agency]) -> Agencies:
    """Return `rows` laid out for looking up. Where two rows share a form, the later row has it."""
    forms = {form: row.name for row in rows for form in _forms(row)}
    sources = {key.casefold(): row.name for row in rows for key in (*_forms(row), *row.outlets)}
    return Agencies(
        rows=tuple(rows),
        by_form=forms,
        long_forms=tuple(form for form in forms if " " in form and len(form) > SHORT_NAME_CHARS),
        by_source=sources,
        first_words=frozenset(form.split()[0] for form in forms) | {"The"},
        last_words=frozenset(form.split()[-1] for form in forms),
        openings=tuple(_habit(row.name, one) for row in rows for one in row.openings),
        closings=tuple(_habit(row.name, one) for row in rows for one in row.closings),
    )


def _habit(name: str, written: str) -> Habit:
    return Habit(name, tuple(part for part in written.split("…") if part))


def _forms(row: Agency) -> list[str]:
    plain = [*row.aliases, row.name]
    return [*plain, *(form.upper() for form in plain if len(form) > SHORT_NAME_CHARS)]


@cache
def known_agencies(*more: Agency) -> Agencies:
    """Return our own table, with the rows `more` of a caller after it."""
    own = files("tasks.provenance").joinpath("agencies.toml").read_text(encoding="utf-8")
    return lay_out((*read_agencies(own, origin="agencies.toml"), *more))
