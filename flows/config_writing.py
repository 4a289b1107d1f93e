"""Writes a source into wirecopy.toml: every byte that was there stays, comments and order too."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING

from flows.config import ConfigError, parse_config

if TYPE_CHECKING:
    from pathlib import Path

    from flows.config import SourceEntry

_WEB = re.compile(r"^[ \t]*\[[ \t]*web[ \t]*\][^\n]*\n?", re.MULTILINE)
_FIELDS = ("name", "kind", "url", "outlet", "language")


def entry_text(entry: SourceEntry) -> str:
    """Return a source as it stands in a wirecopy.toml."""
    given = {name: getattr(entry, name) for name in _FIELDS}
    lines = [f"{name} = {_quoted(value)}" for name, value in given.items() if value is not None]
    return "\n".join(["[[source]]", *lines]) + "\n"


def with_source(text: str, entry: SourceEntry, contact: str | None) -> str:
    """Return a file's text with one source more at its end. contact: to be written in, if given."""
    if contact is not None:
        text = _with_contact(text, f"contact = {_quoted(contact)}\n")
    between = "" if not text else "\n" if text.endswith("\n") else "\n\n"
    return text + between + entry_text(entry)


def write_source(path: Path, entry: SourceEntry, contact: str | None, *, dry: bool) -> None:
    """Write a source into the file at `path`, which is made where there is none.

    The file is replaced in one step, once what it would say has been read and is right. dry: only
    see whether it would be.

    Raises:
        ConfigError: with the source the file would have mistakes; or it cannot be written.
    """
    path = path.resolve()
    try:
        before = path.read_bytes().decode("utf-8") if path.exists() else ""
        newline = "\r\n" if "\r\n" in before else "\n"
        after = with_source(before.replace("\r\n", "\n"), entry, contact)
        parse_config(after, path)
        if dry:
            return
        fresh = path.with_name(f".{path.name}.fresh")
        fresh.write_bytes(after.replace("\n", newline).encode("utf-8"))
        if path.exists():
            fresh.chmod(path.stat().st_mode)
        os.replace(fresh, path)  # noqa: PTH105 - says what it does
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"{path} cannot be written ({error}); name another with `--config FILE`"
        ) from error


def _with_contact(text: str, line: str) -> str:
    """Return a text with a contact in its table [web], which is written at its end if need be."""
    header = _WEB.search(text)
    if header is None:
        between = "" if not text else "\n" if text.endswith("\n") else "\n\n"
        return f"{text}{between}[web]\n{line}"
    head = text[: header.end()]
    return head + ("" if head.endswith("\n") else "\n") + line + text[header.end() :]


def _quoted(value: str) -> str:
    """Return a TOML string; JSON's escapes are TOML's too, but for DEL."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
