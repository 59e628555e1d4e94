import pytest

from hatehub.accounts.actors import actor_for_complainant
from hatehub.accounts.permissions import NotPermitted
from hatehub.audit.models import Entry
from reports.models import Gate, Report
from reports.rules.gates import DEMANDED_GATES, GATES, GatesOpen
from reports.rules.workflow import StepRefused
from reports.services import gates, workflow
from reports.services.gates import NotByHand, WaiverNeedsReason
from triage.services import merging

(DEMANDED,) = DEMANDED_GATES


def close(report, officer, at):
    return workflow.close(report_id=report.id, by=officer, at=at, outcome="non_crime", reason="Explained.")


def test_report_is_closed_once_every_gate_is_met_or_waived(report_at, officer, at):
    report = report_at("assessed_non_crime")
    for number, name in enumerate(GATES):
        with pytest.raises(GatesOpen) as refused:
            close(report, officer, at)
        assert refused.value.names == list(GATES[number:])
        gates.waive(report_id=report.id, name=name, by=officer, at=at, reason="not wanted")
    closed = close(report, officer, at)
    assert (closed.state, closed.outcome, closed.outcome_reason) == ("closed", "non_crime", "Explained.")
    entry = Entry.objects.get(verb="closed")
    assert (entry.reason, entry.details["outcome"]) == ("Explained.", "non_crime")


def test_refused_closing_leaves_the_report_as_it_was(report_at, officer, at):
    report = report_at("out_of_scope")
    with pytest.raises(GatesOpen):
        close(report, officer, at)
    assert Report.objects.get(id=report.id).version == report.version
    assert not Entry.objects.filter(verb="closed").exists()


def test_crime_is_not_closed_by_the_step_for_others(report_at, officer, at):
    report = report_at("assessed_crime")
    for name in GATES:
        gates.meet(report_id=report.id, name=name, by=officer, at=at)
    with pytest.raises(StepRefused):
        close(report, officer, at)
    done = workflow.close_without_enforcement(
        report_id=report.id, by=officer, at=at, outcome="no_enforcement", reason="No data."
    )
    assert done.state == "closed"


def test_reopened_report_has_lost_its_outcome(report_at, officer, at):
    report = report_at("closed")
    again = workflow.reopen(report_id=report.id, by=officer, at=at, reason="review")
    assert (again.state, again.outcome, again.outcome_reason) == ("in_triage", "", "")


@pytest.mark.parametrize("reason", ["", " ", "\n\t"])
def test_waiver_needs_a_reason(submit, officer, at, reason):
    report = submit()
    with pytest.raises(WaiverNeedsReason):
        gates.waive(report_id=report.id, name=GATES[0], by=officer, at=at, reason=reason)
    assert Gate.objects.get(report=report, name=GATES[0]).state == "open"


def test_gate_marked_twice_is_recorded_once(submit, officer, at):
    report = submit()
    for _ in range(2):
        gates.meet(report_id=report.id, name="support_offered", by=officer, at=at)
    entry = Entry.objects.get(verb="gate_met")
    assert (entry.details, entry.actor) == ({"gate": "support_offered"}, "officer:officer-1")


def test_gate_opened_again_says_why_and_is_recorded(submit, officer, at):
    report = submit()
    gates.meet(report_id=report.id, name="complainant_told", by=officer, at=at)
    gates.reopen(report_id=report.id, name="complainant_told", by=officer, at=at, reason="bounced")
    gate = Gate.objects.get(report=report, name="complainant_told")
    assert (gate.state, gate.reason) == ("open", "bounced")
    assert Entry.objects.filter(verb="gate_open", reason="bounced").count() == 1


def test_force_marks_no_gate(submit, west_yorkshire, at):
    with pytest.raises(NotPermitted):
        gates.meet(report_id=submit().id, name="support_offered", by=west_yorkshire, at=at)


def test_gate_that_the_policy_does_not_know_is_an_error(submit, officer, at):
    with pytest.raises(Gate.DoesNotExist):
        gates.meet(report_id=submit().id, name="tea_offered", by=officer, at=at)


def test_waiver_after_meeting_does_not_hide_what_was_done(submit, officer, at):
    report = submit()
    gates.meet(report_id=report.id, name="support_offered", by=officer, at=at)
    gates.waive(report_id=report.id, name="support_offered", by=officer, at=at, reason="declined later")
    verbs = Entry.objects.filter(details__gate="support_offered").order_by("sequence")
    assert list(verbs.values_list("verb", flat=True)) == ["gate_met", "gate_waived"]


