"""How a store's stories are made: settings that live with the store, so that all are made alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasks.records import Tuning

if TYPE_CHECKING:
    from storage.statements import Statements


def read_tuning(statements: Statements, default: Tuning) -> Tuning:
    """Return the store's settings; a new store takes the default, and keeps it."""
    stored = stored_tuning(statements)
    if stored is None:
        write_tuning(statements, default)
        return default
    return stored


def stored_tuning(statements: Statements) -> Tuning | None:
    """Return the settings that a store keeps, None before its first run."""
    stored = dict(statements.rows("tuning"))
    if not stored:
        return None
    return Tuning(
        story_threshold=float(stored["story_threshold"]), window_days=int(stored["window_days"])
    )


def write_tuning(statements: Statements, tuning: Tuning) -> None:
    """Set the store's settings, all at once."""
    with statements.whole():
        statements.run("forget_tuning")
        statements.run("write_tuning", name="story_threshold", value=float(tuning.story_threshold))
        statements.run("write_tuning", name="window_days", value=float(tuning.window_days))
