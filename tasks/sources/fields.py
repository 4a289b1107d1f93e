"""From named fields to an input: what JSON lines and Parquet rows have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from tasks.outcomes import Reason, Rejected
from tasks.records import Input

if TYPE_CHECKING:
    from collections.abc import Mapping

# The names under which a field is known, the first one given wins; the rest go to `extra`.
_NAMES: Mapping[str, tuple[str, ...]] = {
    "external_id": ("id", "external_id"),
    "url": ("url",),
    "title": ("title",),
    "source": ("source", "outlet"),
    "published": ("published", "published_at"),
    "language": ("lang", "language"),
}
_AUTHORS = ("authors", "author")
# Ids and dates are often numbers; anything else in their place is a mistake.
_NUMBERS_ALLOWED = frozenset({"external_id", "published"})
_KINDS: Mapping[type, str] = {bool: "true or false", int: "a number", float: "a number",
                              list: "a list", dict: "an object", bytes: "bytes"}  # fmt: skip

Fields: TypeAlias = "Mapping[str, object]"


class FieldError(ValueError):
    """A field holds what it cannot hold; the message names it."""


def input_of(fields: Fields, *, name: str, place: int) -> Input | Rejected:
    """Return the input that named fields give, or why they give none.

    Known fields are id, url, title, text or html (text wins), source or outlet, published, lang or
    language, and authors (a list, or one string). All others are kept in `extra`.
    """
    left = dict(fields)
    try:
        text, html = _text(left, "text"), _text(left, "html")
        known = {field: _first(left, field) for field in _NAMES}
        authors = _authors(left)
    except FieldError as fault:
        return Rejected(input=name, reason=Reason.UNREADABLE, detail=str(fault))
    if text is None and html is None:
        return Rejected(input=name, reason=Reason.NO_TEXT, detail="no field text or html")
    return Input(
        name=name,
        place=place,
        external_id=known["external_id"] or known["url"],
        url=known["url"],
        title=known["title"],
        text=text,
        body=html.encode() if text is None and html is not None else None,
        source=known["source"],
        authors=authors,
        published=known["published"],
        language=known["language"],
        extra=left,
    )


def _first(left: dict[str, object], field: str) -> str | None:
    """Take the first of a field's names that holds something out of `left`, and return it."""
    for name in _NAMES[field]:
        if left.get(name) not in (None, ""):
            return _text(left, name, numbers=field in _NUMBERS_ALLOWED)
    return None


def _text(left: dict[str, object], name: str, *, numbers: bool = False) -> str | None:
    """Take a field out of `left` and return its text, or None where it is absent or blank."""
    value = left.pop(name, None)
    if numbers and isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if value is not None and not isinstance(value, str):
        raise FieldError(f"{name} is {_kind(value)}, not text")
    return value if value and not value.isspace() else None


def _authors(left: dict[str, object]) -> tuple[str, ...]:
    """Take the authors out of `left` and return them."""
    name = next((name for name in _AUTHORS if left.get(name)), None)
    value = left.pop(name, None) if name else None
    names = [value] if isinstance(value, str) else value or []
    if not isinstance(names, list) or not all(isinstance(author, str) for author in names):
        raise FieldError(f"{name} is {_kind(value)}, not a list of names")
    return tuple(author for author in names if author.strip())


def _kind(value: object) -> str:
    """Return in words what a value is."""
    return _KINDS.get(type(value), type(value).__name__)
