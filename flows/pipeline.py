"""The main job, in order: ingest, cluster, publish. The first file to open.

    sources ──▶ ingest ──▶ cluster ──▶ publish ──▶ stories.duckdb, for readers
                   └──── working.duckdb ────┘

`run_pipeline` is plain Python. `flows.scheduled` is the same under Prefect.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TypeVar

from flows.cluster import cluster
from flows.configured import from_config
from flows.ingest import ingest
from flows.newsroom import enter
from flows.publish import publish
from flows.settings import Settings
from storage import open_store
from tasks.errors import SourceError
from tasks.sources import open_source

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from flows.config import Config
    from flows.publish import Summary
    from flows.steps import Steps
    from flows.watch import Watch
    from tasks.sources import Source

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What to run on, and how. `config` adds the sources of a wirecopy.toml."""

    sources: tuple[Path, ...]
    store: Path
    settings: Settings = field(default_factory=Settings)
    config: Config | None = None


class Stage(Protocol):
    """Runs a stage of the pipeline under its name, and returns what it gives."""

    def __call__(self, name: str, work: Callable[[], T], /) -> T:
        """Run `work`."""


def plainly(_name: str, work: Callable[[], T], /) -> T:
    """Run a stage as it is."""
    return work()


def run_pipeline(request: Request, steps: Steps, watch: Watch, stage: Stage = plainly) -> Summary:
    """Take in every source, give every new article its place, and publish.

    stage: runs each of the three stages by name; Prefect's flows hook in here.

    Raises:
        SourceError: no source can be read; nothing was written.
        StoreError: the store cannot be used.
    """
    config = request.config
    local = from_config(config, watch) if config else []
    sources = [*readable(request.sources, watch), *local]
    settings = request.settings
    with open_store(
        request.store, memory_limit=settings.database_memory, threads=settings.threads
    ) as store:
        room = enter(store, steps, settings, watch)
        stage("ingest", lambda: ingest(room, sources))
        if config is not None and config.web:
            # Only a run that asks the web waits half a second for what asks it.
            from flows.fetching import fetch_web

            stage("fetch", lambda: fetch_web(room, config))
        decision = stage("cluster", lambda: cluster(room))
        return stage("publish", lambda: publish(room, decision))


def readable(paths: Sequence[Path], watch: Watch) -> list[Source]:
    """Open every source; those that cannot be read are said, and the rest of the run goes on."""
    sources, refusals = [], []
    for path in paths:
        try:
            sources.append(open_source(path))
        except SourceError as error:
            refusals.append(str(error))
    if refusals and not sources:
        raise SourceError("; ".join(refusals))
    for refusal in refusals:
        watch.say(f"left out: {refusal}")
    return sources
