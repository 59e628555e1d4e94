from datetime import timedelta

import pytest

from hatehub.accounts.permissions import NotPermitted
from hatehub.audit.models import Entry
from hatehub.outbox.models import OutboxEvent
from referrals.services import answering
from reports.models import Report, StatusEntry
from reports.rules.workflow import StepRefused
from reports.services import workflow
from reports.services.workflow import StaleReport
from tests.making import reports as making
from tests.making.transfers import KENT, TRACED, force, propose, refuse
from triage.models import Responsibility, Transfer
from triage.rules.responsibility import ABROAD, UNKNOWN, Facts, at_force, decide
from triage.services import assigning, merging, transferring
from triage.services.transferring import TransferRefused

WYP = making.WEST_YORKSHIRE
DORSET = "E23000039"


def current(report):
    rows = Responsibility.objects.filter(case=report.case_id, replaced_at__isnull=True).select_related("force")
    return {row.role: row.force.code if row.force else None for row in rows}


def traces():
    return (
        list(Transfer.objects.order_by("id").values_list("state", flat=True)),
        Responsibility.objects.count(),
        Entry.objects.count(),
        OutboxEvent.objects.count(),
    )


@pytest.fixture
def with_force(report_at):
    return report_at("with_force")


def accept(row, at, *, by=None):
    return transferring.accept(transfer_id=row.id, by=by or force(row.to_force.code), at=at)


def test_assignment_is_kept_as_an_offer_that_ends_with_the_answer(report_at, west_yorkshire, at):
    report = report_at("packaged")
    row = Transfer.objects.get()
    assert (row.state, row.from_force, row.to_force.code, row.clock_since) == ("proposed", None, WYP, None)
    answering.accept(reference=report.case.reference, crime_number="1", by=west_yorkshire, at=at)
    row = Transfer.objects.get(id=row.id)
    assert (row.state, row.answered_at) == ("accepted", at)


def test_proposal_changes_nothing_until_it_is_accepted(with_force, officer, at):
    before = current(with_force)
    row = propose(with_force, by=officer, at=at)
    assert current(with_force) == before
    assert Report.objects.get(id=with_force.id).state == "with_force"
    assert (row.from_force.code, row.to_force.code, row.state) == (WYP, KENT, "proposed")
    assert row.answer_by > at
    entry = Entry.objects.get(verb="transfer_proposed")
    assert (entry.actor, entry.reason) == ("officer:officer-1", "The suspect was traced.")
    event = OutboxEvent.objects.get(name="triage.transfer_moved")
    assert event.payload["forces"] == sorted([WYP, KENT])


def test_acceptance_replaces_every_responsibility_and_offers_the_package(with_force, officer, at):
    row = propose(with_force, by=officer, at=at)
    accept(row, at + timedelta(hours=1))
    assert Report.objects.get(id=with_force.id).state == "assigned"
    assert current(with_force) == dict.fromkeys(["recording", "investigating", "victim_contact"], KENT)
    assert OutboxEvent.objects.filter(name="triage.case_assigned").latest("sequence").payload["force_code"] == KENT
    states = list(Transfer.objects.order_by("id").values_list("state", "to_force__code"))
    assert states == [("accepted", WYP), ("accepted", KENT), ("proposed", KENT)]
    verbs = list(Entry.objects.filter(at=at + timedelta(hours=1)).values_list("verb", "actor"))
    assert ("transfer_accepted", "force:client-E23000032") in verbs
    assert ("assigned", "officer:officer-1") in verbs


def test_complainant_is_told_once_of_the_new_force(with_force, officer, at):
    making.work_off()
    told = set(StatusEntry.objects.filter(report=with_force).values_list("id", flat=True))
    accept(propose(with_force, by=officer, at=at), at)
    making.work_off()
    new = StatusEntry.objects.filter(report=with_force).exclude(id__in=told)
    assert [entry.kind for entry in new] == ["step_assign"]


def test_acceptance_twice_is_one(with_force, officer, at):
    row = propose(with_force, by=officer, at=at)
    accept(row, at)
    before = traces()
    assert accept(row, at).state == "accepted"
    assert traces() == before


def test_transfer_to_another_force_than_the_rule_names_is_an_override(with_force, officer, at):
    row = propose(with_force, by=officer, at=at, to=DORSET, reason="They have the other cases.")
    accept(row, at)
    assert current(with_force)["investigating"] == DORSET
    found = Responsibility.objects.get(role="recording", replaced_at__isnull=True)
    assert found.override_reason == "They have the other cases."


def test_refusal_leaves_the_case_where_it_is(with_force, officer, at):
    before = current(with_force)
    row = refuse(propose(with_force, by=officer, at=at), at=at)
    assert (row.state, row.answer_reason) == ("refused", "Not in our area.")
    assert current(with_force) == before
    assert Report.objects.get(id=with_force.id).state == "with_force"
    propose(with_force, by=officer, at=at, to=DORSET)


