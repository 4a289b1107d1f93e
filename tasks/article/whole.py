"""Makes a page's text whole: its headline out of it, its lead back in, what a script would show."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.html import HtmlElement

    from tasks.article.stated import Stated

# Shorter descriptions are slogans: "News, sport and opinion from Weir".
_LEAST_LEAD_WORDS = 6
# So many letters at its start tell a description from another; its end is often cut.
_LEAD_LETTERS = 60
# The story as stated is taken where the page shows less than two thirds of it: one of 133 labelled
# pages had the rest in a script alone. Where it is about as long, it only lacks line breaks.
_SHOWN_SHARE = 1.5
_DESCRIPTIONS = ("description", "og:description", "twitter:description")
_UNSHOWN = ("script", "style", "noscript", "template", "head")
_BARE = re.compile(r"[\W_]+")


def whole_text(text: str, tree: HtmlElement, stated: Stated, headlines: Iterable[str]) -> str:
    """Return the text of a page's story with its lead and without its headlines.

    Reading leaves out many a lead that stands apart from the story, and takes many a headline for
    its first line. A lead is a description of the page that the page itself shows. `tree` loses
    what is never shown.
    """
    lines = _unheaded(text.split("\n"), {_bared(headline) for headline in headlines})
    if stated.body and len(stated.body) > _SHOWN_SHARE * sum(map(len, lines)):
        return stated.body
    lead = next(_leads("\n".join(lines), tree, stated), None)
    return "\n".join([lead, *lines] if lead else lines)


def _unheaded(lines: list[str], headlines: set[str]) -> list[str]:
    """Return the lines without those headlines that they begin with; the last line stays."""
    first = 0
    while first < len(lines) - 1 and _bared(lines[first]) in headlines:
        first += 1
    return lines[first:]


def _leads(text: str, tree: HtmlElement, stated: Stated) -> Iterator[str]:
    """Yield the descriptions of a page that it shows and that its text lacks."""
    told, shown = _bared(text), None
    for given in dict.fromkeys(stated.tag(name) for name in _DESCRIPTIONS):
        if not given or given.count(" ") < _LEAST_LEAD_WORDS - 1:
            continue
        bare = _bared(given)
        if bare[:_LEAD_LETTERS] in told:
            continue
        shown = shown if shown is not None else _shown(tree)
        if bare in shown:
            yield given


def _shown(tree: HtmlElement) -> str:
    """Return the letters and digits of all that a page shows."""
    from lxml import etree  # loaded with the page's reader

    etree.strip_elements(tree, *_UNSHOWN, with_tail=False)
    return _bared("".join(tree.itertext()))


def _bared(text: str) -> str:
    """Return a text's letters and digits, in small letters."""
    return _BARE.sub("", text).casefold()
