"""The dateline: "GLASGOW, Scotland (AP) —" and its kin, where most agencies sign."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tasks.provenance.agencies import CALL_SIGN
from tasks.provenance.signals import HEAD_CHARS, OPENING_HEAD_CHARS, Kind, Signal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tasks.provenance.agencies import Agencies

# How a dateline puts the name apart: brackets of several scripts, and the slashes of Warsaw,
# Copenhagen and Moscow ("WARSZAWA /PAP/"). Each opening is looked for alone: `str.find` over the
# head costs a microsecond, one expression for all of them forty.
_SET_APART = {
    "(": re.compile(r"\((?P<name>[^()\n]{2,40})\)"),
    "（": re.compile(r"（(?P<name>[^（）\n]{2,40})）"),
    "[": re.compile(r"\[(?P<name>[^\[\]\n]{2,40})\]"),
    # Not "SMIALOWSKI/AFP/Getty": a picture's credit has no space around.
    "/": re.compile(r"(?<!\S)/(?P<name>[^/\n]{2,20})/(?!\w)"),
}
# "By Lee Chi-dongWASHINGTON, Dec. 11 (Yonhap) --": 40 characters before the name, where a page lost
# the line between byline and dateline. Twice that is no dateline.
MOST_PLACE_CHARS = 90

_DASHES = "-–—―"
_DASH = re.compile(rf"\s*(?:\.?\s?[{_DASHES}]|[:：,.])")
# Text that follows at once: "Sanaa, Yemen (CNN)Houthi rebels", or on the next line.
_RUNS_ON = re.compile(r"[^\W\d_a-z]|\n|$")
# Text after a space, "New Delhi, Nov 3 (PTI) A ferry", asks more of the place: a party's chairman
# "Pakistan Tehreek-e-Insaf (PTI) Chairman" is no dateline.
_SPACE_THEN_TEXT = re.compile(r" [^\W\d_a-z]")
_TOWN_OR_DATED = re.compile(r"[^\s,]+$|.*[,\d]")
# "(Reuters/Mohammed Salem)" and "(AP Photo/…)" are pictures; "(CBS St. Louis/AP) —" is a dateline.
_SHARED = re.compile(r"\s*[/|]\s*")
_PICTURE = re.compile(r"(?i)\b(?:photo|foto|getty|gett|image|pool|file|handout|video|screengrab)")

# Datelines are places and dates; captions that end in "(AP)" are sentences. "2 de enero",
# "3 ene", "am Main", "on the" make at most this many words without a capital.
MOST_SMALL_WORDS = 3
_SMALL_WORD = re.compile(r"(?:^|\s)[a-zà-ÿ]+")
_OPENS_LIKE_A_PLACE = re.compile(r"[^\W\d_a-z]")

# A name we do not know must look like a signature and stand after a town in capitals.
_TOWN = re.compile(r"[A-Z][A-Z .'’/-]{2,40}(?:,|$|\s)")
_NEW_NAME = re.compile(r"[A-Z][\w.&’'-]*(?: [A-Z][\w.&’'-]*){0,3}")


def datelines(text: str, agencies: Agencies) -> list[Signal]:
    """Return the datelines that name an agency, in the text's order.

    A name that the table lacks is Kind.UNKNOWN_NAME, and only after a town in capitals and
    before a dash. Call signs of stations ("HARLAND (WKTX) —") are no agencies.
    """
    head = text[:HEAD_CHARS]
    found = [*_set_apart(head, agencies), *_openings(text[:OPENING_HEAD_CHARS], agencies)]
    return sorted(found, key=lambda one: one.start or 0)


def _set_apart(head: str, agencies: Agencies) -> Iterator[Signal]:
    for opening, name in _SET_APART.items():
        spot = head.find(opening)
        while spot >= 0:
            match = name.match(head, spot)
            signal = _signal(head, match, agencies) if match else None
            if signal:
                yield signal
            spot = head.find(opening, spot + 1)


def _openings(head: str, agencies: Agencies) -> Iterator[Signal]:
    """Yield the habits without brackets: "新华社北京11月3日电", "МОСКВА, 3 ноя - РИА Новости"."""
    for habit in agencies.openings:
        # The sieve first: one `in` costs a tenth of the call.
        if habit.parts[0] not in head or (span := habit.find(head, MOST_PLACE_CHARS)) is None:
            continue
        start = head.rfind("\n", 0, span[0]) + 1
        if span[0] - start <= MOST_PLACE_CHARS and "\n" not in head[start : span[1]]:
            yield _spanned(Kind.DATELINE, habit.agency, head, start, span[1])


def _signal(head: str, match: re.Match[str], agencies: Agencies) -> Signal | None:
    start = head.rfind("\n", 0, match.start()) + 1
    if match.start() - start > MOST_PLACE_CHARS:
        return None
    name, place = match["name"].strip(), head[start : match.start()].strip()
    dash = _DASH.match(head, match.end(), match.end() + 4)
    if not (dash or _is_followed(head, match.end(), place)) or not _is_place(place):
        return None
    end = dash.end() if dash else match.end()
    if known := _known(name, agencies, shared=bool(place and dash)):
        return _spanned(Kind.DATELINE, known, head, start, end)
    if dash and dash.group()[-1] in _DASHES and _is_new_name(place, name):
        return _spanned(Kind.UNKNOWN_NAME, name, head, start, end)
    return None


def _is_followed(head: str, end: int, place: str) -> bool:
    """Whether a story begins at `end`, where no dash says so."""
    if _RUNS_ON.match(head, end):
        return True
    return bool(_SPACE_THEN_TEXT.match(head, end) and _TOWN_OR_DATED.match(place))


def _spanned(kind: Kind, agency: str, head: str, start: int, end: int) -> Signal:
    evidence = head[start:end].strip()
    start = head.index(evidence, start)
    return Signal(
        kind=kind, agency=agency, evidence=evidence, start=start, end=start + len(evidence)
    )


def _is_place(place: str) -> bool:
    """Whether this may stand before a signature: nothing, or names and a date, no picture's."""
    if not place:
        return True
    if not _OPENS_LIKE_A_PLACE.match(place) or _PICTURE.search(place):
        return False
    return len(_SMALL_WORD.findall(place)) <= MOST_SMALL_WORDS


def _known(name: str, agencies: Agencies, *, shared: bool) -> str | None:
    """Return the agency `name` stands for; of two sharing a dateline, the first we know."""
    if whole := agencies.named(name):
        return whole
    if not shared or _PICTURE.search(name):
        return None
    return next((one for part in _SHARED.split(name) if (one := agencies.named(part))), None)


def _is_new_name(place: str, name: str) -> bool:
    if CALL_SIGN.fullmatch(name) or _PICTURE.search(name):
        return False
    return _TOWN.match(place) is not None and _NEW_NAME.fullmatch(name) is not None
