"""Parquet: one article a row, with the columns of JSON lines' fields, read in batches."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import partial
from typing import TYPE_CHECKING

from tasks.errors import SourceError
from tasks.outcomes import Reason, Rejected
from tasks.sources.fields import input_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tasks.records import Input
    from tasks.sources.source import Unread

# Articles of some kilobytes: a batch stays below some megabytes.
_ROWS = 256
_PLAIN = (str, int, float, bool, type(None))


def check_columns(path: Path) -> None:
    """Raise SourceError unless `path` is Parquet with a column of texts or pages."""
    import pyarrow as pa  # a fifth of a second that other sources need not pay
    import pyarrow.parquet as pq

    try:
        columns = pq.read_schema(path).names
    except (pa.ArrowException, OSError) as error:
        raise SourceError(
            f"{path} is no Parquet file ({error!s:.80}); write it again, or give its "
            "articles as JSON lines"
        ) from error
    if not {"text", "html"} & set(columns):
        raise SourceError(
            f"{path} has no column text or html (it has {', '.join(columns[:12])}); "
            "rename the column that holds the articles' text to text"
        )


def unread_rows(path: Path, name: str, start: int = 0, stop: int | None = None) -> Iterator[Unread]:
    """Yield the unread inputs of a Parquet file, one for each row.

    start, stop: row groups; then rows are counted from the first of them.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    row_number = 0
    try:
        with pq.ParquetFile(path) as file:
            groups = range(start, file.num_row_groups if stop is None else stop)
            for batch in file.iter_batches(batch_size=_ROWS, row_groups=groups):
                for row in batch.to_pylist():
                    row_number += 1
                    yield partial(_read_row, row, f"{name}:{row_number}")
    except (pa.ArrowException, OSError) as error:
        yield partial(_broken, f"{name}:{row_number + 1}", f"{error!s:.200}")


def group_rows(path: Path) -> list[int]:
    """Return how many rows each row group of a Parquet file has; none where it cannot be read."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            return [file.metadata.row_group(at).num_rows for at in range(file.num_row_groups)]
    except (pa.ArrowException, OSError):
        return []


def _read_row(row: dict[str, object], name: str, place: int) -> Input | Rejected:
    """Return the input that a row holds, or why it holds none."""
    fields = {column: _as_json(value) for column, value in row.items() if value is not None}
    return input_of(fields, name=name, place=place)


def _as_json(value: object) -> object:
    """Return a column's value as JSON could hold it: moments in ISO 8601, the rest as text."""
    match value:
        case datetime() | date() | time():
            return value.isoformat()
        case list() | tuple():
            return [_as_json(each) for each in value]
        case dict():
            return {str(key): _as_json(each) for key, each in value.items()}
        case bytes():
            return value.decode("utf-8", "replace")
        case float() if value != value or value in (float("inf"), float("-inf")):  # noqa: PLR0124 - only NaN is not itself
            return str(value)
        case _:
            return value if isinstance(value, _PLAIN) else str(value)


def _broken(name: str, why: str, place: int) -> Rejected:  # noqa: ARG001 - readers are given it
    """Return the rejection that stands for the rest of a file that breaks off."""
    detail = f"the file cannot be read from here on: {why}"
    return Rejected(input=name, reason=Reason.UNREADABLE, detail=detail)
