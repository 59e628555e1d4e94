"""The table of bank holidays against the rules that it was made from."""

from datetime import date, timedelta

import pytest
from dateutil.easter import easter

from hatehub.reference.models import BankHoliday, Force
from hatehub.reference.selectors import list_bank_holidays
from hatehub.reference.services import load

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
MONDAY, SATURDAY = 0, 5
YEARS = range(2024, 2031)


@pytest.fixture(autouse=True)
def _loaded() -> None:
    load()


def monday_from(day: date) -> date:
    return day + DAY * ((MONDAY - day.weekday()) % 7)


def last_monday_before(day: date) -> date:
    return monday_from(day - DAY * 7)


def substitute(day: date, *, taken: set[date]) -> date:
    """Move a holiday from a weekend to the first day that is free."""
    while day.weekday() >= SATURDAY or day in taken:
        day += DAY
    return day


def fixed(*days: date) -> set[date]:
    """Give fixed days their substitutes: one that falls on a working day keeps it."""
    found = {day for day in days if day.weekday() < SATURDAY}
    for day in sorted(set(days) - found):
        found.add(substitute(day, taken=found))
    return found


def by_the_rules(year: int) -> set[date]:
    sunday = easter(year)
    return {
        *fixed(date(year, 1, 1)),
        sunday - DAY * 2,
        sunday + DAY,
        monday_from(date(year, 5, 1)),
        last_monday_before(date(year, 6, 1)),
        last_monday_before(date(year, 9, 1)),
        *fixed(date(year, 12, 25), date(year, 12, 26)),
    }


@pytest.mark.parametrize("year", YEARS)
def test_table_holds_the_days_of_the_rules_and_no_other(year: int) -> None:
    assert {day for day in list_bank_holidays(nation="EW") if day.year == year} == by_the_rules(year)


def test_table_ends_with_the_last_year_that_was_checked() -> None:
    assert {day.year for day in list_bank_holidays(nation="EW")} == set(YEARS)


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 12, 28), "Boxing Day (substitute day)"),
        (date(2027, 12, 27), "Christmas Day (substitute day)"),
        (date(2027, 12, 28), "Boxing Day (substitute day)"),
        (date(2028, 1, 3), "New Year's Day (substitute day)"),
        (date(2030, 4, 22), "Easter Monday"),
    ],
)
def test_day_has_its_name(day: date, name: str) -> None:
    assert BankHoliday.objects.get(nation="EW", date=day).name == name


def test_other_nation_has_no_table_yet() -> None:
    assert list_bank_holidays(nation="S") == frozenset()


def test_day_proclaimed_later_survives_a_load_of_the_same_files() -> None:
    proclaimed = date(2026, 6, 8)
    BankHoliday.objects.create(nation="EW", date=proclaimed, name="Jubilee", basis="proclaimed")
    assert load().is_skipped
    assert proclaimed in list_bank_holidays(nation="EW")


@pytest.mark.parametrize(("code", "number"), [("E23000010", "101"), ("BTP", "0800 40 50 40"), ("M99999999", "")])
def test_force_has_a_number_to_ring_and_says_how_sure_that_is(code: str, number: str) -> None:
    force = Force.objects.get(code=code)
    assert force.telephone == number
    assert "awaiting confirmation" in force.basis
