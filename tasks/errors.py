"""Every error raised on purpose. Each says what was found, why it cannot be, and what to do."""


class WirecopyError(Exception):
    """An error a user can act on: shown as one message, without a traceback."""


class SourceError(WirecopyError):
    """A source cannot be read at all: missing, empty, or of no known kind."""


class StoreError(WirecopyError):
    """The store cannot be used as it stands."""


class StoreBusyError(StoreError):
    """Another run holds the store."""


class StoreTooNewError(StoreError):
    """The store was made by a newer version of this program."""


class SchemeMismatchError(StoreError):
    """Fingerprints made in two ways cannot be compared."""

    def __init__(self, *, stored: str, wanted: str) -> None:
        super().__init__(
            f"the store holds fingerprints of scheme {stored!r}, this version makes {wanted!r}; "
            "they cannot be compared. Use a new store (`--store OTHER`), or run the version of "
            "wirecopy that made this one"
        )


class NotFoundError(WirecopyError):
    """What was asked for is not in the published file."""


class CountsError(WirecopyError):
    """Inputs and outcomes do not add up: a fault in the program, and the run fails."""


class GoldError(WirecopyError):
    """Labelled data is malformed; names the file, the line and the field."""
