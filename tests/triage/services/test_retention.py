"""How long cases are kept: counted each night, decided by people, held by law, destroyed by two."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import NotPermitted
from hatehub.accounts.roles import Role
from hatehub.audit.models import Entry
from hatehub.backups import stored_files
from hatehub.vault import erasures
from hatehub.vault import services as vault
from hatehub.vault.models import DataKey, Purpose
from referrals.models import EvidencePackage
from referrals.services import packaging
from reports.models import Complainant, Evidence, Report, StatusEntry, Update
from reports.rules.gates import GATES
from reports.selectors.texts import newest_words
from reports.services import checking, custody, files, following, gates, messaging, subjects, workflow
from reports.services.workflow import ReportDestroyed
from tests.making import access_requests as asking
from tests.making import reports as making
from triage.models import Claim, ErasureRequest, LegalHold, Retention, RetentionReview, TextFingerprint
from triage.rules.access_requests import Choice
from triage.rules.retention import add_months
from triage.selectors import retention
from triage.services import merging, retaining
from triage.services.access_requests import choosing
from triage.services.retaining import RetentionRefused, destroying, refusals

SECOND = Actor(role=Role.SUPERVISOR, identifier="supervisor-2")
WHY = "Nobody has asked for anything since, and no proceedings are open."
pytestmark = pytest.mark.django_db


@pytest.fixture
def later(at):
    """More than six years after the case was closed."""
    return at + timedelta(days=6 * 366)


@pytest.fixture
def closed(at, officer):
    def make(**more):
        report = making.submit(at=at, email="sam@example.org", name="Sam", files=[making.picture()], **more)
        making.work_off(at=at)
        return making.walk(report, to="closed", by=officer, at=at)

    return make


def row_of(report):
    return Retention.objects.filter(case=report.case_id).first()


def verbs(subject):
    return list(Entry.objects.filter(subject=subject).order_by("sequence").values_list("verb", flat=True))


def propose(report, supervisor, at):
    return retaining.propose(case_id=report.case_id, reason=WHY, by=supervisor, at=at)


def refused(message, act, **arguments):
    with pytest.raises(RetentionRefused) as refusal:
        act(**arguments)
    assert str(refusal.value) == message


def test_a_closed_case_is_counted_and_becomes_due(closed, hub, at, later):
    report = closed()
    assert retaining.count_all(by=hub, at=at) == 0
    row = row_of(report)
    assert (row.retention_class, row.is_due, row.kept_by) == ("crime_no_action", False, [])
    assert row.due_on == add_months(at.date(), 72)
    assert retaining.count_all(by=hub, at=later) == 1
    assert row_of(report).is_due


def test_open_case_has_no_row_and_reopening_takes_it_away(closed, officer, hub, later):
    report = closed()
    retaining.count_all(by=hub, at=later)
    workflow.reopen(report_id=report.id, by=officer, at=later, reason="New information.")
    assert retaining.count_all(by=hub, at=later) == 0
    assert row_of(report) is None


def test_non_crime_and_withdrawn_have_shorter_periods(at, officer, hub):
    other = making.walk(making.submit(at=at), to="assessed_non_crime", by=officer, at=at)
    for gate in GATES:
        gates.waive(report_id=other.id, name=gate, by=officer, at=at, reason="for the test")
    workflow.close(report_id=other.id, by=officer, at=at, outcome="non_crime", reason="r")
    gone = making.submit(at=at)
    following.withdraw(report_id=gone.id, at=at)
    retaining.count_all(by=hub, at=at)
    assert row_of(other).retention_class == "non_crime"
    assert row_of(other).due_on == add_months(at.date(), 36)
    assert row_of(gone).retention_class == "withdrawn"
    assert row_of(gone).due_on == add_months(at.date(), 12)


def test_counting_costs_no_more_statements_for_more_cases(closed, hub, later):
    first = closed()
    with CaptureQueriesContext(connection) as before:
        retaining.count(case_ids=[first.case_id], by=hub, at=later)
    more = [first.case_id, *(closed(url=f"https://x.com/a/status/{n}").case_id for n in range(3))]
    with CaptureQueriesContext(connection) as after:
        retaining.count(case_ids=more, by=hub, at=later)
    assert len(after) <= len(before)


def test_question_that_is_open_keeps_a_case_and_says_so(closed, officer, hub, supervisor, later):
    report = closed()
    messaging.ask(report_id=report.id, text="Which day was it?", by=officer, at=later)
    assert retaining.count_all(by=hub, at=later) == 0
    assert row_of(report).kept_by == ["question"]
    expected = "Something keeps the case: A question to the complainant that is open."
    refused(expected, propose, report=report, supervisor=supervisor, at=later)


def test_request_for_what_is_held_keeps_a_case_until_it_is_answered_or_leaves_it_out(closed, hub, later):
    report = closed()
    request = asking.receive(at=later, references=[report.reference], name="Sam")
    retaining.count_all(by=hub, at=later)
    assert row_of(report).kept_by == ["access_request"]
    item = request.items.get(source="reports", key=str(report.id))
    choosing.choose(
        request_id=request.id,
        item_id=item.id,
        choice=Choice.LEFT_OUT,
        reason="Somebody else.",
        by=asking.OFFICER,
        at=later,
    )
    retaining.count_all(by=hub, at=later)
    assert row_of(report).kept_by == []


def test_keep_for_longer_moves_the_review_and_keeps_no_words_in_the_audit(closed, hub, supervisor, later):
    report = closed()
    retaining.count_all(by=hub, at=later)
    review = retaining.keep(
        case_id=report.case_id, grounds=["vulnerable"], reason="She is a child.", by=supervisor, at=later
    )
    assert review.keep_until == add_months(later.date(), 24)
    assert not row_of(report).is_due
    entry = Entry.objects.get(verb="retention_kept")
    assert entry.details["grounds"] == ["vulnerable"]
    assert "child" not in f"{entry.reason}{entry.details}"
    assert retaining.count_all(by=hub, at=later + timedelta(days=800)) == 1


@pytest.mark.parametrize(
    ("grounds", "reason", "expected"),
    [([], "r", refusals.NO_GROUND), (["nothing"], "r", refusals.WRONG_GROUND), (["serious"], " ", refusals.NO_REASON)],
)
def test_keeping_needs_grounds_and_a_reason(closed, supervisor, later, grounds, reason, expected):
    report = closed()
    refused(expected, retaining.keep, case_id=report.case_id, grounds=grounds, reason=reason, by=supervisor, at=later)
    assert not RetentionReview.objects.exists()


def test_case_that_is_not_due_is_not_decided_on(closed, supervisor, at):
    report = closed()
    refused(refusals.NOT_DUE, propose, report=report, supervisor=supervisor, at=at)


def test_case_that_is_open_is_not_decided_on(at, supervisor, later):
    report = making.submit(at=at)
    refused(refusals.STILL_OPEN, propose, report=report, supervisor=supervisor, at=later)


def test_two_people_destroy_and_what_stays_names_nobody(
    closed, officer, supervisor, later, django_capture_on_commit_callbacks
):
    report = closed(words="Those people from the valley should all be put on the night bus, they said")
    [exhibit] = Evidence.objects.filter(report=report)
    assert TextFingerprint.objects.filter(report=report).exists()
    review = propose(report, supervisor, later)
    with django_capture_on_commit_callbacks(execute=True):
        retaining.confirm(case_id=report.case_id, review_id=review.id, by=SECOND, at=later)
    report = Report.objects.select_related("case").get(id=report.id)
    assert (report.destroyed_at, report.state, report.outcome) == (later, "closed", "no_enforcement")
    assert not DataKey.objects.filter(owner=report.id, wrapped__isnull=False).exists()
    assert not default_storage.exists(exhibit.storage_name)
    assert not TextFingerprint.objects.filter(report=report).exists()
    assert Complainant.objects.get(report=report).email_key == ""
    assert report.contents.get().url == ""
    assert report.outcome_reason == ""
    assert set(report.victim_area) == {"force"}
    row = row_of(report)
    assert (row.destroyed_at, row.is_due) == (later, False)
    assert verbs(f"case:{report.case.reference}")[-3:] == [
        "destruction_proposed",
        "destruction_confirmed",
        "case_destroyed",
    ]
    assert {"subject_destroyed", "erased", "derived_forgotten"} <= set(verbs(f"report:{report.reference}"))
    entry = Entry.objects.get(verb="destruction_confirmed")
    assert (entry.actor, entry.details["proposed_by"]) == (str(SECOND), str(supervisor))


def test_who_proposed_does_not_confirm(closed, supervisor, later):
    report = closed()
    review = propose(report, supervisor, later)
    refused(
        refusals.SAME_PERSON,
        retaining.confirm,
        case_id=report.case_id,
        review_id=review.id,
        by=supervisor,
        at=later,
    )
    assert Report.objects.get(id=report.id).destroyed_at is None


@pytest.mark.parametrize("act", ["propose", "confirm", "withdraw", "keep", "hold", "count"])
def test_officer_and_force_may_do_none_of_it(closed, officer, west_yorkshire, supervisor, later, act):
    report = closed()
    review = propose(report, supervisor, later)
    known = {"case_id": report.case_id, "at": later}
    acts = {
        "propose": lambda by: retaining.propose(reason=WHY, by=by, **known),
        "confirm": lambda by: retaining.confirm(review_id=review.id, by=by, **known),
        "withdraw": lambda by: retaining.withdraw(by=by, **known),
        "keep": lambda by: retaining.keep(grounds=["serious"], reason="r", by=by, **known),
        "hold": lambda by: retaining.place_hold(ground="inquiry", reason="r", by=by, **known),
        "count": lambda by: retaining.count_all(by=by, at=later),
    }
    for by in (officer, west_yorkshire):
        with pytest.raises(NotPermitted):
            acts[act](by)


def test_proposal_is_stale_once_something_arrived(closed, supervisor, later):
    report = closed()
    review = propose(report, supervisor, later)
    Evidence.objects.filter(report=report).update(exhibit="OHR-1-1")
    copy = Evidence.objects.get(report=report)
    copy.pk, copy.exhibit = None, "OHR-1-2"
    copy.save()
    known = {"case_id": report.case_id, "review_id": review.id, "by": SECOND, "at": later}
    refused(refusals.STALE, retaining.confirm, **known)
    retaining.withdraw(case_id=report.case_id, by=SECOND, at=later)
    assert RetentionReview.objects.get(id=review.id).state == "withdrawn"
    refused(refusals.NO_PROPOSAL, retaining.confirm, **known)


def test_reopening_lets_a_proposal_lapse(closed, officer, supervisor, later):
    report = closed()
    review = propose(report, supervisor, later)
    making.work_off(at=later)
    workflow.reopen(report_id=report.id, by=officer, at=later, reason="New information.")
    refused(refusals.STILL_OPEN, retaining.confirm, case_id=report.case_id, review_id=review.id, by=SECOND, at=later)
    making.work_off(at=later)
    assert RetentionReview.objects.get(id=review.id).state == "lapsed"


def test_one_proposal_at_a_time_and_none_beside_a_decision_to_keep(closed, supervisor, later):
    report = closed()
    propose(report, supervisor, later)
    refused(refusals.PROPOSED, propose, report=report, supervisor=SECOND, at=later)
    refused(
        refusals.PROPOSED,
        retaining.keep,
        case_id=report.case_id,
        grounds=["serious"],
        reason="r",
        by=SECOND,
        at=later,
    )


def test_legal_hold_keeps_all_of_a_case_until_the_last_is_lifted(closed, hub, supervisor, later):
    report = closed()
    review = propose(report, supervisor, later)
    first = retaining.place_hold(case_id=report.case_id, ground="inquiry", reason="X.", by=supervisor, at=later)
    second = retaining.place_hold(case_id=report.case_id, ground="proceedings", reason="Y.", by=SECOND, at=later)
    assert RetentionReview.objects.get(id=review.id).state == "lapsed"
    assert not row_of(report).is_due
    refused(refusals.HELD, propose, report=report, supervisor=supervisor, at=later)
    retaining.lift_hold(hold_id=first.id, reason="Over.", by=supervisor, at=later)
    assert Report.objects.get(id=report.id).case.held_since == later
    refused(refusals.HELD, propose, report=report, supervisor=supervisor, at=later)
    retaining.lift_hold(hold_id=second.id, reason="Over.", by=SECOND, at=later)
    refused(refusals.NO_HOLD, retaining.lift_hold, hold_id=second.id, reason="Again.", by=SECOND, at=later)
    assert Report.objects.get(id=report.id).case.held_since is None
    assert retaining.count_all(by=hub, at=later) == 1
    assert not Entry.objects.filter(reason__in=["X.", "Y.", "Over."]).exists()


def test_hold_placed_after_a_proposal_was_read_stops_the_confirmation(closed, supervisor, later):
    report = closed()
    review = propose(report, supervisor, later)
    LegalHold.objects.create(
        case_id=report.case_id, report=report, ground="other", placed_by="supervisor:x", placed_at=later
    )
    refused(refusals.HELD, retaining.confirm, case_id=report.case_id, review_id=review.id, by=SECOND, at=later)


def test_hold_goes_with_a_case_that_is_merged_and_back(at, officer, supervisor):
    held, into = making.submit(at=at), making.submit(at=at, url="https://x.com/b/status/2")
    own_case = held.case_id
    retaining.place_hold(case_id=own_case, ground="inquiry", reason="X.", by=supervisor, at=at)
    making.work_off(at=at)
    merging.merge(report_id=held.id, into_case_id=into.case_id, by=officer, at=at, reason="same")
    making.work_off(at=at)
    assert Report.objects.get(id=into.id).case.held_since == at
    merging.unmerge(report_id=held.id, by=officer, at=at, reason="not the same")
    making.work_off(at=at)
    assert Report.objects.get(id=into.id).case.held_since is None
    assert Report.objects.get(id=held.id).case.held_since == at


def test_hold_keeps_who_a_non_crime_is_about(at, officer, supervisor, hub):
    report = making.walk(making.submit(at=at, suspect="The neighbour."), to="assessed_non_crime", by=officer, at=at)
    hold = retaining.place_hold(case_id=report.case_id, ground="complaint", reason="X.", by=supervisor, at=at)
    over = at + timedelta(days=91)
    assert subjects.destroy_due(by=hub, at=over) == 0
    retaining.lift_hold(hold_id=hold.id, reason="Over.", by=supervisor, at=over)
    assert subjects.destroy_due(by=hub, at=over) == 1


def test_each_report_of_a_merged_case_is_destroyed_by_its_own_keys(closed, at, officer, supervisor, later, monkeypatch):
    lead = making.submit(at=at)
    members = [making.submit(at=at, narrative=f"Member {n}.") for n in range(3)]
    for member in members:
        merging.merge(report_id=member.id, into_case_id=lead.case_id, by=officer, at=at, reason="same")
    making.walk(lead, to="closed", by=officer, at=at)
    making.work_off(at=at)
    monkeypatch.setattr(destroying, "AT_ONCE", 2)
    review = propose(lead, supervisor, later)
    retaining.confirm(case_id=lead.case_id, review_id=review.id, by=SECOND, at=later)
    destroyed = Report.objects.filter(case=lead.case_id, destroyed_at__isnull=False)
    assert destroyed.count() == 2
    whole = Report.objects.filter(case=lead.case_id, destroyed_at__isnull=True).first()
    with pytest.raises(merging.MergeRefused, match="has been destroyed"):
        merging.unmerge(report_id=whole.id, by=officer, at=later, reason="not the same")
    other = making.submit(at=later)
    with pytest.raises(merging.MergeRefused, match="has been destroyed"):
        merging.merge(report_id=other.id, into_case_id=lead.case_id, by=officer, at=later, reason="same")
    assert destroyed.filter(id=lead.id).exists()
    assert row_of(lead).destroyed_at is None
    assert retaining.go_on(at=later) == 1
    assert destroyed.count() == 4
    assert row_of(lead).destroyed_at == later
    assert retaining.go_on(at=later) == 0
    assert Entry.objects.get(verb="case_destroyed").details == {"reports": 4}


@pytest.fixture
def confirmed(closed, supervisor, later, monkeypatch):
    """Make cases whose destruction is confirmed and not begun, the first of them the oldest."""

    def make(number):
        reports = [closed(url=f"https://x.com/a/status/{each}") for each in range(number)]
        with monkeypatch.context() as idle:
            idle.setattr(destroying, "destroy_some", lambda **known: False)
            for minute, report in enumerate(reports):
                at = later + timedelta(minutes=minute)
                review = propose(report, supervisor, at)
                retaining.confirm(case_id=report.case_id, review_id=review.id, by=SECOND, at=at)
        return reports

    return make


@pytest.fixture
def failing(monkeypatch):
    """Have the removing of what was derived from some reports fail, with words that nobody may read in a log."""
    owners = []

    def remover(*, owner, **known):
        if owner in owners:
            raise ValueError("Rosalind Oakenshield")

    monkeypatch.setattr(erasures, "_removers", [*erasures._removers, remover])
    return owners


def test_case_that_cannot_be_destroyed_stops_no_other_and_is_tried_again(confirmed, failing, later, caplog):
    first, second, third = confirmed(3)
    failing.append(first.id)
    assert retaining.go_on(at=later) == 2
    assert row_of(first).destroyed_at is None
    assert not vault.is_destroyed(owner=first.id, purpose=Purpose.PERSON)
    assert row_of(second).destroyed_at == row_of(third).destroyed_at == later
    [line] = [each for each in caplog.records if each.name == destroying.__name__]
    assert (line.getMessage(), line.error, line.case) == ("destroying_failed", "ValueError", str(first.case_id))
    assert "Oakenshield" not in caplog.text
    failing.clear()
    assert retaining.go_on(at=later) == 1
    assert row_of(first).destroyed_at == later


def test_cases_that_fail_do_not_use_up_what_is_done_at_once(confirmed, failing, later, monkeypatch):
    first, second, third = confirmed(3)
    failing.append(first.id)
    monkeypatch.setattr(destroying, "AT_ONCE", 1)
    assert retaining.go_on(at=later) == 1
    assert row_of(second).destroyed_at == later
    assert retaining.go_on(at=later) == 1
    assert row_of(third).destroyed_at == later


def test_nothing_is_decided_on_a_destroyed_case(closed, officer, supervisor, hub, later):
    report = closed()
    review = propose(report, supervisor, later)
    retaining.confirm(case_id=report.case_id, review_id=review.id, by=SECOND, at=later)
    with pytest.raises(ReportDestroyed, match="has been destroyed"):
        workflow.reopen(report_id=report.id, by=officer, at=later, reason="again")
    report = Report.objects.get(id=report.id)
    assert not following.can_ask_for_review(report=report)
    refused(refusals.DESTROYED, propose, report=report, supervisor=supervisor, at=later)
    refused(
        refusals.DESTROYED,
        retaining.place_hold,
        case_id=report.case_id,
        ground="other",
        reason="r",
        by=supervisor,
        at=later,
    )
    retaining.count_all(by=hub, at=later)
    assert row_of(report).destroyed_at == later


def test_officers_words_beside_a_case_go_with_it(closed, at, officer, supervisor, later, django_user_model):
    report = closed()
    user = django_user_model.objects.create_user(username="o", role="officer")
    Claim.objects.create(
        case_id=report.case_id,
        officer=user,
        claimed_at=at,
        claimed_by="officer:o",
        ended_at=at,
        ended_by="officer:o",
        ended_as="released",
        reason="Sam knows me.",
    )
    review = propose(report, supervisor, later)
    retaining.confirm(case_id=report.case_id, review_id=review.id, by=SECOND, at=later)
    assert Claim.objects.get(reason__gt="").reason == "Removed as the case was destroyed."


def _asked(report, officer, at):
    return retaining.record_request(
        case_id=report.case_id, report_id=report.id, asked_on=at.date(), words="Please.", by=officer, at=at
    )


def test_request_for_erasure_is_granted_by_somebody_else_and_erases_the_person_alone(closed, officer, supervisor, at):
    report = closed()
    request = _asked(report, officer, at)
    assert request.answer_by == add_months(at.date(), 1)
    retaining.decide_request(request_id=request.id, ground="not_needed", reason="Right.", by=supervisor, at=at)
    request.refresh_from_db()
    assert request.state == "granted"
    assert vault.is_destroyed(owner=report.id, purpose=Purpose.PERSON)
    assert not vault.is_destroyed(owner=report.id, purpose=Purpose.MATERIAL)
    person = Complainant.objects.get(report=report)
    assert (person.email_key, person.wants_updates, person.has_email) == ("", False, False)
    assert Report.objects.get(id=report.id).destroyed_at is None
    making.work_off(at=at)
    with pytest.raises(vault.KeyDestroyed):
        vault.unseal(person.sealed, owner=report.id, purpose=Purpose.PERSON, field="contact")
    refused(refusals.ERASED, _asked, report=report, officer=officer, at=at)


def test_refused_request_erases_nothing(closed, officer, supervisor, at):
    report = closed()
    request = _asked(report, officer, at)
    retaining.decide_request(request_id=request.id, ground="evidence", reason="Trial.", by=supervisor, at=at)
    assert ErasureRequest.objects.get(id=request.id).state == "refused"
    assert not vault.is_destroyed(owner=report.id, purpose=Purpose.PERSON)
    refused(
        refusals.DECIDED,
        retaining.decide_request,
        request_id=request.id,
        ground="duty",
        reason="r",
        by=supervisor,
        at=at,
    )


@pytest.mark.parametrize(
    ("ground", "kind"),
    [
        ("evidence", "erasure_refused"),
        ("investigation", "erasure_refused"),
        ("others", "erasure_refused"),
        ("not_them", "erasure_not_shown"),
    ],
)
def test_refusal_is_told_to_the_person_with_whom_they_can_turn_to(closed, officer, supervisor, at, ground, kind):
    report = closed()
    before = set(StatusEntry.objects.values_list("id", flat=True))
    request = _asked(report, officer, at)
    known = {"request_id": request.id, "ground": ground, "by": supervisor, "at": at}
    retaining.decide_request(reason="The trial of [Invented] Alex Doe.", **known)
    entry = StatusEntry.objects.exclude(id__in=before).get()
    assert (entry.report, entry.kind, entry.role, entry.sealed_note) == (report, kind, "hub", None)
    assert Update.objects.get(entry=entry).state == "waiting"
    words = newest_words(kind=kind, language="en-gb").body
    assert "Information Commissioner, or go to court" in words
    assert "trial" not in words


def test_granted_request_leaves_nobody_to_be_told(closed, officer, supervisor, at):
    report = closed()
    request = _asked(report, officer, at)
    told = StatusEntry.objects.filter(report=report).count()
    retaining.decide_request(request_id=request.id, ground="duty", reason="r", by=supervisor, at=at)
    assert StatusEntry.objects.filter(report=report).count() <= told


@pytest.mark.parametrize("recorded_as", [Role.SUPERVISOR, Role.OFFICER])
def test_who_recorded_a_request_does_not_decide_it_nor_an_officer(closed, officer, supervisor, at, recorded_as):
    report = closed()
    request = _asked(report, Actor(role=recorded_as, identifier=supervisor.identifier), at)
    known = {"request_id": request.id, "ground": "duty", "reason": "r", "at": at}
    refused(refusals.RECORDED_IT, retaining.decide_request, by=supervisor, **known)
    with pytest.raises(NotPermitted):
        retaining.decide_request(by=officer, **known)
    refused(refusals.WAITING, _asked, report=report, officer=officer, at=at)


def test_request_under_a_legal_hold_is_not_granted(closed, officer, supervisor, at):
    report = closed()
    request = _asked(report, officer, at)
    retaining.place_hold(case_id=report.case_id, ground="inquiry", reason="X.", by=supervisor, at=at)
    known = {"request_id": request.id, "reason": "r", "by": supervisor, "at": at}
    refused(refusals.HELD_PERSON, retaining.decide_request, ground="not_needed", **known)
    retaining.decide_request(ground="investigation", **known)


def test_request_of_tomorrow_or_without_words_is_refused(closed, officer, at):
    report = closed()
    known = {"case_id": report.case_id, "report_id": report.id, "by": officer, "at": at}
    tomorrow = at.date() + timedelta(days=1)
    refused(refusals.IN_FUTURE, retaining.record_request, asked_on=tomorrow, words="w", **known)
    with pytest.raises(RetentionRefused, match="Say what they ask"):
        retaining.record_request(asked_on=at.date(), words=" ", **known)
    other = making.submit(at=at)
    known["report_id"] = other.id
    refused(refusals.NOT_ITS_OWN, retaining.record_request, asked_on=at.date(), words="w", **known)


def test_counts_are_told_by_class(closed, hub, supervisor, later):
    closed()
    retaining.count_all(by=hub, at=later)
    assert retention.counts_by_class()["crime_no_action"]["due"] == 1


def test_exhibit_of_a_destroyed_case_is_gone_and_not_quarantined_as_missing(
    closed, supervisor, later, django_capture_on_commit_callbacks
):
    report = closed()
    review = propose(report, supervisor, later)
    with django_capture_on_commit_callbacks(execute=True):
        retaining.confirm(case_id=report.case_id, review_id=review.id, by=SECOND, at=later)
    [item] = Evidence.objects.filter(report=report)
    checking.check_slice(before=later, at=later + timedelta(days=40), scans=False)
    with pytest.raises(vault.KeyDestroyed):
        list(custody.compared(item=item, at=later))
    with pytest.raises(vault.KeyDestroyed):
        list(files.read_slice(storage_name=item.storage_name, owner=report.id, size=item.size, start=0, stop=1))
    assert not Evidence.objects.filter(report=report, quarantined_at__isnull=False).exists()


def test_package_of_a_destroyed_case_is_given_to_nobody(at, officer, supervisor, later):
    report = making.walk(making.submit(at=at), to="with_force", by=officer, at=at)
    making.work_off(at=at)
    for gate in GATES:
        gates.waive(report_id=report.id, name=gate, by=officer, at=at, reason="for the test")
    workflow.close(report_id=report.id, by=officer, at=at, outcome="result", reason="r")
    making.work_off(at=at)
    review = propose(report, supervisor, later)
    assert row_of(report).retention_class == "crime_with_force"
    retaining.confirm(case_id=report.case_id, review_id=review.id, by=SECOND, at=later)
    package = EvidencePackage.objects.filter(case=report.case_id, state="sealed").first()
    with pytest.raises(vault.KeyDestroyed):
        packaging.export(package=package, by=officer, at=later)
    assert not Entry.objects.filter(verb="package_exported").exists()


def test_package_that_names_an_erased_person_is_removed_and_a_new_one_is_asked_for(
    at, officer, supervisor, django_capture_on_commit_callbacks
):
    report = making.submit(at=at, name="Sam Example", email="sam@example.org", identity="named", shares_with_force=True)
    report = making.walk(report, to="with_force", by=officer, at=at)
    package = EvidencePackage.objects.get(case=report.case_id)
    assert default_storage.exists(package.storage_name)
    request = _asked(report, officer, at)
    with django_capture_on_commit_callbacks(execute=True):
        retaining.decide_request(request_id=request.id, ground="duty", reason="r", by=supervisor, at=at)
    assert not default_storage.exists(package.storage_name)
    package.refresh_from_db()
    with pytest.raises(vault.KeyDestroyed):
        packaging.export(package=package, by=officer, at=at)
    newer = EvidencePackage.objects.get(case=report.case_id, version=2)
    assert packaging.build(package_id=newer.id, at=at + timedelta(hours=1))
    newer.refresh_from_db()
    assert b"Sam Example" not in b"".join(packaging.export(package=newer, by=officer, at=at + timedelta(hours=1)))


def test_copies_do_not_miss_what_was_destroyed(closed, supervisor, later, django_capture_on_commit_callbacks):
    report, other = closed(), making.submit(at=later, files=[making.picture(colour="red")])
    review = propose(report, supervisor, later)
    with django_capture_on_commit_callbacks(execute=True):
        retaining.confirm(case_id=report.case_id, review_id=review.id, by=SECOND, at=later)
    with stored_files.spooled_names(["reports_evidence"]) as names:
        assert names.read().split() == [Evidence.objects.get(report=other).storage_name]
