"""What a run may take of memory is shared out, and a small share changes nothing but steps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import cluster
from flows.budget import LEAST_DATABASE, LEAST_SHARE, PLENTY_BYTES, PROGRAM_BYTES, Budget, in_bytes
from storage import open_store
from tasks.errors import WirecopyError
from tests.builders import asked, invented_news, partition, run_lines


@pytest.mark.parametrize(
    ("written", "meant"),
    [("4GB", 4 * 10**9), ("800MB", 8 * 10**8), ("1.5 GiB", 3 * 2**29), ("2TB", 2 * 10**12)],
)
def test_a_limit_means_what_is_written(written, meant):
    assert in_bytes(written) == meant


@pytest.mark.parametrize("written", ["lots", "4", "-1GB", "4 GB and more", ""])
def test_a_limit_that_is_none_is_refused_with_how_to_write_it(written):
    with pytest.raises(WirecopyError, match="write it like 2GB or 800MB"):
        in_bytes(written)


@given(st.integers(1200, 100_000))
def test_the_parts_and_the_program_make_up_the_limit(megabytes):
    budget = Budget.of(f"{megabytes}MB")
    comparing = budget.share * PLENTY_BYTES

    assert budget.database + comparing + PROGRAM_BYTES == pytest.approx(megabytes * 10**6, abs=2)


@given(st.integers(1, 10_000), st.integers(1, 10_000))
def test_a_larger_limit_takes_nothing_from_anybody(one, other):
    less, more = (Budget.of(f"{limit}MB") for limit in sorted((one, other)))

    assert less.database <= more.database
    assert less.share <= more.share


def test_a_limit_below_what_can_work_leaves_the_least_that_can():
    assert Budget.of("1MB") == Budget(database=LEAST_DATABASE, share=LEAST_SHARE)


@given(st.integers(1, 10**9), st.integers(1, 100_000))
def test_of_whatever_there_is_there_is_one_at_least(plenty, megabytes):
    assert 1 <= Budget.of(f"{megabytes}MB").part_of(plenty) <= plenty


def test_what_is_not_kept_at_all_takes_nothing():
    assert Budget.of("4GB").part_of(0) == 0


VARIANTS = """
    SELECT external_id, relation, similarity, containment
    FROM variants JOIN articles USING (article_id) ORDER BY ALL"""


@pytest.mark.parametrize("seed", range(3))
def test_many_articles_at_once_are_compared_span_by_span_with_one_result(tmp_path, seed):
    news = invented_news(seed)
    run_lines(tmp_path / "few" / "store", news)
    # More than a span: grouped after all is compared, when the database has given memory back.
    run_lines(tmp_path / "many" / "store", news, span=7)

    few, many = (tmp_path / name / "store" for name in ("few", "many"))
    assert partition(many) == partition(few)
    assert asked(many, VARIANTS) == asked(few, VARIANTS)


def test_a_database_that_gives_memory_back_has_less_of_it(tmp_path):
    limit = "SELECT current_setting('memory_limit')"
    with open_store(tmp_path / "store", memory_limit="900MB") as store:
        before = store._db.execute(limit).fetchone()
        store.give_back("300MB")

        assert (before, store._db.execute(limit).fetchone()) == (("858.3 MiB",), ("286.1 MiB",))


@pytest.mark.parametrize("seed", range(3))
def test_stories_do_not_depend_on_how_much_memory_there_was(tmp_path, monkeypatch, seed):
    news = invented_news(seed)
    run_lines(tmp_path / "plenty" / "store", news)
    # A pair at a time, and every text that is asked for again is read again.
    monkeypatch.setattr(cluster, "STEP_BYTES", 1)
    run_lines(tmp_path / "none" / "store", news, memory_limit="1MB", terms_bytes=0, texts_bytes=0)

    plenty, none = (tmp_path / name / "store" for name in ("plenty", "none"))
    assert partition(none) == partition(plenty)
    assert asked(none, VARIANTS) == asked(plenty, VARIANTS)
