"""What is remembered: DuckDB, its SQL, and the files beside it.

`open_store` is the writer's way in, `storage.published` the readers'.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from storage.store import Store, open_store

__all__ = ["Store", "open_store"]


def __getattr__(name: str) -> Any:
    # DuckDB takes a quarter of a second to load, which whoever opens no store need not wait.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from storage import store

    return getattr(store, name)
