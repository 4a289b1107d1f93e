"""Load labelled news, and refuse what is malformed by file, line and field.

A set is a folder. `articles.jsonl` has one article a line: id and text, and where known title,
url, source, published, lang, cluster (its story), dup_cluster (its group of copies of one text)
and junk (true: leave it out). `dup_pairs.jsonl` or `pairs.jsonl` has one judged pair a line: a, b,
label (1 together, 0 apart, null not judged); with a grade the pair is about copies, without one
about stories.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, NoReturn, TypeAlias

from tasks.errors import GoldError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

ARTICLES = "articles.jsonl"
PAIRS = ("dup_pairs.jsonl", "pairs.jsonl")
GRADES = frozenset({"identical", "reprint", "excerpt", "version", "shared_background"})

# A record as JSON gave it, before its fields are checked.
_Row: TypeAlias = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldArticle:
    """A labelled article. `cluster` and `dup_cluster` are None where nobody labelled it."""

    article_id: str
    text: str
    title: str | None = None
    url: str | None = None
    source: str | None = None
    published: str | None = None
    language: str | None = None
    cluster: str | None = None
    dup_cluster: str | None = None
    junk: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldPair:
    """Two articles and whether they belong together; `label` None: not judged."""

    left: str
    right: str
    label: bool | None
    grade: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldSet:
    """A labelled set. `digest` is the SHA-256 of its files' bytes, in order of their names."""

    name: str
    digest: str
    articles: tuple[GoldArticle, ...]
    copy_pairs: tuple[GoldPair, ...] = ()
    story_pairs: tuple[GoldPair, ...] = ()

    @property
    def stories(self) -> dict[str, str]:
        """The story of each labelled article that is no junk."""
        return {
            one.article_id: one.cluster for one in self.articles if one.cluster and not one.junk
        }

    @property
    def copies(self) -> dict[str, str]:
        """The group of copies of each labelled article that is no junk."""
        return {
            one.article_id: one.dup_cluster
            for one in self.articles
            if one.dup_cluster and not one.junk
        }


def read_gold(folder: Path) -> GoldSet:
    """Return the set in `folder`, named after it.

    Raises:
        GoldError: a file, a line or a field is not as this module's head says.
    """
    articles = tuple(_articles(folder / ARTICLES))
    known = {one.article_id: one.language for one in articles}
    files = [folder / name for name in PAIRS if (folder / name).is_file()]
    pairs = tuple(pair for file in files for pair in _pairs(file, known))
    gold = GoldSet(
        name=folder.name,
        digest=_digest([folder / ARTICLES, *files]),
        articles=articles,
        copy_pairs=tuple(pair for pair in pairs if pair.grade),
        story_pairs=tuple(pair for pair in pairs if not pair.grade),
    )
    if not (gold.stories or gold.copies or pairs):
        raise GoldError(
            f"{folder} has no label at all; give its articles a cluster or a dup_cluster, "
            f"or add {PAIRS[0]}"
        )
    return gold


def _digest(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _articles(file: Path) -> Iterator[GoldArticle]:
    seen: set[str] = set()
    for row, fail in _rows(file):
        article = _article(row, fail)
        if article.article_id in seen:
            fail("id", f"{article.article_id!r} stands on an earlier line too")
        seen.add(article.article_id)
        yield article


def _article(row: _Row, fail: _Fail) -> GoldArticle:
    return GoldArticle(
        article_id=_words(row, "id", fail),
        text=_words(row, "text", fail),
        title=_words_or_none(row, "title", fail),
        url=_words_or_none(row, "url", fail),
        source=_words_or_none(row, "source", fail),
        published=_words_or_none(row, "published", fail),
        language=_words_or_none(row, "lang", fail),
        cluster=_name_or_none(row, "cluster", fail),
        dup_cluster=_name_or_none(row, "dup_cluster", fail),
        junk=_flag(row, "junk", fail),
    )


def _pairs(file: Path, known: Mapping[str, str | None]) -> Iterator[GoldPair]:
    seen: set[frozenset[str]] = set()
    for row, fail in _rows(file):
        pair = _pair(row, known, fail)
        ends = frozenset({pair.left, pair.right})
        if ends in seen:
            fail("a", f"the pair {pair.left!r}, {pair.right!r} stands on an earlier line too")
        seen.add(ends)
        yield pair


def _pair(row: _Row, known: Mapping[str, str | None], fail: _Fail) -> GoldPair:
    left, right = _words(row, "a", fail), _words(row, "b", fail)
    for field, article in (("a", left), ("b", right)):
        if article not in known:
            fail(field, f"{article!r} is no article of {ARTICLES}")
    if left == right:
        fail("b", f"{right!r} is paired with itself")
    grade = _words_or_none(row, "grade", fail)
    if grade is not None and grade not in GRADES:
        fail("grade", f"{grade!r} is none of {', '.join(sorted(GRADES))}")
    language = _words_or_none(row, "lang", fail) or known[left]
    return GoldPair(left=left, right=right, label=_label(row, fail), grade=grade, language=language)


_Fail: TypeAlias = "Callable[[str, str], NoReturn]"


def _rows(file: Path) -> Iterator[tuple[_Row, _Fail]]:
    """Yield each line's record, and how to refuse one of its fields."""
    try:
        lines = file.read_bytes().splitlines()
    except FileNotFoundError:
        raise GoldError(f"{file} is missing; a labelled set is a folder with {ARTICLES}") from None
    for number, line in enumerate(lines, 1):
        fail = partial(_fail, file, number)
        try:
            row = json.loads(line)
        except ValueError as error:
            fail("line", f"no JSON: {error}")
        if not isinstance(row, Mapping):
            fail("line", "no JSON object; write one record a line")
        yield row, fail


def _fail(file: Path, line: int, field: str, complaint: str) -> NoReturn:
    raise GoldError(f"{file}, line {line}, {field}: {complaint}")


def _words(row: _Row, field: str, fail: _Fail) -> str:
    words = _words_or_none(row, field, fail)
    if words is None or not words.strip():
        fail(field, "is missing or empty")
    return words


def _words_or_none(row: _Row, field: str, fail: _Fail) -> str | None:
    value = row.get(field)
    if value is not None and not isinstance(value, str):
        fail(field, f"{value!r} is no text")
    return value


def _name_or_none(row: _Row, field: str, fail: _Fail) -> str | None:
    """Return a cluster's name; a number will do as one."""
    value = row.get(field)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return _words_or_none(row, field, fail)


def _flag(row: _Row, field: str, fail: _Fail) -> bool:
    value = row.get(field, False)
    if not isinstance(value, bool):
        fail(field, f"{value!r} is neither true nor false")
    return value


def _label(row: _Row, fail: _Fail) -> bool | None:
    """Return whether the two belong together; null says nobody judged, a missing field nothing."""
    value = row.get("label", "missing")
    if value is not None and not (isinstance(value, int) and value in {0, 1}):
        fail("label", f"{value!r} is none of 1 (together), 0 (apart), null (not judged)")
    return None if value is None else bool(value)
