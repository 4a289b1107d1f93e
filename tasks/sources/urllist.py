"""A list of URLs in a text file, one a line; what follows a # is a remark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasks.listings import Listing
from tasks.outcomes import Reason, Rejected
from tasks.text.urls import LONGEST_URL, canonical_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Enough of a line that is no URL to find it again.
_SHOWN = 120


def listed_urls(lines: Iterable[bytes], *, name: str) -> Iterator[Listing | Rejected]:
    """Yield a listing for each line with a URL, and a rejection for each that has something else.

    Blank lines and remarks are passed over. `name` is the list's, for rejections ("urls.txt:7").
    The place of a listing is its line, counted from 1.
    """
    for number, line in enumerate(lines, start=1):
        written = line[: 4 * LONGEST_URL].decode("utf-8-sig", "replace").strip()
        # Only after a space: "#" alone parts a URL from its fragment.
        written = written.split(" #", 1)[0].strip()
        if not written or written.startswith("#"):
            continue
        url = canonical_url(written)
        if url is None:
            detail = f"no web address: {written[:_SHOWN]!r}"
            yield Rejected(input=f"{name}:{number}", reason=Reason.UNREADABLE, detail=detail)
        else:
            yield Listing(url=url, place=number)
