"""How the invented outlets put their articles out: HTML pages, lines of the wire, text files."""

from __future__ import annotations

import html
import json
import re
import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsroom_texts import Outlet, Piece

HERE = Path(__file__).parent
# Vessany keeps one time all year, an hour ahead of UTC.
LOCAL_TIME = timezone(timedelta(hours=1))
SLUG_WORDS = 8
RELATED_LINKS = 3
COMMENTS_A_PAGE = 2
# The promotion stands where readers stop: after the third paragraph.
PROMO_AFTER = 3
# The whole world lives in one November, so one month's name per language is enough.
DAYS = {"en": "November {day}, {year}", "es": "{day} de noviembre de {year}"}


def slug_of(piece: Piece) -> str:
    """Return the headline as it stands in addresses: lower-case words joined by hyphens."""
    return "-".join(re.findall(r"[a-z0-9]+", piece.title.lower().replace("'", ""))[:SLUG_WORDS])


def number_of(piece: Piece) -> int:
    """Return the six-digit number that content systems give an article."""
    key = f"{piece.outlet.key} {piece.copy} {piece.title}"
    return 100_000 + zlib.crc32(key.encode()) % 900_000


def url_of(piece: Piece) -> str:
    """Return the address the outlet publishes the article under."""
    day = piece.published.astimezone(LOCAL_TIME)
    return piece.outlet.url.format(
        year=f"{day:%Y}",
        month=f"{day:%m}",
        date=f"{day:%d}",
        slug=slug_of(piece),
        number=number_of(piece),
    )


def file_name(piece: Piece, suffix: str) -> str:
    """Return the name its file has in the outlet's folder."""
    return f"{piece.published.astimezone(LOCAL_TIME):%Y-%m-%d}-{slug_of(piece)}{suffix}"


def wire_id(piece: Piece) -> str:
    """Return the id of its line in the wire: agencies count by minute, Newsdeck by number."""
    if piece.outlet.agency:
        return f"{piece.outlet.code}-{piece.published.astimezone(UTC):%Y%m%d-%H%M}"
    return f"{piece.outlet.code}-{number_of(piece)}"


def wire_line(piece: Piece) -> dict[str, object]:
    """Return one line of the wire; `desk` and `slug` are fields wirecopy does not know."""
    return {
        "id": wire_id(piece),
        "url": url_of(piece),
        "title": piece.title,
        "text": "\n\n".join(piece.paragraphs),
        "source": piece.outlet.name,
        # The aggregator writes dates as feeds do (RFC 822), the agencies as programs do (ISO 8601).
        "published": iso(piece.published)
        if piece.outlet.agency
        else format_datetime(piece.published),
        "lang": piece.story.language,
        "authors": list(piece.text.writers) if piece.outlet.agency else [],
        "desk": piece.text.desk,
        "slug": piece.story.key,
    }


def brief(piece: Piece) -> str:
    """Return the text file of a brief: headline, empty line, text."""
    return f"{piece.title}\n\n" + "\n\n".join(piece.paragraphs) + "\n"


def page(piece: Piece, earlier: Sequence[Piece]) -> bytes:
    """Return the article as the outlet's page. `earlier`: its other articles, oldest first."""
    day = piece.published.astimezone(LOCAL_TIME)
    fields = {
        "title": _set(piece.title, piece.outlet),
        "lead": _set(piece.paragraphs[0], piece.outlet),
        "byline": _set(piece.byline, piece.outlet),
        "paragraphs": _paragraphs(piece),
        "related": _related(earlier),
        "comments": _comments(piece),
        "json_ld": _json_ld(piece),
        "url": html.escape(url_of(piece)),
        "published": day.isoformat(timespec="seconds"),
        "day": f"{day:%Y-%m-%d}",
        "day_long": DAYS[piece.outlet.language].format(day=day.day, year=day.year),
        "clock": f"{day:%H:%M}",
    }
    return _filled(piece.outlet, fields)


def front_page(outlet: Outlet, title: str, articles: Sequence[Piece]) -> bytes:
    """Return a section front: navigation and links to the articles, newest first."""
    links = "\n".join(_link(piece) for piece in reversed(articles))
    fields = {"title": html.escape(title), "related": links}
    return _filled(replace(outlet, template="front"), fields)


def photo_page(outlet: Outlet, title: str, caption: str) -> bytes:
    """Return a page whose only words of its own are a picture's caption."""
    fields = {"title": html.escape(title), "lead": html.escape(caption)}
    return _filled(replace(outlet, template="photo"), fields)


def scanned_page(seed: str, size: int = 6000) -> bytes:
    """Return bytes that open as a PDF does and then mean nothing, the same for the same seed."""
    noise = b"".join(
        zlib.crc32(f"{seed} {n}".encode()).to_bytes(4, "big") for n in range(size // 4)
    )
    return b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n" + noise


def iso(moment: datetime) -> str:
    """Return a moment in UTC as ISO 8601, ending in Z."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


@cache
def _template(name: str) -> Template:
    return Template((HERE / "templates" / f"{name}.html").read_text("utf-8"))


def _filled(outlet: Outlet, fields: dict[str, str]) -> bytes:
    blank = dict.fromkeys(_template(outlet.template).get_identifiers(), "")
    common = {"site": outlet.name, "language": outlet.language}
    text = _template(outlet.template).substitute(blank | common | fields)
    return text.encode(outlet.encoding, "xmlcharrefreplace")


def _set(text: str, outlet: Outlet) -> str:
    """Return text as the outlet's compositor sets it, safe inside HTML and its attributes."""
    return html.escape(_curled(text) if outlet.curly else text)


def _curled(text: str) -> str:
    """Return text with printers' quotes: an opening one after a space, else a closing one."""
    text = re.sub(r'(^|[\s(\[])"', "\\1\u201c", text)
    text = re.sub(r"(^|[\s(\[\u201c])'", "\\1\u2018", text)
    return text.replace('"', "\u201d").replace("'", "\u2019")


def _paragraphs(piece: Piece) -> str:
    lines = [piece.outlet.paragraph.format(_set(text, piece.outlet)) for text in piece.paragraphs]
    if piece.outlet.promo and len(lines) > PROMO_AFTER:
        lines.insert(PROMO_AFTER, piece.outlet.promo)
    return "\n".join(lines)


def _related(earlier: Sequence[Piece]) -> str:
    links = ['<li><a href="/">Front page</a></li>']
    return "\n".join(links + [_link(piece) for piece in earlier[-RELATED_LINKS:]])


def _link(piece: Piece) -> str:
    return f'<li><a href="{html.escape(url_of(piece))}">{_set(piece.title, piece.outlet)}</a></li>'


def _comments(piece: Piece) -> str:
    pool = piece.outlet.comments
    start = number_of(piece)
    return "\n".join(
        piece.outlet.comment.format(number=(start + n) % 97, text=pool[(start + n) % len(pool)])
        for n in range(COMMENTS_A_PAGE if pool else 0)
    )


def _json_ld(piece: Piece) -> str:
    card = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": piece.title,
        "datePublished": piece.published.astimezone(LOCAL_TIME).isoformat(timespec="seconds"),
        "author": [{"@type": "Person", "name": name} for name in piece.byline.split(" and ")],
        "publisher": {"@type": "NewsMediaOrganization", "name": piece.outlet.name},
        "mainEntityOfPage": url_of(piece),
    }
    # "</" would end the script element early.
    return json.dumps(card, ensure_ascii=False).replace("</", "<\\/")