def test_withdrawn_proposal_cannot_be_answered(with_force, officer, at):
    row = propose(with_force, by=officer, at=at)
    transferring.withdraw(transfer_id=row.id, reason="A mistake.", by=officer, at=at)
    before = traces()
    for answer in (lambda: accept(row, at), lambda: refuse(row, at=at)):
        with pytest.raises(TransferRefused) as refused:
            answer()
        assert refused.value.code == "over"
    with pytest.raises(TransferRefused):
        transferring.withdraw(transfer_id=row.id, reason="Again.", by=officer, at=at)
    assert traces() == before


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"to": WYP}, "same_force"),
        ({"to": "E99999999"}, "no_such_force"),
        ({"to": ""}, "no_such_force"),
        ({"reason": " "}, "no_reason"),
    ],
)
def test_proposal_with_a_hole_is_refused(with_force, officer, at, more, code):
    before = traces()
    with pytest.raises(TransferRefused) as refused:
        propose(with_force, by=officer, at=at, **more)
    assert refused.value.code == code
    assert traces() == before


@pytest.mark.parametrize("state", ["in_triage", "assessed_crime", "assigned", "packaged", "closed"])
def test_only_a_case_that_a_force_has_accepted_is_transferred(report_at, officer, at, state):
    report = report_at(state)
    with pytest.raises(TransferRefused) as refused:
        propose(report, by=officer, at=at)
    assert refused.value.code == "not_with_force"


def test_two_proposals_at_once_are_refused(with_force, officer, at):
    propose(with_force, by=officer, at=at)
    with pytest.raises(TransferRefused) as refused:
        propose(with_force, by=officer, at=at, to=DORSET)
    assert refused.value.code == "open"


def test_stale_page_proposes_nothing(with_force, officer, at):
    with pytest.raises(StaleReport):
        propose(with_force, by=officer, at=at, expected_version=1)


def test_only_officers_propose_and_only_the_force_that_was_asked_answers(with_force, officer, west_yorkshire, at):
    with pytest.raises(NotPermitted):
        propose(with_force, by=west_yorkshire, at=at)
    row = propose(with_force, by=officer, at=at)
    with pytest.raises(NotPermitted):
        accept(row, at, by=officer)
    with pytest.raises(TransferRefused):
        accept(row, at, by=west_yorkshire)
    with pytest.raises(TransferRefused):
        accept(row, at, by=force(DORSET))
    with pytest.raises(NotPermitted):
        transferring.withdraw(transfer_id=row.id, reason="Mine.", by=force(KENT), at=at)
    assert Transfer.objects.get(id=row.id).state == "proposed"


def test_offer_is_not_answered_as_a_transfer(report_at, west_yorkshire, at):
    report_at("packaged")
    with pytest.raises(TransferRefused):
        accept(Transfer.objects.get(), at, by=west_yorkshire)


def test_case_that_was_closed_or_opened_again_meanwhile_is_not_taken_on(with_force, officer, at):
    row = propose(with_force, by=officer, at=at)
    workflow.reopen(report_id=with_force.id, by=officer, at=at, reason="New facts.")
    with pytest.raises(StepRefused):
        accept(row, at)
    assert Transfer.objects.get(id=row.id).state == "proposed"


def test_case_that_was_merged_meanwhile_is_not_taken_on_and_can_be_after_unmerging(with_force, submit, officer, at):
    row = propose(with_force, by=officer, at=at)
    lead = submit()
    merging.merge(report_id=with_force.id, into_case_id=lead.case_id, by=officer, at=at, reason="same")
    with pytest.raises(StepRefused):
        accept(row, at)
    assert Transfer.objects.get(id=row.id).state == "proposed"
    merging.unmerge(report_id=with_force.id, by=officer, at=at, reason="not the same")
    assert accept(row, at).state == "accepted"


def test_non_crime_is_not_transferred(report_at, officer, west_yorkshire, at):
    report = report_at("assessed_non_crime")
    making.assign(report, by=officer, at=at)
    making.pack(report, at=at)
    answering.accept(reference=report.case.reference, crime_number="1", by=west_yorkshire, at=at)
    with pytest.raises(TransferRefused) as refused:
        propose(report, by=officer, at=at)
    assert refused.value.code == "not_a_crime"


# Offers that nobody has accepted ---------------------------------------------------------------------
@pytest.mark.parametrize("state", ["assigned", "packaged"])
def test_case_on_offer_is_offered_to_another_force_instead(report_at, officer, at, state):
    report = report_at(state)
    facts = Facts(victim=at_force(WYP), suspect=at_force(KENT))
    done = transferring.offer_instead(
        case_id=report.case_id,
        facts=facts,
        decision=decide(facts),
        to_force=KENT,
        reason="Traced.",
        by=officer,
        at=at,
        expected_version=report.version,
    )
    assert done.state == "assigned"
    assert current(report) == {"recording": KENT, "investigating": KENT, "victim_contact": WYP}
    states = list(Transfer.objects.order_by("id").values_list("state", "to_force__code"))
    assert states == [("withdrawn", WYP), ("proposed", KENT)]


