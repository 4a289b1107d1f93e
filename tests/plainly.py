"""The tasks a second time, as they are where numba is not installed."""

from __future__ import annotations

import importlib
import sys
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType


@cache
def without_numba() -> dict[str, ModuleType]:
    """Import the kernels' modules anew with numba out of reach; those in use stay as they are."""
    ours = {name: module for name, module in sys.modules.items() if _is_task(name)}
    numba = {name: module for name, module in sys.modules.items() if name == "numba"}
    for name in ours:
        del sys.modules[name]
    sys.modules["numba"] = None  # type: ignore[assignment]
    try:
        wanted = ("words", "terms"), ("minhash", "meeting", "salience", "kinship", "verify")
        modules = [f"tasks.text.{name}" for name in wanted[0]]
        modules += [f"tasks.similarity.{name}" for name in wanted[1]]
        modules += ["tasks.batches", "tasks.clusters.linkage", "tasks.clusters.sums"]
        modules += ["tasks.similarity.ends", "tasks.text.kernels"]
        return {name: importlib.import_module(name) for name in modules}
    finally:
        for name in [name for name in sys.modules if _is_task(name)]:
            del sys.modules[name]
        del sys.modules["numba"]
        sys.modules.update(ours | numba)


def _is_task(name: str) -> bool:
    return name == "tasks" or name.startswith("tasks.")
