"""A column of texts is read as the bytes that it is."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from tasks.text.columns import different, utf8_of


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()])
def test_a_column_cut_out_of_another_has_its_own_letters(kind):
    column = pa.array(["one", "", "zwölf", "three"], kind)[1:3]

    letters, starts = utf8_of(column)

    assert (bytes(letters).decode(), starts.tolist()) == ("zwölf", [0, 0, 6])
    assert utf8_of(pa.array([], kind))[1].tolist() == [0]
    assert letters.dtype == np.uint8


def test_rows_that_print_one_text_have_it_in_common():
    texts, printed = different(pa.chunked_array([["one", "two"], ["one", "", "zwölf", ""]]))

    assert texts.to_pylist() == ["one", "two", "", "zwölf"]
    assert printed.tolist() == [0, 1, 0, 2, 3, 2]


def test_no_rows_print_nothing():
    texts, printed = different(pa.chunked_array([], pa.string()))

    assert (len(texts), printed.tolist()) == (0, [])
