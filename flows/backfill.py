"""Backfill: the pipeline over more than one machine, as a Prefect flow on Dask.

    sources ──cut──▶ parts ──workers──▶ shards (Parquet) ──▶ store, in the sources' order
                                          │  numbers given there
              bands joined by partition, pairs verified by span, on workers ──▶ cluster ──▶ publish

Partition and ids are those of `wirecopy run` on the same sources: workers do what depends on one
part alone, and everything that depends on order is done here, in the order of a local run.
"""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.settings import PREFECT_API_URL, temporary_settings

from flows import shard_work
from flows.cluster import cluster
from flows.from_shards import ShardSource, ingest_shards, take_stock
from flows.newsroom import enter
from flows.pipeline import readable
from flows.publish import publish
from flows.scheduled import Attempt, require_server
from flows.settings import Settings, known_to, program_version
from flows.shard_work import Part
from flows.workers import lost, require_extra, require_reach, require_workers, workers
from storage import open_store
from storage.shards import Shards
from tasks import batches
from tasks.shards import LAYOUT
from tasks.sources.pieces import cut
from tasks.sources.source import digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from prefect import State

    from flows.newsroom import Newsroom
    from flows.publish import Summary
    from flows.watch import Watch
    from tasks.sources import Source

# Bytes of a part: small enough for a hundred parts to share out evenly, and for one to be lost
# without harm; large enough that a task's bookkeeping (some 50 ms) does not tell.
PART_BYTES = 32_000_000
# Articles whose candidates are verified in one task.
SPAN = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class BackfillRequest:
    """What to take in, and by whom. `shards` is a folder that every worker sees, or None."""

    sources: tuple[Path, ...]
    store: Path
    shards: str | None = None
    scheduler: str | None = None
    workers: int | None = None
    part_bytes: int = PART_BYTES
    settings: Settings = field(default_factory=Settings)

    @property
    def folder(self) -> Shards:
        """Where the shards go."""
        return Shards(self.shards or str((self.store / "shards").resolve()))


def run_backfill(request: BackfillRequest, watch: Watch) -> Summary:
    """Take in the sources over many workers, find copies and stories, and publish.

    Raises:
        SourceError: no source can be read. StoreError: the store or the shards cannot be used.
        WorkersLostError: the cluster is gone; what was done is kept.
        WirecopyError: Dask is not installed, or no scheduler answers.
    """
    require_extra()
    from prefect_dask import DaskTaskRunner

    sources = readable(request.sources, watch)
    known_to(request.settings.agencies)
    with ExitStack() as open_while:
        store = open_while.enter_context(
            open_store(
                request.store,
                memory_limit=request.settings.database_memory,
                threads=request.settings.threads,
            )
        )
        watch.begin("starting the workers", None)
        require_workers(request.scheduler)
        # The server goes last: workers whose last words it does not hear wait a minute for it.
        api = open_while.enter_context(_server())
        address = open_while.enter_context(workers(request.scheduler, request.workers))
        if request.scheduler is not None:
            require_reach(address, api)
        room = enter(store, batches, request.settings, watch)
        attempt = _AttemptHere(lambda: _backfill(room, request, sources))

        @flow(
            name="wirecopy-backfill",
            task_runner=DaskTaskRunner(address=address),
            persist_result=False,
        )
        def backfill(sources: list[str], store: str) -> State[None]:  # noqa: ARG001  (shown in the UI)
            return attempt.end()

        state = backfill(
            [str(path) for path in request.sources], str(request.store), return_state=True
        )
        return attempt.result(state)


def _backfill(room: Newsroom, request: BackfillRequest, sources: Sequence[Source]) -> Summary:
    shards = request.folder
    cutting = [_cut(source, request) for source in sources]
    parts = [part for one in cutting for part in one.parts]
    _on_workers(
        room,
        shards,
        ("preparing shards", "prepare"),
        shard_work.prepare_part,
        [(part,) for part in parts],
    )
    ingest_shards(room, shards, cutting)
    decision = cluster(room, text_pairs=_text_pairs(room, shards, parts))
    return publish(room, decision)


def _cut(source: Source, request: BackfillRequest) -> ShardSource:
    agencies = request.settings.agencies
    agencies_told = agencies and agencies.read_bytes()
    made_by = digest(LAYOUT, program_version(), batches.SCHEME, agencies_told)
    return ShardSource(
        source=source,
        parts=tuple(
            Part(
                shard=f"part-{digest(made_by, *(piece.version for piece in pieces))}",
                pieces=pieces,
                agencies=agencies and agencies.resolve(),
            )
            for pieces in cut(source, request.part_bytes)
        ),
    )


def _text_pairs(room: Newsroom, shards: Shards, parts: Sequence[Part]) -> pa.Table | None:
    """Join the shards by their keys and verify what meets, on workers. None: the store is to."""
    join = take_stock(room, shards, parts)
    if join is None:
        return None
    partitions = [(join, at) for at in range(join.partitions)]
    _on_workers(room, shards, ("joining bands", "join"), shard_work.join_partition, partitions)
    spans = [(join, low, min(low + SPAN - 1, join.last)) for low in range(1, join.last + 1, SPAN)]
    _on_workers(room, shards, ("comparing texts", "verify"), shard_work.verify_span, spans)
    kept = [shards.read(join.verified(low, high)) for _, low, high in spans]
    return pa.concat_tables(kept) if kept else None


def _on_workers(
    room: Newsroom,
    shards: Shards,
    called: tuple[str, str],
    work: Callable[..., int],
    pieces: Sequence[tuple[Any, ...]],
) -> int:
    """Do a piece of work on the workers for each tuple of arguments. Returns the sum.

    called: what the watch says, and the name of the tasks.
    """
    from distributed import as_completed

    if not pieces:
        return 0
    room.watch.begin(called[0], len(pieces))
    made = task(name=called[1], cache_policy=NO_CACHE, persist_result=False)(work)
    total = 0
    try:
        futures = [made.submit(shards, *arguments) for arguments in pieces]
        by_wrapped = {getattr(future, "wrapped_future"): future for future in futures}  # noqa: B009
        for done in as_completed(by_wrapped, loop=next(iter(by_wrapped)).client.loop):
            total += by_wrapped[done].result()
            room.watch.advance(1)
    except BaseException as error:
        told = lost(error, shards.address)
        if told is error:
            raise
        raise told from error
    return total


class _AttemptHere(Attempt["Summary"]):
    """An attempt that stays here: each task takes its flow along to the worker, to be named by."""

    def __reduce__(self) -> tuple[type[_AttemptHere], tuple[None]]:
        """Send nothing along: the store is open here, and here alone."""
        return _AttemptHere, (None,)


@contextmanager
def _server() -> Iterator[str]:
    """Yield the address of a Prefect server for the workers too: the named one, or one for now.

    Without this every worker would start a server of its own.
    """
    if PREFECT_API_URL.value():
        require_server()
        yield str(PREFECT_API_URL.value())
        return
    from prefect.server.api.server import SubprocessASGIServer

    server = SubprocessASGIServer()
    server.start(timeout=None)
    try:
        with temporary_settings({PREFECT_API_URL: server.api_url}):
            yield server.api_url
    finally:
        server.stop()
