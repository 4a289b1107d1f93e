"""Furnishes light pages like those that outlets send: menus, teasers, pictures, scripts.

Of 67 real press pages half have between 148 and 411 kB, the one in the middle 265, 1,074 elements,
152 links and 98 kB of scripts and styles; furnished ones have 209 kB, 1,107, 156 and 113 kB, and
take as long to read. The invented pages of examples/ (4 kB) measure as they are how fast pages are
handed over, not how fast they are read.
"""

from __future__ import annotations

import json
import random
import re

from lexicon import SYLLABLES

# A page of fewer bytes has no furniture to speak of.
LIGHT_BYTES = 40_000
_BODY = re.compile(rb"<body[^>]*>")
LINKS, TEASERS, STATES, RULES = 70, 75, 330, 220
WORDS_OF_TEASER = 22


def furnished(page: bytes, seed: int) -> bytes:
    """Return a page with furniture around its story, other for each seed; a heavy one as it is."""
    begin, end = _BODY.search(page), page.rfind(b"</body>")
    if len(page) >= LIGHT_BYTES or not begin or end < begin.end():
        return page
    chance = random.Random(seed)  # noqa: S311 - no secret
    head = page[: begin.end()].replace(b"</head>", _styles(chance).encode() + b"</head>")
    before, after = _menu(chance).encode(), (_teasers(chance) + _state(chance)).encode()
    return b"".join((head, before, page[begin.end() : end], after, page[end:]))


def _words(chance: random.Random, count: int) -> str:
    said = ("".join(chance.choices(SYLLABLES, k=chance.randint(1, 3))) for _ in range(count))
    return " ".join(said).capitalize()


def _styles(chance: random.Random) -> str:
    rules = (
        f".{_words(chance, 1)}-{number}{{margin:{number % 9}px;color:#{number:06x};"
        f"transition:opacity .{number % 7}s ease-in-out;display:flex}}"
        for number in range(RULES)
    )
    return f"<style>{''.join(rules)}</style>"


def _menu(chance: random.Random) -> str:
    links = (
        f'<li class="menu__item menu__item--{number}" data-track="menu-{number}">'
        f'<a class="menu__link" href="/{number}/">{_words(chance, 2)}</a></li>'
        for number in range(LINKS)
    )
    return f'<div class="menu" role="navigation"><nav><ul>{"".join(links)}</ul></nav></div>'


def _teasers(chance: random.Random) -> str:
    return (
        '<aside class="related more-stories" aria-label="more">'
        + "".join(_teaser(chance, number) for number in range(TEASERS))
        + "</aside>"
    )


def _teaser(chance: random.Random, number: int) -> str:
    widths = (160, 320, 480, 640, 960, 1280, 1920)
    pictures = ", ".join(
        f"https://img.pictures.example/{chance.getrandbits(64):x}/{width}x{width}.webp {width}w"
        for width in widths
    )
    return (
        f'<div class="teaser teaser--{number % 5}" data-id="{chance.getrandbits(64):x}" '
        f'data-tracking="{{&quot;position&quot;:{number},&quot;list&quot;:&quot;more&quot;}}">'
        f'<a class="teaser__link" href="/stories/{chance.getrandbits(48):x}"><picture>'
        f'<source type="image/webp" srcset="{pictures}"><img alt="" loading="lazy" src="/x.jpg">'
        f'</picture><span class="teaser__kicker">{_words(chance, 1)}</span>'
        f'<span class="teaser__title">{_words(chance, 8)}</span>'
        f'<span class="teaser__lead">{_words(chance, WORDS_OF_TEASER)}.</span></a>'
        f'<span class="teaser__meta"><time>{number} hours ago</time><svg viewBox="0 0 8 8">'
        f'<path d="M0 0L{number} 8Z"/></svg></span></div>'
    )


def _state(chance: random.Random) -> str:
    items = [
        {
            "id": f"{chance.getrandbits(64):x}",
            "title": _words(chance, 7),
            "lead": _words(chance, 14),
            "sizes": [chance.randint(100, 2000) for _ in range(12)],
        }
        for _ in range(STATES)
    ]
    return f"<script>window.__STATE__={json.dumps(items)}</script>"