def test_case_that_was_accepted_is_not_simply_offered_to_another(with_force, officer, at):
    with pytest.raises(TransferRefused) as refused:
        transferring.offer_instead(
            case_id=with_force.case_id,
            facts=TRACED,
            decision=decide(TRACED),
            to_force=KENT,
            reason="x",
            by=officer,
            at=at,
            expected_version=with_force.version,
        )
    assert refused.value.code == "not_offered"


# Who keeps in touch ------------------------------------------------------------------------------------
def assign_and_accept(report, facts, officer, at, **more):
    assigning.assign(
        case_id=report.case_id,
        facts=facts,
        decision=decide(facts),
        by=officer,
        at=at,
        expected_version=report.version,
        **more,
    )
    making.pack(report, at=at)
    before = current(report)
    investigating = before["investigating"]
    answering.accept(reference=report.case.reference, crime_number="1", by=force(investigating), at=at)
    return before, current(report)


def test_contact_passes_to_the_force_that_accepts_and_not_before(report_at, officer, at):
    report = report_at("assessed_crime")
    before, after = assign_and_accept(report, Facts(victim=at_force(WYP), suspect=at_force(KENT)), officer, at)
    assert before == {"recording": KENT, "investigating": KENT, "victim_contact": WYP}
    assert after == dict.fromkeys(before, KENT)


@pytest.mark.parametrize(
    ("facts", "contact"),
    [
        (Facts(victim=at_force(WYP), suspect=at_force("S23000009")), WYP),
        (Facts(victim=at_force(WYP), suspect=at_force(KENT), several_victims=True), WYP),
        (Facts(victim=ABROAD, suspect=at_force(KENT)), None),
        (Facts(victim=UNKNOWN, suspect=at_force(KENT)), None),
    ],
)
def test_contact_stays_where_the_table_leaves_it(report_at, officer, at, facts, contact):
    before, after = assign_and_accept(report_at("assessed_crime"), facts, officer, at)
    assert before == after
    assert after["victim_contact"] == contact


def test_contact_passes_to_the_force_that_an_officer_chose(report_at, officer, at):
    facts = Facts(victim=at_force(WYP), suspect=at_force(KENT))
    chosen = {"override_force": DORSET, "override_reason": "They lead."}
    _, after = assign_and_accept(report_at("assessed_crime"), facts, officer, at, **chosen)
    assert after == dict.fromkeys(after, DORSET)


def test_member_who_joins_after_the_acceptance_is_in_touch_with_that_force(report_at, submit, officer, at):
    report = report_at("assessed_crime")
    assign_and_accept(report, Facts(victim=at_force(WYP), suspect=at_force(KENT)), officer, at)
    joining = submit(kind="victim", postcode="LS6 2AB")
    merging.merge(report_id=joining.id, into_case_id=report.case_id, by=officer, at=at, reason="same")
    row = Responsibility.objects.get(report=joining, replaced_at__isnull=True)
    assert row.force.code == KENT


# What no force records -----------------------------------------------------------------------------------
def test_case_that_no_force_records_is_kept_by_the_hub_and_waits_to_be_closed(report_at, officer, at):
    report = report_at("assessed_crime")
    facts = Facts(victim=ABROAD, suspect=ABROAD)
    kept = {"case_id": report.case_id, "facts": facts, "decision": decide(facts), "by": officer, "at": at}
    with pytest.raises(StaleReport):
        assigning.keep(**kept, expected_version=1)
    assigning.keep(**kept, expected_version=report.version)
    assert current(report) == dict.fromkeys(["recording", "investigating", "victim_contact"])
    assert Report.objects.get(id=report.id).state == "assessed_crime"
    row = Responsibility.objects.get(role="investigating")
    assert row.rule == "S6"
    assert "the hub keeps it" in row.sentence
    making.close(report, by=officer, at=at)


@pytest.mark.parametrize(
    "facts", [Facts(victim=at_force(WYP), suspect=UNKNOWN), Facts(victim=UNKNOWN, suspect=UNKNOWN)]
)
def test_hub_does_not_keep_what_a_force_or_a_question_is_named_for(report_at, officer, at, facts):
    report = report_at("assessed_crime")
    with pytest.raises(assigning.ForceResponsible):
        assigning.keep(
            case_id=report.case_id,
            facts=facts,
            decision=decide(facts),
            by=officer,
            at=at,
            expected_version=report.version,
        )
    assert not Responsibility.objects.exists()
