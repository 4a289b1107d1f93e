"""A stranger's SQL reads the published file, and can do nothing else."""

from __future__ import annotations

import pytest

from storage.asking import QuestionError, ask
from tasks.errors import NotFoundError


def test_a_question_is_answered_with_its_columns_and_rows(examples_store):
    answer = ask(examples_store, "SELECT 1 AS one, count(*) > 100 AS many FROM articles")

    assert answer.columns == ("one", "many")
    assert answer.rows == [(1, True)]


@pytest.mark.parametrize(
    "question",
    [
        "SELECT * FROM read_text('/etc/hostname')",
        "SELECT * FROM '/etc/hostname'",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM glob('/*')",
        "COPY articles TO '/tmp/articles.csv'",
        "COPY (SELECT 1) TO '/dev/stdout'",
        "EXPORT DATABASE '/tmp/exported'",
        "ATTACH '/tmp/other.duckdb'",
        "ATTACH 'working.duckdb' AS working",
        "SELECT * FROM 'https://example.org/x.parquet'",
        "SELECT * FROM read_parquet('s3://bucket/x.parquet')",
        "INSTALL httpfs",
        "LOAD httpfs",
        "LOAD '/tmp/x.duckdb_extension'",
        "SET enable_external_access = true",
        "SET lock_configuration = false",
        "RESET enable_external_access",
        "SET memory_limit = '100GB'",
        "PRAGMA threads = 64",
        "SELECT * FROM directory",
        "DELETE FROM store.articles",
        "UPDATE store.stories SET canonical_reason = 'mine'",
        "INSERT INTO store.articles SELECT * FROM store.articles",
        "CREATE TABLE mine (x INTEGER)",
        "DROP VIEW stories",
        "SELECT 1; DROP VIEW stories",
        "CHECKPOINT; DELETE FROM store.articles",
    ],
)
def test_files_network_changes_and_settings_are_refused(examples_store, question):
    with pytest.raises(QuestionError):
        ask(examples_store, question)


def test_a_refused_question_changes_nothing(examples_store):
    before = (examples_store / "stories.duckdb").read_bytes()
    with pytest.raises(QuestionError):
        ask(examples_store, "DELETE FROM store.articles")

    assert (examples_store / "stories.duckdb").read_bytes() == before


def test_a_mistaken_question_is_answered_with_the_views_there_are(examples_store):
    with pytest.raises(QuestionError, match=r"(?s)headlines.*story_events.*DESCRIBE"):
        ask(examples_store, "SELECT headlines FROM articles")


def test_a_question_of_no_answer_is_answered_with_nothing(examples_store):
    assert ask(examples_store, "SELECT 1 WHERE false").rows == []


def test_an_empty_question_is_refused_in_words(examples_store):
    with pytest.raises(QuestionError):
        ask(examples_store, " ; ")


def test_a_question_has_a_bound_on_memory(examples_store):
    answer = ask(examples_store, "SELECT current_setting('memory_limit')")

    assert answer.rows == [("953.6 MiB",)]


def test_a_store_never_published_is_said_to_be_so(tmp_path):
    with pytest.raises(NotFoundError, match=r"wirecopy run SOURCE --store"):
        ask(tmp_path, "SELECT 1")
