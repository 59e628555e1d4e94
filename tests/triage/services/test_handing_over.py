from datetime import timedelta

import pytest
from django.db import connection

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import NotPermitted
from hatehub.accounts.roles import Role
from hatehub.audit.models import Entry
from hatehub.audit.services import ReasonRequired
from hatehub.reference.models import Force
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from reports.models import OfficeMail, Report
from reports.services import office_mail
from tests.making import reports as making
from triage.models import Handover, HandoverAttempt
from triage.selectors import handovers
from triage.services import diverting, handing_over, merging
from triage.services.reading_out import REASON, open_read_out

pytest_plugins = ["tests.making.mail_server", "tests.making.committing"]
LIFE = Handover.Kind.THREAT_TO_LIFE
NO_ANSWER = HandoverAttempt.Why.NO_ANSWER
DUTY = "duty@force.invalid"
OTHER = Actor(role=Role.OFFICER, identifier="officer-2")


@pytest.fixture
def desk(db):
    Force.objects.filter(code=making.WEST_YORKSHIRE).update(duty_email=DUTY)


def begin(report, by, at, force=making.WEST_YORKSHIRE):
    return handing_over.begin(report_id=report.id, kind=LIFE, force_code=force, by=by, at=at)


def take(row, by, at, **more):
    given = {"taken_by_name": "Call handler 12", "incident_number": "INC-9", "taken_at": at, **more}
    return handing_over.note_taken(handover_id=row.id, by=by, at=at, **given)


@pytest.mark.parametrize(("danger", "kind"), [("danger", "threat_to_life"), ("child", "child_at_risk")])
def test_report_that_says_so_starts_the_clock(submit, at, danger, kind):
    report = submit(danger=danger)
    making.work_off()
    row = Handover.objects.get()
    assert (row.report_id, row.kind, row.state) == (report.id, kind, "waiting")
    assert row.due_at == at + timedelta(minutes=15)


@pytest.mark.parametrize("danger", ["", "no", "unsure"])
def test_other_reports_do_not(submit, danger):
    submit(danger=danger)
    making.work_off()
    assert not Handover.objects.exists()


def test_clock_starts_once(submit, hub, at):
    report = submit(danger="danger")
    making.work_off()
    assert handing_over.note_danger(report_id=report.id, by=hub, at=at) is None
    assert Handover.objects.count() == 1


def test_begun_hand_over_has_the_duty_desk_told_without_anything_personal(submit, officer, desk, letterbox, at):
    report = submit(
        danger="danger", name="Jo Bloggs", email="jo@example.org", narrative="They wrote that I die on Friday."
    )
    making.work_off()
    row = begin(report, officer, at)
    assert (row.state, row.started_by, row.due_at) == ("begun", str(officer), at + timedelta(minutes=15))
    assert office_mail.send(mail_id=row.duty_mail_id, at=at)
    [letter] = letterbox.letters
    text = letter["Subject"] + letter.get_content()
    assert letterbox.recipients == [DUTY]
    assert report.case.reference in text
    assert "West Yorkshire Police" in text
    for personal in ("Jo", "Bloggs", "jo@example.org", "Friday", "LS6", report.reference, "x.com"):
        assert personal not in text
    assert Entry.objects.get(verb="handover_begun").details["told"] == "duty desk"


def test_force_without_a_duty_address_is_handed_over_all_the_same(submit, officer, at):
    row = begin(submit(danger="danger"), officer, at)
    assert row.duty_mail is None
    assert not OfficeMail.objects.exists()
    assert Entry.objects.get(verb="handover_begun").details["told"].startswith("nobody")


def test_case_goes_on_in_its_workflow(submit, officer, at):
    report = submit(danger="danger")
    row = begin(report, officer, at)
    take(row, officer, at)
    assert Report.objects.get(id=report.id).state == "received"
    assert making.walk(report, to="assigned", by=officer, at=at).state == "assigned"


def test_second_officer_and_a_double_click_are_told_that_it_has_begun(submit, officer, desk, at):
    report = submit(danger="danger")
    begin(report, officer, at)
    for by in (officer, OTHER):
        with pytest.raises(handing_over.AlreadyBegun, match="officer-1"):
            begin(report, by, at)
    assert OfficeMail.objects.count() == 1


def test_of_two_officers_at_the_same_moment_one_begins_and_one_message_goes(together, officer, at):
    Force.objects.filter(code=making.WEST_YORKSHIRE).update(duty_email=DUTY)
    try:
        report = making.submit(at=at, danger="danger")
        found = together(*(lambda by=by: begin(report, by, at) for by in (officer, OTHER)))
        assert sorted(type(each).__name__ for each in found) == ["AlreadyBegun", "Handover"]
        assert (Handover.objects.count(), OfficeMail.objects.count()) == (1, 1)
    finally:
        Force.objects.update(duty_email="")
        connection.close()


