"""Shards: what became of a part of a source, as one Arrow table that travels as Parquet.

One row an input, in the source's order: an article with its attribution and its keys, or a
rejection (`reason` is set). Times are UTC.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from tasks.batches import Keys
from tasks.outcomes import Reason, Rejected
from tasks.records import Article, Attributed

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

# Part of every shard's name: another layout is another file.
LAYOUT = "1"
_TIME = pa.timestamp("us", tz="UTC")
_ARTICLE = (
    ("article_id", pa.string()),
    ("external_id", pa.string()),
    ("title", pa.string()),
    ("text", pa.string()),
    ("text_sha256", pa.string()),
    ("word_count", pa.int32()),
    ("fetched_at", _TIME),
    ("url", pa.string()),
    ("source", pa.string()),
    ("authors", pa.list_(pa.string())),
    ("published_at", _TIME),
    ("language", pa.string()),
    ("extra", pa.string()),
)
_ATTRIBUTION = (
    ("agency", pa.string()),
    ("strength", pa.uint8()),
    ("is_own", pa.bool_()),
    ("proof", pa.string()),
)
_KEYS = ("signatures", "bands", "sketches", "terms")


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What became of some inputs, in their order; attributions and keys are the articles'."""

    outcomes: list[Article | Rejected]
    attributed: list[Attributed]
    keys: Keys | None


def shard_table(
    outcomes: Sequence[Article | Rejected], attributed: Sequence[Attributed], keys: Keys
) -> pa.Table:
    """Return a shard. attributed and keys: of the articles among the outcomes, in their order."""
    is_article = np.array([isinstance(one, Article) for one in outcomes], np.bool_)
    articles = iter(attributed)
    rows = [next(articles) if found else None for found in is_article.tolist()]
    columns: dict[str, pa.Array] = {
        "input": pa.array([_name(one) for one in outcomes], pa.string()),
        "reason": pa.array([getattr(one, "reason", None) for one in outcomes], pa.string()),
        "detail": pa.array([getattr(one, "detail", None) for one in outcomes], pa.string()),
    }
    for name, kind in _ARTICLE:
        columns[name] = pa.array([row and _told(row.article, name) for row in rows], kind)
    for name, kind in _ATTRIBUTION:
        columns[name] = pa.array([row and getattr(row, name) for row in rows], kind)
    columns["present"] = pa.array(_spread(is_article, keys.present))
    for name in _KEYS:
        columns[name] = _fixed(_spread(is_article, getattr(keys, name)))
    return pa.table(columns)


def read_shard(table: pa.Table) -> Prepared:
    """Return what a shard, or a stretch of one, holds."""
    rows = table.drop_columns([*_KEYS, "present"]).to_pylist()
    outcomes = [_outcome(row) for row in rows]
    attributed = [
        Attributed(article=one, **{name: row[name] for name, _ in _ATTRIBUTION})
        for one, row in zip(outcomes, rows, strict=True)
        if isinstance(one, Article)
    ]
    return Prepared(outcomes=outcomes, attributed=attributed, keys=_keys(table))


def chosen(keys: Keys, at: npt.NDArray[np.int64]) -> Keys:
    """Return the keys of some articles, given by their places."""
    return Keys(
        signatures=keys.signatures[at],
        bands=keys.bands[at],
        sketches=keys.sketches[at],
        terms=keys.terms[at],
        present=keys.present[at],
    )


def _name(one: Article | Rejected) -> str:
    return one.name if isinstance(one, Article) else one.input


def _told(article: Article, name: str) -> Any:
    value = getattr(article, name)
    if name == "authors":
        return list(value)
    if name == "extra":
        return json.dumps(value, ensure_ascii=False, default=str) if value else None
    return value


def _spread(is_article: npt.NDArray[np.bool_], own: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return one row for each outcome: the articles' own, zeros for the rest."""
    spread = np.zeros((len(is_article), *own.shape[1:]), own.dtype)
    spread[is_article] = own
    return spread


def _fixed(rows: npt.NDArray[np.uint32]) -> pa.FixedSizeListArray:
    flat = pa.array(np.ascontiguousarray(rows).reshape(-1), pa.uint32())
    return pa.FixedSizeListArray.from_arrays(flat, rows.shape[1])


def _outcome(row: dict[str, Any]) -> Article | Rejected:
    if row["reason"] is not None:
        return Rejected(input=row["input"], reason=Reason(row["reason"]), detail=row["detail"])
    given = {name: row[name] for name, _ in _ARTICLE}
    published = given["published_at"]
    given |= {
        "authors": tuple(given["authors"]),
        "extra": json.loads(given["extra"]) if given["extra"] else {},
        "fetched_at": given["fetched_at"].astimezone(UTC),
        "published_at": published.astimezone(UTC) if published else None,
    }
    return Article(name=row["input"], **given)


def _keys(table: pa.Table) -> Keys | None:
    is_article = table["reason"].is_null().to_numpy()
    if not is_article.any():
        return None
    columns = {name: _rows(table[name])[is_article] for name in _KEYS}
    return Keys(present=table["present"].to_numpy()[is_article], **columns)


def _rows(column: pa.ChunkedArray) -> npt.NDArray[np.uint32]:
    """Return a column of lists of one length as a matrix."""
    whole = column.combine_chunks()
    flat: npt.NDArray[np.uint32] = whole.flatten().to_numpy()
    return flat.reshape(len(whole), whole.type.list_size)
