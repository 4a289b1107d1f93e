"""What was written in the invented newsroom and who printed it: the TOML files as records."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent

# The numbers of docs/glossary.md: from half of the whole text a cut is a reprint, from three
# tenths an excerpt; less would be a teaser, which this newsroom does not print.
REPRINT_SHARE = 0.5
EXCERPT_SHARE = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """An agency or an outlet, as outlets.toml describes it; an empty string is what it lacks."""

    key: str
    name: str
    delivers: str
    url: str
    code: str = ""
    agency: bool = False
    dateline: str = ""
    credit: str = "none"
    template: str = ""
    language: str = "en"
    paragraph: str = ""
    promo: str = ""
    encoding: str = "utf-8"
    curly: bool = False
    comment: str = ""
    comments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One text as its author filed it; `opening` is its dateline, `place` where it was written."""

    key: str
    author: Outlet
    filed: datetime
    title: str
    paragraphs: tuple[str, ...]
    writers: tuple[str, ...] = ()
    place: str = ""
    opening: str = ""
    keeps_opening: bool = False
    desk: str = "news"
    relation: str = "rewrite"


@dataclass(frozen=True, slots=True, kw_only=True)
class Print:
    """That `outlet` printed a text, and what it did to it: cut it, re-headed it, added to it."""

    outlet: Outlet
    text: str
    after: timedelta
    keep: int | None = None
    title: str | None = None
    add: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One event of the invented world: its texts by key, and who printed them."""

    key: str
    title: str
    about: str
    trap: str
    language: str
    texts: dict[str, Text]
    prints: tuple[Print, ...]

    @property
    def main(self) -> Text:
        """The text its canonical article carries: the first of an agency, else the first."""
        return min(self.texts.values(), key=lambda text: (not text.author.agency, text.filed))


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One article as one outlet put it out. `title` and `paragraphs` are what a reader sees."""

    story: Story
    text: Text
    outlet: Outlet
    title: str
    paragraphs: tuple[str, ...]
    byline: str
    published: datetime
    how: str
    relation: str

    @property
    def copy(self) -> str:
        """The key of its copy group: all that carry one text, whole or cut."""
        return f"{self.story.key}/{self.text.key}"


def read_outlets() -> dict[str, Outlet]:
    """Return the cast by key, agencies first."""
    tables = tomllib.loads((HERE / "outlets.toml").read_text("utf-8"))
    return {
        key: Outlet(key=key, **{**table, "comments": tuple(table.get("comments", ()))})
        for key, table in tables.items()
    }


def read_stories(outlets: dict[str, Outlet]) -> list[Story]:
    """Return the stories in the order of their files, borrowed paragraphs filled in."""
    files = sorted((HERE / "stories").glob("*.toml"))
    stories = [_story(tomllib.loads(file.read_text("utf-8")), outlets) for file in files]
    filed = {f"{s.key}/{t.key}": t.paragraphs for s in stories for t in s.texts.values()}
    return [_borrowed(story, filed) for story in stories]


def read_leftovers() -> list[dict[str, Any]]:
    """Return the inputs without a story, as leftovers.toml has them."""
    tables = tomllib.loads((HERE / "leftovers.toml").read_text("utf-8"))
    return list(tables["leftovers"])


def pieces_of(story: Story) -> list[Piece]:
    """Return what was put out on a story: each text by its author, then its reprints."""
    own = [_own_piece(story, text) for text in story.texts.values()]
    return own + [_printed_piece(story, printed) for printed in story.prints]


def _story(table: dict[str, Any], outlets: dict[str, Outlet]) -> Story:
    return Story(
        key=table["key"],
        title=table["title"],
        about=table["about"],
        trap=table.get("trap", ""),
        language=table.get("language", "en"),
        texts={key: _text(key, text, outlets) for key, text in table["texts"].items()},
        prints=tuple(_print(entry, outlets) for entry in table["prints"]),
    )