def test_looking_again_opens_what_the_new_decision_asks_for_anew(report_at, officer, at):
    report = report_at("assessed_non_crime")
    told, support, intelligence = GATES
    gates.meet(report_id=report.id, name=told, by=officer, at=at)
    gates.waive(report_id=report.id, name=support, by=officer, at=at, reason="No contact.")
    gates.meet(report_id=report.id, name=intelligence, by=officer, at=at)
    workflow.request_review(report_id=report.id, by=actor_for_complainant(report.reference), at=at)
    states = dict(Gate.objects.filter(report=report).values_list("name", "state"))
    assert states == {told: "open", support: "open", intelligence: "met"}
    assert Entry.objects.filter(verb="gate_open", subject=f"report:{report.reference}").count() == 2


def test_demanded_gate_holds_a_report_up_only_where_it_was_demanded(report_at, officer, at):
    report, other = report_at("out_of_scope"), report_at("out_of_scope", url="https://x.com/another/status/17000000000")
    for each in (report, other):
        for name in GATES:
            gates.waive(report_id=each.id, name=name, by=officer, at=at, reason="not wanted")
    gates.demand(report_id=report.id, name=DEMANDED, by=officer, at=at, reason="a repeat victim")
    with pytest.raises(GatesOpen, match="second reading"):
        close(report, officer, at)
    assert close(other, officer, at).state == "closed"
    gates.fulfil(report_id=report.id, name=DEMANDED, by=officer, at=at, reason="read")
    assert close(report, officer, at).state == "closed"


@pytest.mark.parametrize("mark", [gates.meet, gates.waive, gates.reopen])
def test_demanded_gate_is_not_marked_by_hand(report_at, officer, at, mark):
    report = report_at("out_of_scope")
    gates.demand(report_id=report.id, name=DEMANDED, by=officer, at=at, reason="a repeat victim")
    with pytest.raises(NotByHand):
        mark(report_id=report.id, name=DEMANDED, by=officer, at=at, reason="quickly")
    assert Gate.objects.get(report=report, name=DEMANDED).state == "open"


def test_demanded_gate_that_was_dropped_can_be_demanded_again(report_at, officer, at):
    report = report_at("out_of_scope")
    assert gates.drop(report_id=report.id, name=DEMANDED, by=officer, at=at, reason="none") is None
    gates.demand(report_id=report.id, name=DEMANDED, by=officer, at=at, reason="a repeat victim")
    assert gates.drop(report_id=report.id, name=DEMANDED, by=officer, at=at, reason="reopened").state == "waived"
    assert gates.demand(report_id=report.id, name=DEMANDED, by=officer, at=at, reason="again").state == "open"
    verbs = list(Entry.objects.filter(details__gate=DEMANDED).order_by("id").values_list("verb", flat=True))
    assert verbs == ["gate_open", "gate_waived", "gate_open"]


def test_demanded_gate_is_demanded_by_nobody_who_may_not_mark(report_at, west_yorkshire, at):
    report = report_at("out_of_scope")
    with pytest.raises(NotPermitted):
        gates.demand(report_id=report.id, name=DEMANDED, by=west_yorkshire, at=at, reason="x")
    assert not Gate.objects.filter(name=DEMANDED).exists()


@pytest.mark.parametrize("state", ["open", "met", "waived"])
def test_demanded_gate_goes_with_the_lead(report_at, submit, officer, at, state):
    former, member = report_at("out_of_scope"), submit(minutes=1)
    merging.merge(report_id=member.id, into_case_id=former.case_id, by=officer, at=at, reason="same")
    gates.demand(report_id=former.id, name=DEMANDED, by=officer, at=at, reason="a repeat victim")
    if state == "met":
        gates.fulfil(report_id=former.id, name=DEMANDED, by=officer, at=at, reason="read")
    elif state == "waived":
        gates.drop(report_id=former.id, name=DEMANDED, by=officer, at=at, reason="fallen")
    merging.change_lead(case_id=former.case_id, to_report_id=member.id, by=officer, at=at, reason="says more")
    assert Gate.objects.get(report=member, name=DEMANDED).state == state
    assert Gate.objects.get(report=former, name=DEMANDED).state != "open"
