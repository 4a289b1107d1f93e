"""What the tests of the benchmark's scripts share."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture(scope="session")
def script():
    """Returns what loads one of the benchmark's modules by its name."""

    def load(name):
        # A script's folder is on its path when it runs; here it is for as long as it loads.
        sys.path.insert(0, str(BENCHMARKS))
        try:
            return importlib.import_module(name)
        finally:
            sys.path.remove(str(BENCHMARKS))

    return load
