"""What somebody probably meant who wrote a wirecopy.toml in another way than it is read."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from tomllib import TOMLDecodeError

# Other programs' words for ours, by what ours is.
_ALSO: Mapping[str, tuple[str, ...]] = {
    "feed": ("rss", "atom", "rdf", "xml", "jsonfeed", "rss2"),
    "sitemap": ("sitemaps", "site", "news", "map"),
    "urls": ("list", "links", "addresses", "txt"),
    "page": ("html", "web", "url", "site"),
    "folder": ("dir", "directory", "files"),
    "jsonl": ("json", "ndjson", "lines", "jsonlines"),
    "kind": ("type", "format"),
    "name": ("id", "key", "label"),
    "url": ("feed", "link", "href", "address", "uri", "site"),
    "path": ("file", "filename", "dir", "directory", "folder"),
    "outlet": ("title", "publisher", "publication", "paper", "source"),
    "every": ("interval", "schedule", "frequency", "refresh", "poll", "cron", "ttl"),
    "limit": ("max", "count", "max_items", "maximum"),
    "contact": ("email", "mail", "user_agent", "useragent", "agent", "from"),
    "gap_s": ("delay", "pause", "crawl_delay", "gap", "rate"),
    "at_once": ("concurrency", "parallel", "workers", "threads", "connections"),
    "patience_s": ("timeout", "wait", "patience"),
    "source": ("sources", "feeds", "feed"),
}
_NUMBER = re.compile(r"(\d+(?:\.\d+)?) ?s?")
_PAUSE = re.compile(r"\s*(\d{1,5})\s*([a-z]+)\s*", re.IGNORECASE)
_UNITS = {"s": "s", "m": "min", "h": "h", "d": "d"}
_LONGEST_LINE = 80


def nearest(word: object, known: tuple[str, ...]) -> str:
    """Return the nearest of the known words, as the end of a message, or all of them."""
    written = str(word).lower()
    also = [ours for ours in known if written in _ALSO.get(ours, ())]
    found = also or get_close_matches(written, known, n=1, cutoff=0.5)
    return f'; did you mean "{found[0]}"?' if found else f"; there are {', '.join(known)}"


def belongs(key: str, table: str, places: Mapping[str, tuple[str, ...]]) -> str | None:
    """Return where a key belongs that stands in another table, None where nobody knows it.

    table: where it stands, "" before any. places: the keys of each table.
    """
    if key == "source" and table:
        return "a source begins with [[source]] on a line of its own"
    found = next((name for name, keys in places.items() if name != table and key in keys), None)
    header = f"[[{found}]]" if found == "source" else f"[{found}]"
    return f"{key} belongs under {header}" if found else None


def meant_number(value: object) -> str:
    """Return the number that a text spells, as the end of a message."""
    spelled = _NUMBER.fullmatch(value.strip()) if isinstance(value, str) else None
    return f"; did you mean {spelled[1]}, without quotes?" if spelled else ""


def meant_pause(value: object) -> str:
    """Return the pause that somebody meant, as the end of a message."""
    found = _PAUSE.fullmatch(value) if isinstance(value, str) else None
    unit = (
        _UNITS.get(found[2][0].lower()) if found and not found[2].lower().startswith("mo") else None
    )
    return f'; did you mean "{found[1]}{unit}"?' if found and unit and int(found[1]) else ""


def meant_url(value: object) -> str:
    """Return the web address that somebody meant who left out its beginning."""
    is_bare = isinstance(value, str) and re.fullmatch(r"[\w-]+(\.[\w-]+)+(/\S*)?", value)
    return f'; did you mean "https://{value}"?' if is_bare else ""


def toml_mistake(error: TOMLDecodeError, text: str) -> str:
    """Return why a file is no TOML, with the line and what it most often is."""
    found = re.search(r"at line (\d+)", str(error))
    if found is None:
        return f"{error}; is a quote or a bracket missing at the end?"
    lines = text.splitlines()
    line = lines[int(found[1]) - 1].strip() if int(found[1]) <= len(lines) else ""
    what = re.sub(r" \(at line.*", "", str(error))
    return f"line {found[1]}: {line[:_LONGEST_LINE]}\n    {what}{_usual_cause(line)}"


def _usual_cause(line: str) -> str:
    """Return what is most often wrong in a line that is no TOML, as the end of a message."""
    key, equals, value = (part.strip() for part in line.partition("="))
    if not equals:
        return "; a line is a [table] or key = value; docs/sources.md shows a whole file"
    if value[:1] not in "\"'[{" and not re.match(r"[\d+-]|true|false", value):
        return f'; texts stand in quotes: {key} = "{value}"'
    if value.count('"') % 2 or value.count("'") % 2:
        return "; a quote is missing"
    return "; is the key there twice, or something left after its value?"
