"""Following a line: who may, in what order, what is kept, and what is refused."""

from datetime import timedelta

import pytest

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import NotPermitted
from hatehub.accounts.roles import Role
from hatehub.audit.models import Entry
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from intel.models import Account, Enquiry, EnquiryMethod
from intel.rules.enquiries.next_lines import Why
from intel.rules.enquiries.steps import Authority, Result, StepRefused
from intel.selectors.lines import enquiries_of, facts_of, outlook_of
from intel.services import enquiring, enquiry_methods, enquiry_words, sightings
from intel.services.enquiring import About, Given
from intel.services.enquiry_methods import MethodOvertaken, MethodRefused, NewMethod
from intel.services.enquiry_refusals import CaseClosed, EnquiryRefused, NotACrime, NotAllowedYet, NotYours
from reports.models import Case, Report
from reports.services import subjects
from tests.making import reports as making
from triage.services import merging

WHY = "[Invented] The account of Ana Example; nothing else tells who it is."
ON_X = About(platform="x")


def case_of(report):
    return Case.objects.select_related("lead__complainant").get(id=report.case_id)


def plan(report, code, by, at, about=ON_X):
    return enquiring.plan(case_id=report.case_id, method_code=code, about=about, why=WHY, by=by, at=at)


def disclosed(report, officer, supervisor, at, result=Result.DECLINED):
    row = plan(report, "platform_disclosure", officer, at)
    enquiring.authorise(enquiry_id=row.id, given=Given(), words="Allowed.", by=supervisor, at=at)
    enquiring.begin(enquiry_id=row.id, by=officer, at=at)
    later = at + timedelta(days=12)
    return enquiring.end(enquiry_id=row.id, result=result, cost=1250, words="They decline.", by=officer, at=later)


def test_line_goes_its_whole_way_and_each_step_is_recorded(report_at, officer, supervisor, at):
    report = report_at("assessed_crime")
    row = disclosed(report, officer, supervisor, at)
    row = Enquiry.objects.get(id=row.id)
    assert (row.state, row.result, row.cost, row.days, row.due_on) == ("ended", "declined", 1250, 12, None)
    assert (row.platform_code, row.is_anonymous, row.authorised_by) == ("x", True, str(supervisor))
    verbs = Entry.objects.filter(subject=f"case:{report.case.reference}", verb__startswith="enquiry_")
    assert list(verbs.order_by("sequence").values_list("verb", flat=True)) == [
        "enquiry_planned",
        "enquiry_authorised",
        "enquiry_begun",
        "enquiry_ended",
    ]
    said = enquiry_words.read(rows=[row])[row.id]
    assert [(each.step, each.text) for each in said] == [
        ("plan", WHY),
        ("authorise", "Allowed."),
        ("end", "They decline."),
    ]


def test_what_was_written_stands_nowhere_in_the_open(report_at, officer, at):
    row = plan(report_at("assessed_crime"), "open_source", officer, at)
    assert b"Ana" not in bytes(Enquiry.objects.get(id=row.id).sealed_words)
    assert not any("Ana" in f"{entry.reason}{entry.details}" for entry in Entry.objects.all())


def test_platform_that_declined_is_followed_by_the_next_lawful_line(report_at, officer, supervisor, at):
    report = report_at("assigned")
    disclosed(report, officer, supervisor, at)
    found = outlook_of(case=case_of(report), at=at + timedelta(days=12))
    assert found.has_decline
    first, then = found.lines[:2]
    assert (first.method.code, first.why) == ("preservation_request", Why.UNTRIED)
    assert (then.method.code, then.why) == ("overseas_production_order", Why.FOLLOWS)


@pytest.mark.parametrize("planned_as", [Role.SUPERVISOR, Role.OFFICER])
def test_nobody_allows_their_own_line(report_at, officer, supervisor, at, planned_as):
    planner = Actor(role=planned_as, identifier=supervisor.identifier)
    row = plan(report_at("assessed_crime"), "platform_disclosure", planner, at)
    for act in (
        lambda: enquiring.authorise(enquiry_id=row.id, given=Given(), words="x", by=supervisor, at=at),
        lambda: enquiring.refuse(enquiry_id=row.id, words="x", by=supervisor, at=at),
    ):
        with pytest.raises(NotYours):
            act()
    with pytest.raises(NotPermitted):
        enquiring.authorise(enquiry_id=row.id, given=Given(), words="x", by=officer, at=at)
    other = Actor(role=Role.SUPERVISOR, identifier="supervisor-2")
    assert enquiring.refuse(enquiry_id=row.id, words="Too wide.", by=other, at=at).state == "refused"


