"""Whom a partner can help: out of the file, in the admin, and what an administrator has entered stays."""

import shutil
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from hatehub.reference.data_files import builtin_directory
from hatehub.reference.models import Partner
from hatehub.reference.selectors import list_partners_to_ask
from hatehub.reference.services import load

pytestmark = pytest.mark.django_db
PLACEHOLDER = "local-victim-service"
BLANK = ",support,UK,,,,,,,,,,"
FILLED = ",support,UK,,,desk@service.invalid,E23000010 | E23000032,race,cy | ur,16,25,40,"


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    directory = Path(shutil.copytree(str(builtin_directory()), tmp_path / "data"))
    file = directory / "partners.csv"
    text = file.read_text()
    assert BLANK in text
    file.write_text(text.replace(BLANK, FILLED, 1))
    return directory


def placeholder() -> Partner:
    return Partner.objects.get(code=PLACEHOLDER)


def test_columns_fill_the_row(filled: Path) -> None:
    load(directory=filled)
    row = placeholder()
    assert row.areas == ["E23000010", "E23000032"]
    assert (row.strands, row.languages) == (["race"], ["cy", "ur"])
    assert (row.ages_from, row.ages_to, row.capacity_a_week) == (16, 25, 40)
    assert row.email == "desk@service.invalid"


def test_blank_means_everybody_and_not_known() -> None:
    row = placeholder()
    assert (row.areas, row.strands, row.languages) == ([], [], [])
    assert (row.ages_from, row.ages_to, row.capacity_a_week) == (None, None, None)


def test_blank_address_leaves_what_was_entered(filled: Path) -> None:
    Partner.objects.filter(code="ofcom").update(email="desk@regulator.invalid")
    load(directory=filled)
    assert Partner.objects.get(code="ofcom").email == "desk@regulator.invalid"


def test_no_partner_that_ships_has_an_address_or_is_confirmed() -> None:
    rows = Partner.objects.all()
    assert set(rows.values_list("email", flat=True)) == {""}
    assert all("awaiting confirmation by a practitioner" in row.basis for row in rows)


def test_those_can_be_asked_that_have_an_address_and_are_not_switched_off() -> None:
    assert list(list_partners_to_ask(kinds=["support"])) == []
    Partner.objects.filter(code=PLACEHOLDER).update(email="desk@service.invalid")
    assert list(list_partners_to_ask(kinds=["support"])) == [placeholder()]
    assert list(list_partners_to_ask(kinds=["expert"])) == []
    Partner.objects.filter(code=PLACEHOLDER).update(is_active=False)
    assert list(list_partners_to_ask(kinds=["support"])) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [("areas", ["E1"]), ("strands", ["race", "race"]), ("languages", ["UR"]), ("ages_to", 150)],
)
def test_form_refuses_codes_that_there_are_not(field: str, value: object) -> None:
    row = placeholder()
    setattr(row, field, value)
    with pytest.raises(ValidationError) as refused:
        row.full_clean()
    assert field in refused.value.message_dict


def test_body_that_material_goes_to_gets_no_letters() -> None:
    with pytest.raises(IntegrityError):
        Partner.objects.filter(kind="diversion").update(email="desk@body.invalid")
