"""Kernels: numeric loops, compiled where numba is installed, run as written where it is not.

Both ways give the same results to the last bit, which tests hold them to, so a kernel keeps to what
means the same to both: a scalar of 32 bits meets no bare Python float, which would be 64 bits wide
to numba and 32 to numpy; constants are np.float64 where they meet one. Sums start from
np.float64(0). Logarithms come from `math`, for numpy has its own.
"""

from __future__ import annotations

import threading
from functools import wraps
from importlib import import_module
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
R = TypeVar("R")


def _numba_or_none() -> Any:
    """Return the compiler, or None where it is not installed: the one place that asks."""
    try:
        return import_module("numba")
    except ImportError:
        return None


_NUMBA = _numba_or_none()
COMPILED = _NUMBA is not None
# Whether this thread is within a kernel as written: one in another need not set numpy up again.
_AT_WORK = threading.local()


def kernel(loop: Callable[P, R]) -> Callable[P, R]:
    """Return a loop over numbers, compiled where that can be done."""
    if COMPILED:
        compiled: Callable[P, R] = _NUMBA.njit(cache=True, nogil=True)(loop)
        return compiled

    @wraps(loop)
    def as_written(*args: P.args, **kwargs: P.kwargs) -> R:
        if getattr(_AT_WORK, "within", False):
            return loop(*args, **kwargs)
        # Hashes are made by multiplying until the number runs over.
        with np.errstate(over="ignore"):
            _AT_WORK.within = True
            try:
                return loop(*args, **kwargs)
            finally:
                _AT_WORK.within = False

    return as_written


def kernel_or(plain: Callable[P, R]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Return a decorator for a kernel that, where it cannot be compiled, is `plain` instead.

    For what numpy can do at once: as written it would take a hundred times as long.
    """

    def choose(loop: Callable[P, R]) -> Callable[P, R]:
        return kernel(loop) if COMPILED else plain

    return choose


def _counts_by_key() -> Any:
    """Return an empty table from whole numbers to whole numbers, for use within a kernel."""
    return _NUMBA.typed.Dict.empty(_NUMBA.int64, _NUMBA.int64) if COMPILED else {}


counts_by_key = kernel(_counts_by_key)
