import pytest

from hatehub.accounts.permissions import NotPermitted
from hatehub.audit.models import Entry
from hatehub.outbox.models import OutboxEvent
from referrals.services import answering
from reports.models import Report
from reports.services import workflow
from tests.making import reports as making
from tests.making.transfers import KENT, escalate, force, propose, refuse
from triage.models import Responsibility, Transfer
from triage.selectors.transfers import forces_concerned, list_disputes, open_disputes
from triage.services import assigning, disputes
from triage.services.disputes import DisputeRefused

WYP = making.WEST_YORKSHIRE
DORSET = "E23000039"


def current(report):
    rows = Responsibility.objects.filter(case=report.case_id, replaced_at__isnull=True).select_related("force")
    return {row.role: row for row in rows}


@pytest.fixture
def refused(report_at, officer, at):
    """A transfer that the other force has refused."""
    report = report_at("with_force")
    return report, refuse(propose(report, by=officer, at=at), at=at)


@pytest.fixture
def returned(report_at, west_yorkshire, at):
    """An offer that the force has refused: the case is the hub's again."""
    report = report_at("packaged")
    answering.refuse(reference=report.case.reference, reason="Not in our area.", by=west_yorkshire, at=at)
    return report, Transfer.objects.get()


def settle(row, supervisor, at, *, force, reason="By where the suspect was."):
    return disputes.settle(transfer_id=row.id, force=force, reason=reason, by=supervisor, at=at)


def test_registrar_sees_what_both_forces_say(refused, officer, supervisor, at):
    report, row = refused
    escalate(row, by=officer, at=at)
    [found] = list_disputes(by=supervisor)
    assert open_disputes(by=supervisor).count() == 1
    assert (found.reason, found.answer_reason) == ("The suspect was traced.", "Not in our area.")
    assert found.settle_by > at
    assert {each.code for each in forces_concerned(dispute=found)} == {WYP, KENT}
    assert Report.objects.get(id=report.id).state == "with_force"


def test_decision_for_the_force_that_has_it_leaves_it_there_with_the_reason(refused, officer, supervisor, at):
    report, row = refused
    settle(escalate(row, by=officer, at=at), supervisor, at, force=WYP)
    now = current(report)
    assert {each.force.code for each in now.values()} == {WYP}
    assert now["investigating"].override_reason == "By where the suspect was."
    assert now["investigating"].decided_by == "supervisor:supervisor-1"
    assert Report.objects.get(id=report.id).state == "with_force"
    assert not list_disputes(by=supervisor)


def test_decision_for_the_other_force_offers_it_the_case(refused, officer, supervisor, at):
    report, row = refused
    done = settle(escalate(row, by=officer, at=at), supervisor, at, force=KENT)
    now = current(report)
    assert (now["investigating"].force.code, now["recording"].force.code) == (KENT, WYP)  # until it accepts
    assert now["investigating"].override_reason == "By where the suspect was."
    assert now["victim_contact"].force.code == WYP
    assert Report.objects.get(id=report.id).state == "assigned"
    assert (done.state, done.settled_for.code, done.settled_by) == ("settled", KENT, "supervisor:supervisor-1")
    assert Transfer.objects.latest("id").state == "proposed"
    event = OutboxEvent.objects.filter(name="triage.transfer_moved").latest("sequence")
    assert (event.payload["change"], event.payload["forces"]) == ("dispute_settled", sorted([WYP, KENT]))
    assert Entry.objects.get(verb="dispute_settled").reason == "By where the suspect was."
    making.pack(report, at=at)
    answering.accept(reference=report.case.reference, crime_number="1", by=force(KENT), at=at)
    after = current(report)
    assert {row.force.code for row in after.values()} == {KENT}
    assert after["recording"].override_reason == "By where the suspect was."


def test_offer_that_a_force_refused_is_settled_for_it_or_for_another(returned, officer, supervisor, at):
    report, row = returned
    escalate(row, by=officer, at=at)
    settle(row, supervisor, at, force=WYP)
    assert current(report)["investigating"].force.code == WYP
    answering.refuse(reference=report.case.reference, reason="Still not.", by=force(WYP), at=at)
    again = Transfer.objects.latest("id")
    settle(escalate(again, by=officer, at=at), supervisor, at, force=DORSET)
    assert current(report)["investigating"].force.code == DORSET


