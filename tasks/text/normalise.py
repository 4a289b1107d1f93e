"""The normal form of text: what two outlets' systems typed differently becomes one."""

from __future__ import annotations

import re
import unicodedata

# Hidden watermarks, soft hyphens, byte-order marks, directions, lone surrogates and everything a
# terminal might obey (ESC is among the C0 controls). Joiners are dealt with by _STRAY_JOINER.
_UNSEEN = (
    "\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f"
)
# What is not listed here is not seen, and goes.
_PLAIN = {
    **dict.fromkeys("\t\u00a0\u1680\u202f\u205f\u3000", " "),
    **dict.fromkeys(map(chr, range(0x2000, 0x200B)), " "),
    **dict.fromkeys("\r\v\f\x1c\x1d\x1e\x85\u2028\u2029", "\n"),
    **dict.fromkeys("“”„‟″＂", '"'),
    **dict.fromkeys("‘’‚‛′´＇ʼ", "'"),
    **dict.fromkeys("‐‑‒−", "-"),
    # A long dash parts words ("LONDON — The", "year—the").
    **dict.fromkeys("—―", " - "),
    "…": "...",
    "ﬀ": "ff",
    "ﬁ": "fi",
    "ﬂ": "fl",
    "ﬃ": "ffi",
    "ﬄ": "ffl",
}
_ODD = re.compile(f"[{''.join(_PLAIN)}{_UNSEEN}]")
# Persian and the scripts of India spell with joiners; elsewhere they only split words in hiding.
_STRAY_JOINER = re.compile("(?<![\u0600-\u08ff\u0900-\u0dff\u0e80-\u109f])[\u200c\u200d]+")
_TYPED = b"\n" + bytes(range(0x20, 0x7F))
# Typed for a long dash.
_TYPED_DASH = re.compile("--+")
_SPACE_RUN = re.compile("  +")
_LINE_START = re.compile("\n[ \n]+")
# A line of a hand-wrapped text is about a typewriter's or terminal's line long.
_WRAPPED_WIDTH = range(45, 101)
_WRAPPED_LINES = 4
_WRAPPED_SHARE = 0.8


def normal_text(text: str) -> str:
    """Return `text` in normal form: NFC, plain quotes and dashes, one paragraph a line.

    No control, zero-width or direction character, lone surrogate, blank line, or space at a line's
    edge is left; a text wrapped by hand gets its paragraphs back. Twice gives the same as once.
    """
    text = _one_alphabet(text)
    if "\n\n" in text or "\n \n" in text:
        text = _unwrap(text)
    text = text.replace(" \n", "\n")
    if "\n " in text:
        text = _LINE_START.sub("\n", text)
    while "\n\n" in text:
        text = text.replace("\n\n", "\n")
    return text.strip(" \n")


def normal_line(text: str) -> str:
    """Return `text` in normal form on one line: for titles, names, sources and addresses."""
    return normal_text(text).replace("\n", " ")


def _one_alphabet(text: str) -> str:
    """Return `text` with one sign for each thing; its line breaks stay where they are."""
    text = text.replace("\r\n", "\n")
    if not _is_typed_plainly(text):
        text = _ODD.sub(_plain_sign, text)
    if not text.isascii():
        if "\u200c" in text or "\u200d" in text:
            text = _STRAY_JOINER.sub("", text)
        if not unicodedata.is_normalized("NFC", text):
            # Composing may bring an odd sign back: U+1FFD becomes an acute accent.
            text = _ODD.sub(_plain_sign, unicodedata.normalize("NFC", text))
        # A short dash parts words where spaces stand around it; in "2019–20" it is a hyphen.
        text = text.replace("–", "-")
    # ECB+ and older wires type ``so''; two accents in a row are never anything else.
    text = text.replace("``", '"').replace("''", '"')
    if "--" in text:
        text = _TYPED_DASH.sub(" - ", text)
    return _SPACE_RUN.sub(" ", text) if "  " in text else text


def _is_typed_plainly(text: str) -> bool:
    """Whether a text has no odd sign for certain: most have none, and a search takes 26 us."""
    return text.isascii() and not text.encode("ascii").translate(None, _TYPED)


def _plain_sign(odd: re.Match[str]) -> str:
    """Return what stands for an odd sign: its plain form, or nothing."""
    return _PLAIN.get(odd[0], "")


def _unwrap(text: str) -> str:
    """Join the lines of each paragraph where blank lines part the paragraphs of a wrapped text."""
    if "\n\n\n" not in text and text.count("\n") == 2 * text.count("\n\n"):
        # Each line is a paragraph already; so it is in most texts, and cutting them up takes 15 us.
        return text
    paragraphs = [block.split("\n") for block in re.split(r"\n(?: ?\n)+", text.strip(" \n"))]
    inner = [line for lines in paragraphs for line in lines[:-1]]
    wrapped = sum(len(line.strip()) in _WRAPPED_WIDTH for line in inner)
    if len(inner) < _WRAPPED_LINES or wrapped < _WRAPPED_SHARE * len(inner):
        return text
    return "\n".join(" ".join(line.strip(" ") for line in lines) for lines in paragraphs)
