"""The four contests: signatures, copies, extraction, and how our own pipeline grows."""

from __future__ import annotations

import gzip
import os
import shutil
import statistics
import sys
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
from around import more_pages
from furnish import furnished
from measuring import HERE, OWN_PYTHON, PEERS_PYTHON, Measured, measure
from truth import agreement, true_texts

if TYPE_CHECKING:
    from collections.abc import Sequence

WIRECOPY = str(Path(OWN_PYTHON).with_name("wirecopy"))
SIGNERS = ("datasketch", "datasketch_batch", "datasketch_xxh32", "rensa", "rensa_objects")
OWN_FINDERS = ("wirecopy copies", "wirecopy")
FINDERS = ("rensa_words", "rensa", "datasketch", "text_dedup", "datatrove")
READERS = ("trafilatura", "resiliparse", "newspaper4k")
CORES = 2
# Each contestant writes this into the folder that it is given.
GROUPS = "groups.jsonl"
ROUNDS = 5
# Our own whole runs are not held to the contestants' limit: a million articles take half an hour.
OWN_SECONDS = 10_800
SHORT_SECONDS = 60
# A day's worth of one's own, and what an editor waits for.
FEW = 10
LEAST_PAGES = 100
# What a run adds to its pages shows where its start is a small part of it.
MANY_PAGES = 2_000


def signatures(news: Path) -> dict[str, Any]:
    """Articles a second on one core, from text to signature; medians of five within a program."""
    found: dict[str, Any] = {}
    for who in SIGNERS:
        found |= _rates([PEERS_PYTHON, "peers.py", "signatures", who, str(news)], who, cores=1)
    return found | _rates([OWN_PYTHON, "ours.py", "signatures", str(news)], "wirecopy", cores=1)


def copies(news: Path, build: Path, who_finds: Sequence[str]) -> dict[str, Any]:
    """Wall time, memory and F1 of finding copies, from a file to a file, a program each.

    Medians of five rounds; of whoever takes a minute or more, one round.
    """
    truth = true_texts(news)
    found: dict[str, Any] = {}
    for who in who_finds:
        folder = build / "copies"
        runs = [_find(who, news, folder)]
        while len(runs) < ROUNDS and not runs[0].failure and runs[0].seconds < SHORT_SECONDS:
            runs.append(_find(who, news, folder))
        found[who] = {
            "seconds": statistics.median(run.seconds for run in runs),
            "peak_bytes": max(run.peak_bytes for run in runs),
            "rounds": len(runs),
            "articles": len(truth),
        }
        if runs[0].failure:
            found[who]["failure"] = runs[0].failure
        else:
            found[who] |= _agreement(truth, folder)
        print(f"  {who}: {found[who]}", file=sys.stderr, flush=True)
    return found


def _find(who: str, news: Path, folder: Path) -> Measured:
    _empty(folder)
    if who == "wirecopy copies":
        return measure([WIRECOPY, "copies", str(news), "--out", str(folder / GROUPS)], cores=CORES)
    program = ["ours.py", "copies"] if who == "wirecopy" else ["peers.py", "copies", who]
    python = OWN_PYTHON if who == "wirecopy" else PEERS_PYTHON
    return _run([python, *program, str(news), str(folder)], cores=CORES)


def _agreement(truth: dict[str, str], folder: Path) -> dict[str, float]:
    with (folder / GROUPS).open("rb") as lines:
        told = map(orjson.loads, lines)
        judged = agreement(
            truth, dict((one["id"], one["group"]) if isinstance(one, dict) else one for one in told)
        )
    return {"precision": judged.precision, "recall": judged.recall, "f1": judged.f1}


def extraction(pages: Path, build: Path) -> dict[str, Any]:
    """Pages a second: peers and ourselves; and what the pipeline adds around the reading."""
    given = _given(pages)
    folder = _many(given, max(LEAST_PAGES, len(given)), _empty(build / "pages"))
    found: dict[str, Any] = {"pages": sum(1 for _ in folder.rglob("*.html"))}
    for who in READERS:
        found |= _rates([PEERS_PYTHON, "peers.py", "extract", who, str(folder)], who, cores=1)
    found |= _rates([OWN_PYTHON, "ours.py", "extract", str(folder)], "wirecopy", cores=CORES)
    return found | {"around": _around(_many(given, MANY_PAGES, _empty(build / "pages")), build)}


def _around(folder: Path, build: Path) -> dict[str, Any]:
    """Return what a run adds to the reading of many pages, without its start and with it."""
    measured = _run(
        [OWN_PYTHON, "around.py", str(folder), str(_empty(build / "store"))], cores=CORES
    )
    if measured.failure:
        return {"failure": measured.failure}
    whole = _wirecopy(folder, _empty(build / "store"))
    return measured.said | {"run_with_start_seconds": whole.seconds}


def _given(pages: Path) -> list[bytes]:
    """Return the pages of a folder, such as have no furniture furnished like real ones."""
    found = (
        gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for path in sorted(pages.rglob("*.html*"))
    )
    return [furnished(page, seed) for seed, page in enumerate(found)]


