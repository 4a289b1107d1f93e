"""Plots of a run's results, in the peers' environment: python plots.py RESULTS.json FOLDER."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("Agg")
from matplotlib import pyplot as plt

OURS, THEIRS = "#b03a2e", "#7f8c8d"


def draw(results: dict[str, Any], stem: Path) -> None:
    """Draw what there is: copies as F1 over time, rates as bars, growth on logarithmic axes."""
    if results["copies"]:
        _copies(results["copies"], stem.with_name(stem.name + "-copies.svg"))
    if results["signatures"]:
        _rates(results["signatures"], stem.with_name(stem.name + "-signatures.svg"))
    if len(results["growth"]) > 1:
        _growth(results["growth"], stem.with_name(stem.name + "-growth.svg"))


def _copies(found: dict[str, Any], path: Path) -> None:
    figure, axes = plt.subplots(figsize=(7, 4))
    for who, run in found.items():
        if "f1" in run:
            axes.scatter(run["seconds"], run["f1"], color=OURS if "wirecopy" in who else THEIRS)
            axes.annotate(who, (run["seconds"], run["f1"]), (5, 4), textcoords="offset points")
    axes.set(xscale="log", xlabel="seconds, file to file, 2 cores", ylabel="F1 on the made truth")
    axes.set_title("Finding copies: up and to the left is better")
    _save(figure, path)


def _rates(found: dict[str, Any], path: Path) -> None:
    rates = sorted((rate, who) for who, rate in found.items() if isinstance(rate, float))
    figure, axes = plt.subplots(figsize=(7, 3))
    colours = [OURS if "wirecopy" in who else THEIRS for _, who in rates]
    axes.barh([who for _, who in rates], [rate for rate, _ in rates], color=colours)
    axes.set(xscale="log", xlabel="articles a second, one core")
    axes.set_title("Signatures of 128 permutations, from text")
    _save(figure, path)


def _growth(growth: dict[str, Any], path: Path) -> None:
    sizes = sorted(map(int, growth))
    figure, axes = plt.subplots(figsize=(7, 4))
    for name in ("seconds", "adding_seconds", "ten_more_seconds"):
        taken = [growth[str(size)][name] for size in sizes]
        axes.plot(sizes, taken, marker="o", label=name.replace("_", " "))
    axes.set(xscale="log", yscale="log", xlabel="articles in the store", ylabel="seconds")
    axes.set_title("The whole pipeline, stories included")
    axes.legend()
    _save(figure, path)


def _save(figure: plt.Figure, path: Path) -> None:
    figure.tight_layout()
    # No date and no random ids inside: the same results give the same file.
    figure.savefig(path, metadata={"Date": None})


if __name__ == "__main__":
    mpl.rcParams["svg.hashsalt"] = "wirecopy"
    given = Path(sys.argv[1])
    draw(json.loads(given.read_text(encoding="utf-8")), Path(sys.argv[2]) / given.stem)
