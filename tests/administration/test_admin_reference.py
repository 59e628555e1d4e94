"""Keeping the reference tables under /admin/: what is stored, what is refused in words, and what the audit keeps."""

import html
from datetime import date

import pytest
from django.contrib.admin import site
from django.test import RequestFactory

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import NotPermitted
from hatehub.accounts.roles import Role
from hatehub.administration.services import reference_rows
from hatehub.audit.models import Entry
from hatehub.reference.models import (
    BankHoliday,
    Correction,
    Force,
    ForceUnit,
    LoadedData,
    Offence,
    Outcome,
    Partner,
    Platform,
    Strand,
    StrandValue,
)
from hatehub.reference.selectors import body_for, list_offered_strands, list_strands
from triage.selectors.units import list_units
from triage.services.units import UnitOfAnotherForce, unit_of

pytest_plugins = ["tests.making.http"]
LONDON, ESSEX = "E23000001", "E23000028"


@pytest.fixture
def client(staff):
    return staff("reference_admin")


def filled(client, address):
    """Return what the form at an address would send, unchanged."""
    page = client.get(address)
    context = page.context["adminform"].form
    forms = [context] + [form for inline in page.context["inline_admin_formsets"] for form in inline.formset.forms]
    managed = [inline.formset.management_form for inline in page.context["inline_admin_formsets"]]
    sent = {}
    for form in (*forms, *managed):
        for bound in form:
            value = bound.value()
            if isinstance(value, bool):
                sent |= {bound.html_name: "on"} if value else {}
            elif value is not None:
                sent[bound.html_name] = str(bound.field.prepare_value(value))
    return sent


def change_of(row):
    return f"/admin/reference/{row._meta.model_name}/{row.pk}/change/"


def text_of(page):
    return html.unescape(page.content.decode())


@pytest.mark.parametrize(
    ("model", "key"),
    [(Force, "code"), (Strand, "code"), (Platform, "code"), (Offence, "code"), (Partner, "code"), (Outcome, "number")],
)
def test_code_of_a_row_that_stands_is_not_changed(model, key, client):
    row = model.objects.order_by("pk").first()
    sent = filled(client, change_of(row)) | {key: "77"}
    assert client.post(change_of(row), sent).status_code == 302
    assert getattr(model.objects.get(pk=row.pk), key) == getattr(row, key)


def test_points_to_prove_are_written_one_a_line(rf: RequestFactory) -> None:
    form = site.get_model_admin(Offence).get_form(rf.get("/"))()
    field = form.fields["points_to_prove"]
    points = ["A message, of whatever kind, was sent", "It was the suspect"]
    assert field.clean("\r\n".join(points)) == points
    assert field.prepare_value(points) == "\n".join(points)


def test_change_is_stored_and_the_audit_says_who_and_which_fields(client):
    force = Force.objects.get(code=ESSEX)
    sent = filled(client, change_of(force)) | {
        "control_room_telephone": "01632 960001",
        "duty_email": "d@force.invalid",
    }
    assert client.post(change_of(force), sent).status_code == 302
    stored = Force.objects.get(code=ESSEX)
    assert (stored.control_room_telephone, stored.duty_email) == ("01632 960001", "d@force.invalid")
    entry = Entry.objects.get(subject=f"reference:force:{ESSEX}")
    assert entry.verb == "reference_changed"
    assert entry.actor.startswith("reference_admin:")
    assert entry.details == {"fields": ["control_room_telephone", "duty_email"]}
    assert set(Correction.objects.values_list("row", "field")) == {
        (ESSEX, "control_room_telephone"),
        (ESSEX, "duty_email"),
    }
    history = text_of(client.get(f"/admin/reference/force/{force.pk}/history/"))
    assert "control_room_telephone, duty_email" in history
    assert entry.actor in history


def test_saving_without_a_change_leaves_no_trace(client):
    force = Force.objects.get(code=ESSEX)
    assert client.post(change_of(force), filled(client, change_of(force))).status_code == 302
    assert not Entry.objects.filter(subject__startswith="reference:").exists()
    assert not Correction.objects.exists()