def test_case_that_was_accepted_and_given_back_can_be_disputed(report_at, officer, west_yorkshire, supervisor, at):
    report = report_at("with_force")
    propose(report, by=officer, at=at)
    answering.refuse(reference=report.case.reference, reason="It is not ours after all.", by=west_yorkshire, at=at)
    states = list(Transfer.objects.order_by("id").values_list("state", flat=True))
    assert states == ["accepted", "withdrawn", "refused"]
    settle(escalate(Transfer.objects.latest("id"), by=officer, at=at), supervisor, at, force=KENT)
    assert current(report)["investigating"].force.code == KENT


def test_assigning_to_a_third_force_takes_the_dispute_back(returned, officer, supervisor, at):
    report, row = returned
    escalate(row, by=officer, at=at)
    making.assign(report, by=officer, at=at, force=KENT)
    row = Transfer.objects.get(id=row.id)
    assert row.state == "withdrawn"
    assert row.answer_reason == "Not in our area."
    with pytest.raises(DisputeRefused) as refused:
        settle(row, supervisor, at, force=WYP)
    assert refused.value.code == "settled"


@pytest.mark.parametrize("reason", ["", "  "])
def test_neither_asking_nor_deciding_goes_without_a_reason(refused, officer, supervisor, at, reason):
    _, row = refused
    with pytest.raises(DisputeRefused):
        disputes.escalate(transfer_id=row.id, reason=reason, by=officer, at=at)
    escalate(row, by=officer, at=at)
    with pytest.raises(DisputeRefused):
        settle(row, supervisor, at, force=WYP, reason=reason)
    assert Transfer.objects.get(id=row.id).state == "escalated"


def test_only_what_was_refused_is_escalated_and_once(report_at, officer, at):
    report = report_at("with_force")
    row = propose(report, by=officer, at=at)
    with pytest.raises(DisputeRefused) as refused:
        escalate(row, by=officer, at=at)
    assert refused.value.code == "not_refused"
    escalate(refuse(row, at=at), by=officer, at=at)
    with pytest.raises(DisputeRefused):
        escalate(row, by=officer, at=at)


def test_what_another_force_was_asked_since_is_not_escalated(refused, officer, at):
    report, row = refused
    refuse(propose(report, by=officer, at=at, to=DORSET), at=at)
    with pytest.raises(DisputeRefused) as refusal:
        escalate(row, by=officer, at=at)
    assert refusal.value.code == "moved_on"


def test_dispute_about_a_case_that_has_moved_on_is_neither_raised_nor_settled(refused, officer, supervisor, at):
    report, row = refused
    escalate(row, by=officer, at=at)
    workflow.reopen(report_id=report.id, by=officer, at=at, reason="New facts.")
    before = Responsibility.objects.count()
    with pytest.raises(DisputeRefused) as refusal:
        settle(row, supervisor, at, force=KENT)
    assert refusal.value.code == "moved_on"
    assert Transfer.objects.get(id=row.id).state == "escalated"
    assert Responsibility.objects.count() == before


def test_force_that_there_is_not_cannot_be_decided_for(refused, officer, supervisor, at):
    _, row = refused
    escalate(row, by=officer, at=at)
    with pytest.raises(DisputeRefused) as refusal:
        settle(row, supervisor, at, force="E99999999")
    assert refusal.value.code == "no_such_force"


def test_only_a_registrar_settles_and_sees_disputes(refused, officer, west_yorkshire, at):
    _, row = refused
    with pytest.raises(NotPermitted):
        escalate(row, by=west_yorkshire, at=at)
    escalate(row, by=officer, at=at)
    for act in (
        lambda: settle(row, officer, at, force=WYP),
        lambda: settle(row, west_yorkshire, at, force=WYP),
        lambda: list_disputes(by=officer),
        lambda: open_disputes(by=officer),
    ):
        with pytest.raises(NotPermitted):
            act()


def test_nothing_else_than_a_reason_is_stored_where_the_registrar_agrees_with_the_rule(
    refused, officer, supervisor, at
):
    report, row = refused
    settle(escalate(row, by=officer, at=at), supervisor, at, force=KENT)
    found = current(report)["investigating"]
    assert found.rule == "S3"
    assert found.rule_version == assigning.VERSION
