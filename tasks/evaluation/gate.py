"""The gate: measured figures against floors that nobody lowers by accident.

Floors are kept as JSON with the project: for each set the digest of its files and the least value
of each measure. A figure below its floor fails, and so does a floor whose figure is gone. A set
that is not here is skipped and said so; one whose files have changed fails, because floors of
other labels prove nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from tasks.errors import GoldError, WirecopyError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tasks.evaluation.measure import Figure

# Figures are functions of the texts and do not vary between runs. This absorbs the cutting to
# DIGITS and the last digits of other machines' arithmetic, and nothing that anyone would notice.
EPSILON = 0.0005

# Floors are written a little lower than measured figures print, never higher than they are.
DIGITS = 4

_UPDATE = "`wirecopy evaluate --update-floors`"
_LOWER = "--allow-lower"


class LowerFloorError(WirecopyError):
    """A floor would sink, and nobody said that it may."""


class Trouble(StrEnum):
    """Why a floor does not hold."""

    BELOW = "below its floor"
    GONE = "not measured any more"
    CHANGED = "the set's files have changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SetFloors:
    """The least value of each measure on one set, and the files it was measured on."""

    digest: str
    least: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """One floor that does not hold. `value` is None where nothing was measured."""

    set_name: str
    measure: str
    floor: float
    value: float | None
    trouble: Trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the gate says. `skipped` sets are not here; `unguarded` ones have no floors yet."""

    held: int
    broken: tuple[Broken, ...] = ()
    skipped: tuple[str, ...] = ()
    unguarded: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether every floor of every set that is here holds."""
        return not self.broken


def judge(
    figures: Iterable[Figure], digests: Mapping[str, str], floors: Mapping[str, SetFloors]
) -> Verdict:
    """Return which floors hold.

    figures: of the sets that were measured. digests: of their files; a set is here if its is.
    floors: by set; those of the macro mean stand under its name, with `macro_digest` of its sets.
    """
    values = {(one.set_name, one.measure): one.value for one in figures}
    here = digests.keys() & floors.keys()
    broken = [
        trouble
        for name in sorted(here)
        for trouble in _broken(name, floors[name], digests.get(name), values)
    ]
    guarded = sum(len(floors[name].least) for name in here)
    return Verdict(
        held=guarded - len(broken),
        broken=tuple(broken),
        skipped=tuple(sorted(floors.keys() - here)),
        unguarded=tuple(sorted(digests.keys() - floors.keys())),
    )


def _broken(
    name: str, floors: SetFloors, digest: str | None, values: Mapping[tuple[str, str], float]
) -> list[Broken]:
    """Return the floors of one set that do not hold, in order of measure."""
    found = []
    for measure, floor in sorted(floors.least.items()):
        value = values.get((name, measure))
        trouble = _trouble(value, floor, changed=digest != floors.digest)
        if trouble:
            found.append(
                Broken(set_name=name, measure=measure, floor=floor, value=value, trouble=trouble)
            )
    return found


def _trouble(value: float | None, floor: float, *, changed: bool) -> Trouble | None:
    if changed:
        return Trouble.CHANGED
    if value is None:
        return Trouble.GONE
    return Trouble.BELOW if value < floor - EPSILON else None


def macro_digest(digests: Mapping[str, str], sets: Iterable[str]) -> str:
    """Return what stands for the files behind a mean: its sets' digests, in order of name."""
    return "+".join(digests[name][:16] for name in sorted(sets))


def raised_floors(
    figures: Iterable[Figure],
    digests: Mapping[str, str],
    floors: Mapping[str, SetFloors],
    *,
    allow_lower: bool = False,
) -> dict[str, SetFloors]:
    """Return `floors` set anew to the measured figures; sets that are not here keep theirs.

    Raises:
        LowerFloorError: a floor would sink by more than EPSILON, or vanish, without `allow_lower`.
    """
    measured: dict[str, dict[str, float]] = {}
    for one in figures:
        # Cut off, not rounded: a floor above its own figure would fail at once.
        value = int(one.value * 10**DIGITS) / 10**DIGITS
        measured.setdefault(one.set_name, {})[one.measure] = value
    sinking = _sinking(measured, floors)
    if sinking and not allow_lower:
        raise LowerFloorError(
            f"{len(sinking)} floors would sink: {'; '.join(sinking)}. "
            f"If that is meant, say so: {_UPDATE} {_LOWER}"
        )
    anew = {name: SetFloors(digest=digests[name], least=least) for name, least in measured.items()}
    return {**floors, **anew}


def _sinking(
    measured: Mapping[str, Mapping[str, float]], floors: Mapping[str, SetFloors]
) -> list[str]:
    """Return in words which floors would be lower than they are, or gone."""
    return [
        f"{name} {measure} {floor:.4f} -> {_shown(measured[name].get(measure))}"
        for name in sorted(measured.keys() & floors.keys())
        for measure, floor in sorted(floors[name].least.items())
        if measured[name].get(measure, -1.0) < floor - EPSILON
    ]


def _shown(value: float | None) -> str:
    return "none" if value is None else f"{value:.4f}"


def write_floors(floors: Mapping[str, SetFloors]) -> str:
    """Return floors as JSON, sorted, so that a change shows as few lines."""
    rows = {
        name: {"digest": one.digest, "floors": dict(sorted(one.least.items()))}
        for name, one in sorted(floors.items())
    }
    return json.dumps(rows, indent=2, ensure_ascii=False) + "\n"


def read_floors(text: str, *, origin: str) -> dict[str, SetFloors]:
    """Return floors from JSON as `write_floors` writes it.

    Raises:
        GoldError: the text is not of that form; names the set and the field.
    """
    try:
        rows = json.loads(text)
    except ValueError as error:
        raise GoldError(f"{origin} is no JSON: {error}; write it anew with {_UPDATE}") from None
    if not isinstance(rows, Mapping):
        raise GoldError(f"{origin} holds no object of sets; write it anew with {_UPDATE}")
    return {name: _set_floors(row, f"{origin}, {name}") for name, row in rows.items()}


def _set_floors(row: object, where: str) -> SetFloors:
    digest = row.get("digest") if isinstance(row, Mapping) else None
    least = row.get("floors") if isinstance(row, Mapping) else None
    if not isinstance(digest, str):
        raise GoldError(f"{where}: digest is missing; write it anew with {_UPDATE}")
    if not isinstance(least, Mapping) or not all(_is_number(one) for one in least.values()):
        raise GoldError(f"{where}: floors must map measures to numbers; see {_UPDATE}")
    return SetFloors(digest=digest, least={name: float(one) for name, one in least.items()})


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