def test_who_took_it_is_sealed_and_the_clock_stops(submit, officer, at):
    row = take(begin(submit(danger="danger"), officer, at), OTHER, at + timedelta(minutes=4), taken_at=at)
    assert (row.state, row.due_at, row.incident_number, row.settled_by) == ("taken", None, "INC-9", str(OTHER))
    assert b"Call handler" not in bytes(row.sealed_taken_by)
    assert handing_over.read_taken_by(handover=row) == "Call handler 12"
    entry = Entry.objects.get(verb="handover_taken")
    assert "Call handler" not in str(entry.details)


def test_second_who_notes_that_it_was_taken_is_refused_and_changes_nothing(submit, officer, at):
    row = begin(submit(danger="danger"), officer, at)
    take(row, officer, at)
    with pytest.raises(handing_over.NotOpen):
        take(row, OTHER, at, incident_number="INC-10")
    row.refresh_from_db()
    assert row.incident_number == "INC-9"


def test_call_cannot_be_taken_later_than_now(submit, officer, at):
    row = begin(submit(danger="danger"), officer, at)
    with pytest.raises(handing_over.TakenInFuture):
        take(row, officer, at, taken_at=at + timedelta(minutes=1))


def test_name_goes_with_the_material_key(submit, officer, at):
    report = submit(danger="danger")
    row = take(begin(report, officer, at), officer, at)
    vault.destroy_key(owner=report.id, purpose=Purpose.MATERIAL, at=at)
    with pytest.raises(vault.KeyDestroyed):
        handing_over.read_taken_by(handover=row)


def test_attempt_is_noted_and_the_clock_runs_on(submit, officer, at):
    row = begin(submit(danger="danger"), officer, at)
    handing_over.note_attempt(handover_id=row.id, why=NO_ANSWER, note="Rang for five minutes.", by=officer, at=at)
    row.refresh_from_db()
    assert (row.state, row.due_at) == ("begun", at + timedelta(minutes=15))
    assert row.attempts.get().force.code == making.WEST_YORKSHIRE


def test_hand_over_passes_on_to_another_force_whose_desk_is_told(submit, officer, desk, at):
    row = begin(submit(danger="danger"), officer, at, force="E23000032")
    later = at + timedelta(minutes=3)
    row = handing_over.pass_on(handover_id=row.id, force_code=making.WEST_YORKSHIRE, by=officer, at=later)
    assert (row.force.code, row.duty_mail.to, row.due_at) == (
        making.WEST_YORKSHIRE,
        DUTY,
        later + timedelta(minutes=15),
    )
    handing_over.pass_on(handover_id=row.id, force_code=making.WEST_YORKSHIRE, by=officer, at=later)
    assert OfficeMail.objects.count() == 1


@pytest.mark.parametrize("deed", ["attempt", "taken", "pass_on"])
def test_nothing_is_noted_on_a_hand_over_that_has_not_begun(submit, officer, at, deed):
    submit(danger="danger")
    making.work_off()
    row = Handover.objects.get()
    deeds = {
        "attempt": lambda: handing_over.note_attempt(handover_id=row.id, why=NO_ANSWER, note="", by=officer, at=at),
        "taken": lambda: take(row, officer, at),
        "pass_on": lambda: handing_over.pass_on(handover_id=row.id, force_code="E23000032", by=officer, at=at),
    }
    with pytest.raises(handing_over.NotOpen):
        deeds[deed]()


def test_no_hand_over_is_needed_for_a_reason_that_is_kept(submit, officer, at):
    report = submit(danger="danger")
    making.work_off()
    with pytest.raises(ReasonRequired):
        handing_over.say_not_needed(report_id=report.id, reason=" ", with_others=False, by=officer, at=at)
    reason = "They rang 999 themselves; confirmed."
    assert handing_over.say_not_needed(report_id=report.id, reason=reason, with_others=False, by=officer, at=at) == 1
    row = Handover.objects.get()
    assert (row.state, row.reason, row.due_at) == ("not_needed", reason, None)
    assert Entry.objects.get(verb="handover_not_needed").reason == reason


def test_officer_may_say_so_before_the_worker_has_started_the_clock(submit, officer, at):
    report = submit(danger="child")
    assert handing_over.say_not_needed(report_id=report.id, reason="No.", with_others=False, by=officer, at=at) == 1
    making.work_off()
    assert Handover.objects.get().state == "not_needed"


