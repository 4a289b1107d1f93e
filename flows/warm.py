"""Compile the numeric kernels on a small sample; the result stays in the files' own cache."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa

from flows.finding import find_copies
from flows.pipeline import Request, run_pipeline
from flows.watch import Quiet
from tasks import batches
from tasks.clusters.copies import QUORUM
from tasks.clusters.growing import grow
from tasks.similarity.ends import rows_marked
from tasks.sources import open_source

# Long enough to be fingerprinted, alike enough to be compared, grouped and chosen from.
_SAMPLE = (
    (
        "The ferry Asta ran aground off the harbour of Lindholm early on Tuesday with 41 people "
        "on board, the coast guard said, and all of them were brought ashore by two lifeboats "
        "within the hour. The owner said a cable of the steering had parted; nobody was hurt."
    ),
    (
        "LINDHOLM - The ferry Asta ran aground off the harbour of Lindholm early on Tuesday with "
        "41 people on board, the coast guard said, and all of them were brought ashore by two "
        "lifeboats within the hour. The owner said a cable of the steering had parted; nobody "
        "was hurt."
    ),
    (
        "All 41 people aboard the Asta are safe after the ferry grounded near Lindholm on Tuesday "
        "because of a parted steering cable, according to its owner and the coast guard, whose "
        "lifeboats took off the passengers in less than an hour."
    ),
)


def warm_up() -> float:
    """Run everything that computes on three small articles. Returns the seconds it took."""
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch) / "sample"
        source.mkdir()
        for number, text in enumerate(_SAMPLE):
            (source / f"{number}.txt").write_text(text, encoding="utf-8")
        request = Request(sources=(source,), store=Path(scratch) / "store")
        run_pipeline(request, batches, Quiet())
        find_copies([open_source(source)], Path(scratch) / "copies.jsonl", Quiet())
    # Groups grow pair by pair only where texts are not all alike, as these are.
    none = np.zeros((0, 2), np.int64)
    grow(1, none, none, none, none, QUORUM)
    # A new store has no pairs to pick from. These may not be written to, as the store's may not.
    ends = pa.array([0], pa.int32()).to_numpy()
    rows_marked(np.zeros(1, np.bool_), ends, ends, 1)
    return time.perf_counter() - begun
