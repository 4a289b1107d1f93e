"""The command for more than one machine."""

from __future__ import annotations

import os
from pathlib import Path  # noqa: TC003  (typer reads the annotations)
from typing import Annotated

import typer

from flows.budget import DEFAULT_MEMORY
from flows.cli_options import (
    DEFAULT_STORE,
    AgencyTable,
    AsJson,
    MemoryLimit,
    StoreDir,
    print_json,
)

PART_MEGABYTES = 32


def backfill(  # noqa: PLR0917  (typer reads them by name)
    sources: Annotated[
        list[Path],
        typer.Argument(
            metavar="SOURCE...", help="Folders, .jsonl[.gz|.zst], .parquet, .warc[.gz]."
        ),
    ],
    store: StoreDir = DEFAULT_STORE,
    scheduler: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="A Dask scheduler, like tcp://host:8786; none: workers on this machine.",
            show_default=False,
        ),
    ] = None,
    shards: Annotated[
        str | None,
        typer.Option(
            metavar="FOLDER",
            help="Where workers leave Parquet; every machine must see it. None: in the store.",
            show_default=False,
        ),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(min=1, help="Workers on this machine; none: a core each.", show_default=False),
    ] = None,
    part_megabytes: Annotated[
        int, typer.Option(min=1, help="How large the parts are that files are cut into.")
    ] = PART_MEGABYTES,
    memory_limit: MemoryLimit = DEFAULT_MEMORY,
    agencies: AgencyTable = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Take in SOURCEs over many workers: the stories of `wirecopy run`, on a Dask cluster."""
    from flows.workers import require_extra

    require_extra()
    # What takes longer on a busy machine than Prefect waits for; and nobody is told of it.
    os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "120")
    from flows import for_programs, shown
    from flows.backfill import BackfillRequest, run_backfill
    from flows.settings import Settings
    from flows.watch import bars

    request = BackfillRequest(
        sources=tuple(sources),
        store=store,
        shards=shards,
        scheduler=scheduler,
        workers=workers,
        part_bytes=part_megabytes * 1_000_000,
        settings=Settings(memory_limit=memory_limit, agencies=agencies),
    )
    with bars() as watch:
        summary = run_backfill(request, watch)
    if as_json:
        print_json(for_programs.summary_json(summary))
    else:
        shown.show_summary(summary, store)
