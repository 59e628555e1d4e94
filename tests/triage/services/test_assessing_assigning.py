from dataclasses import replace

import pytest

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import NotPermitted
from hatehub.accounts.roles import Role
from hatehub.audit.models import Entry
from hatehub.outbox.models import OutboxEvent
from reports.events import ReportMoved
from reports.models import Case, Report
from reports.rules.workflow import StepRefused
from reports.services import following, workflow
from reports.services.workflow import StaleReport
from tests.making import reports as making
from triage.models import Assessment, Responsibility
from triage.rules.policy import Answer
from triage.rules.responsibility import ABROAD, UNKNOWN, Facts, at_force, decide
from triage.services import assessing, assigning, merging, policies

A, B = making.WEST_YORKSHIRE, "E23000032"


def traces():
    return (
        Assessment.objects.count(),
        Responsibility.objects.count(),
        Entry.objects.count(),
        OutboxEvent.objects.count(),
    )


def assess(report, officer, at, *, answers=making.CRIME, offence="", **more):
    return assessing.assess(
        report_id=report.id,
        answers=answers,
        offence_code=making.an_offence() if offence == "" else offence,
        by=officer,
        at=at,
        **{"expected_version": report.version, **more},
    )


@pytest.mark.parametrize(
    ("answers", "outcome", "state"),
    [
        (making.CRIME, "crime", "assessed_crime"),
        (making.NON_CRIME, "non_crime", "assessed_non_crime"),
        (making.OUT_OF_SCOPE, "out_of_scope", "out_of_scope"),
    ],
)
def test_decision_is_kept_with_its_policy_and_reasons_and_moves_the_report(
    report_at, officer, at, answers, outcome, state
):
    report = report_at("in_triage")
    made = assess(report, officer, at, answers=answers)
    assert Report.objects.get(id=report.id).state == state
    assert (made.outcome, made.decided_by, made.decided_at) == (outcome, "officer:officer-1", at)
    assert made.path == [[question, answer.answer] for question, answer in answers.items()]
    assert (made.offence is not None) == (outcome == "crime")
    reasons = assessing.read_reasons(assessment=made)
    assert reasons == {question: answer.reason for question, answer in answers.items()}
    entry = Entry.objects.filter(subject=f"report:{report.reference}").latest("sequence")
    assert made.policy_version in entry.reason
    assert OutboxEvent.objects.filter(name=ReportMoved.name).latest("sequence").payload["state"] == state


def test_reasons_are_sealed(report_at, officer, at):
    made = assess(report_at("in_triage"), officer, at)
    assert b"complainant confirms" not in bytes(made.sealed_reasons)
    assert not Entry.objects.filter(reason__contains="complainant confirms").exists()


def risky(telling):
    """Return the answers to a non-crime whose subject may do harm."""
    chosen = {name: each for name, each in making.NON_CRIME.items() if name != "offence_risk"}
    chosen["harm_risk"] = Answer(question="harm_risk", answer="yes", reason="They named the street.")
    return {**chosen, "telling": Answer(question="telling", answer=telling, reason="They live next door.")}


@pytest.mark.parametrize(
    ("answers", "exit_", "disposal", "keeps", "tells", "may_be_assigned"),
    [
        (making.CRIME, "crime", "crime", True, False, True),
        (making.NON_CRIME, "non_crime_incident", "non_crime_incident", False, False, True),
        (risky("no"), "non_crime_incident", "non_crime_incident", True, True, True),
        (risky("yes"), "non_crime_incident", "non_crime_incident", True, False, True),
        (making.OUT_OF_SCOPE, "no_record", "no_record", False, False, False),
    ],
)
def test_decision_keeps_what_follows_from_its_exit(
    report_at, officer, at, answers, exit_, disposal, keeps, tells, may_be_assigned
):
    made = assess(report_at("in_triage"), officer, at, answers=answers)
    assert (made.exit, made.disposal) == (exit_, disposal)
    assert (made.keeps_subject_data, made.tells_subject, made.may_be_assigned) == (keeps, tells, may_be_assigned)
    details = Entry.objects.filter(verb__startswith="recorded_as").last() or Entry.objects.get(
        verb="marked_out_of_scope"
    )
    assert (details.details["exit"], details.details["keeps_subject_data"]) == (exit_, keeps)


def test_flags_are_kept_with_their_sealed_reasons(report_at, officer, at):
    flags = {"religion": "The words name the faith.", "race": "And the origin."}
    made = assess(report_at("in_triage"), officer, at, flags=flags)
    made.refresh_from_db()
    assert made.flags == ["race", "religion"]
    assert assessing.read_flag_reasons(assessment=made) == flags
    assert set(assessing.read_reasons(assessment=made)) == set(making.CRIME)
    assert b"name the faith" not in bytes(made.sealed_reasons)
    assert Entry.objects.get(verb="recorded_as_crime").details["flags"] == "race,religion"


