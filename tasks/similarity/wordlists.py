"""The background word frequencies of package wordfreq, read without the rest of that package.

To import wordfreq takes a quarter of a second: with it come tokenizers of all languages and tables
of their names, of which nothing is asked here. A run of ten articles takes five seconds.
"""

from __future__ import annotations

import functools
import gzip
from importlib.util import find_spec
from pathlib import Path

import msgpack

from tasks.errors import WirecopyError

# The head of a list whose bin k holds the words of frequency 10 ** (-k / 100).
CENTIBELS = {"format": "cB", "version": 1}


@functools.cache
def list_files() -> dict[str, Path]:
    """Return the largest list there is of each language, by wordfreq's own codes."""
    package = find_spec("wordfreq")
    folders = (package and package.submodule_search_locations) or []
    # The small lists first, so that the large ones take their places.
    found = sorted((file for at in folders for file in Path(at).glob("data/*_*.gz")), reverse=True)
    return {file.name.split(".")[0].partition("_")[2]: file for file in found if _is_list(file)}


def _is_list(file: Path) -> bool:
    return file.name.startswith(("small_", "large_"))


def information_of_listed(language: str) -> dict[str, float] | None:
    """Return -log10 of each listed word's frequency, or None where no list exists.

    Raises:
        WirecopyError: the list is of a form that this version does not know.
    """
    file = list_files().get(language)
    if file is None:
        return None
    with gzip.open(file, "rb") as packed:
        head, *bins = msgpack.load(packed, raw=False)
    if head != CENTIBELS:
        raise WirecopyError(
            f"{file} is of the form {head!r}, which is not known; install wordfreq 3.1"
        )
    found: dict[str, float] = {}
    for k, words in enumerate(bins):
        found |= dict.fromkeys(words, k / 100)
    return found
