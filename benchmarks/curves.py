"""Draw what moving a setting does, from the labelled sets that are here, as docs/settings.md shows.

    python benchmarks/curves.py [--corpora DIR] [--into docs/curves]

Every pair of a set is scored once, by a run whose window is wide and whose scores are all kept;
the stories are then made anew for each value of a setting. Needs matplotlib besides the project.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

import matplotlib as mpl
import numpy as np

from flows.pipeline import Request, run_pipeline
from flows.settings import default_tuning
from flows.watch import Quiet
from storage import open_store
from storage.published import open_published
from storage.tuning import write_tuning
from tasks import batches
from tasks.clusters.stories import StoryPairs, story_clusters
from tasks.evaluation.compare import compare_listed
from tasks.evaluation.gold import ARTICLES, GoldSet, read_gold
from tasks.evaluation.metrics import count_decisions, evaluate_partition
from tasks.records import Tuning
from tasks.similarity import verify

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from storage.published import ArticleRow

mpl.use("Agg")
from matplotlib import pyplot as plt

ROOT = Path(__file__).resolve().parent.parent
SETS = ("ecbplus", "wikinews_sources", "fnc1_test", "handpicked_events", "allsides_dated")
SHIPPED = default_tuning()
WIDEST = 56
THRESHOLDS = (0.06, 0.08, 0.1, 0.11, 0.12, 0.13, 0.14, 0.16, 0.18, 0.2, 0.25, 0.3)
WINDOWS = (1, 2, 3, 5, 7, 10, 14, 21, 28, 42, WIDEST)
COVERS = (0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)

# setting's value -> figure, by the name of a set or a measure
Curves = dict[str, dict[float, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A labelled set after one run. Arrays are over pairs, but for `groups`: one an article."""

    gold: GoldSet
    reports: Mapping[str, ArticleRow]
    names: Sequence[str]
    groups: npt.NDArray[np.int64]
    pairs: StoryPairs
    days: npt.NDArray[np.float64]

    def f1(self, *, threshold: float, window: float) -> float:
        """Return the B-cubed F1 of the stories that these settings make."""
        # Undated pairs have no days, and are read whatever the window.
        near = ~(self.days > window)
        pairs = StoryPairs(
            left=self.pairs.left[near], right=self.pairs.right[near], score=self.pairs.score[near]
        )
        labels = story_clusters(len(self.names), pairs, self.groups, threshold=threshold)
        found = dict(zip(self.names, labels.tolist(), strict=True))
        return evaluate_partition(self.gold.stories, found).b_cubed.f1


def score(folder: Path) -> Scored:
    """Run the pipeline on a set, and read its scores back."""
    with tempfile.TemporaryDirectory() as scratch:
        store = Path(scratch) / "store"
        with open_store(store) as opened:
            tuning = Tuning(story_threshold=SHIPPED.story_threshold, window_days=WIDEST)
            write_tuning(opened.statements, tuning)
        run_pipeline(Request(sources=(folder / ARTICLES,), store=store), batches, Quiet())
        with open_published(store) as published:
            # In the order of their lasting ids, as the pipeline groups them.
            reports = sorted(published.reports(), key=lambda one: one.article_id)
        with open_store(store) as opened:
            numbers = opened.articles.heads(np.arange(1, len(reports) + 1, dtype=np.int32))
            kin = opened.groups.story_pairs(np.arange(1, len(reports) + 1, dtype=np.int32))
    place = {one.article_id: at for at, one in enumerate(reports)}
    at_no = np.full(len(reports) + 1, -1, np.int64)
    at_no[numbers["article_no"].to_numpy()] = [place[one.as_py()] for one in numbers["article_id"]]
    left, right = at_no[kin["left_no"].to_numpy()], at_no[kin["right_no"].to_numpy()]
    day = np.array(
        [one.published_at.toordinal() if one.published_at else np.nan for one in reports]
    )
    _, groups = np.unique([one.copy_id for one in reports], return_inverse=True)
    return Scored(
        gold=read_gold(folder),
        reports={one.external_id: one for one in reports},
        names=[one.external_id for one in reports],
        groups=groups.astype(np.int64),
        pairs=StoryPairs(left=left, right=right, score=kin["score"].to_numpy()),
        days=np.abs(day[left] - day[right]),
    )