def test_what_no_force_records_is_assigned_to_none(report_at, officer, supervisor, at):
    policies.activate(version="2026-review.1", reason="New.", by=supervisor, at=at)
    chosen = {name: each for name, each in making.NON_CRIME.items() if not name.endswith("_risk")}
    for question, answer in (
        ("serious", "no"),
        ("useful", "yes"),
        ("intelligence_harm_risk", "no"),
        ("intelligence_offence_risk", "no"),
    ):
        chosen[question] = Answer(question=question, answer=answer, reason="So it is.")
    report = report_at("in_triage")
    made = assess(report, officer, at, answers=chosen)
    assert (made.disposal, made.may_be_assigned) == ("intelligence_only", False)
    with pytest.raises(assigning.NobodyResponsible, match="No force records"):
        assign(Report.objects.get(id=report.id), officer, at, Facts(victim=at_force(A), suspect=UNKNOWN))
    assert not Responsibility.objects.exists()


def without_reason(answers, question="exception"):
    return {**answers, question: replace(answers[question], reason=" ")}


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"answers": {}}, assessing.Unfinished),
        ({"answers": dict(list(making.CRIME.items())[:2])}, assessing.Unfinished),
        ({"answers": without_reason(making.CRIME)}, assessing.ReasonMissing),
        ({"answers": without_reason(making.CRIME, "probable")}, assessing.ReasonMissing),
        ({"flags": {"race": " "}}, assessing.WrongFlag),
        ({"flags": {"nonsense": "Because."}}, assessing.WrongFlag),
        ({"flags": {"race": "Because."}, "answers": making.OUT_OF_SCOPE, "offence": None}, assessing.WrongFlag),
        ({"policy_version": "2022-code.1"}, assessing.PolicyChanged),
        ({"offence": None}, assessing.OffenceMissing),
        ({"offence": "no such offence"}, assessing.OffenceMissing),
        ({"expected_version": 99}, StaleReport),
    ],
)
def test_refused_assessment_leaves_nothing_behind(report_at, officer, at, more, refusal):
    report = report_at("in_triage")
    before = traces()
    with pytest.raises(refusal):
        assess(report, officer, at, **more)
    assert Report.objects.get(id=report.id).version == report.version
    assert traces() == before


def test_only_a_report_in_triage_is_assessed_and_only_by_the_hubs_officers(
    report_at, submit, officer, west_yorkshire, at
):
    with pytest.raises(StepRefused):
        assess(submit(), officer, at)
    with pytest.raises(NotPermitted):
        assess(report_at("in_triage"), west_yorkshire, at)
    assert not Assessment.objects.exists()


def test_later_decision_does_not_rewrite_the_earlier(report_at, officer, at):
    report = report_at("assessed_crime")
    workflow.reopen(report_id=report.id, by=officer, at=at, reason="review")
    making.assess(report, making.NON_CRIME, by=officer, at=at)
    assert list(report.assessments.order_by("id").values_list("outcome", flat=True)) == ["crime", "non_crime"]
    assert assessing.latest_assessment(report=report).outcome == "non_crime"


OTHER = Actor(role=Role.OFFICER, identifier="officer-2")


def test_review_is_decided_by_somebody_else(report_at, officer, at):
    report = report_at("out_of_scope")
    following.request_review(report_id=report.id, at=at)
    report = Report.objects.get(id=report.id)
    assert report.review_asked_at == at
    before = traces()
    with pytest.raises(assessing.SameOfficer):
        assess(report, officer, at, answers=making.NON_CRIME)
    assert traces() == before
    assert assessing.must_be_another(report=report, by=officer)
    assert not assessing.must_be_another(report=report, by=OTHER)
    made = assess(report, OTHER, at, answers=making.NON_CRIME)
    assert made.decided_by == "officer:officer-2"
    assert Report.objects.get(id=report.id).review_asked_at is None
    assert Entry.objects.get(verb="recorded_as_non_crime").details["is_review"] is True


def test_officer_may_decide_again_what_was_reopened_without_a_review(report_at, officer, at):
    report = report_at("out_of_scope")
    workflow.reopen(report_id=report.id, by=officer, at=at, reason="something new")
    report = Report.objects.get(id=report.id)
    assert report.review_asked_at is None
    assert assess(report, officer, at, answers=making.NON_CRIME)


def test_review_that_a_merged_complainant_asks_for_goes_to_somebody_else_also_under_a_new_lead(report_at, officer, at):
    lead = report_at("in_triage")
    member = making.submit(at=at)
    row = merging.merge(report_id=member.id, into_case_id=lead.case_id, by=officer, at=at, reason="same")
    making.assess(lead, making.OUT_OF_SCOPE, by=officer, at=at)
    following.request_review(report_id=row.report_id, at=at)
    lead = Report.objects.get(id=lead.id)
    assert lead.review_asked_at == at
    assert assessing.must_be_another(report=lead, by=officer)
    merging.change_lead(case_id=lead.case_id, to_report_id=member.id, by=officer, at=at, reason="better evidence")
    member = Report.objects.get(id=member.id)
    assert (member.review_asked_at, Report.objects.get(id=lead.id).review_asked_at) == (at, None)
    with pytest.raises(assessing.SameOfficer):
        assess(member, officer, at, answers=making.NON_CRIME)
    assert assess(member, OTHER, at, answers=making.NON_CRIME)