def test_line_does_not_begin_before_it_is_allowed(report_at, officer, at):
    row = plan(report_at("assessed_crime"), "platform_disclosure", officer, at)
    with pytest.raises(NotAllowedYet):
        enquiring.begin(enquiry_id=row.id, by=officer, at=at)
    with pytest.raises(StepRefused):
        enquiring.end(enquiry_id=row.id, result=Result.NOTHING, cost=0, words="x", by=officer, at=at)


def test_authority_from_outside_says_who_when_and_under_which_reference(report_at, officer, supervisor, at):
    row = plan(report_at("assigned"), "communications_data", officer, at)
    today = at.date()
    for given in (
        Given(),
        Given(by="Office", on=today),
        Given(by="Office", reference="1"),
        Given(by="Office", on=today + timedelta(days=1), reference="1"),
    ):
        with pytest.raises(EnquiryRefused):
            enquiring.authorise(enquiry_id=row.id, given=given, words="", by=supervisor, at=at)
    given = Given(by="Office for authorisations", on=today, reference="A/12")
    row = enquiring.authorise(enquiry_id=row.id, given=given, words="", by=supervisor, at=at)
    assert (row.given_by, row.given_on, row.given_reference) == ("Office for authorisations", today, "A/12")


@pytest.mark.parametrize("state", ["assessed_non_crime", "out_of_scope"])
def test_no_enquiry_into_a_person_begins_on_a_non_crime(report_at, officer, at, state):
    report = report_at(state)
    with pytest.raises(NotACrime, match="not a crime"):
        plan(report, "open_source", officer, at)
    assert not Enquiry.objects.exists()
    assert outlook_of(case=case_of(report), at=at).lines == ()


def test_line_that_was_planned_does_not_begin_once_it_is_no_crime(submit, officer, at):
    report = making.walk(submit(), to="in_triage", by=officer, at=at)
    row = plan(report, "open_source", officer, at)
    making.assess(report, making.NON_CRIME, by=officer, at=at)
    with pytest.raises(NotACrime):
        enquiring.begin(enquiry_id=row.id, by=officer, at=at)
    assert enquiring.abandon(enquiry_id=row.id, words="No crime.", by=officer, at=at).state == "abandoned"


def test_methods_for_crimes_wait_for_the_decision(report_at, officer, at):
    report = report_at("in_triage")
    with pytest.raises(EnquiryRefused, match="Decide first"):
        plan(report, "platform_disclosure", officer, at)
    assert plan(report, "preservation_request", officer, at).state == "planned"


def test_closed_case_has_no_new_line(report_at, officer, at):
    with pytest.raises(CaseClosed):
        plan(report_at("closed"), "open_source", officer, at)


def test_what_only_a_force_can_get_waits_for_a_force(report_at, officer, at):
    with pytest.raises(EnquiryRefused, match="Settle the force"):
        plan(report_at("assessed_crime"), "communications_data", officer, at)


def test_method_for_another_platform_or_of_no_platform_is_refused(report_at, officer, at):
    report = report_at("assigned")
    for code, about in (
        ("platform_disclosure", About()),
        ("platform_disclosure", About(platform="reddit")),
        ("production_order", ON_X),
    ):
        with pytest.raises(EnquiryRefused):
            plan(report, code, officer, at, about=about)
    with pytest.raises(EnquiryRefused, match="necessary"):
        enquiring.plan(case_id=report.case_id, method_code="open_source", about=ON_X, why=" ", by=officer, at=at)


def test_line_that_runs_is_not_planned_twice_and_one_given_up_is(report_at, officer, at):
    report = report_at("assessed_crime")
    row = plan(report, "open_source", officer, at)
    with pytest.raises(EnquiryRefused, match="already"):
        plan(report, "open_source", officer, at)
    enquiring.abandon(enquiry_id=row.id, words="Later.", by=officer, at=at)
    assert "open_source" in [line.method.code for line in outlook_of(case=case_of(report), at=at).lines]
    assert plan(report, "open_source", officer, at).state == "planned"


def test_force_and_hub_follow_no_line(report_at, west_yorkshire, hub, at):
    report = report_at("assessed_crime")
    for by in (west_yorkshire, hub):
        with pytest.raises(NotPermitted):
            plan(report, "open_source", by, at)


