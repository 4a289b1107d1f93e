"""Drops what a site puts around a story: share bars, appeals to subscribe, copyright tails.

Only whole lines go, only short ones, and only those a pattern of `furniture.toml` matches from end
to end; a sentence of the story that happens to hold the same words stays. What goes is given back.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

# The longest such line seen is a copyright notice of 173 characters.
LONGEST_DROPPED = 300

# More than one word, and a stop at the end.
_SENTENCE = re.compile(r"\w\W+\w.*[.!?…。！？।؟۔][\"')»]*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """A story's own text, and the lines that were around it, in their order."""

    text: str
    dropped: tuple[str, ...] = ()


def clean_text(text: str) -> Cleaned:
    """Return `text`, in normal form, without the lines that are the site's and not the story's.

    Cleaning twice drops nothing more. A text made of such lines alone comes back as it was where
    any of them is a sentence, so that a short notice is judged and not emptied.
    """
    is_furniture = _furniture().fullmatch
    kept: list[str] = []
    dropped: list[str] = []
    for line in text.split("\n"):
        whole = len(line) <= LONGEST_DROPPED and is_furniture(line)
        (dropped if whole else kept).append(line)
    if not dropped or (not kept and any(map(_SENTENCE.search, dropped))):
        return Cleaned(text=text)
    return Cleaned(text="\n".join(kept), dropped=tuple(dropped))


@lru_cache(maxsize=1)
def _furniture() -> re.Pattern[str]:
    """Return one pattern for all rows of the table, for whole lines in any case."""
    table = tomllib.loads(files(__package__).joinpath("furniture.toml").read_text("utf-8"))
    patterns = [line for row in table["furniture"] for line in row["lines"]]
    either = "|".join(f"(?:{pattern})" for pattern in patterns)
    return re.compile(either.replace("{sites}", table["sites"]), re.IGNORECASE)