def test_withdrawn_report_waits_for_no_review(report_at, officer, at):
    report = report_at("out_of_scope")
    following.request_review(report_id=report.id, at=at)
    following.withdraw(report_id=report.id, at=at)
    assert Report.objects.get(id=report.id).review_asked_at is None


def assign(report, officer, at, facts, **more):
    arguments = {"decision": decide(facts), "expected_version": report.version, **more}
    return assigning.assign(case_id=report.case_id, facts=facts, by=officer, at=at, **arguments)


def test_three_responsibilities_are_kept_apart_with_rule_and_inputs(report_at, officer, at):
    report = report_at("assessed_crime")
    done = assign(report, officer, at, Facts(victim=at_force(A), suspect=at_force(B), suspect_traced_later=True))
    rows = {row.role: row for row in Responsibility.objects.select_related("force")}
    assert {role: row.force.code for role, row in rows.items()} == {
        "recording": A,
        "investigating": B,
        "victim_contact": A,
    }
    assert {row.rule for row in rows.values()} == {"S3"}
    assert rows["recording"].inputs["suspect"] == {"where": "force", "force": B}
    assert done.state == "assigned"
    entry = Entry.objects.get(verb="responsibility_decided")
    assert entry.subject == f"case:{report.case.reference}"
    event = OutboxEvent.objects.get(name="triage.case_assigned")
    assert event.payload == {"case_id": str(report.case_id), "force_code": B, "report_version": done.version}


def test_override_replaces_the_rule_with_its_reason(report_at, officer, at):
    report = report_at("assessed_crime")
    facts = Facts(victim=at_force(A), suspect=UNKNOWN)
    assign(report, officer, at, facts, override_force=B, override_reason="They asked for it.")
    rows = {row.role: (row.force.code, row.override_reason) for row in Responsibility.objects.select_related("force")}
    assert rows["investigating"] == rows["recording"] == (B, "They asked for it.")
    assert rows["victim_contact"][0] == A
    assert Entry.objects.get(verb="assigned").details["overridden"] is True


def test_later_decision_replaces_the_rows_and_keeps_them(report_at, supervisor, officer, at):
    report = report_at("assigned")
    back = workflow.take_back(report_id=report.id, by=supervisor, at=at, reason="wrong force")
    assign(back, officer, at, Facts(victim=at_force(B), suspect=UNKNOWN))
    current = Responsibility.objects.filter(replaced_at__isnull=True)
    assert {row.force.code for row in current.select_related("force")} == {B}
    assert Responsibility.objects.count() == 6


@pytest.mark.parametrize(
    ("facts", "more", "refusal"),
    [
        (Facts(victim=ABROAD, suspect=ABROAD), {}, assigning.NobodyResponsible),
        (Facts(victim=UNKNOWN, suspect=UNKNOWN), {}, assigning.NobodyResponsible),
        (Facts(victim=at_force(A), suspect=UNKNOWN), {"override_force": B}, assigning.OverrideNeedsReason),
        (
            Facts(victim=at_force(A), suspect=UNKNOWN),
            {"override_force": B, "override_reason": " "},
            assigning.OverrideNeedsReason,
        ),
        (Facts(victim=at_force(A), suspect=UNKNOWN), {"expected_version": 1}, StaleReport),
    ],
)
def test_refused_assignment_leaves_nothing_behind(report_at, officer, at, facts, more, refusal):
    report = report_at("assessed_crime")
    before = traces()
    with pytest.raises(refusal):
        assign(report, officer, at, facts, **more)
    assert Report.objects.get(id=report.id).state == "assessed_crime"
    assert traces() == before


def test_report_that_is_no_crime_yet_is_not_assigned(report_at, officer, at):
    report = report_at("in_triage")
    with pytest.raises(StepRefused):
        assign(report, officer, at, Facts(victim=at_force(A), suspect=UNKNOWN))
    assert not Responsibility.objects.exists()


def test_force_does_not_assign_to_itself(report_at, west_yorkshire, at):
    report = report_at("assessed_crime")
    with pytest.raises(NotPermitted):
        assign(report, west_yorkshire, at, Facts(victim=at_force(A), suspect=UNKNOWN))
    assert not Responsibility.objects.exists()


def test_railway_case_goes_to_the_transport_police(report_at, officer, at):
    report = report_at("assessed_crime")
    assign(report, officer, at, Facts(victim=at_force(A), suspect=UNKNOWN, on_railway=True))
    row = Responsibility.objects.select_related("force").get(role="investigating")
    assert row.force.code == "BTP"
    assert Case.objects.get().lead_id == report.id
