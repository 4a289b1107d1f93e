"""The table of agencies: ours, and the rows a caller adds."""

from __future__ import annotations

import pytest

from tasks.provenance.agencies import (
    AgencyTableError,
    known_agencies,
    lay_out,
    read_agencies,
)
from tasks.provenance.attribution import Strength, attribute

MERIDIAN = """
[[agency]]
name = "Meridian Press"
aliases = ["MP", "Meridian Press"]
outlets = ["meridianpress.example"]
"""


def test_every_form_in_our_table_belongs_to_one_agency():
    owners = {}
    for row in known_agencies().rows:
        for form in row.aliases:
            owners.setdefault(form, set()).add(row.name)

    assert [form for form, names in owners.items() if len(names) > 1] == []


def test_every_source_in_our_table_belongs_to_one_agency():
    hosts = [host for row in known_agencies().rows for host in row.outlets]

    assert len(hosts) == len(set(hosts))


def test_a_callers_agency_is_credited_like_our_own():
    table = known_agencies(*read_agencies(MERIDIAN, origin="newsroom.toml"))
    found = attribute(None, "TARN (MP) — A ferry ran aground.", "gazette.example", agencies=table)

    assert (found.agency, found.strength) == ("Meridian Press", Strength.CREDIT)


def test_a_host_under_an_agencys_host_is_the_agencys():
    assert known_agencies().owner("www.in.reuters.com") == "Reuters"


def test_a_host_that_only_ends_like_an_agencys_is_not():
    assert known_agencies().owner("notreuters.com") is None


@pytest.mark.parametrize(
    ("toml", "complaint"),
    [
        ("[[agency", "no TOML"),
        ("agency = 3", "no list of rows"),
        ('[[agency]]\naliases = ["MP"]', "agency 1: name holds None"),
        ('[[agency]]\nname = "Meridian Press"', "aliases is empty"),
        ('[[agency]]\nname = "M"\naliases = "MP"', "aliases is 'MP', not a list"),
        ('[[agency]]\nname = "M"\naliases = ["MP", 3]', "aliases holds 3"),
        ('[[agency]]\nname = "M"\naliases = ["MP"]\nalias = []', "no field 'alias' is known"),
    ],
)
def test_a_malformed_table_is_refused_with_row_and_field(toml, complaint):
    with pytest.raises(AgencyTableError, match=complaint):
        read_agencies(toml, origin="newsroom.toml")


def test_a_table_without_rows_names_nobody():
    assert lay_out([]).named("AP") is None
