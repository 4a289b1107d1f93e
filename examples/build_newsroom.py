"""Builds examples/newsroom from the texts: pages, wire.jsonl, briefs, and the labels beside them.

Run `python examples/build_newsroom.py` after a change to stories/, templates/, outlets.toml or
leftovers.toml, and commit what it writes. The same sources give the same bytes.
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsroom_pages import (
    brief,
    file_name,
    front_page,
    iso,
    page,
    photo_page,
    scanned_page,
    url_of,
    wire_line,
)
from newsroom_texts import pieces_of, read_leftovers, read_outlets, read_stories

if TYPE_CHECKING:
    from newsroom_texts import Outlet, Piece, Story

HERE = Path(__file__).parent
ABOUT = (
    "What each input of the invented newsroom is. `source` and `name` are how wirecopy names it; "
    "inputs of one `copy` carry one text, whole or cut; `relation` is to the story's canonical "
    "article; `rejected` is the reason an input without a story ends with."
)

Label = dict[str, Any]


def main() -> None:
    """Write the newsroom and say what is in it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=HERE / "newsroom", help="folder to write")
    out = parser.parse_args().out
    labels = build(out)
    told = sum("story" in label for label in labels)
    print(f"{out}: {told} articles and {len(labels) - told} leftovers")


def build(out: Path) -> list[Label]:
    """Write everything below `out`, in place of what was there, and return the labels."""
    outlets = read_outlets()
    stories = read_stories(outlets)
    leftovers = read_leftovers()
    pieces = sorted((p for s in stories for p in pieces_of(s)), key=_turn)
    for part in ("pages", "briefs"):
        shutil.rmtree(out / part, ignore_errors=True)
    labels = [
        *_write_wire(out, pieces, [a for a in leftovers if a["kind"] == "wire"], outlets),
        *_write_pages(out, pieces),
        *_write_leftover_pages(out, pieces, leftovers, outlets),
        *_write_briefs(out, pieces),
    ]
    labels.sort(key=lambda label: (label["source"], label.get("line", 0), label["name"]))
    _write(out / "expected.json", _expected(stories, labels).encode())
    return labels


def _turn(piece: Piece) -> tuple[str, str, str]:
    return iso(piece.published), piece.outlet.key, piece.title


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _write_wire(
    out: Path, pieces: list[Piece], leftovers: list[Label], outlets: dict[str, Outlet]
) -> list[Label]:
    """Write wire.jsonl in the order of filing, and return a label per line."""
    told = [(wire_line(p), _told(p)) for p in pieces if p.outlet.delivers == "wire"]
    untold = [(_leftover_line(a, outlets), _untold(a)) for a in leftovers]
    # Only the moment counts here, whatever form the line prints it in.
    rows = sorted(told + untold, key=lambda row: (row[1]["published"], row[0]["id"]))
    _write(out / "wire.jsonl", b"".join(_json_line(line) for line, _ in rows))
    return [
        {"source": "wire.jsonl", "line": n, "name": f"wire.jsonl:{n}"}
        | {"external_id": line["id"]}
        | label
        for n, (line, label) in enumerate(rows, start=1)
    ]


def _json_line(line: Label) -> bytes:
    return (json.dumps(line, ensure_ascii=False) + "\n").encode()


def _leftover_line(leftover: Label, outlets: dict[str, Outlet]) -> Label:
    return {
        "id": leftover["name"],
        "title": leftover["title"],
        "text": leftover["text"],
        "source": outlets[leftover["outlet"]].name,
        "published": iso(leftover["filed"]),
        "lang": "en",
        "authors": [],
        "desk": "service",
    }


def _write_pages(out: Path, pieces: list[Piece]) -> list[Label]:
    labels = []
    printed: dict[str, list[Piece]] = {}
    for piece in pieces:
        if piece.outlet.delivers != "pages":
            continue
        earlier = printed.setdefault(piece.outlet.key, [])
        name = f"{piece.outlet.key}/{file_name(piece, '.html')}"
        _write(out / "pages" / name, page(piece, earlier))
        labels.append({"source": "pages", "name": name, "external_id": name} | _told(piece))
        earlier.append(piece)
    return labels


def _write_leftover_pages(
    out: Path, pieces: list[Piece], leftovers: list[Label], outlets: dict[str, Outlet]
) -> list[Label]:
    labels = []
    for leftover in leftovers:
        if leftover["kind"] == "wire":
            continue
        outlet = outlets[leftover["outlet"]]
        name = f"{outlet.key}/{leftover['name']}"
        content = _leftover_page(leftover, outlet, [p for p in pieces if p.outlet == outlet])
        _write(out / "pages" / name, content)
        labels.append({"source": "pages", "name": name, "external_id": name} | _untold(leftover))
    return labels


def _leftover_page(leftover: Label, outlet: Outlet, articles: list[Piece]) -> bytes:
    match leftover["kind"]:
        case "front":
            return front_page(outlet, leftover["title"], articles)
        case "photo":
            return photo_page(outlet, leftover["title"], leftover["text"])
        case "binary":
            return scanned_page(leftover["name"])
        case kind:
            raise ValueError(f"{leftover['name']} is of kind {kind!r}; use front, photo or binary")


def _write_briefs(out: Path, pieces: list[Piece]) -> list[Label]:
    labels = []
    for piece in pieces:
        if piece.outlet.delivers != "briefs":
            continue
        name = f"{piece.outlet.key}/{file_name(piece, '.txt')}"
        _write(out / "briefs" / name, brief(piece).encode())
        labels.append({"source": "briefs", "name": name, "external_id": name} | _told(piece))
    return labels


def _told(piece: Piece) -> Label:
    """Return the label of an article. A text file names neither its address nor its date."""
    dated = piece.outlet.delivers != "briefs"
    return {
        "url": url_of(piece) if dated else None,
        "outlet": piece.outlet.name,
        "agency": piece.outlet.agency,
        "title": piece.title,
        "published": iso(piece.published) if dated else None,
        "story": piece.story.key,
        "copy": piece.copy,
        "relation": piece.relation,
        "how": piece.how,
    }


def _untold(leftover: Label) -> Label:
    filed = leftover.get("filed")
    return {
        "published": iso(filed) if filed else None,
        "rejected": leftover["reason"],
        "how": leftover["about"],
    }


def _expected(stories: list[Story], labels: list[Label]) -> str:
    """Return expected.json: one story and one input a line, so that a change reads well."""
    cast = [_story_label(story, labels) for story in stories]
    lines = [
        f'"about": {json.dumps(ABOUT)}',
        f'"stories": {_rows(cast)}',
        f'"inputs": {_rows(labels)}',
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _rows(rows: list[Label]) -> str:
    return "[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n]"


def _story_label(story: Story, labels: list[Label]) -> Label:
    members = [label for label in labels if label.get("story") == story.key]
    canonical = next(label for label in members if label["relation"] == "canonical")
    return {
        "story": story.key,
        "title": story.title,
        "language": story.language,
        "canonical": canonical["name"],
        "inputs": len(members),
        "texts": len(story.texts),
        "trap": story.trap,
    }


if __name__ == "__main__":
    main()
