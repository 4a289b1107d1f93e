"""A packed body is read whole, or ends at its limit."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.article.unpack import BodyTooLargeError, BrokenBodyError, Unpacker, unpack

PAGE = b"<html><body>" + b"The ferry ran aground in fog. " * 50 + b"</body></html>"


@given(st.binary(max_size=4_000), st.integers(1, 700))
def test_a_body_in_pieces_of_any_size_is_read_whole(body: bytes, size: int):
    packed = gzip.compress(body)
    unpacker = Unpacker(limit=10_000, encoding="gzip")
    for start in range(0, len(packed), size):
        unpacker.take(packed[start : start + size])

    assert unpacker.whole() == body


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("", PAGE),
        ("identity", PAGE),
        ("gzip", gzip.compress(PAGE)),
        ("X-GZIP", gzip.compress(PAGE)),
        ("gzip", gzip.compress(PAGE[:99]) + gzip.compress(PAGE[99:])),
        ("gzip", gzip.compress(PAGE) + b"\0" * 512),
        ("deflate", zlib.compress(PAGE)),
        ("deflate", zlib.compress(PAGE)[2:-4]),
        ("gzip", b""),
    ],
)
def test_every_encoding_that_is_asked_for_is_read(encoding: str, packed: bytes):
    assert unpack(packed, limit=10_000, encoding=encoding) in (PAGE, b"")


def test_a_large_body_is_read_whole():
    body = bytes(range(256)) * 40_000

    assert unpack(gzip.compress(body), limit=len(body)) == body


def test_a_body_of_zeros_is_read_whole_up_to_its_limit():
    body = bytes(1_000_000)

    assert unpack(gzip.compress(body), limit=len(body)) == body


def test_a_bomb_ends_at_its_limit():
    bomb = gzip.compress(bytes(200_000_000))
    tracemalloc.start()
    with pytest.raises(BodyTooLargeError, match="unpacked"):
        unpack(bomb, limit=1_000_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 5_000_000


def test_a_bomb_of_many_members_ends_at_its_limit():
    with pytest.raises(BodyTooLargeError):
        unpack(gzip.compress(bytes(900_000)) * 50, limit=1_000_000)


def test_a_body_larger_than_allowed_ends_while_it_comes():
    unpacker = Unpacker(limit=10)
    unpacker.take(b"0123456789")
    with pytest.raises(BodyTooLargeError):
        unpacker.take(b"0")


@pytest.mark.parametrize("encoding", ["br", "gzip, gzip", "zstd", "compress", "a" * 500])
def test_encodings_that_were_not_asked_for_are_refused(encoding: str):
    with pytest.raises(BrokenBodyError):
        Unpacker(limit=10, encoding=encoding)


def test_a_body_that_breaks_off_is_no_body():
    with pytest.raises(BrokenBodyError, match="breaks off"):
        unpack(gzip.compress(PAGE)[:-12], limit=10_000)


@given(st.binary(min_size=1, max_size=200), st.sampled_from(["gzip", "deflate"]))
def test_noise_is_a_broken_body_or_a_body(noise: bytes, encoding: str):
    try:
        body = unpack(noise, limit=10_000, encoding=encoding)
    except (BrokenBodyError, BodyTooLargeError):
        return

    assert len(body) <= 10_000
