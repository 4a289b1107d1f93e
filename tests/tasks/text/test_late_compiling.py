"""Kernels are compiled when they are called: what calls none goes without the compiler."""

from __future__ import annotations

import importlib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tasks.text.kernels import COMPILED

CHECKOUT = Path(__file__).parents[3]
needs_numba = pytest.mark.skipif(not COMPILED, reason="there is no numba here to compile with")


def told_by(program):
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=CHECKOUT, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_a_pipeline_that_computes_nothing_has_not_imported_the_compiler():
    program = "import sys, flows.pipeline, tasks.batches; print('numba' in sys.modules)"

    assert told_by(program) == "False"


@needs_numba
def test_a_kernel_that_calls_others_compiles_them_too():
    program = (
        "import sys; from tasks.text.words import split_words;"
        "from tasks.similarity.minhash import fingerprint;"
        "found = fingerprint(split_words(['a ferry ran aground']));"
        "print(found.present[0], 'numba' in sys.modules)"
    )

    assert told_by(program) == "True True"


LOOPS = """
from tasks.text.kernels import kernel

@kernel
def square(number):
    return number * number

@kernel
def summed_squares(upto):
    total = 0
    for number in range(upto):
        total += square(number)
    return total
"""


@needs_numba
def test_threads_that_call_a_new_kernel_at_once_all_have_its_result(tmp_path, monkeypatch):
    (tmp_path / "new_loops.py").write_text(LOOPS, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    new = importlib.import_module("new_loops")

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(new.summed_squares, [10] * 8))

    assert found == [285] * 8
