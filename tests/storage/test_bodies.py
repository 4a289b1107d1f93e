"""Bodies on disk: as they came, under their digest, whole or not there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.bodies import Bodies
from tasks.errors import NotFoundError, StoreError

DIGEST = "0f" * 16


@given(body=st.binary(max_size=2000))
def test_a_body_comes_back_as_it_was(tmp_path_factory, body):
    bodies = Bodies(tmp_path_factory.mktemp("bodies"))
    bodies.keep(DIGEST, body)

    assert bodies.read(DIGEST) == body


def test_a_body_is_kept_packed(tmp_path):
    path = Bodies(tmp_path).keep(DIGEST, b"ferry " * 10_000)

    assert path.stat().st_size < 1_000


def test_a_body_cut_off_while_it_was_written_is_not_there(tmp_path, monkeypatch):
    bodies = Bodies(tmp_path)

    def full(_):
        raise OSError("no space left")

    with monkeypatch.context() as cutting:
        cutting.setattr("storage.bodies.os.fsync", full)
        with pytest.raises(OSError, match="no space"):
            bodies.keep(DIGEST, b"ferry")

    with pytest.raises(NotFoundError):
        bodies.read(DIGEST)


def test_a_damaged_body_is_told(tmp_path):
    bodies = Bodies(tmp_path)
    bodies.keep(DIGEST, b"ferry").write_bytes(b"no zstd")

    with pytest.raises(StoreError, match="damaged"):
        bodies.read(DIGEST)


@pytest.mark.parametrize("digest", ["../../etc/passwd", "", "0F" * 16, "a" * 15])
def test_what_is_no_digest_becomes_no_path(tmp_path, digest):
    with pytest.raises(ValueError, match="no digest"):
        Bodies(tmp_path).keep(digest, b"ferry")