def _many(given: Sequence[bytes], count: int, folder: Path) -> Path:
    """Write so many pages, each another."""
    for number, page in enumerate(more_pages(given, count)):
        (folder / f"{number:05d}.html").write_bytes(page)
    return folder


def growth(news: Path, size: int, more: int, build: Path) -> dict[str, Any]:
    """Run the whole pipeline on `size` articles, and add to its store; medians of five runs each.

    First `more` articles, each time to the same store; then ten and ten more to the last of these.
    """
    store = _empty(build / f"store-{size}")
    first = _wirecopy(cut_lines(news, (0, size), build / "part.jsonl"), store)
    whole = _told(first) | _store_size(store, size)
    added = _added(cut_lines(news, (size, more), build / "part.jsonl"), store)
    few = [_wirecopy(_few(news, size + more, number, build), store) for number in range(ROUNDS)]
    found = {
        **whole,
        "adding": more,
        "adding_seconds": statistics.median(run.seconds for run in added),
        "adding_each_seconds": [run.seconds for run in added],
        "adding_peak_bytes": max(run.peak_bytes for run in added),
        "adding_failure": "".join(run.failure for run in added),
        "ten_more_seconds": statistics.median(run.seconds for run in few),
        "work": _by_work([first]),
        "adding_work": _by_work(added),
        "ten_more_work": _by_work(few),
    }
    print(f"  {size}: {found}", file=sys.stderr, flush=True)
    return {str(size): found}


def _added(more: Path, store: Path) -> list[Measured]:
    """Add articles to a store, time after time to the store as it was."""
    before, runs = store.with_name(f"{store.name}-before"), []
    shutil.rmtree(before, ignore_errors=True)
    store.rename(before)
    for _ in range(ROUNDS):
        shutil.rmtree(store, ignore_errors=True)
        shutil.copytree(before, store)
        # What the copy left to be written would be waited for by the run.
        os.sync()
        runs.append(_wirecopy(more, store))
    shutil.rmtree(before)
    return runs


def _by_work(runs: Sequence[Measured]) -> dict[str, float]:
    """Return the seconds of each piece of work, as the runs tell them; medians.

    What a run does not tell is what the program takes to start and to end.
    """
    every = []
    for run in runs:
        told = {_without_file(work): taken for work, taken in run.said.get("seconds", {}).items()}
        if told:
            every.append({"the program": run.seconds - sum(told.values())} | told)
    names = dict.fromkeys(name for one in every for name in one)
    return {name: statistics.median(one.get(name, 0.0) for one in every) for name in names}


def _without_file(work: str) -> str:
    """Return the name of a piece of work without that of the file that is read."""
    return "reading" if work.startswith("reading ") else work


def _few(news: Path, known: int, number: int, build: Path) -> Path:
    """Ten articles that the store has not: the last ones of the news under other ids."""
    path = cut_lines(news, (known - FEW, FEW), build / "few.jsonl")
    lines = [orjson.loads(line) for line in path.read_bytes().splitlines()]
    path.write_bytes(
        b"".join(orjson.dumps(one | {"id": f"few-{number}-{one['id']}"}) + b"\n" for one in lines)
    )
    return path


def _store_size(store: Path, size: int) -> dict[str, float]:
    """Bytes of the published file, and of its texts alone as DuckDB compresses them."""
    published = store / "stories.duckdb"
    if not published.exists():
        return {}
    return {
        "store_bytes": published.stat().st_size,
        "store_bytes_per_article": published.stat().st_size / size,
        "text_bytes_per_article": _text_bytes(published) / size,
    }


def _text_bytes(published: Path) -> int:
    import duckdb

    block = "SELECT block_size FROM pragma_database_size()"
    blocks = """
        SELECT count(DISTINCT block) FROM (
            SELECT unnest(list_append(additional_block_ids, block_id)) AS block
            FROM pragma_storage_info('store.articles') WHERE column_name = 'text')"""
    with duckdb.connect(str(published), read_only=True) as db:
        size, count = db.execute(block).fetchone(), db.execute(blocks).fetchone()
    return int(size[0] * count[0]) if size and count else 0


def cut_lines(news: Path, part: tuple[int, int], path: Path) -> Path:
    """Write some lines of the news: the first to leave out, and how many to take."""
    left_out, taken = part
    with news.open("rb") as lines, path.open("wb") as out:
        out.writelines(islice(lines, left_out, left_out + taken))
    return path


def _wirecopy(source: Path, store: Path) -> Measured:
    command = [WIRECOPY, "run", str(source), "--store", str(store), "--json"]
    return measure(command, cores=CORES, longest=OWN_SECONDS)


def _run(program: Sequence[str], *, cores: int) -> Measured:
    python, script, *given = program
    return measure([python, str(HERE / script), *given], cores=cores)


def _rates(program: Sequence[str], who: str, *, cores: int) -> dict[str, Any]:
    run = _run(program, cores=cores)
    return {who: {"failure": run.failure}} if run.failure else run.said


def _told(run: Measured) -> dict[str, Any]:
    told: dict[str, Any] = {"seconds": run.seconds, "peak_bytes": run.peak_bytes}
    return told | ({"failure": run.failure} if run.failure else {})


def _empty(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