def test_open_line_has_a_day_after_which_it_is_overdue(report_at, officer, at):
    row = plan(report_at("assessed_crime"), "open_source", officer, at)
    assert row.due_on == (at + timedelta(days=7)).date()
    row = enquiring.begin(enquiry_id=row.id, by=officer, at=at)
    assert row.due_on == (at + timedelta(days=2)).date()


def test_line_stands_in_the_case_that_its_case_went_into_and_comes_back(submit, officer, at):
    first, second = submit(), submit(minutes=1)
    for each in (first, second):
        making.walk(each, to="in_triage", by=officer, at=at)
    row = plan(second, "open_source", officer, at)
    merging.merge(report_id=second.id, into_case_id=first.case_id, by=officer, at=at, reason="same")
    assert [each.id for each in enquiries_of(case=case_of(first))] == [row.id]
    enquiring.begin(enquiry_id=row.id, by=officer, at=at)
    with pytest.raises(EnquiryRefused, match="already"):
        plan(first, "open_source", officer, at)
    merging.unmerge(report_id=second.id, by=officer, at=at, reason="not the same")
    second = Report.objects.get(id=second.id)
    assert enquiries_of(case=case_of(first)) == []
    assert [(each.id, each.state) for each in enquiries_of(case=case_of(second))] == [(row.id, "under_way")]


def test_subject_that_is_destroyed_takes_account_and_words_along(report_at, officer, hub, at):
    report = report_at("in_triage")
    making.work_off(at=at)
    account = Account.objects.get()
    about = About(platform="x", account=account, content=report.contents.get())
    row = plan(report, "open_source", officer, at, about=about)
    making.assess(report, making.NON_CRIME, by=officer, at=at)
    subjects.destroy_due(by=hub, at=at + timedelta(days=200))
    making.work_off(at=at + timedelta(days=200))
    row = Enquiry.objects.get(id=row.id)
    assert vault.is_destroyed(owner=report.id, purpose=Purpose.SUBJECT)
    assert (row.account_id, row.content_id, row.sealed_words) == (None, None, None)
    assert not Account.objects.exists()


def test_considering_intelligence_records_what_was_left_untried(report_at, officer, at):
    report = report_at("assessed_crime")
    sightings.consider(report_id=report.id, finding="Nothing.", by=officer, at=at)
    entry = Entry.objects.get(verb="lines_left_untried")
    assert "platform_disclosure" in entry.details["methods"]


def test_facts_come_from_the_case(report_at, at):
    facts = facts_of(case=case_of(report_at("assigned")), at=at)
    assert (facts.platforms, facts.jurisdiction, facts.is_crime, facts.has_force) == (("x",), "EW", True, True)


def test_shipped_methods_load_once_and_leave_alone_what_was_changed(db, hub, supervisor, at):
    assert enquiry_methods.load_shipped(by=hub, at=at) == 0
    EnquiryMethod.objects.filter(code="open_source").update(usual_days=99)
    assert enquiry_methods.load_shipped(by=hub, at=at) == 1
    correct = {"usual_cost": 0, "kept_days": None, "is_trial": False, "basis": "a practitioner said so", "at": at}
    enquiry_methods.correct(code="open_source", usual_days=5, expected_at=None, by=supervisor, **correct)
    assert enquiry_methods.load_shipped(by=hub, at=at) == 0
    assert EnquiryMethod.objects.get(code="open_source").usual_days == 5
    with pytest.raises(MethodOvertaken):
        enquiry_methods.correct(code="open_source", usual_days=6, expected_at=None, by=supervisor, **correct)


def test_new_method_is_on_trial_and_not_prompted(report_at, officer, supervisor, at):
    method = NewMethod(
        name="Hours of posting",
        about="Compare them.",
        authority=Authority.NONE,
        holder="hub",
        usual_days=1,
        usual_cost=0,
        basis="an idea",
    )
    row = enquiry_methods.add(method=method, by=supervisor, at=at)
    assert (row.code, row.is_trial) == ("hours_of_posting", True)
    with pytest.raises(MethodRefused, match="of that name"):
        enquiry_methods.add(method=method, by=supervisor, at=at)
    with pytest.raises(NotPermitted):
        enquiry_methods.add(method=method, by=officer, at=at)
    report = report_at("assessed_crime")
    assert row.code not in [line.method.code for line in outlook_of(case=case_of(report), at=at).lines]
    assert plan(report, row.code, officer, at).method == row
