"""From bytes to text, whatever a page says or hides about its encoding."""

from __future__ import annotations

import codecs
import re

# Longest sample that the guess looks at; more only costs time.
SAMPLE_BYTES = 64_000
# Text has next to no control characters; pictures and archives are full of them.
BINARY_SHARE = 0.01

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BINARY = (
    (b"%PDF-", "a PDF"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"PK\x03\x04", "a ZIP archive or office file"),
    (b"\x1f\x8b", "gzip inside the file"),
    (b"\x7fELF", "a program"),
    (b"\x28\xb5\x2f\xfd", "zstandard inside the file"),
)
_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?([\w.:-]+)""",
    re.IGNORECASE,
)
_CONTROL = bytes(set(range(0x20)) - set(b"\t\n\v\f\r\x1b")) + b"\x7f"
# What browsers read where a page names its encoding too narrowly (encoding.spec.whatwg.org, 4.2).
_WIDER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
# Between the Latin code pages short texts do not tell: a French sentence passes for Czech, a Polish
# page for Lithuanian. Undeclared Latin script is Western, which most of it is.
_LATIN = frozenset(
    {"ascii", "cp1250", "cp1252", "cp1254", "cp1257", "cp1258", "cp437", "cp775", "cp850", "cp852"}
    | {"cp857", "cp858", "cp860", "cp861", "cp863", "cp865", "hp_roman8", "latin_1", "mac_latin2"}
    | {"mac_roman", "mac_iceland", "mac_turkish", "cp500", "cp037", "cp273", "cp1026", "cp1140"}
    | {f"iso8859_{part}" for part in (2, 3, 4, 9, 10, 13, 14, 15, 16)}
)


class NotTextError(ValueError):
    """Bytes that are no text in any encoding; the message says what they are instead."""


def decode_text(raw: bytes) -> str:
    """Return the text in `raw`: by its mark, as UTF-8, as declared, or as guessed, in this order.

    UTF-8 goes before a declaration, since text in another encoding is hardly ever valid UTF-8 and
    pages are often converted without their declaration.

    Raises:
        NotTextError: `raw` is binary.
    """
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return raw[len(mark) :].decode(encoding, errors="replace")
    if (unmarked := _unmarked_utf16(raw)) is not None:
        return unmarked
    _refuse_binary(raw)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_other(raw)


def _refuse_binary(raw: bytes) -> None:
    """Raise NotTextError where the first bytes or the many control characters say so."""
    for start, kind in _BINARY:
        if raw.startswith(start):
            raise NotTextError(kind)
    sample = raw[:SAMPLE_BYTES]
    controls = len(sample) - len(sample.translate(None, delete=_CONTROL))
    if controls > BINARY_SHARE * len(sample):
        raise NotTextError("binary, not text")


def _unmarked_utf16(raw: bytes) -> str | None:
    """Return the text where every other byte of a Latin text is zero, else None."""
    sample = raw[:SAMPLE_BYTES]
    if b"\0" not in sample:
        return None
    half = len(sample) // 2
    for first_zero, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        zeros = sample[first_zero::2].count(0)
        if half and zeros > 0.7 * half and sample[1 - first_zero :: 2].count(0) == 0:
            return raw.decode(encoding, errors="replace")
    return None


def _decode_other(raw: bytes) -> str:
    """Return the text of bytes that are not valid UTF-8."""
    mended = raw.decode("utf-8", errors="replace")
    # A few broken bytes in UTF-8: a cut in the middle of a letter, or a pasted fragment.
    if mended.count("\ufffd") * 10 < sum(len(run) for run in re.findall(r"[^\x00-\x7f]+", mended)):
        return mended
    declared = _declared_encoding(raw)
    if declared is not None:
        try:
            return raw.decode(declared)
        except UnicodeDecodeError:
            pass
    return raw.decode(_guess_encoding(raw[:SAMPLE_BYTES]) or declared or "cp1252", errors="replace")


def _declared_encoding(raw: bytes) -> str | None:
    """Return the codec a page's first 4,096 bytes declare, where there is such a codec."""
    found = _DECLARED.search(raw[:4096])
    if found is None:
        return None
    try:
        codec = codecs.lookup(found[1].decode("ascii", errors="replace"))
    except LookupError:
        return None
    # A UTF-16 declared in ASCII letters is not one; UTF-8 has been tried.
    return None if codec.name.startswith("utf") else _WIDER.get(codec.name, codec.name)


def _guess_encoding(sample: bytes) -> str | None:
    """Return the best guess at the encoding, or None where the script is Latin."""
    from charset_normalizer import from_bytes  # a tenth of a second that most runs need not pay

    best = from_bytes(sample).best()
    if best is None or best.encoding in _LATIN:
        return None
    return _WIDER.get(best.encoding, best.encoding)
