"""Kernels: numeric loops, compiled where numba is installed, run as written where it is not.

Both ways give the same results to the last bit, which tests hold them to, so a kernel keeps to what
means the same to both: a scalar of 32 bits meets no bare Python float, which would be 64 bits wide
to numba and 32 to numpy; constants are np.float64 where they meet one. Sums start from
np.float64(0). Logarithms come from `math`, for numpy has its own.
"""

from __future__ import annotations

import sys
import threading
from functools import cache, update_wrapper, wraps
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
R = TypeVar("R")

COMPILED = find_spec("numba") is not None
_BLAS = "scipy.linalg.cython_blas"
_COMPILING = threading.RLock()
# Whether this thread is within a kernel as written: one in another need not set numpy up again.
_AT_WORK = threading.local()


@cache
def _numba() -> Any:
    """Return the compiler. To import it takes 55 MB and half a second.

    It asks at once whether scipy has a BLAS, and so loads all of scipy's linear algebra, a fifth of
    a second that no kernel here has a use for: for that moment scipy has none.
    """
    compiler = import_module("numba")
    if _BLAS not in sys.modules:
        sys.modules[_BLAS] = None  # type: ignore[assignment]  # what is None cannot be imported
        try:
            import_module("numba.np.arraymath")
        finally:
            del sys.modules[_BLAS]
    return compiler


class _Compiled(Generic[P, R]):
    """A loop that is compiled at its first call, together with the loops that it calls.

    Not sooner, so that a run that brings nothing new, and every question, go without the compiler.
    """

    def __init__(self, loop: Callable[P, R]) -> None:
        self._loop: Any = loop
        self._begun: Callable[P, R] | None = None
        self._whole: Callable[P, R] | None = None
        update_wrapper(self, loop)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        return (self._whole or self._made())(*args, **kwargs)

    def _made(self) -> Callable[P, R]:
        # Another thread must not meet a loop whose names are not all given their meaning yet.
        with _COMPILING:
            self._whole = self.dispatcher()
        return self._whole

    def dispatcher(self) -> Callable[P, R]:
        """Return what numba makes of the loop; the names of other loops in it mean theirs then."""
        if self._begun is None:
            self._begun = _numba().njit(cache=True, nogil=True)(self._loop)
            meant = self._loop.__globals__
            for name in self._loop.__code__.co_names:
                if isinstance(called := meant.get(name), _Compiled):
                    meant[name] = called.dispatcher()
        return self._begun


def kernel(loop: Callable[P, R]) -> Callable[P, R]:
    """Return a loop over numbers, compiled where that can be done."""
    if COMPILED:
        return _Compiled(loop)

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
