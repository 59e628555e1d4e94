"""Claims: one officer at a time, and whoever loses a case is told who has it and why."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hatehub.accounts.actors import actor_for_user
from hatehub.accounts.models import User
from hatehub.accounts.permissions import NotPermitted
from hatehub.audit.models import Entry
from reports.models import Report
from tests.making import reports as making
from triage.models import Claim
from triage.selectors import claims
from triage.services import claiming, shift_ending

pytest_plugins = ["tests.making.committing"]


def somebody(name, role="officer"):
    return actor_for_user(User.objects.create_user(username=name, role=role))


@pytest.fixture
def ann(db):
    return somebody("ann")


@pytest.fixture
def bob(db):
    return somebody("bob")


@pytest.fixture
def sue(db):
    return somebody("sue", "supervisor")


def owner(report):
    found = claims.find_claim(case_id=report.case_id)
    return found.officer.username if found else None


def verbs(report):
    entries = Entry.objects.filter(subject=f"case:{report.case.reference}", verb__startswith="claim")
    return list(entries.order_by("sequence").values_list("verb", "actor", "reason"))


def test_claim_makes_the_officer_the_owner_and_says_so_in_the_audit(report_at, ann, at):
    report = report_at("received")
    claiming.claim(case_id=report.case_id, by=ann, at=at)
    assert owner(report) == "ann"
    assert verbs(report) == [("claimed", "officer:ann", "")]
    assert Entry.objects.get(verb="claimed").details == {"from": "", "to": "ann"}


def test_queues_follow_every_change_of_hands_at_once(report_at, ann, bob, at):
    report = report_at("received")

    def listed():
        terms = Report.objects.get(id=report.id).queue_terms
        return [term for term in terms if term.startswith("owner:")]

    row = claiming.claim(case_id=report.case_id, by=ann, at=at)
    assert listed() == ["owner:ann"]
    row = claiming.take_over(claim_id=row.id, by=bob, at=at, reason="urgent")
    assert listed() == ["owner:bob"]
    shift_ending.hand_over(claim_ids=[row.id], to_user_id=None, notes={}, by=bob, at=at)
    assert listed() == ["owner:nobody"]


def test_claiming_the_own_case_again_changes_nothing(report_at, ann, at):
    report = report_at("received")
    first = claiming.claim(case_id=report.case_id, by=ann, at=at)
    assert claiming.claim(case_id=report.case_id, by=ann, at=at) == first
    assert len(verbs(report)) == 1


def test_claim_is_refused_by_the_name_of_the_colleague(report_at, ann, bob, at):
    report = report_at("received")
    User.objects.filter(username="ann").update(first_name="PC", last_name="214")
    claiming.claim(case_id=report.case_id, by=ann, at=at)
    with pytest.raises(claiming.Claimed, match="PC 214") as refusal:
        claiming.claim(case_id=report.case_id, by=bob, at=at)
    assert refusal.value.colleague == "PC 214"
    assert owner(report) == "ann"
    assert len(verbs(report)) == 1


@pytest.mark.parametrize("role", ["reference_admin", "force"])
def test_claim_is_refused_to_who_does_not_work_on_cases(report_at, west_yorkshire, role, at):
    report = report_at("received")
    by = west_yorkshire if role == "force" else somebody("adm", role)
    with pytest.raises(NotPermitted):
        claiming.claim(case_id=report.case_id, by=by, at=at)
    assert not Claim.objects.exists()


def test_closed_and_merged_cases_are_not_claimed(report_at, submit, officer, ann, at):
    closed, merged, other = report_at("closed"), submit(minutes=1), submit(minutes=2)
    from triage.services import merging

    merging.merge(report_id=merged.id, into_case_id=other.case_id, by=officer, at=at, reason="same")
    for report in (closed, merged):
        with pytest.raises(claiming.NotClaimable):
            claiming.claim(case_id=report.case_id, by=ann, at=at)
    assert not Claim.objects.exists()


def test_beginning_triage_claims_what_nobody_works_on(report_at, ann, at):
    report = report_at("received")
    claiming.begin(case_id=report.case_id, by=ann, at=at)
    assert (owner(report), Report.objects.get(id=report.id).state) == ("ann", "in_triage")


def test_beginning_triage_leaves_the_case_with_the_colleague_who_claimed_it(report_at, ann, bob, at):
    report = report_at("received")
    claiming.claim(case_id=report.case_id, by=ann, at=at)
    assert claiming.begin(case_id=report.case_id, by=bob, at=at).officer.username == "ann"
    assert Report.objects.get(id=report.id).state == "in_triage"


def test_beginning_triage_too_late_claims_nothing(report_at, ann, at):
    report = report_at("in_triage")
    assert claiming.begin(case_id=report.case_id, by=ann, at=at) is None
    assert owner(report) is None


def test_release_puts_the_case_back(report_at, ann, at):
    report = report_at("received")
    row = claiming.claim(case_id=report.case_id, by=ann, at=at)
    claiming.release(claim_id=row.id, by=ann, at=at)
    assert owner(report) is None
    row.refresh_from_db()
    assert (row.ended_as, row.ended_by) == ("released", "officer:ann")


def test_release_of_a_colleagues_case_is_for_supervisors(report_at, ann, bob, sue, at):
    report = report_at("received")
    row = claiming.claim(case_id=report.case_id, by=ann, at=at)
    with pytest.raises(NotPermitted):
        claiming.release(claim_id=row.id, by=bob, at=at)
    assert owner(report) == "ann"
    claiming.release(claim_id=row.id, by=sue, at=at, reason="Ill today")
    assert owner(report) is None


def test_releasing_twice_says_that_it_has_changed_hands(report_at, ann, at):
    report = report_at("received")
    row = claiming.claim(case_id=report.case_id, by=ann, at=at)
    claiming.release(claim_id=row.id, by=ann, at=at)
    with pytest.raises(claiming.ClaimChanged):
        claiming.release(claim_id=row.id, by=ann, at=at)


def test_taking_over_tells_the_colleague_who_and_why(report_at, ann, bob, at):
    report = report_at("received")
    row = claiming.claim(case_id=report.case_id, by=ann, at=at)
    later = at + timedelta(hours=1)
    claiming.take_over(claim_id=row.id, by=bob, at=later, reason="Ann is in court")
    assert owner(report) == "bob"
    told = claims.taken_from(by=ann, at=later)
    assert [(each.case_id, each.ended_by, each.reason) for each in told] == [
        (report.case_id, "officer:bob", "Ann is in court")
    ]
    assert claims.taken_from(by=bob, at=later) == []
    assert claims.taken_from(by=ann, at=later + timedelta(days=8)) == []


@pytest.mark.parametrize("reason", ["", "   "])
def test_taking_over_needs_a_reason(report_at, ann, bob, at, reason):
    report = report_at("received")
    row = claiming.claim(case_id=report.case_id, by=ann, at=at)
    with pytest.raises(claiming.ChangeNeedsReason):
        claiming.take_over(claim_id=row.id, by=bob, at=at, reason=reason)
    assert owner(report) == "ann"


def test_taking_over_from_whoever_has_it_by_now_is_refused(report_at, ann, bob, at):
    report = report_at("received")
    row = claiming.claim(case_id=report.case_id, by=ann, at=at)
    claiming.take_over(claim_id=row.id, by=bob, at=at, reason="first")
    with pytest.raises(claiming.ClaimChanged):
        claiming.take_over(claim_id=row.id, by=somebody("cat"), at=at, reason="second")
    assert owner(report) == "bob"


def test_officers_hand_on_their_own_cases_and_no_others(report_at, ann, bob, sue, at):
    report = report_at("received")
    row = claiming.claim(case_id=report.case_id, by=ann, at=at)
    given = {"case_id": report.case_id, "claim_id": row.id, "at": at, "reason": "Your area"}
    with pytest.raises(NotPermitted):
        claiming.give(**given, to_user_id=bob.user_id, by=bob)
    claiming.give(**given, to_user_id=bob.user_id, by=ann)
    assert owner(report) == "bob"
    assert [each.reason for each in claims.given_to(by=bob, at=at)] == ["Your area"]
    assert claims.taken_from(by=ann, at=at) == []


def test_supervisors_assign_what_nobody_works_on(report_at, ann, bob, sue, at):
    report = report_at("received")
    given = {"case_id": report.case_id, "claim_id": None, "to_user_id": ann.user_id, "at": at, "reason": "Please"}
    with pytest.raises(NotPermitted):
        claiming.give(**given, by=bob)
    claiming.give(**given, by=sue)
    assert owner(report) == "ann"
    assert verbs(report) == [("claim_given", "supervisor:sue", "Please")]
    with pytest.raises(claiming.ClaimChanged):
        claiming.give(**given | {"to_user_id": bob.user_id}, by=sue)


@pytest.mark.parametrize("who", ["gone", "admin", "same", "nobody"])
def test_cases_go_only_to_colleagues_who_are_here(report_at, ann, sue, at, who):
    report = report_at("received")
    row = claiming.claim(case_id=report.case_id, by=ann, at=at)
    gone = somebody("gone")
    User.objects.filter(username="gone").update(is_active=False)
    ids = {
        "gone": gone.user_id,
        "admin": somebody("adm", "reference_admin").user_id,
        "same": ann.user_id,
        "nobody": 10**9,
    }
    with pytest.raises(claiming.NoSuchColleague):
        claiming.give(case_id=report.case_id, claim_id=row.id, to_user_id=ids[who], by=sue, at=at, reason="x")
    assert owner(report) == "ann"


def test_a_claim_ends_when_the_case_is_closed(report_at, officer, ann, at):
    report = report_at("assessed_crime")
    claiming.claim(case_id=report.case_id, by=ann, at=at)
    making.work_off()
    assert owner(report) == "ann"
    making.close(report, by=officer, at=at)
    making.work_off()
    assert owner(report) is None
    assert Claim.objects.get().ended_as == "closed"


def test_a_claim_stays_where_the_case_is_open_again(report_at, officer, ann, hub, at):
    report = report_at("assessed_crime")
    claiming.claim(case_id=report.case_id, by=ann, at=at)
    assert not claiming.end_closed(case_id=report.case_id, by=hub, at=at)
    assert owner(report) == "ann"


def test_cases_of_an_officer_who_is_gone_go_back_into_the_queue(report_at, ann, bob, hub, at):
    left, kept = report_at("received"), report_at("received", url="https://x.com/a/status/1")
    claiming.claim(case_id=left.case_id, by=ann, at=at)
    claiming.claim(case_id=kept.case_id, by=bob, at=at)
    User.objects.filter(username="ann").update(is_active=False)
    assert shift_ending.release_left_behind(by=hub, at=at) == 1
    assert shift_ending.release_left_behind(by=hub, at=at) == 0
    assert (owner(left), owner(kept)) == (None, "bob")


def test_a_shift_is_handed_over_in_one_go(report_at, ann, bob, at, django_assert_max_num_queries):
    reports = [report_at("received", url=f"https://x.com/a/status/{n}") for n in range(4)]
    rows = [claiming.claim(case_id=report.case_id, by=ann, at=at) for report in reports]
    notes = {row.id: f"note {n}" for n, row in enumerate(rows)}
    with django_assert_max_num_queries(20):
        done = shift_ending.hand_over(
            claim_ids=[row.id for row in rows[:3]], to_user_id=bob.user_id, notes=notes, by=ann, at=at
        )
    assert (done.done, done.left) == (3, 0)
    assert [owner(report) for report in reports] == ["bob", "bob", "bob", "ann"]
    assert {each.reason for each in claims.given_to(by=bob, at=at)} == {"note 0", "note 1", "note 2"}


def test_a_shift_goes_back_to_the_queue_without_notes(report_at, ann, at):
    report = report_at("received")
    row = claiming.claim(case_id=report.case_id, by=ann, at=at)
    shift_ending.hand_over(claim_ids=[row.id], to_user_id=None, notes={}, by=ann, at=at)
    assert owner(report) is None


def test_handing_over_leaves_what_is_somebody_elses_by_now(report_at, ann, bob, at):
    report = report_at("received")
    row = claiming.claim(case_id=report.case_id, by=ann, at=at)
    claiming.take_over(claim_id=row.id, by=bob, at=at, reason="urgent")
    done = shift_ending.hand_over(claim_ids=[row.id], to_user_id=None, notes={}, by=ann, at=at)
    assert (done.done, done.left) == (0, 1)
    assert owner(report) == "bob"


def test_handing_over_refuses_what_is_not_the_own(report_at, ann, bob, at):
    report = report_at("received")
    row = claiming.claim(case_id=report.case_id, by=bob, at=at)
    done = shift_ending.hand_over(claim_ids=[row.id], to_user_id=None, notes={}, by=ann, at=at)
    assert (done.done, done.left, owner(report)) == (0, 1, "bob")


def test_handing_over_to_a_colleague_needs_a_note_for_each(report_at, ann, bob, at):
    reports = [report_at("received", url=f"https://x.com/a/status/{n}") for n in range(2)]
    rows = [claiming.claim(case_id=report.case_id, by=ann, at=at) for report in reports]
    with pytest.raises(claiming.ChangeNeedsReason):
        shift_ending.hand_over(
            claim_ids=[row.id for row in rows], to_user_id=bob.user_id, notes={rows[0].id: "x"}, by=ann, at=at
        )
    assert [owner(report) for report in reports] == ["ann", "ann"]


def test_of_many_who_claim_at_once_exactly_one_wins(together, committed):
    at = timezone.now()
    report = making.submit(at=at)
    officers = [somebody(f"officer-{n}") for n in range(6)]
    answers = together(
        *[lambda by=by: claiming.claim(case_id=report.case_id, by=by, at=timezone.now()) for by in officers]
    )
    won = [answer for answer in answers if isinstance(answer, Claim)]
    lost = [answer for answer in answers if isinstance(answer, claiming.Claimed)]
    assert (len(won), len(lost)) == (1, 5), answers
    assert {answer.colleague for answer in lost} == {won[0].officer.username}
    assert Claim.objects.filter(ended_at=None).count() == 1


def test_of_two_who_take_over_at_once_one_is_told_that_it_changed_hands(together, committed):
    at = timezone.now()
    report = making.submit(at=at)
    ann, bob, cat = (somebody(name) for name in ("ann", "bob", "cat"))
    row = claiming.claim(case_id=report.case_id, by=ann, at=at)
    answers = together(
        *[
            lambda by=by: claiming.take_over(claim_id=row.id, by=by, at=timezone.now(), reason="urgent")
            for by in (bob, cat)
        ]
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["Claim", "ClaimChanged"], answers