def _text(key: str, table: dict[str, Any], outlets: dict[str, Outlet]) -> Text:
    author = outlets[table["by"]]
    day = f"Nov {table['filed'].day}"
    opening = table.get("dateline", author.dateline.format(place=table.get("place"), day=day))
    return Text(
        key=key,
        author=author,
        filed=table["filed"],
        title=table["title"],
        paragraphs=tuple(table["body"].strip().split("\n\n")),
        writers=tuple(table.get("authors", ())),
        place=table.get("place", ""),
        opening=opening.strip(),
        keeps_opening="dateline" in table,
        desk=table.get("desk", "news"),
        relation=table.get("relation", "revision" if author.agency else "rewrite"),
    )


def _print(entry: dict[str, Any], outlets: dict[str, Outlet]) -> Print:
    known = {"outlet": outlets[entry["outlet"]], "after": timedelta(minutes=entry["after"])}
    return Print(**{**entry, **known})


def _borrowed(story: Story, filed: dict[str, tuple[str, ...]]) -> Story:
    """Fill in lines like `@take1 3` (this story's) and `@rail-strike/take1 5` (another's)."""

    def paragraph(line: str) -> str:
        if not line.startswith("@"):
            return line
        name, number = line[1:].split()
        return filed[name if "/" in name else f"{story.key}/{name}"][int(number) - 1]

    texts = {
        key: replace(text, paragraphs=tuple(map(paragraph, text.paragraphs)))
        for key, text in story.texts.items()
    }
    return replace(story, texts=texts)


def _own_piece(story: Story, text: Text) -> Piece:
    return Piece(
        story=story,
        text=text,
        outlet=text.author,
        title=text.title,
        paragraphs=_opened(text.opening, text.paragraphs),
        byline=" and ".join(text.writers) or text.author.name,
        published=text.filed,
        how="own text",
        relation="canonical" if text is story.main else text.relation,
    )


def _printed_piece(story: Story, printed: Print) -> Piece:
    text = story.texts[printed.text]
    outlet = printed.outlet
    kept = text.paragraphs[: printed.keep]
    added = (printed.add,) if printed.add else ()
    credit = (f"Source: {text.author.name}",) if outlet.credit == "tail" else ()
    credited = outlet.credit in {"dateline", "byline"}
    whole = _opened(text.opening, text.paragraphs)
    shown = _opened(_opening(text, outlet), kept + added + credit)
    return Piece(
        story=story,
        text=text,
        outlet=outlet,
        title=printed.title or text.title,
        paragraphs=shown,
        byline=text.author.name if credited else f"{outlet.name} staff",
        published=text.filed + printed.after,
        how=_how(text, printed),
        relation=_relation(story, text, whole, shown),
    )


def _opening(text: Text, outlet: Outlet) -> str:
    if text.keeps_opening or outlet.credit == "dateline":
        return text.opening
    return "" if outlet.credit == "none" else f"{text.place} -"


def _opened(opening: str, paragraphs: tuple[str, ...]) -> tuple[str, ...]:
    return (f"{opening} {paragraphs[0]}".strip(), *paragraphs[1:])


def _how(text: Text, printed: Print) -> str:
    cut = printed.keep is not None
    steps = [
        f"cut to {printed.keep} of {len(text.paragraphs)} paragraphs" if cut else "whole",
        "re-headed" if printed.title else "",
        "local paragraph added" if printed.add else "",
    ]
    return ", ".join(filter(None, steps))


def _relation(story: Story, text: Text, whole: tuple[str, ...], shown: tuple[str, ...]) -> str:
    """Say what a reprint is to its story's canonical article; see docs/glossary.md."""
    share = _words(shown) / _words(whole)
    if share < EXCERPT_SHARE:
        raise ValueError(
            f"a print of {story.key}/{text.key} keeps {share:.0%} of the words; "
            f"raise `keep` until it holds {EXCERPT_SHARE:.0%}"
        )
    if text is not story.main:
        return text.relation
    if shown == whole:
        return "identical"
    return "reprint" if share >= REPRINT_SHARE else "excerpt"


def _words(paragraphs: tuple[str, ...]) -> int:
    return sum(len(paragraph.split()) for paragraph in paragraphs)