def test_reason_may_hold_for_the_others_of_the_case_that_wait_but_not_for_one_that_has_begun(submit, officer, at):
    lead, *others = [submit(danger="danger", minutes=minute) for minute in range(4)]
    making.work_off()
    for other in others:
        merging.merge(report_id=other.id, into_case_id=lead.case_id, by=officer, at=at, reason="same")
    begin(others[0], officer, at)
    assert handing_over.say_not_needed(report_id=lead.id, reason="No.", with_others=True, by=officer, at=at) == 3
    assert list(Handover.objects.filter(state="begun").values_list("report", flat=True)) == [others[0].id]


def test_hand_over_is_found_in_the_case_that_its_report_is_worked_in(submit, officer, at):
    report, lead = submit(danger="danger"), submit()
    making.work_off()
    merging.merge(report_id=report.id, into_case_id=lead.case_id, by=officer, at=at, reason="same")
    assert [row.report_id for row in handovers.list_of(case=lead.case, by=officer)] == [report.id]
    assert set(handovers.open_of(cases=[lead.case_id])) == {lead.case_id}


def test_danger_waits_until_somebody_has_seen_to_it_even_in_a_closed_case(report_at, supervisor, at):
    report_at("closed", danger="danger")
    making.work_off()
    assert handovers.late_rows(by=supervisor, at=at + timedelta(hours=1)).count() == 1


def test_late_ones_are_counted_and_so_are_those_whose_desk_was_not_told(
    submit, officer, supervisor, desk, letterbox, at
):
    report = submit(danger="danger")
    making.work_off()
    assert handovers.late_rows(by=supervisor, at=at).count() == 0
    assert handovers.late_rows(by=supervisor, at=at + timedelta(minutes=16)).count() == 1
    row = begin(report, officer, at)
    assert handovers.late_rows(by=supervisor, at=at).count() == 0
    letterbox.at_recipient = ["550 5.1.1 no such user"]
    office_mail.send(mail_id=row.duty_mail_id, at=at)
    assert [each.id for each in handovers.list_late(by=supervisor, at=at)] == [row.id]
    take(row, officer, at)
    assert handovers.late_rows(by=supervisor, at=at + timedelta(days=1)).count() == 0
    with pytest.raises(NotPermitted):
        handovers.late_rows(by=officer, at=at)


def test_settled_report_can_be_handed_over_again(submit, officer, at):
    report = submit(danger="danger")
    take(begin(report, officer, at), officer, at)
    assert begin(report, officer, at, force="E23000032").force.code == "E23000032"
    assert Handover.objects.count() == 2


@pytest.mark.parametrize("role", ["force", "partner", "reference_admin", "complainant", "public"])
def test_others_may_neither_begin_nor_read_the_text(submit, at, role):
    report, by = submit(danger="danger"), Actor(role=Role(role), identifier="x")
    with pytest.raises(NotPermitted):
        begin(report, by, at)
    with pytest.raises(NotPermitted):
        open_read_out(report=report, by=by, at=at)
    with pytest.raises(NotPermitted):
        handing_over.say_not_needed(report_id=report.id, reason="No.", with_others=False, by=by, at=at)
    assert not Entry.objects.filter(verb="read").exists()


def test_text_is_short_and_its_reading_is_recorded_with_its_reason(submit, officer, at):
    report = submit(danger="danger", name="Jo", narrative="They will come. " * 200, suspect="A neighbour.")
    text = open_read_out(report=report, by=officer, at=at)
    assert (text.contact.name, text.contact.postcode, text.suspect) == ("Jo", "LS6 2AB", "A neighbour.")
    assert text.is_cut
    assert len(text.story) <= 700
    whats = {entry.details["what"] for entry in Entry.objects.filter(verb="read", reason=REASON)}
    assert whats == {"contact", "emergency_text"}


def test_text_leaves_out_a_diverted_post_and_says_so(submit, officer, at):
    from hatehub.reference.models import Material

    report = submit(danger="child")
    diverting.divert_post(content_id=report.contents.get().id, material=Material.CHILD_SEXUAL_ABUSE, by=officer, at=at)
    text = open_read_out(report=report, by=officer, at=at)
    assert (text.posts, text.diverted_posts) == ((), 1)


def test_text_of_an_erased_report_is_empty_and_does_not_fail(submit, officer, at):
    report = submit(danger="danger", name="Jo", suspect="A neighbour.", details={"happened_where": "The square."})
    for purpose in (Purpose.PERSON, Purpose.MATERIAL, Purpose.SUBJECT):
        vault.destroy_key(owner=report.id, purpose=purpose, at=at)
    text = open_read_out(report=Report.objects.get(id=report.id), by=officer, at=at)
    assert (text.story, text.where, text.suspect, text.contact.name) == ("", "", "", "")
