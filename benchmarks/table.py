"""A run's results as Markdown: the contests, and the targets with what was reached."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from spent import spent

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MET, MISSED = "met", "missed"
# What the targets speak of: so many articles, and for growth up to so many.
CONTESTED, LARGEST = 100_000, 1_000_000
PEER_NAMES = {
    "datasketch": "datasketch, update per shingle",
    "datasketch_batch": "datasketch, update_batch",
    "datasketch_xxh32": "datasketch, update_batch, xxh32",
    "rensa": "rensa, digest matrix",
    "rensa_objects": "rensa, objects",
}
FINDER_NAMES = {
    "wirecopy": "wirecopy: articles, store, copies",
    "wirecopy copies": "wirecopy copies",
    "rensa_words": "rensa, as documented (words, .8)",
    "rensa": "rensa, 5-word shingles, .5",
    "datasketch": "datasketch MinHashLSH .5 + union-find, 5-word shingles",
    "text_dedup": "text-dedup MinHash, defaults",
    "datatrove": "datatrove MinHash, defaults",
}


def as_markdown(results: dict[str, Any]) -> str:
    """Return all that a run found, as tables."""
    parts = [
        _machine(results),
        _targets(results),
        _signatures(results["signatures"]),
        _copies(results["copies"]),
        _copies(results.get("copies_of_all", {})),
        _extraction(results["extraction"]),
        _growth(results["growth"]),
        _versions(results["versions"]),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def _machine(results: dict[str, Any]) -> str:
    on = results["machine"]
    return (
        f"{results['date']}, {on['processor']}, {on['cores']} cores, {on['memory_gb']} GB, "
        f"{on['system']}, Python {on['python']}. Load before the run: {on['load_before']}. "
        "Ratios hold within this run."
    )


def _targets(results: dict[str, Any]) -> str:
    largest = max(map(int, results["growth"]), default=0)
    rows = [
        *_signing(results["signatures"]),
        *_of_size(CONTESTED, _contested(results["copies"]), _finding(results["copies"])),
        *_finding_all(results.get("copies_of_all", {})),
        *_of_size(LARGEST, largest, _growing(results["growth"])),
        *_few_more(results["growth"]),
        *_reading(results["extraction"]),
    ]
    return _table(("target", "reached", ""), rows) if rows else ""


def _of_size(asked: int, size: int, rows: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Return rows of targets; a verdict at another size than the target's says so."""
    if size == asked:
        return rows
    return [(name, reached, f"{verdict}; asked of {asked:,}") for name, reached, verdict in rows]


def _contested(found: dict[str, Any]) -> int:
    return next(iter(found.values()))["articles"] if found else 0


def _verdict(reached: float, limit: float, *, most: bool) -> str:
    return MET if (reached <= limit if most else reached >= limit) else MISSED


def _signing(found: dict[str, Any]) -> list[tuple[str, str, str]]:
    ours = found.get("wirecopy, with sketch")
    rows = []
    for who, times in (("datasketch_batch", 20), ("rensa", 5)):
        if ours and isinstance(found.get(who), float):
            ratio = ours / found[who]
            name = f"signatures: at least {times} times {PEER_NAMES[who]}"
            rows.append((name, f"{ratio:.1f} times", _verdict(ratio, times, most=False)))
    return rows


def _finding(found: dict[str, Any]) -> list[tuple[str, str, str]]:
    peers = {who: run for who, run in found.items() if "wirecopy" not in who and "f1" in run}
    ours = [found[who] for who in ("wirecopy copies", "wirecopy") if "f1" in found.get(who, {})]
    if not peers or not ours:
        return []
    best = max(run["f1"] for run in peers.values())
    most_right = max(peers, key=lambda who: peers[who]["f1"])
    rows = [
        ("copies: F1 at least the best peer's", f"{ours[0]['f1']:.3f} against {best:.3f}",
         _verdict(ours[0]["f1"], best, most=False))
    ]  # fmt: skip
    took = peers[most_right]["seconds"]
    share = ours[0]["seconds"] / took
    told = f"copies: at most a third of the most accurate peer's time ({most_right})"
    rows.append((told, f"{share:.2f} of it", _verdict(share, 1 / 3, most=True)))
    if len(ours) > 1:
        told = "the same with every article, its supplier and all keys kept in a store"
        rows.append((told, f"{ours[1]['seconds'] / took:.2f} of it", "for comparison"))
    return rows


