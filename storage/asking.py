"""Ask the published file anything in SQL, from a connection that can do nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb

from storage.database import connect_reader
from storage.store import published_path
from tasks.errors import WirecopyError

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A query's columns and rows."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


class QuestionError(WirecopyError):
    """A query that cannot be answered; carries DuckDB's own words."""


def ask(directory: Path, question: str) -> Answer:
    """Return the answer to one SQL query over a store's published file.

    Raises:
        QuestionError: the SQL is wrong, or asks for files, the network, or a change.
    """
    db = connect_reader(published_path(directory), locked_down=True)
    try:
        if not duckdb.extract_statements(question):
            raise QuestionError('there is no question in this; try `wirecopy sql "FROM stories"`')
        result = db.execute(question)
        columns = tuple(column[0] for column in result.description)
        return Answer(columns=columns, rows=result.fetchall())
    except duckdb.Error as error:
        raise QuestionError(
            f"{error}\nThe views are: articles, stories, variants, copies, rejections, runs, "
            "story_events, story_redirects, judgements. "
            '`wirecopy sql "DESCRIBE stories"` lists columns'
        ) from error
    finally:
        db.close()
