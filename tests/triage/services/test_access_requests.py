"""Requests taken in, decided on, approved by another, given once, and forgotten."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.storage import default_storage

from hatehub.accounts.actors import HUB, Actor
from hatehub.accounts.permissions import NotPermitted
from hatehub.accounts.roles import Role
from hatehub.audit.models import Entry
from hatehub.vault.services import is_destroyed
from reports.models import Report
from reports.services.files import StorageAway
from tests.making import access_requests as asking
from triage.models import AccessItem, AccessRequest
from triage.rules.access_requests import KEPT_DAYS, Choice, Ground, Kind, WhyRefused
from triage.services.access_requests import building, choosing, deciding, giving, receiving
from triage.services.access_requests.deciding import SameOfficer
from triage.services.access_requests.frame import AccessRefused, NotInThisState, open_asker, open_why
from triage.services.access_requests.giving import FetchedAlready
from triage.services.access_requests.parts import Asker

FORCE = Actor(role=Role.FORCE, identifier="client", force_code="E23000010")


@pytest.fixture
def request_of(submit, at):
    report = submit(name="Rosalind Oakenshield", email="rosalind@example.org")
    return asking.receive(at=at, references=[report.reference], name="Rosalind Oakenshield", reach="12 Elm Road")


def test_who_asks_is_sealed_and_stands_in_no_audit(request_of, at):
    request_of.refresh_from_db()
    assert b"Rosalind" not in bytes(request_of.sealed_asker)
    assert open_asker(request_of).reach == "12 Elm Road"
    said = " ".join(str(entry.details) + entry.reason for entry in Entry.objects.filter(subject=request_of.subject))
    assert "Rosalind" not in said


def test_answer_is_due_a_month_after_who_asks_is_certain(submit, at):
    asker = Asker(name="x", checked="Rang back.")
    request = receiving.receive(
        kind=Kind.COMPLAINANT,
        asker=asker,
        references=[],
        received_on=date(2026, 1, 5),
        confirmed_on=date(2026, 1, 31),
        by=asking.OFFICER,
        at=at,
    )
    assert request.due_on == date(2026, 2, 28)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"references": ["OHR-0000-0000"]}, "references"),
        ({"references": ["nonsense"]}, "references"),
        ({"name": "x", "checked": "  "}, "checked"),
        ({}, "name"),
    ],
)
def test_request_is_refused_beside_the_field(db, at, said, field):
    with pytest.raises(AccessRefused) as refusal:
        asking.receive(at=at, **said)
    assert refusal.value.field == field
    assert not AccessRequest.objects.exists()


def test_day_ahead_is_refused(db, at):
    with pytest.raises(AccessRefused) as refusal:
        receiving.receive(
            kind=Kind.COMPLAINANT,
            asker=Asker(name="x", checked="y"),
            references=[],
            received_on=at.date() + timedelta(days=1),
            confirmed_on=at.date(),
            by=asking.OFFICER,
            at=at,
        )
    assert refusal.value.field == "received_on"


def test_day_is_that_of_the_united_kingdom_an_hour_after_midnight_in_summer(submit):
    past_midnight = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    today = date(2026, 7, 1)
    known = {"kind": Kind.COMPLAINANT, "asker": Asker(name="x", checked="y"), "references": []}
    known |= {"by": asking.OFFICER, "at": past_midnight}
    receiving.receive(received_on=today, confirmed_on=today, **known)
    for days in ((2, 1), (1, 2)):
        received_on, confirmed_on = (date(2026, 7, day) for day in days)
        with pytest.raises(AccessRefused):
            receiving.receive(received_on=received_on, confirmed_on=confirmed_on, **known)


def test_given_today_is_noted_an_hour_after_midnight_and_forgotten_by_that_day(request_of, at):
    past_midnight = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    asking.make(request_of, at=at)
    given = {"request_id": request_of.id, "how": "By hand.", "by": asking.OFFICER, "at": past_midnight}
    with pytest.raises(AccessRefused):
        giving.note_given(on=date(2026, 7, 2), **given)
    giving.note_given(on=date(2026, 7, 1), **given)
    request_of.refresh_from_db()
    assert request_of.forget_on == date(2026, 7, 1) + timedelta(days=KEPT_DAYS)


def test_request_is_forgotten_from_the_first_minute_of_its_day(request_of, at):
    why = {"why": WhyRefused.WITHDRAWN, "reason": "They wrote so."}
    deciding.refuse(request_id=request_of.id, by=asking.SUPERVISOR, at=at, **why)
    AccessRequest.objects.update(forget_on=date(2026, 7, 1))
    assert giving.forget_ended(by=HUB, at=datetime(2026, 6, 30, 22, 59, tzinfo=UTC)) == 0
    assert giving.forget_ended(by=HUB, at=datetime(2026, 6, 30, 23, 1, tzinfo=UTC)) == 1


def test_force_may_do_nothing_with_it(request_of, at):
    item = request_of.items.get()
    known = {"request_id": request_of.id, "by": FORCE, "at": at}
    acts = [
        lambda: asking.receive(at=at, name="x", by=FORCE),
        lambda: receiving.look_again(references=[], **known),
        lambda: choosing.choose(item_id=item.id, choice=Choice.INCLUDED, reason="x", **known),
        lambda: choosing.decide_section(code="reports", is_given=True, reason="x", **known),
        lambda: deciding.submit(**known),
        lambda: deciding.approve(**known),
        lambda: deciding.give_back(reason="x", **known),
        lambda: deciding.refuse(why=WhyRefused.IDENTITY, reason="x", **known),
        lambda: building.build(**known),
        lambda: building.make_again(**known),
        lambda: giving.fetch(**known),
        lambda: giving.note_given(how="x", on=at.date(), **known),
        lambda: giving.forget_ended(by=FORCE, at=at),
        lambda: building.drop_of_report(report_id=item.id, by=FORCE, at=at),
    ]
    for act in acts:
        with pytest.raises(NotPermitted):
            act()


def test_officer_does_not_approve(request_of, at):
    asking.include_all(request_of, at=at)
    deciding.submit(request_id=request_of.id, by=asking.OFFICER, at=at)
    for act in (deciding.approve,):
        with pytest.raises(NotPermitted):
            act(request_id=request_of.id, by=asking.OFFICER, at=at)


@pytest.mark.parametrize("did", ["opened", "submitted", "chose"])
@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.OFFICER])
def test_supervisor_who_prepared_it_does_not_approve(submit, at, did, role):
    own, officer = Actor(role=role, identifier=asking.SUPERVISOR.identifier), asking.OFFICER
    reference = submit().reference
    request = asking.receive(at=at, references=[reference], by=own if did == "opened" else officer)
    asking.include_all(request, at=at, by=own if did == "chose" else officer)
    deciding.submit(request_id=request.id, by=own if did == "submitted" else officer, at=at)
    with pytest.raises(SameOfficer):
        deciding.approve(request_id=request.id, by=asking.SUPERVISOR, at=at)


def test_everything_found_is_decided_on_before_it_goes_on(request_of, at):
    with pytest.raises(AccessRefused, match="Decide of everything"):
        deciding.submit(request_id=request_of.id, by=asking.OFFICER, at=at)


def test_decision_needs_a_reason_and_can_be_taken_again(request_of, at):
    item = request_of.items.get()
    known = {"request_id": request_of.id, "item_id": item.id, "by": asking.OFFICER, "at": at}
    with pytest.raises(AccessRefused) as refusal:
        choosing.choose(choice=Choice.INCLUDED, reason=" ", **known)
    assert refusal.value.field == "reason"
    choosing.choose(choice=Choice.INCLUDED, reason="Theirs.", **known)
    choosing.choose(choice=Choice.LEFT_OUT, reason="Not theirs.", **known)
    assert AccessItem.objects.get(id=item.id).choice == "left_out"


def test_item_of_another_request_is_not_found(request_of, submit, at):
    other = asking.receive(at=at, references=[submit(minutes=3).reference])
    with pytest.raises(AccessItem.DoesNotExist):
        choosing.choose(
            request_id=other.id,
            item_id=request_of.items.get().id,
            choice=Choice.INCLUDED,
            reason="x",
            by=asking.OFFICER,
            at=at,
        )


@pytest.mark.parametrize(
    ("code", "is_given", "ground", "reason", "field"),
    [
        ("decisions", False, None, "x", "ground"),
        ("decisions", False, Ground.CRIME, "", "reason"),
        ("nothing", False, Ground.CRIME, "x", None),
        ("posts_of_yours", False, Ground.CRIME, "x", None),
    ],
)
def test_section_is_refused_beside_the_field(request_of, at, code, is_given, ground, reason, field):
    with pytest.raises(AccessRefused) as refusal:
        choosing.decide_section(
            request_id=request_of.id,
            code=code,
            is_given=is_given,
            ground=ground,
            reason=reason,
            by=asking.OFFICER,
            at=at,
        )
    assert refusal.value.field == field


def test_officer_gives_nothing_to_who_is_complained_of(db, at):
    request = asking.receive(at=at, kind=Kind.SUBJECT, name="Bert Wombat")
    known = {"request_id": request.id, "code": "posts_of_yours", "reason": "x", "at": at}
    with pytest.raises(NotPermitted):
        choosing.decide_section(is_given=True, by=asking.OFFICER, **known)
    choosing.decide_section(is_given=False, ground=Ground.CRIME, by=asking.OFFICER, **known)
    choosing.decide_section(is_given=True, by=asking.SUPERVISOR, **known)


def test_what_others_told_is_never_given(db, at):
    request = asking.receive(at=at, kind=Kind.SUBJECT, name="Bert Wombat")
    with pytest.raises(AccessRefused, match="never given"):
        choosing.decide_section(
            request_id=request.id, code="told_of_you", is_given=True, reason="x", by=asking.SUPERVISOR, at=at
        )


def test_request_of_who_is_complained_of_waits_for_each_section(db, at):
    request = asking.receive(at=at, kind=Kind.SUBJECT, name="Bert Wombat")
    deciding.submit(request_id=request.id, by=asking.OFFICER, at=at)
    with pytest.raises(AccessRefused, match="each section"):
        deciding.approve(request_id=request.id, by=asking.SUPERVISOR, at=at)


def test_request_is_given_back_with_a_reason(request_of, at):
    asking.include_all(request_of, at=at)
    deciding.submit(request_id=request_of.id, by=asking.OFFICER, at=at)
    deciding.give_back(request_id=request_of.id, reason="One report is missing.", by=asking.SUPERVISOR, at=at)
    request_of.refresh_from_db()
    assert (request_of.state, open_why(request_of)) == ("open", "One report is missing.")


def test_refused_request_says_why_and_takes_no_step_more(request_of, at):
    why = {"why": WhyRefused.IDENTITY, "reason": "It could not be confirmed."}
    deciding.refuse(request_id=request_of.id, by=asking.SUPERVISOR, at=at, **why)
    request_of.refresh_from_db()
    assert (request_of.state, request_of.refused_as) == ("refused", "identity")
    assert request_of.forget_on == (at + timedelta(days=KEPT_DAYS)).date()
    with pytest.raises(NotInThisState):
        deciding.submit(request_id=request_of.id, by=asking.OFFICER, at=at)


def test_bundle_is_downloaded_once_and_can_be_made_again(request_of, at):
    asking.make(request_of, at=at)
    with pytest.raises(FetchedAlready):
        giving.fetch(request_id=request_of.id, by=asking.OFFICER, at=at)
    building.make_again(request_id=request_of.id, by=asking.OFFICER, at=at)
    assert building.lease_due(at=at) == [request_of.id]
    assert building.build(request_id=request_of.id, by=HUB, at=at)
    asking.fetch(request_of, at=at)
    assert Entry.objects.filter(subject=request_of.subject, verb="access_bundle_fetched").count() == 2


def test_bundle_that_cannot_be_read_is_not_given_and_can_be_downloaded_later(request_of, at, settings, tmp_path):
    asking.approve(request_of, at=at)
    building.build(request_id=request_of.id, by=HUB, at=at)
    here, settings.MEDIA_ROOT = settings.MEDIA_ROOT, str(tmp_path / "not mounted")
    with pytest.raises(StorageAway):
        giving.fetch(request_id=request_of.id, by=asking.OFFICER, at=at)
    request_of.refresh_from_db()
    assert (request_of.fetched_at, request_of.fetched_by) == (None, "")
    assert not Entry.objects.filter(verb="access_bundle_fetched").exists()
    settings.MEDIA_ROOT = here
    assert asking.fetch(request_of, at=at).namelist()


def test_bundle_lies_sealed_and_goes_when_it_has_been_given(request_of, at, django_capture_on_commit_callbacks):
    asking.approve(request_of, at=at)
    building.build(request_id=request_of.id, by=HUB, at=at)
    request_of.refresh_from_db()
    name = request_of.storage_name
    with default_storage.open(name) as file:
        assert b"index.html" not in file.read()
    with pytest.raises(AccessRefused, match="not been downloaded"):
        giving.note_given(request_id=request_of.id, how="By post.", on=at.date(), by=asking.OFFICER, at=at)
    asking.fetch(request_of, at=at)
    with pytest.raises(AccessRefused) as refusal:
        giving.note_given(request_id=request_of.id, how="x", on=at.date() + timedelta(days=1), by=asking.OFFICER, at=at)
    assert refusal.value.field == "on"
    with django_capture_on_commit_callbacks(execute=True):
        giving.note_given(request_id=request_of.id, how="By post.", on=at.date(), by=asking.OFFICER, at=at)
    assert not default_storage.exists(name)
    request_of.refresh_from_db()
    assert (request_of.state, request_of.storage_name) == ("given", "")


def test_failed_bundle_is_tried_again_and_ends_after_six(request_of, at, monkeypatch):
    asking.approve(request_of, at=at)
    monkeypatch.setattr(building.bundle, "collect", lambda **known: 1 / 0)
    for _try in range(building.MOST_ATTEMPTS):
        assert not building.build(request_id=request_of.id, by=HUB, at=at)
    request_of.refresh_from_db()
    assert (request_of.attempts, request_of.last_error, request_of.not_before) == (6, "ZeroDivisionError", None)
    assert building.lease_due(at=at + timedelta(days=9)) == []
    building.make_again(request_id=request_of.id, by=asking.OFFICER, at=at)
    assert building.lease_due(at=at) == [request_of.id]


def test_ended_request_is_forgotten_with_its_keys(request_of, at):
    why = {"why": WhyRefused.WITHDRAWN, "reason": "They wrote so."}
    deciding.refuse(request_id=request_of.id, by=asking.SUPERVISOR, at=at, **why)
    assert giving.forget_ended(by=HUB, at=at + timedelta(days=KEPT_DAYS - 1)) == 0
    assert giving.forget_ended(by=HUB, at=at + timedelta(days=KEPT_DAYS)) == 1
    assert is_destroyed(owner=request_of.id, purpose="person")
    assert is_destroyed(owner=request_of.id, purpose="material")
    request_of.refresh_from_db()
    assert open_asker(request_of) == Asker()
    assert not request_of.items.exists()
    assert giving.forget_ended(by=HUB, at=at + timedelta(days=KEPT_DAYS)) == 0


def test_restore_empties_a_request_whose_keys_are_destroyed_again(request_of, at):
    giving.erase_again(owner=request_of.id, purposes=frozenset({"person", "material"}), at=at, is_again=True)
    request_of.refresh_from_db()
    assert (request_of.state, request_of.sealed_asker, request_of.items.count()) == ("given", None, 0)
    report = Report.objects.get()
    giving.erase_again(owner=report.id, purposes=frozenset({"person"}), at=at, is_again=True)


def test_looking_again_adds_and_keeps_what_was_decided(request_of, submit, at):
    asking.include_all(request_of, at=at)
    more = submit(minutes=4)
    known = {"request_id": request_of.id, "by": asking.OFFICER, "at": at}
    assert receiving.look_again(references=[more.reference.lower()], **known) == 1
    assert receiving.look_again(references=[more.reference], **known) == 0
    assert request_of.items.filter(choice="included").count() == 1