def _finding_all(found: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return what is asked of a million: twelve minutes and 3 GB."""
    run = found.get("wirecopy copies")
    if run is None:
        return []
    name = f"copies of {run['articles']:,}: at most 12 minutes and 3 GB"
    reached = f"{_seconds(run)} s, {run['peak_bytes'] / 1e9:.1f} GB"
    met = "f1" in run and run["seconds"] <= 720 and run["peak_bytes"] <= 3e9  # noqa: PLR2004
    return [(name, reached, MET if met else MISSED)]


def exponent(growth: dict[str, Any]) -> float | None:
    """Return how seconds grow with articles from the least size to the largest: n ** exponent."""
    sizes = sorted(map(int, growth))
    if len(sizes) < 2:  # noqa: PLR2004 - a slope has two ends
        return None
    low, high = sizes[0], sizes[-1]
    ratio = growth[str(high)]["seconds"] / growth[str(low)]["seconds"]
    return math.log(ratio) / math.log(high / low)


def _growing(growth: dict[str, Any]) -> list[tuple[str, str, str]]:
    grown = exponent(growth)
    if grown is None:
        return []
    sizes = sorted(map(int, growth))
    low, high = growth[str(sizes[-2])], growth[str(sizes[-1])]
    adding = high["adding_seconds"] / low["adding_seconds"]
    ratio = sizes[-1] // sizes[-2]
    allowed = 1.3 * high["text_bytes_per_article"] + 1200
    return [
        (f"growth {sizes[0]:,} to {sizes[-1]:,}: exponent at most 1.15", f"{grown:.2f}",
         _verdict(grown, 1.15, most=True)),
        (f"adding {high['adding']:,} to a store {ratio} times as large: at most 1.5 times",
         f"{adding:.2f} times", _verdict(adding, 1.5, most=True)),
        ("store: at most 1.3 times the compressed texts + 1,200 bytes an article",
         f"{high['store_bytes_per_article']:,.0f} bytes of {allowed:,.0f}",
         _verdict(high["store_bytes_per_article"], allowed, most=True)),
    ]  # fmt: skip


def _few_more(growth: dict[str, Any]) -> list[tuple[str, str, str]]:
    sizes = sorted(map(int, growth))
    if not sizes:
        return []
    size = max((size for size in sizes if size <= CONTESTED), default=sizes[0])
    few = growth[str(size)]["ten_more_seconds"]
    name = f"10 new articles into {size:,}: at most 5 s"
    row = (name, f"{few:.1f} s", _verdict(few, 5, most=True))
    return _of_size(CONTESTED, size, [row])


def _reading(found: dict[str, Any]) -> list[tuple[str, str, str]]:
    one, two = found.get("wirecopy, 1 worker"), found.get("wirecopy, 2 workers")
    if not one or not two:
        return []
    ratio = two / one
    name = "pages on 2 cores: at least 1.8 times one"
    rows = [(name, f"{ratio:.2f} times", _verdict(ratio, 1.8, most=False))]
    return rows + _around(found.get("around", {}))


def _around(found: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return what a run adds to what two warm workers take for the same pages."""
    rows = []
    for field, name in (("run_seconds", "loaded"), ("run_with_start_seconds", "start included")):
        if field in found:
            added = found[field] / found["reading_seconds"] - 1
            told = (
                f"a run around the reading of {found['pages']:,} pages, {name}: at most 10 % more"
            )
            rows.append((told, f"{added:.1%} more", _verdict(added, 0.10, most=True)))
    return rows


def _rated(found: dict[str, Any], unit: str, names: dict[str, str]) -> str:
    rates = {who: rate for who, rate in found.items() if isinstance(rate, float)}
    rows = [
        (names.get(who, who), f"{rate:,.0f}")
        for who, rate in sorted(rates.items(), key=lambda row: row[1])
    ]
    failed = [
        (who, f"no rate: {told['failure']}")
        for who, told in found.items()
        if isinstance(told, dict)
    ]
    return _table(("who", unit), rows + failed)


def _signatures(found: dict[str, Any]) -> str:
    if not found:
        return ""
    rates = _rated(found, "articles a second, one core", PEER_NAMES)
    return "### Signatures: text to 128 permutations, medians of 5\n\n" + rates


def _copies(found: dict[str, Any]) -> str:
    if not found:
        return ""
    rows = [
        (FINDER_NAMES.get(who, who), _seconds(run), run.get("rounds", 1),
         f"{run['peak_bytes'] / 1e6:,.0f}",
         *(f"{run[name]:.3f}" if name in run else "" for name in ("precision", "recall", "f1")),
         run.get("failure", ""))
        for who, run in sorted(found.items(), key=lambda row: row[1]["seconds"])
    ]  # fmt: skip
    count = next(iter(found.values()))["articles"]
    heads = ("who", "seconds", "rounds", "peak MB", "precision", "recall", "F1", "")
    told = f"### Copies among {count:,} texts: file to file, 2 cores, medians of the rounds"
    return told + "\n\n" + _table(heads, rows)


def _seconds(run: dict[str, Any]) -> str:
    """Return how long a program took; one that did not finish would have taken longer."""
    return f"over {run['seconds']:.0f}" if run.get("failure") else f"{run['seconds']:.1f}"


def _extraction(found: dict[str, Any]) -> str:
    if not found:
        return ""
    rated = {who: rate for who, rate in found.items() if who not in ("pages", "around")}
    parts = [
        f"### Extraction: {found['pages']} pages, medians of 3",
        _rated(rated, "pages a second", {}),
    ]
    around = found.get("around", {})
    if "failure" in around:
        parts.append(f"A run around the reading: no figure: {around['failure']}.")
    elif around:
        parts.append(
            f"{around['pages']:,} pages, {around['known']:,} of them known from others: "
            f"read by two warm workers alone in {around['reading_seconds']:.1f} s, "
            f"by a run that had loaded all in {around['run_seconds']:.1f} s "
            f"(its own processor time: {around['own_processor_seconds']:.1f} s), "
            f"start included in {around['run_with_start_seconds']:.1f} s."
        )
    return "\n\n".join(parts)


def _growth(growth: dict[str, Any]) -> str:
    if not growth:
        return ""
    rows = [
        (f"{int(size):,}", f"{run['seconds']:.1f}", f"{run['peak_bytes'] / 1e6:,.0f}",
         f"{run.get('store_bytes_per_article', 0):,.0f}",
         f"{run.get('text_bytes_per_article', 0):,.0f}",
         f"{run['adding_seconds']:.1f}", f"{run['ten_more_seconds']:.1f}")
        for size, run in growth.items()
    ]  # fmt: skip
    adding = next(iter(growth.values()))["adding"]
    heads = (
        "articles",
        "seconds",
        "peak MB",
        "bytes an article",
        "of them text",
        f"adding {adding:,}: s",
        "10 more: s",
    )
    parts = ["### The whole pipeline, stories included", _table(heads, rows)]
    works, taken = spent(growth)
    if taken:
        parts += ["### Where the time of these runs went", _table(works, taken)]
    return "\n\n".join(parts)


def _versions(versions: dict[str, str]) -> str:
    return "Versions: " + ", ".join(f"{name} {number}" for name, number in versions.items()) + "."
