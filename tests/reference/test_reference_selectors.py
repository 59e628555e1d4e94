"""Reading the reference tables."""

from datetime import date

import pytest

from hatehub.reference.models import Force, Offence
from hatehub.reference.selectors import (
    get_force,
    list_forces,
    list_offences,
    list_platforms,
    list_strands,
)
from hatehub.reference.services import load

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _loaded() -> None:
    load()


def codes_on(nation: str, on: date) -> set[str]:
    return {offence.code for offence in list_offences(nation=nation, on=on)}


def test_get_force_finds_an_inactive_force_and_list_forces_does_not() -> None:
    Force.objects.filter(code="CNC").update(is_active=False)
    assert get_force("CNC").name == "Civil Nuclear Constabulary"
    assert "CNC" not in {force.code for force in list_forces()}


def test_get_force_refuses_an_unknown_code() -> None:
    with pytest.raises(Force.DoesNotExist):
        get_force("E23999999")


def test_strands_come_in_the_order_of_forms_with_their_values() -> None:
    strands = list(list_strands())
    assert [strand.code for strand in strands][:2] == ["race", "religion"]
    assert "muslim" in {value.code for value in strands[1].values.all()}


def test_platforms_come_by_name() -> None:
    names = [platform.name for platform in list_platforms()]
    assert len(names) >= 30
    assert "YouTube" in names


def test_offences_are_those_of_the_nation() -> None:
    on = date(2025, 6, 1)
    assert {"mca-1988-s1", "osa-2023-s181", "ca-2003-s127-1"} <= codes_on("EW", on)
    assert codes_on("S", on).isdisjoint({"mca-1988-s1", "osa-2023-s181"})
    assert {"osa-2023-s181", "ca-2003-s127-1", "psa-ni-2022-s1"} <= codes_on("NI", on)


def test_offences_are_those_in_force_on_the_day() -> None:
    assert "osa-2023-s181" not in codes_on("EW", date(2024, 1, 30))
    assert "osa-2023-s181" in codes_on("EW", date(2024, 1, 31))
    Offence.objects.filter(code="osa-2023-s181").update(valid_to=date(2026, 1, 1))
    assert "osa-2023-s181" in codes_on("EW", date(2026, 1, 1))
    assert "osa-2023-s181" not in codes_on("EW", date(2026, 1, 2))


def test_offences_of_no_nation_are_refused() -> None:
    with pytest.raises(ValueError, match="GB"):
        list_offences(nation="GB", on=date(2025, 1, 1))
