"""What several commands ask for in the same words, and how they print for programs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

StoreDir = Annotated[
    Path, typer.Option("--store", metavar="DIR", help="The store's folder.", show_default=True)
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
MemoryLimit = Annotated[
    str, typer.Option(help="What the run may use, workers apart; more spills to disk.")
]
AgencyTable = Annotated[
    Path | None, typer.Option(metavar="FILE", help="A TOML table of further agencies.")
]
DEFAULT_STORE = Path("newsroom")


def print_json(value: object) -> None:
    """Print a value as JSON, words in their own letters."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
