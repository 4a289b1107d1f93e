"""Where the time of whole runs went, as a table: what the targets' remainders are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


def spent(growth: dict[str, Any]) -> tuple[list[str], list[list[str]]]:
    """Return heads and rows: a row for each kind of run, a column for each piece of its work.

    Seconds by the clock; of adding and of ten more the medians of five runs, piece by piece.
    """
    runs = list(_runs(growth))
    works = list(dict.fromkeys(work for _, told in runs for work in told))
    rows = [
        [name, *(f"{told[work]:.1f}" if work in told else "" for work in works)]
        for name, told in runs
    ]
    return ["seconds of", *works], rows


def _runs(growth: dict[str, Any]) -> Iterator[tuple[str, dict[str, float]]]:
    for size, run in growth.items():
        store = f"{int(size):,}"
        for field, name in (
            ("work", f"all {store}"),
            ("adding_work", f"{run['adding']:,} into {store}"),
            ("ten_more_work", f"10 into {store}"),
        ):
            # Results of before there was a profile have none.
            if run.get(field):
                yield name, run[field]
