"""Workers: a Dask cluster that somebody runs, or one of this machine's cores for the while."""

from __future__ import annotations

import logging
import os
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from flows.settings import program_version
from tasks import batches
from tasks.errors import WirecopyError

if TYPE_CHECKING:
    from collections.abc import Iterator

# Seconds that a scheduler may take to answer, and then its first worker to be there.
ANSWER_SECONDS = 20


class WorkersLostError(WirecopyError):
    """The scheduler is gone, or workers died again and again over one piece of work."""


def require_extra() -> None:
    """Raise unless Dask is installed."""
    if any(find_spec(name) is None for name in ("distributed", "prefect_dask")):
        raise WirecopyError(
            "a backfill needs Dask, which is not installed; install it with "
            "`pip install 'wirecopy[dask]'`, or use `wirecopy run`, which needs none"
        )


@contextmanager
def workers(address: str | None, count: int | None) -> Iterator[str]:
    """Yield the address of a scheduler that has workers.

    address: of a scheduler that is running, None for a cluster on this machine, of `count` workers
    or as many as it has cores.
    """
    if address is not None:
        yield address
        return
    import dask
    from distributed import LocalCluster

    with (
        dask.config.set({"distributed.worker.daemon": False}),
        LocalCluster(
            n_workers=count or os.cpu_count() or 1,
            threads_per_worker=1,
            processes=True,
            dashboard_address=None,
        ) as cluster,
    ):
        yield str(cluster.scheduler_address)


def require_workers(address: str | None) -> None:
    """Raise unless a scheduler answers that has workers which make what this program makes.

    address: None where the workers are yet to be started, on this machine.

    Raises:
        WirecopyError: nobody answers there, it has no workers, or theirs is another version.
    """
    # What befalls workers is told once, by `lost`, and not in sixty lines of each that notices.
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    if address is None:
        return
    from distributed import Client

    try:
        with Client(address, timeout=ANSWER_SECONDS, set_as_default=False) as client:
            client.wait_for_workers(1, timeout=ANSWER_SECONDS)
            told = client.run(_version)
    except TimeoutError as error:
        raise WirecopyError(
            f"the Dask scheduler at {address} has no workers; start one on each machine with "
            f"`dask worker {address} --nthreads 1`"
        ) from error
    except (OSError, ValueError, ImportError) as error:
        raise WirecopyError(
            f"no Dask scheduler answers at {address} ({_short(error)}); start one with "
            "`dask scheduler`, or leave --scheduler out to work on this machine alone"
        ) from error
    others = {worker: version for worker, version in told.items() if version != _version()}
    if others:
        worker, version = next(iter(others.items()))
        raise WirecopyError(
            f"the worker {worker} has wirecopy {version}, this is {_version()}; install the same "
            "version on every machine"
        )


def require_reach(address: str, api: str) -> None:
    """Raise unless every worker reaches the Prefect server, to which each tells of its tasks."""
    from distributed import Client

    with Client(address, timeout=ANSWER_SECONDS, set_as_default=False) as client:
        reached = client.run(_reaches, f"{api}/health")
    if beyond := [worker for worker, answered in reached.items() if not answered]:
        raise WirecopyError(
            f"the worker {beyond[0]} does not reach the Prefect server at {api}; start one that "
            "every machine reaches with `prefect server start --host 0.0.0.0`, name it here with "
            "`export PREFECT_API_URL=http://THIS-HOST:4200/api`, and give the same command"
        )


def _reaches(url: str) -> bool:
    import httpx

    try:
        return httpx.get(url, timeout=ANSWER_SECONDS).is_success
    except httpx.HTTPError:
        return False


def _version() -> str:
    """Return what a worker must have in common with the program that asks it."""
    return f"{program_version()} ({batches.SCHEME})"


def lost(error: BaseException, shards: str) -> BaseException:
    """Return what to say of an error that a piece of work ended in: that workers died, or itself.

    shards: where the work is kept that was done.
    """
    if not _is_loss(error):
        return error
    return WorkersLostError(
        f"the workers were lost ({_short(error)}). What they had done is kept in {shards}; start "
        "the cluster again and give the same command, which carries on from there"
    )


def _is_loss(error: BaseException) -> bool:
    from distributed import KilledWorker
    from distributed.client import FutureCancelledError
    from distributed.comm.core import CommClosedError

    gone: tuple[type[Any], ...] = (KilledWorker, FutureCancelledError, CommClosedError)
    return isinstance(error, gone)


def _short(error: BaseException) -> str:
    return f"{type(error).__name__}: {error!s:.160}".split("\n", maxsplit=1)[0]
