"""The admin of the reference tables."""

import pytest
from django.contrib.admin import site
from django.test import RequestFactory

from hatehub.accounts.roles import Role
from hatehub.accounts.services import make_staff
from hatehub.reference.models import (
    BankHoliday,
    Force,
    LoadedData,
    Offence,
    Outcome,
    Partner,
    Platform,
    PostcodeEdition,
    Strand,
)


@pytest.mark.parametrize(
    ("model", "key"),
    [
        (Force, "code"),
        (Strand, "code"),
        (Platform, "code"),
        (Offence, "code"),
        (Partner, "code"),
        (Outcome, "number"),
    ],
)
def test_codes_are_fixed_and_rows_are_kept(model: type, key: str, rf: RequestFactory) -> None:
    admin, request = site.get_model_admin(model), rf.get("/")
    assert key in admin.get_readonly_fields(request, model())
    assert key not in admin.get_readonly_fields(request)
    assert not admin.has_delete_permission(request)


@pytest.mark.django_db
def test_day_of_a_bank_holiday_is_fixed_and_a_mistaken_one_can_be_taken_out(rf: RequestFactory) -> None:
    admin, request = site.get_model_admin(BankHoliday), rf.get("/")
    request.user = make_staff(username="administrator", role=Role.REFERENCE_ADMIN, password="x")
    assert admin.get_readonly_fields(request, BankHoliday()) == ("nation", "date")
    assert admin.get_readonly_fields(request) == ()
    assert admin.has_add_permission(request)
    assert admin.has_delete_permission(request)


def test_loaded_data_cannot_be_added(rf: RequestFactory) -> None:
    assert not site.get_model_admin(LoadedData).has_add_permission(rf.get("/"))


def test_points_to_prove_are_written_one_a_line(rf: RequestFactory) -> None:
    form = site.get_model_admin(Offence).get_form(rf.get("/"))()
    field = form.fields["points_to_prove"]
    points = ["A message, of whatever kind, was sent", "It was the suspect"]
    assert field.clean("\r\n".join(points)) == points
    assert field.prepare_value(points) == "\n".join(points)


def test_postcode_edition_can_only_be_read(rf: RequestFactory) -> None:
    admin = site.get_model_admin(PostcodeEdition)
    assert not admin.has_add_permission(rf.get("/"))
    assert not admin.has_change_permission(rf.get("/"))
    assert not admin.has_delete_permission(rf.get("/"))
