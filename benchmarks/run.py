"""All benchmarks in one run: us and the peers on the same input, then what the targets ask.

    python benchmarks/run.py --quick            everything on 10,000 articles, some ten minutes
    python benchmarks/run.py                    100,000 articles
    python benchmarks/run.py --sizes 10k,100k,1M --finders rensa

Needs the project's environment. The peers get their own in benchmarks/.venv, by peers.txt.
Writes benchmarks/results/DATE-CORESc-SIZE.json, a table beside it, and plots. Ratios hold within
one run; rates of two runs, or of two machines, cannot be compared.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contests import (
    FINDERS,
    OWN_FINDERS,
    WIRECOPY,
    copies,
    cut_lines,
    extraction,
    growth,
    signatures,
)
from generate import Wanted, size_of, write_news
from measuring import HERE, LONGEST_SECONDS, OWN_PYTHON, PEERS_PYTHON, machine
from table import as_markdown

if TYPE_CHECKING:
    from collections.abc import Callable

BUILD = HERE / "build"
RESULTS = HERE / "results"
# All peers are given so many articles at most: some take minutes for these already.
CONTESTED = 100_000
OWN_PARTS = ("duckdb", "numba", "numpy", "pyarrow", "trafilatura", "datasketch")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is to be run. sizes: articles, ascending; the peers get the first but one million."""

    sizes: tuple[int, ...]
    skip: frozenset[str]
    finders: tuple[str, ...]
    pages: Path
    more: int


@dataclass(slots=True)
class Results:
    """All that one run found, as it is written."""

    date: str
    machine: dict[str, Any]
    versions: dict[str, str]
    sizes: tuple[int, ...]
    signatures: dict[str, Any] = field(default_factory=dict)
    copies: dict[str, Any] = field(default_factory=dict)
    copies_of_all: dict[str, Any] = field(default_factory=dict)
    extraction: dict[str, Any] = field(default_factory=dict)
    growth: dict[str, Any] = field(default_factory=dict)


def main() -> None:
    """Run what is asked, and write what was found after every part."""
    asked = _asked()
    if not Path(PEERS_PYTHON).exists():
        _install_peers()
    # Compiling is not what is measured.
    subprocess.run([WIRECOPY, "warm"], check=True, stdout=subprocess.DEVNULL)
    results = Results(
        date=f"{datetime.now(UTC):%Y-%m-%d}",
        machine=machine(),
        versions=_versions(),
        sizes=asked.sizes,
    )
    news = _news(max(asked.sizes) + asked.more)
    contested = max((size for size in asked.sizes if size <= CONTESTED), default=asked.sizes[0])
    beginning = cut_lines(news, (0, contested), BUILD / f"first-{contested}.jsonl")
    parts: list[tuple[str, Callable[[], dict[str, Any]]]] = [
        ("signatures", lambda: signatures(beginning)),
        ("copies", lambda: copies(beginning, BUILD, (*OWN_FINDERS, *asked.finders))),
        ("extraction", lambda: extraction(asked.pages, BUILD)),
        ("copies_of_all", lambda: _copies_of_all(results, news, asked)),
        # Last, for a million articles take half an hour.
        *(("growth", partial(growth, news, size, asked.more, BUILD)) for size in asked.sizes),
    ]
    for name, part in parts:
        if name not in asked.skip:
            print(f"{name} ...", file=sys.stderr, flush=True)
            setattr(results, name, getattr(results, name) | part())
            _write(results)
    print(as_markdown(asdict(results)))


def _copies_of_all(results: Results, news: Path, asked: Asked) -> dict[str, Any]:
    """Let find copies in the largest size too whoever may be expected to finish in time."""
    size = max(asked.sizes)
    if size <= CONTESTED or not results.copies:
        return {}
    most = LONGEST_SECONDS * CONTESTED / size
    quick = [who for who in FINDERS if results.copies.get(who, {}).get("seconds", most) < most]
    beginning = cut_lines(news, (0, size), BUILD / f"first-{size}.jsonl")
    return copies(beginning, BUILD, (OWN_FINDERS[0], *quick))


def _asked() -> Asked:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--quick", action="store_true", help="2,000 and 10,000 articles")
    parser.add_argument("--sizes", default="10k,100k", help="such as 10k,100k,1M")
    parser.add_argument("--more", type=size_of, default=10_000, help="articles added afterwards")
    parser.add_argument("--skip", default="", help="parts, by commas: signatures, copies, ...")
    parser.add_argument("--finders", default=",".join(FINDERS), help="which peers find copies")
    parser.add_argument("--pages", type=Path, default=HERE.parent / "examples/newsroom/pages")
    given = parser.parse_args()
    sizes = "2k,10k" if given.quick else given.sizes
    return Asked(
        sizes=tuple(sorted(size_of(size) for size in sizes.split(","))),
        skip=frozenset(given.skip.split(",")) - {""},
        finders=tuple(given.finders.split(",")) if given.finders else (),
        pages=given.pages,
        more=2_000 if given.quick else given.more,
    )


def _install_peers() -> None:
    """Make the peers' environment. The list is whole, so that nothing is resolved anew."""
    print("installing the peers ...", file=sys.stderr, flush=True)
    subprocess.run([OWN_PYTHON, "-m", "venv", str(HERE / ".venv")], check=True)
    quietly = [PEERS_PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*quietly, "--no-deps", "-r", str(HERE / "peers.txt")], check=True)


def _versions() -> dict[str, str]:
    ask = "import importlib.metadata as m; print({p: m.version(p) for p in %r})"
    peers = (
        "datasketch",
        "datatrove",
        "newspaper4k",
        "rensa",
        "resiliparse",
        "text-dedup",
        "trafilatura",
    )
    told = subprocess.run(
        [PEERS_PYTHON, "-c", ask % (peers,)], check=True, capture_output=True, text=True
    ).stdout
    theirs = json.loads(told.replace("'", '"'))
    own = {f"wirecopy's {part}": version(part) for part in OWN_PARTS}
    return {"wirecopy": version("wirecopy"), **own, **theirs}


def _news(size: int) -> Path:
    path = BUILD / f"news-{size}.jsonl"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".fresh")
        with fresh.open("wb") as out:
            write_news(Wanted(), size, out)
        os.replace(fresh, path)  # noqa: PTH105 - one step, so that a broken-off file is never used
    return path


def _write(results: Results) -> None:
    """Write what is known so far: a run that is broken off leaves its parts."""
    RESULTS.mkdir(exist_ok=True)
    name = f"{results.date}-{results.machine['cores']}c-{max(results.sizes)}"
    told = asdict(results)
    (RESULTS / f"{name}.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    (RESULTS / f"{name}.md").write_text(as_markdown(told), encoding="utf-8")
    subprocess.run(
        [PEERS_PYTHON, str(HERE / "plots.py"), str(RESULTS / f"{name}.json"), str(RESULTS)],
        check=True,
    )


if __name__ == "__main__":
    main()