def threshold_curves(sets: Sequence[Scored]) -> Curves:
    """Return B-cubed F1 of every set at every threshold."""
    window = SHIPPED.window_days
    return {
        one.gold.name: {at: one.f1(threshold=at, window=window) for at in THRESHOLDS}
        for one in sets
    }


def window_curves(sets: Sequence[Scored]) -> Curves:
    """Return B-cubed F1 of every set with every window."""
    at = SHIPPED.story_threshold
    return {
        one.gold.name: {window: one.f1(threshold=at, window=window) for window in WINDOWS}
        for one in sets
    }


def cover_curves(sets: Sequence[Scored]) -> Curves:
    """Return precision and recall of labelled copies, all sets together, at every cover."""
    curves: Curves = {"precision": {}, "recall": {}, "F1": {}}
    for cover in COVERS:
        truth, said = [], []
        with patch.object(verify, "COPY_SHORT", cover):
            for one in sets:
                found = compare_listed(one.gold.copy_pairs, one.reports)
                for pair in one.gold.copy_pairs:
                    if pair.label is not None and (pair.left, pair.right) in found:
                        truth.append(pair.label)
                        said.append(found[pair.left, pair.right].copy)
        scores = count_decisions(truth, said).scores
        curves["precision"][cover] = scores.precision
        curves["recall"][cover] = scores.recall
        curves["F1"][cover] = scores.f1
    return curves


def draw(curves: Curves, path: Path, *, axis: str, figure: str, shipped: float) -> None:
    """Draw curves with the shipped value marked, and print them as a table."""
    plot, axes = plt.subplots(figsize=(7, 4), layout="constrained")
    for name, curve in curves.items():
        axes.plot(list(curve), list(curve.values()), marker="o", markersize=3, label=name)
        print(f"{path.stem:16} {name:20}", *(f"{at:g}:{value:.3f}" for at, value in curve.items()))
    axes.axvline(shipped, color="grey", linestyle="--", linewidth=1, label=f"shipped: {shipped:g}")
    axes.set(xlabel=axis, ylabel=figure)
    axes.grid(alpha=0.3)
    axes.legend(fontsize="small")
    # Without the program's version in it, the same curves are the same bytes.
    plot.savefig(path, dpi=110, metadata={"Software": None})
    plt.close(plot)


def main() -> None:
    """Draw all curves from the sets that are here."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    default = os.environ.get("WIRECOPY_CORPORA", str(ROOT.parent / "shared" / "corpora"))
    parser.add_argument("--corpora", type=Path, default=Path(default))
    parser.add_argument("--into", type=Path, default=ROOT / "docs" / "curves")
    asked = parser.parse_args()
    folders = [asked.corpora / name for name in SETS]
    folders.append(ROOT / "tests" / "gold" / "invented")
    for folder in folders:
        if not folder.is_dir():
            print(f"skipped {folder.name}: {folder} is not here")
    sets = [score(folder) for folder in folders if folder.is_dir()]
    asked.into.mkdir(parents=True, exist_ok=True)
    f1 = "B-cubed F1 of stories"
    draw(
        threshold_curves(sets),
        asked.into / "story-threshold.png",
        axis="story_threshold",
        figure=f1,
        shipped=SHIPPED.story_threshold,
    )
    draw(
        window_curves(sets),
        asked.into / "window-days.png",
        axis="window_days",
        figure=f1,
        shipped=SHIPPED.window_days,
    )
    draw(
        cover_curves(sets),
        asked.into / "copy-cover.png",
        axis="share of the shorter text that a copy has in common (COPY_SHORT)",
        figure="labelled pairs of copies, all sets",
        shipped=verify.COPY_SHORT,
    )


if __name__ == "__main__":
    main()
