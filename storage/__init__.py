"""What is remembered: DuckDB, its SQL, and the files beside it.

`open_store` is the writer's way in, `storage.published` the readers'.
"""

from storage.store import Store, open_store

__all__ = ["Store", "open_store"]
