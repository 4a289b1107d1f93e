"""SQL by name: every file fits the schema, says what it is for, and is used."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from storage import open_store, sql
from storage.sql import query
from storage.statements import Statements

FOLDER = Path(sql.__file__).parent
QUERIES = sorted(file.stem for file in (FOLDER / "queries").glob("*.sql"))

# Views that a query's caller lends it, by the columns that the query's head names.
WANTED = pa.schema(
    [("article_no", pa.int32()), ("url", pa.string()), ("page_key", pa.string()),
     ("source", pa.string()), ("group_no", pa.int32())]
)  # fmt: skip
INCOMING = pa.schema(
    [("position", pa.int32()), ("external_id", pa.string()), ("url", pa.string()),
     ("text_sha256", pa.binary()), ("article_no", pa.int32()), ("story_no", pa.int32()),
     ("copy_no", pa.int32()), ("left_no", pa.int32()), ("right_no", pa.int32()),
     ("article_id", pa.string()), ("host", pa.string()), ("source", pa.string())]
)  # fmt: skip
NEWLY_CROWDED = pa.schema([("kind", pa.string()), ("bucket_key", pa.uint32()), ("bin", pa.int32())])
TEMPORARY = (
    "CREATE TEMP TABLE crowded (kind VARCHAR, bucket_key UINTEGER, bin INTEGER)",
    "CREATE TEMP TABLE old_bands (band_key UINTEGER, article_no INTEGER)",
    "CREATE TEMP TABLE old_sketches (sketch_key UINTEGER, article_no INTEGER)",
    "CREATE TEMP TABLE binned_articles (article_no INTEGER, day INTEGER, bin INTEGER)",
    """CREATE TEMP TABLE binned_terms
       (term_key UINTEGER, article_no INTEGER, day INTEGER, bin INTEGER)""",
    """CREATE TEMP TABLE usable_terms
       (term_key UINTEGER, article_no INTEGER, day INTEGER, bin INTEGER)""",
    "CREATE TEMP TABLE old_places (article_no INTEGER, story_no INTEGER)",
    "CREATE TEMP TABLE renumbered (old_no INTEGER, new_no INTEGER)",
)
MIGRATING = {"create_migrations"}


@pytest.fixture(scope="module")
def db(tmp_path_factory):
    """A store's database with all that a query may lean on."""
    with open_store(tmp_path_factory.mktemp("schema") / "store") as store:
        db = store._db
        for statement in TEMPORARY:
            db.execute(statement)
        db.register("wanted", WANTED.empty_table())
        db.register("newly_crowded", NEWLY_CROWDED.empty_table())
        yield db


def lend_incoming(db, name):
    """Show the view that the query reads: a table's own columns where it adds rows to a table."""
    target = re.search(r"INSERT INTO (store\.\w+) BY NAME", query(name))
    if target:
        rows = db.execute(f"SELECT * FROM {target[1]} LIMIT 0").to_arrow_table()  # noqa: S608 - ours
        db.register("incoming", rows)
    else:
        db.register("incoming", INCOMING.empty_table())


@pytest.mark.parametrize("name", sorted(set(QUERIES) - MIGRATING))
def test_every_query_binds_to_the_schema(db, name):
    lend_incoming(db, name)

    statement = query(name).rstrip().rstrip(";")
    if "CREATE OR REPLACE TEMP TABLE" in statement:
        # DuckDB prepares what the table is made of, not the making of it, with parameters.
        statement = re.split(r"TEMP TABLE \w+ AS\n", statement)[1]
    db.execute(f"PREPARE bound AS {statement}")
    db.execute("DEALLOCATE bound")


def test_a_query_that_does_not_fit_the_schema_would_be_noticed(db):
    with pytest.raises(duckdb.BinderException):
        db.execute("PREPARE bound AS SELECT headline FROM articles")


@pytest.mark.parametrize("name", QUERIES)
def test_every_query_opens_with_what_it_is_for(name):
    assert re.match(r"-- [A-Z].{15,}", query(name))


@pytest.mark.parametrize("name", QUERIES)
def test_every_parameter_is_named_in_the_head(name):
    lines = query(name).splitlines()
    head = "\n".join(line for line in lines if line.startswith("--"))
    body = "\n".join(line for line in lines if not line.startswith("--"))

    assert set(re.findall(r"\$\w+", body)) <= set(re.findall(r"\$\w+", head))


@pytest.mark.parametrize("name", QUERIES)
def test_every_query_is_one_statement(name):
    assert len(duckdb.extract_statements(query(name))) == 1


def test_no_rows_to_add_is_no_statement(db):
    Statements(db).insert("insert_bands", pa.table({"no": pa.array([], pa.int32())}))

    assert db.execute("SELECT count(*) FROM store.bands").fetchone() == (0,)


def test_a_table_is_shown_only_while_its_block_lasts(db):
    statements = Statements(db)

    with pytest.raises(KeyError), statements.view("passing", pa.table({"n": [1]})):
        raise KeyError

    with pytest.raises(duckdb.CatalogException):
        db.execute("SELECT * FROM passing")
