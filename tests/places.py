"""Where what the tests read is: the project, its benchmark's scripts, the labelled news."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).parent.parent
BENCHMARKS = ROOT / "benchmarks"
CORPORA = Path(os.environ.get("WIRECOPY_CORPORA", ROOT.parent / "shared" / "corpora"))
