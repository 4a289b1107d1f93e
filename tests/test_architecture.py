"""The house: its sizes, queries in use, commands in the documents, nothing of one machine."""

from __future__ import annotations

import ast
import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from flows.cli import app

ROOT = Path(__file__).parent.parent
OURS = sorted(
    file for folder in ("flows", "storage", "tasks") for file in (ROOT / folder).rglob("*.py")
)
QUERIES = sorted((ROOT / "storage" / "sql" / "queries").glob("*.sql"))
LONGEST_FILE = 300
LONGEST_FUNCTION = 40
# Longer ones, each with its reason.
LONG_WITH_REASON = {"flows/deciding.py:decide": "one record of twelve tables, a table a line"}
# A folder of one machine, or of its user: nothing that is given away may name one.
OF_A_MACHINE = re.compile(r"""(?<![\w./:~-])/(?:home|root|work|Users|mnt)/[\w.-]+""")
# Words in quotes that could name a query.
NAME = re.compile(r"""["]([a-z_{}]+)["]""")


def named(file):
    return str(file.relative_to(ROOT))


def committed():
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout: nothing says which files are given away")
    return [ROOT / name for name in listed.stdout.split("\0") if name]


def test_no_file_is_longer_than_three_hundred_lines():
    lengths = {named(file): len(file.read_text(encoding="utf-8").splitlines()) for file in OURS}

    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def functions(file):
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return [
        node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    ]


def lines_of(function):
    """How many lines of statements a function has: its docstring and head are not counted."""
    body = function.body
    if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def test_no_function_is_longer_than_forty_lines_without_a_kernels_reason():
    """The compiled kernels are loops: cutting them up would cost what they are there for."""
    long = {
        f"{named(file)}:{function.name}"
        for file in OURS
        for function in functions(file)
        if lines_of(function) > LONGEST_FUNCTION and not function.decorator_list
    }

    assert long - LONG_WITH_REASON.keys() == set()


def test_half_of_all_functions_have_fewer_than_nine_lines():
    lengths = sorted(lines_of(function) for file in OURS for function in functions(file))

    assert lengths[len(lengths) // 2] <= 8


def test_every_module_opens_with_a_sentence():
    opening = {
        named(file): ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) for file in OURS
    }
    sentence = re.compile(r"\S.*?[.:!?](\s|$)", re.DOTALL)

    assert [name for name, words in opening.items() if not sentence.match(words or "")] == []


def asked_for():
    """What code asks for by name, as one pattern; a name put together of parts stands for all."""
    code = "\n".join(file.read_text(encoding="utf-8") for file in OURS)
    names = {name for name in NAME.findall(code) if re.search(r"[a-z]{3}(?![^{]*\})", name)}
    return re.compile("|".join(re.sub(r"\{.*?\}", "[a-z_]+", name) for name in sorted(names)))


def test_every_query_is_used():
    assert [file.stem for file in QUERIES if not asked_for().fullmatch(file.stem)] == []


def commands():
    return sorted(
        command.name or command.callback.__name__
        for command in app.registered_commands
        if not command.hidden
    )


@pytest.mark.parametrize("command", commands())
def test_every_command_is_documented(command):
    documents = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    written = "\n".join(file.read_text(encoding="utf-8") for file in documents)

    assert f"wirecopy {command.replace('_', '-')}" in written


def test_nothing_given_away_names_a_folder_of_one_machine():
    here = Path(__file__)
    told = []
    for file in committed():
        if file == here or not file.is_file():
            continue
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        told += [f"{named(file)}: {found}" for found in OF_A_MACHINE.findall(text)]

    assert told == []


def test_a_test_is_called_the_same_whatever_bytes_it_is_given(pytestconfig):
    """Packed bytes hold their time: two processes side by side would disagree on the name."""
    named_for = pytestconfig.hook.pytest_make_parametrize_id

    names = {
        named_for(config=pytestconfig, val=packed, argname="page") for packed in (b"a", b"\x1f\x8b")
    }

    assert names == {"page"}


def test_no_two_modules_of_the_tests_share_a_name():
    """Folders of tests are on the path together: of two alike, who comes first is imported."""
    names = Counter(file.stem for file in (ROOT / "tests").rglob("*.py"))

    assert [name for name, times in names.items() if times > 1] == []
