"""What the documents say holds: commands parse, SQL answers, words and numbers are the code's.

`python -m tests.test_documents` writes the README's transcript anew.
"""

from __future__ import annotations

import importlib
import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb
import pytest
import typer

from flows.cli import app
from tasks.alarms import AlarmKind
from tasks.listings import UrlOutcome
from tasks.outcomes import Reason
from tasks.records import Relation

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "examples/README.md"]
)
README = ROOT / "README.md"
WRITING_SQL = ROOT / "docs" / "writing-sql.md"
GLOSSARY = ROOT / "docs" / "glossary.md"

# A code block, with what stands after its opening marks.
BLOCK = re.compile(r"^```(?P<kind>[^\n]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
SHELL = ("sh", "bash", "shell")
# As it is typed, from any folder of programs.
COMMAND = re.compile(r"\s*(?:\S*/)?(wirecopy [^<\s].*)")
# Where one command ends and another thing begins.
ENDS = {"|", "||", "&&", ";", "&", ">", ">>", "2>&1", "<"}
EVENT_KINDS = {"created", "joined", "merged", "split", "canonical-changed"}


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def blocks(path: Path, *kinds: str) -> list[str]:
    text = path.read_text(encoding="utf-8")
    return [found["body"] for found in BLOCK.finditer(text) if found["kind"].strip() in kinds]


def command_lines(path: Path) -> list[str]:
    """Every command line of wirecopy: typed in a block, or between backticks in running text."""
    typed = [line for body in blocks(path, *SHELL) for line in spoken_lines(body)]
    shown = [line for body in blocks(path, "console") for line in spoken_lines(body)]
    typed += [line.removeprefix("$ ") for line in shown if line.startswith("$ ")]
    prose = BLOCK.sub("", path.read_text(encoding="utf-8"))
    told = re.findall(r"`([^`\n]+)`", prose)
    return [found[1] for line in typed + told if (found := COMMAND.match(line))]


def spoken_lines(body: str) -> list[str]:
    """The lines of a block, a line that goes on in the next being one."""
    return re.sub(r"\\\n\s*", "", body).splitlines()


def arguments_of(line: str) -> list[str]:
    """What a shell would hand to wirecopy."""
    parts = shlex.split(line, comments=True)[1:]
    return parts[: next((at for at, part in enumerate(parts) if part in ENDS), len(parts))]


def parse(arguments: list[str]) -> None:
    """Parse a command line as wirecopy does, without running it."""
    name, *rest = arguments
    commands = typer.main.get_command(app).commands
    assert name in commands, f"there is no command {name}"
    # A name alone speaks of the command.
    if rest:
        commands[name].make_context(name, rest)


COMMAND_LINES = [
    pytest.param(line, id=f"{shown(path)}: {line}")
    for path in DOCUMENTS
    for line in dict.fromkeys(command_lines(path))
]


@pytest.mark.parametrize("line", COMMAND_LINES)
def test_a_command_line_in_a_document_is_one_that_wirecopy_understands(line):
    parse(arguments_of(line))


@pytest.mark.parametrize("line", ["wirecopy walk", "wirecopy stories --limits 3", "wirecopy why A"])
def test_a_command_line_that_wirecopy_does_not_understand_is_told(line):
    with pytest.raises(Exception, match=r"no command|No such|Missing"):
        parse(arguments_of(line))


def test_the_readme_names_every_command():
    group = typer.main.get_command(app)
    public = {name for name, command in group.commands.items() if not command.hidden}

    named = {arguments_of(line)[0] for line in command_lines(README)}

    assert public <= named


# A command as the README shows it, and what it prints.
SHOWN = re.compile(
    r"(?<=```console\n)\$ (?P<typed>(?:[^\n]*\\\n)*[^\n]*)\n(?P<printed>.*?)(?=^```$)",
    re.MULTILINE | re.DOTALL,
)
# What would make a program print to a pipe as it does to a terminal, or run under Prefect.
UNWANTED = {"FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE", "PREFECT_API_URL"}


def answer_of(typed: str, folder: Path) -> str:
    """What a command prints in a folder, no line ending in spaces."""
    done = subprocess.run(
        [sys.executable, "-c", "from flows.cli import main; main()", *arguments_of(typed)],
        cwd=folder,
        env={name: value for name, value in os.environ.items() if name not in UNWANTED},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{typed}:\n{done.stderr}"
    return "".join(f"{line.rstrip()}\n" for line in done.stdout.splitlines())


def desk(folder: Path) -> Path:
    """A folder in which the README's commands can be typed."""
    (folder / "examples").symlink_to(ROOT / "examples")
    return folder


def transcript(folder: Path) -> list[tuple[str, str, str]]:
    """The README's commands in order: what is typed, what it says is printed, what is."""
    found = SHOWN.finditer(README.read_text(encoding="utf-8"))
    return [
        (one["typed"], one["printed"], answer_of(one["typed"].replace("\\\n", " "), folder))
        for one in found
    ]


@pytest.fixture(scope="module")
def typed(tmp_path_factory):
    """The README's transcript, typed again; its folder has the store that it makes."""
    folder = desk(tmp_path_factory.mktemp("documents"))
    return folder, transcript(folder)


@pytest.fixture(scope="module")
def newsroom(typed):
    """A store of the examples, as the README's first command makes it."""
    return typed[0] / "newsroom"


def test_the_readme_shows_what_its_commands_print(typed):
    shown_and_printed = typed[1]

    assert len(shown_and_printed) == len(blocks(README, "console"))
    for command, told, printed in shown_and_printed:
        assert told == printed, (
            f"{command}: run `python -m tests.test_documents`, look at the change"
        )


def asked(store: Path, question: str) -> list[tuple]:
    with duckdb.connect(str(store / "stories.duckdb"), read_only=True) as db:
        return db.execute(question).fetchall()


QUESTIONS = [
    pytest.param(question, id=f"{shown(path)} {number}")
    for path in (README, WRITING_SQL)
    for number, question in enumerate(blocks(path, "sql"), start=1)
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_in_a_document_has_an_answer(newsroom, question):
    assert asked(newsroom, question)


@pytest.mark.parametrize("question", blocks(WRITING_SQL, "sql may be empty"))
def test_a_question_that_may_have_no_answer_can_be_asked(newsroom, question):
    asked(newsroom, question)


def documented_views() -> dict[str, list[tuple[str, str]]]:
    """View -> column and type, as docs/writing-sql.md lists them."""
    text = WRITING_SQL.read_text(encoding="utf-8")
    views = re.split(r"^`(\w+)`: one row", text, flags=re.MULTILINE)[1:]
    return {
        view: re.findall(r"^\| `(\w+)` \| ([^|]+?) \|", told, re.MULTILINE)
        for view, told in zip(views[::2], views[1::2], strict=True)
    }


def test_every_view_and_column_is_in_the_documents(newsroom):
    rows = asked(
        newsroom,
        "SELECT table_name, column_name, data_type FROM information_schema.columns "
        "WHERE table_schema = 'main' "
        "AND table_name IN (SELECT view_name FROM duckdb_views() WHERE NOT internal) "
        "ORDER BY table_name, ordinal_position",
    )
    views: dict[str, list[tuple[str, str]]] = {}
    for view, column, kind in rows:
        views.setdefault(view, []).append((column, kind))

    assert documented_views() == views


def section(heading: str) -> str:
    """One section of the glossary."""
    text = GLOSSARY.read_text(encoding="utf-8")
    return text.split(f"\n## {heading}\n")[1].split("\n## ")[0]


def defined(heading: str) -> list[str]:
    """The words that a section of the glossary defines."""
    return re.findall(r"^\| `([^`]+)` \|", section(heading), re.MULTILINE)


def test_the_glossary_defines_every_reason():
    assert defined("Reasons") == [reason.value for reason in Reason]


def test_the_glossary_defines_every_outcome_of_a_url():
    assert defined("Outcomes of URLs") == [outcome.value for outcome in UrlOutcome]


def test_the_glossary_defines_every_alarm():
    assert defined("Alarms") == [kind.value for kind in AlarmKind]


def test_the_glossary_defines_every_relation():
    assert defined("Relations") == [relation.value for relation in Relation]


def test_the_glossary_defines_every_event(newsroom):
    happened = {kind for (kind,) in asked(newsroom, "SELECT DISTINCT kind FROM story_events")}

    assert happened <= EVENT_KINDS == set(defined("Events"))


NUMBERS = re.findall(r"^\| `([\w.]+)\.(\w+)` \| ([\d.]+) \|", section("Numbers"), re.MULTILINE)


@pytest.mark.parametrize(("module", "name", "value"), NUMBERS)
def test_a_number_in_the_glossary_is_the_one_in_the_code(module, name, value):
    assert getattr(importlib.import_module(module), name) == pytest.approx(float(value))


def test_every_number_that_the_glossary_speaks_of_is_in_its_table():
    spoken_of = set(re.findall(r"`([A-Z][A-Z_]+)`", GLOSSARY.read_text(encoding="utf-8")))

    assert spoken_of <= {name for _, name, _ in NUMBERS}


def test_the_index_of_decisions_lists_every_one():
    index = ROOT / "docs" / "decisions" / "README.md"
    pages = sorted(page.name for page in index.parent.glob("[0-9]*.md"))

    assert sorted(re.findall(r"\]\((\d+[^)]*\.md)\)", index.read_text(encoding="utf-8"))) == pages


def anchors(path: Path) -> set[str]:
    """What may stand after # in a link to a document, as GitHub names its headings."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


LINKS = [
    pytest.param(path, link, id=f"{shown(path)}: {link}")
    for path in DOCUMENTS
    for link in re.findall(r"\]\(([^)\s]+)\)", BLOCK.sub("", path.read_text(encoding="utf-8")))
    if not re.match(r"[a-z]+:", link)
]


@pytest.mark.parametrize(("path", "link"), LINKS)
def test_a_link_leads_somewhere(path, link):
    name, _, anchor = link.partition("#")
    target = (path.parent / name).resolve() if name else path

    assert target.exists()
    assert not anchor or anchor in anchors(target)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as passing:
        text = README.read_text(encoding="utf-8")
        for command, told, printed in transcript(desk(Path(passing))):
            text = text.replace(f"$ {command}\n{told}", f"$ {command}\n{printed}")
        README.write_text(text, encoding="utf-8")