def test_unit_is_added_and_renamed_below_its_force_and_told_with_it(client):
    force = Force.objects.get(code=ESSEX)
    sent = filled(client, change_of(force))
    number = int(sent["units-TOTAL_FORMS"])
    new = {"code": "invented", "name": "Invented desk", "local_authority": "", "basis": "invented", "is_active": "on"}
    sent |= {f"units-{number}-{name}": value for name, value in new.items()}
    sent |= {"units-TOTAL_FORMS": str(number + 1)}
    assert client.post(change_of(force), sent).status_code == 302
    unit = ForceUnit.objects.get(force=force, code="invented")
    sent = filled(client, change_of(force))
    place = next(name.rpartition("-")[0] for name, value in sent.items() if value == "invented" and "-code" in name)
    sent |= {f"{place}-name": "Renamed desk", f"{place}-code": "other"}
    assert client.post(change_of(force), sent).status_code == 302
    unit.refresh_from_db()
    assert (unit.code, unit.name) == ("invented", "Renamed desk")
    told = Entry.objects.filter(subject=f"reference:force:{ESSEX}").order_by("sequence")
    assert [(each.verb, each.details["part"]) for each in told] == [
        ("reference_added", "invented"),
        ("reference_changed", "invented"),
    ]
    assert told.last().details["fields"] == ["name"]


def test_retired_unit_is_offered_and_named_no_more(db):
    unit = ForceUnit.objects.get(code="ctiru")
    assert ("ctiru", unit.name) in list_units(force=LONDON)
    ForceUnit.objects.filter(pk=unit.pk).update(is_active=False)
    assert "ctiru" not in dict(list_units(force=LONDON))
    assert unit_of(force=LONDON, code="ctiru", is_asked=False) is None
    with pytest.raises(UnitOfAnotherForce):
        unit_of(force=LONDON, code="ctiru", is_asked=True)


def test_retired_strand_and_value_are_offered_no_more_and_still_have_their_names(db):
    Strand.objects.filter(code="race").update(is_active=False)
    value = StrandValue.objects.filter(strand__code="religion").first()
    StrandValue.objects.filter(pk=value.pk).update(is_active=False)
    offered = {strand.code: [each.code for each in strand.values.all()] for strand in list_offered_strands()}
    assert "race" not in offered
    assert value.code not in offered["religion"]
    every = {strand.code: [each.code for each in strand.values.all()] for strand in list_strands()}
    assert "race" in every
    assert value.code in every["religion"]


def test_body_that_material_goes_to_is_followed_by_another_one(client):
    former = Partner.objects.filter(kind="diversion").first()
    new = {
        "code": "invented-body",
        "name": "Invented body",
        "kind": "diversion",
        "nations": "UK",
        "basis": "invented",
        "material": former.material,
        "referral_address": "https://body.invalid",
        "is_active": "on",
    }
    refused = client.post("/admin/reference/partner/add/", new)
    assert refused.status_code == 200
    assert refused.context["errors"]
    sent = filled(client, change_of(former))
    sent.pop("is_active")
    assert client.post(change_of(former), sent).status_code == 302
    assert client.post("/admin/reference/partner/add/", new).status_code == 302
    assert body_for(material=former.material).code == "invented-body"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"valid_from": "2025-01-02", "valid_to": "2025-01-01"}, "It ends before it begins."),
        (
            {"time_limit_rule": "from_offence", "time_limit_months": ""},
            "A time limit needs both its rule and its months.",
        ),
        ({"mode": "summary", "points_to_prove": ""}, "An offence needs its points to prove"),
        ({"act": "Invented Act 1988", "valid_from": "1980-01-01"}, "before its own year"),
        ({"code": "mca-1988-s1"}, "already"),
    ],
)
def test_offence_that_cannot_be_is_refused_in_a_sentence(wrong, words, client):
    right = {
        "code": "invented-1",
        "nation": "EW",
        "act": "Invented Act 2020",
        "section": "s. 1",
        "short_name": "Inv",
        "mode": "summary",
        "time_limit_rule": "none",
        "points_to_prove": "It was the suspect",
        "basis": "invented",
    }
    page = client.post("/admin/reference/offence/add/", right | wrong)
    assert page.status_code == 200
    assert words in text_of(page)
    assert not Offence.objects.filter(code="invented-1").exists()
    assert client.post("/admin/reference/offence/add/", right).status_code == 302
    assert Offence.objects.get(code="invented-1").points_to_prove == ["It was the suspect"]


