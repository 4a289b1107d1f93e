"""From bytes to text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.article.decode import NotTextError, decode_text

FRENCH = "Le président a annoncé jeudi à l’Élysée des mesures pour l’été."
RUSSIAN = "Президент заявил в четверг, что переговоры продолжатся на следующей неделе."
MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
JAPANESE = "首相は木曜日、来週ジュネーブで協議を続けると述べた。野党は法案に反対している。"


@pytest.mark.parametrize("text", [FRENCH, RUSSIAN, JAPANESE])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_is_read_with_and_without_its_mark(text, encoding):
    assert decode_text(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(FRENCH, "cp1252"), (RUSSIAN, "cp1251"), (JAPANESE, "cp932"), (JAPANESE, "euc_jp")],
)
def test_text_in_an_older_encoding_is_read_without_a_declaration(text, encoding):
    assert decode_text(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("declared", "encoding", "text"),
    [
        ("iso-8859-1", "cp1252", FRENCH),
        ("windows-1250", "cp1250", "Premier zapowiedział w czwartek źródła postępu"),
        ("koi8-r", "koi8-r", RUSSIAN),
        ("Shift_JIS", "cp932", JAPANESE),
    ],
)
def test_a_declared_encoding_is_believed(declared, encoding, text):
    page = f'<html><head><meta charset="{declared}"></head><body><p>{text}</p></body></html>'

    assert text in decode_text(page.encode(encoding))


def test_utf8_is_read_though_the_page_declares_another_encoding():
    page = f'<meta http-equiv="content-type" content="text/html; charset=iso-8859-1"><p>{FRENCH}'

    assert FRENCH in decode_text(page.encode("utf-8"))


def test_a_few_broken_bytes_do_not_make_utf8_another_encoding():
    broken = (RUSSIAN * 3).encode() + b"\xff\xfe and on"

    assert decode_text(broken).startswith(RUSSIAN)


@pytest.mark.parametrize("text", ["plain words in sixteen bits", FRENCH])
def test_sixteen_bits_without_a_mark_are_noticed(text):
    assert decode_text(text.encode("utf-16-le")) == text


@pytest.mark.parametrize(
    "binary",
    [b"%PDF-1.7 ...", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04", b"\x1f\x8b\x08", bytes(range(256)) * 20],
)
def test_binary_is_no_text(binary):
    with pytest.raises(NotTextError):
        decode_text(binary)


@given(st.binary(max_size=400))
def test_any_bytes_are_text_or_are_not(raw):
    try:
        verdict = decode_text(raw)
    except NotTextError as refused:
        verdict = str(refused)

    assert verdict or not raw or raw.startswith(MARKS)
