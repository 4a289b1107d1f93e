"""Figures and verdicts as rows, as a plain table, and as what JSON can carry."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from tasks.evaluation.measure import MACRO

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tasks.evaluation.gate import Broken, Verdict
    from tasks.evaluation.measure import Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table: precision, recall and F1 where the measure has them, else `value`."""

    set_name: str
    measure: str
    count: int
    precision: float | None = None
    recall: float | None = None
    f1: float | None = None
    value: float | None = None


_PARTS = ("precision", "recall", "f1")
_HEADS = ("set", "measure", "on", "P", "R", "F1", "value")


def rows(figures: Iterable[Figure]) -> list[Row]:
    """Return one row for each measure of each set, in the order given, the macro means last."""
    ordered = sorted(figures, key=lambda one: one.set_name == MACRO)
    grouped: dict[tuple[str, str], dict[str, float]] = {}
    counts: dict[tuple[str, str], int] = {}
    for one in ordered:
        stem, part = _stem(one.measure)
        key = (one.set_name, stem)
        grouped.setdefault(key, {})[part] = one.value
        counts[key] = one.count
    return [
        Row(set_name=name, measure=stem, count=counts[name, stem], **values)
        for (name, stem), values in grouped.items()
    ]


def _stem(measure: str) -> tuple[str, str]:
    for part in _PARTS:
        if measure.endswith(f"_{part}"):
            return measure.removesuffix(f"_{part}"), part
    return measure, "value"


def table(figures: Iterable[Figure]) -> str:
    """Return the figures as a table of plain text, a set's name on its first line only."""
    lines = [_HEADS, *_cells(rows(figures))]
    widths = [max(len(line[column]) for line in lines) for column in range(len(_HEADS))]
    return "\n".join(_aligned(line, widths) for line in lines)


def _cells(shown: Sequence[Row]) -> list[tuple[str, ...]]:
    before = [None, *(row.set_name for row in shown)]
    return [
        (
            "" if row.set_name == last else row.set_name,
            row.measure,
            str(row.count),
            *(_number(value) for value in (row.precision, row.recall, row.f1, row.value)),
        )
        for row, last in zip(shown, before, strict=False)
    ]


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"


def _aligned(line: Sequence[str], widths: Sequence[int]) -> str:
    """Return names to the left, numbers to the right."""
    names = [cell.ljust(width) for cell, width in zip(line[:2], widths[:2], strict=True)]
    numbers = [cell.rjust(width) for cell, width in zip(line[2:], widths[2:], strict=True)]
    return "  ".join([*names, *numbers]).rstrip()


def verdict_lines(verdict: Verdict) -> list[str]:
    """Return the verdict in words: what held, what broke and by how much, what was skipped."""
    return [
        f"{verdict.held} floors held, {len(verdict.broken)} broken",
        *(_broken_line(one) for one in verdict.broken),
        *(f"skipped {name}: its set is not here" for name in verdict.skipped),
        *(f"no floors for {name} yet" for name in verdict.unguarded),
    ]


def _broken_line(one: Broken) -> str:
    measured = "nothing" if one.value is None else f"{one.value:.4f}"
    return (
        f"{one.set_name} {one.measure}: {one.trouble} (measured {measured}, floor {one.floor:.4f})"
    )


def as_json(figures: Iterable[Figure], verdict: Verdict | None = None) -> dict[str, object]:
    """Return figures and verdict as dicts, lists, words and numbers only."""
    carried: dict[str, object] = {"figures": [asdict(one) for one in figures]}
    if verdict is not None:
        carried["verdict"] = {
            "passed": verdict.passed,
            "held": verdict.held,
            "broken": [{**asdict(one), "trouble": str(one.trouble)} for one in verdict.broken],
            "skipped": list(verdict.skipped),
            "unguarded": list(verdict.unguarded),
        }
    return carried