def test_bank_holiday_on_a_weekend_is_refused_and_one_by_mistake_taken_out(client):
    day = {"nation": "EW", "name": "Invented day", "basis": "invented"}
    page = client.post("/admin/reference/bankholiday/add/", day | {"date": "2026-11-22"})
    assert "Enter the substitute day" in text_of(page)
    assert client.post("/admin/reference/bankholiday/add/", day | {"date": "2026-11-23"}).status_code == 302
    made = BankHoliday.objects.get(date=date(2026, 11, 23))
    delete = f"/admin/reference/bankholiday/{made.pk}/delete/"
    assert client.get(delete).status_code == 200
    assert client.post(delete, {"post": "yes"}).status_code == 302
    assert not BankHoliday.objects.filter(pk=made.pk).exists()
    told = Entry.objects.filter(subject="reference:bankholiday:EW|2026-11-23").order_by("sequence")
    assert [entry.verb for entry in told] == ["reference_added", "reference_taken_out"]
    assert Correction.objects.get(row="EW|2026-11-23").field == ""


def test_deleting_what_cases_refer_to_is_refused_in_a_sentence(client):
    force = Force.objects.get(code=ESSEX)
    page = client.post(f"/admin/reference/force/{force.pk}/delete/", {"post": "yes"}, follow=True)
    assert "Retire it instead" in text_of(page)
    assert Force.objects.filter(pk=force.pk).exists()


def test_field_is_given_back_to_the_files_by_post_alone(client):
    outcome = Outcome.objects.get(number=18)
    sent = filled(client, change_of(outcome)) | {"name": "Invented"}
    client.post(change_of(outcome), sent)
    correction = Correction.objects.get()
    assert "Let the files decide again" in text_of(client.get(f"/admin/reference/correction/{correction.pk}/change/"))
    address = f"/admin/reference/correction/{correction.pk}/files-decide/"
    assert client.get(address).status_code == 403
    assert "brings back" in text_of(client.post(address, follow=True))
    assert not Correction.objects.exists()
    assert not LoadedData.objects.get(name="reference").digest
    assert Entry.objects.filter(verb="reference_left_to_files", subject="reference:outcome:18").exists()
    assert "The files decide there already." in text_of(client.post(address, follow=True))


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SUPERVISOR, Role.FORCE, Role.HUB])
def test_services_refuse_every_other_role(role, db, at):
    by = Actor(role=role, identifier="x")
    day = BankHoliday.objects.first()
    with pytest.raises(NotPermitted):
        reference_rows.save_row(row=day, fields=["name"], by=by, at=at)
    with pytest.raises(NotPermitted):
        reference_rows.take_out(day=day, by=by, at=at)
    with pytest.raises(NotPermitted):
        reference_rows.let_files_decide(correction_id=1, by=by, at=at)


def test_stale_form_does_not_overwrite_what_a_colleague_has_saved(client):
    force = Force.objects.get(code=ESSEX)
    opened = filled(client, change_of(force))
    assert client.post(change_of(force), opened | {"telephone": "0101"}).status_code == 302
    page = client.post(change_of(force), opened | {"duty_email": "d@force.invalid"})
    assert "Somebody else has changed this since you opened it." in text_of(page)
    stored = Force.objects.get(code=ESSEX)
    assert (stored.telephone, stored.duty_email) == ("0101", "")
