"""Merging cases of several, taking them apart again, and changing who leads."""

from datetime import timedelta
from itertools import pairwise

import pytest

from hatehub.accounts.permissions import NotPermitted
from hatehub.audit.models import Entry
from hatehub.outbox.models import OutboxEvent
from reports.models import Case, Gate, Report, StatusEntry
from reports.rules.workflow import OPEN_STATES, StepRefused
from reports.services import following, gates, workflow
from tests.making import reports as making
from triage.models import DuplicateMatch, Merge, Responsibility
from triage.selectors.cases import get_case
from triage.selectors.merges import root_of
from triage.services import duplicates, merging
from triage.services.assessing import latest_assessment
from triage.services.merging import MergeRefused


def again(report):
    return Report.objects.select_related("case").get(id=report.id)


def merge(report, into, officer, at):
    return merging.merge(report_id=report.id, into_case_id=again(into).case_id, by=officer, at=at, reason="same post")


def unmerge(report, officer, at):
    return merging.unmerge(report_id=report.id, by=officer, at=at, reason="not the same")


def change_lead(case, to, officer, at):
    return merging.change_lead(case_id=case.id, to_report_id=to.id, by=officer, at=at, reason="better told")


def stands(report):
    row = again(report)
    return row.state, row.case_id, row.joined_at_version


def test_lead_is_merged_with_all_that_it_leads_and_taken_out_with_them(submit, officer, at):
    lead, one, two, other, own = (submit() for _ in range(5))
    for member in (one, two):
        merge(member, lead, officer, at)
    merge(own, other, officer, at)
    before = {report.id: stands(report) for report in (lead, one, two, own)}
    workflow.start_triage(report_id=other.id, by=officer, at=at)
    merge(lead, other, officer, at)
    version = again(other).version
    assert {stands(report) for report in (lead, one, two)} == {("merged", other.case_id, version)}
    assert Merge.objects.filter(undone_at__isnull=True).count() == 4
    assert Merge.objects.get(report=lead).into_case == other.case
    assert set(Merge.objects.filter(into_case=lead.case).values_list("report", flat=True)) == {one.id, two.id}
    for report in (lead, one, two):
        assert get_case(reference=report.case.reference, by=officer).id == other.case_id
        assert root_of(case_id=report.case_id).id == other.case_id
    unmerge(lead, officer, at)
    assert {report.id: stands(report) for report in (lead, one, two, own)} == before


def test_contact_ends_in_every_case_that_a_member_came_by(report_at, submit, officer, at):
    into, lead, one = submit(), report_at("assigned"), submit()
    before = contacts()
    merge(one, lead, officer, at)
    merge(lead, into, officer, at)
    assert contacts() - before == {(one.id, lead.case_id)}
    unmerge(one, officer, at)
    assert contacts() == before
    unmerge(lead, officer, at)
    assert contacts() == before


def test_contact_in_the_case_that_a_member_goes_back_to_stands(report_at, submit, officer, at):
    into, lead, one = submit(), report_at("assigned"), submit()
    merge(one, lead, officer, at)
    before = contacts()
    merge(lead, into, officer, at)
    unmerge(lead, officer, at)
    assert contacts() == before


def contacts():
    """Return who is kept in touch with now, and in which case."""
    rows = Responsibility.objects.filter(role="victim_contact", replaced_at__isnull=True)
    return set(rows.values_list("report_id", "case_id"))


def test_member_that_came_along_gets_its_own_case_back(submit, officer, at):
    lead, one, two, other = (submit() for _ in range(4))
    for member in (one, two):
        merge(member, lead, officer, at)
    merge(lead, other, officer, at)
    unmerge(one, officer, at)
    assert stands(one) == ("received", one.case_id, None)
    assert again(two).case_id == other.case_id
    unmerge(lead, officer, at)
    assert (again(lead).state, again(two).case_id, again(one).case_id) == ("received", lead.case_id, one.case_id)


def test_those_that_joined_directly_stay_when_a_lead_is_taken_out(submit, officer, at):
    lead, one, other, late = (submit() for _ in range(4))
    merge(one, lead, officer, at)
    merge(lead, other, officer, at)
    unmerge(one, officer, at)
    merge(one, other, officer, at)
    merge(late, other, officer, at)
    unmerge(lead, officer, at)
    assert {again(one).case_id, again(late).case_id} == {other.case_id}


def test_three_levels_come_apart_in_any_order(submit, officer, at):
    reports = [submit() for _ in range(4)]
    for report, into in pairwise(reports):
        merge(report, into, officer, at)
    first, second, third, top = reports
    unmerge(second, officer, at)
    assert (again(first).case_id, again(second).state, again(third).case_id) == (
        second.case_id,
        "received",
        top.case_id,
    )
    unmerge(third, officer, at)
    unmerge(first, officer, at)
    assert [stands(report) for report in reports] == [("received", report.case_id, None) for report in reports]
    assert not Case.objects.filter(merged_into__isnull=False).exists()


def test_circle_of_merges_is_refused_where_it_would_close(submit, officer, at):
    first, second, third = (submit() for _ in range(3))
    merge(first, second, officer, at)
    merge(second, third, officer, at)
    with pytest.raises(MergeRefused, match="itself been merged") as refusal:
        merging.merge(report_id=third.id, into_case_id=first.case_id, by=officer, at=at, reason="same")
    assert refusal.value.code == "emptied"
    with pytest.raises(MergeRefused, match="in this case already"):
        merging.merge(report_id=third.id, into_case_id=third.case_id, by=officer, at=at, reason="same")


def test_catch_up_reaches_all_that_come_along_once(submit, officer, at):
    lead, one, other = (submit() for _ in range(3))
    merge(one, lead, officer, at)
    workflow.start_triage(report_id=other.id, by=officer, at=at)
    merge(lead, other, officer, at)
    caught_up = StatusEntry.objects.filter(kind="caught_up").values_list("report", flat=True)
    assert sorted(caught_up) == sorted([lead.id, one.id])


def test_match_between_two_trees_is_offered_again_whichever_of_them_leaves(submit, officer, hub, at):
    lead, one, other, there = (submit(minutes=minutes) for minutes in range(4))
    for report in (lead, one, other, there):
        duplicates.find(report_id=report.id, by=hub, at=at)
    assert DuplicateMatch.objects.filter(state="offered").count() == 6
    merge(one, lead, officer, at)
    merge(there, other, officer, at)
    merge(lead, other, officer, at)
    assert DuplicateMatch.objects.filter(state="merged").count() == 6
    unmerge(one, officer, at)
    offered = DuplicateMatch.objects.filter(state="offered")
    assert {frozenset((match.report_id, match.other_id)) for match in offered} == {
        frozenset((one.id, report.id)) for report in (lead, other, there)
    }
    unmerge(there, officer, at)
    unmerge(lead, officer, at)
    assert not DuplicateMatch.objects.exclude(state="offered", decided_by="", decided_at=None).exists()


def test_late_report_stays_late_and_another_gets_a_new_clock(submit, officer, at):
    lead, late, timely = (submit() for _ in range(3))
    due = again(late).due_at
    merge(timely, lead, officer, at)
    merge(late, lead, officer, due + timedelta(hours=1))
    back = due + timedelta(days=9)
    unmerge(late, officer, back)
    unmerge(timely, officer, back)
    assert again(late).due_at == due
    assert again(timely).due_at > back


def test_decision_on_the_case_is_not_that_of_a_report_that_leaves(submit, officer, at):
    lead, member = submit(email="lead@example.org"), submit(email="member@example.org")
    merge(member, lead, officer, at)
    later = at + timedelta(hours=1)
    making.walk(lead, to="assessed_crime", by=officer, at=later)
    making.work_off(at=later)
    assert Gate.objects.get(report=member, name="complainant_told").state == "met"
    assert member.decision_notices.count() == 1
    unmerge(member, officer, later)
    assert Gate.objects.get(report=member, name="complainant_told").state == "open"
    assert not member.decision_notices.exists()
    assert lead.decision_notices.count() == 1
    assert latest_assessment(report=again(member)) is None
    verbs = Entry.objects.filter(subject=f"report:{member.reference}").values_list("verb", flat=True)
    assert {"gate_open", "decision_not_theirs"} <= set(verbs)


def test_other_report_leads_from_where_the_case_stands(report_at, submit, officer, at):
    for state in sorted(OPEN_STATES):
        lead, member, third = report_at(state), submit(), submit()
        case = again(lead).case
        for report in (member, third):
            merge(report, lead, officer, at)
        before = again(lead)
        change_lead(case, member, officer, at + timedelta(hours=1))
        after = again(member)
        assert Case.objects.get(id=case.id).lead_id == member.id
        assert (after.state, after.due_at, after.state_since) == (state, before.due_at, before.state_since)
        assert (after.case_id, after.joined_at_version) == (case.id, None)
        assert again(lead).state == "merged"
        assert again(lead).joined_at_version == after.version > again(third).joined_at_version
        row = Merge.objects.get(report=lead, undone_at__isnull=True)
        assert row.into_case == case
        assert row.from_case.reference not in (case.reference, member.case.reference)
        assert get_case(reference=row.from_case.reference, by=officer) == case
        assert get_case(reference=member.case.reference, by=officer) == case
        former, new = latest_assessment(report=lead), latest_assessment(report=after)
        assert former == new
        assert (new is None) == (state in ("received", "in_triage"))


def test_lead_that_was_changed_can_be_taken_out_and_the_case_goes_on(report_at, submit, officer, at):
    lead, member = report_at("assessed_crime"), submit()
    merge(member, lead, officer, at)
    change_lead(lead.case, member, officer, at)
    taken = unmerge(lead, officer, at)
    assert (taken.state, taken.case_id != lead.case_id) == ("in_triage", True)
    assert latest_assessment(report=again(lead)) is None
    assert again(member).state == "assessed_crime"
    making.assign(member, by=officer, at=at)
    assert (again(member).state, again(member).case_id) == ("assigned", lead.case_id)


def test_lead_changes_back_and_the_member_stands_where_it_stood(report_at, submit, officer, at):
    lead, member, brought = submit(), report_at("in_triage"), submit()
    merge(brought, member, officer, at)
    merge(member, lead, officer, at)
    change_lead(lead.case, member, officer, at)
    change_lead(lead.case, lead, officer, at)
    assert (again(lead).state, again(lead).case_id) == ("received", lead.case_id)
    assert Case.objects.count() == 4
    unmerge(member, officer, at)
    assert (again(member).state, again(member).case_id) == ("in_triage", member.case_id)
    assert stands(brought) == ("merged", member.case_id, 2)


def test_case_with_another_lead_is_merged_and_taken_out_whole(submit, officer, at):
    lead, member, other = (submit() for _ in range(3))
    merge(member, lead, officer, at)
    change_lead(lead.case, member, officer, at)
    merge(member, other, officer, at)
    assert {again(report).case_id for report in (lead, member, other)} == {other.case_id}
    unmerge(member, officer, at)
    assert {again(report).case_id for report in (lead, member)} == {lead.case_id}
    assert Case.objects.get(id=lead.case_id).lead_id == member.id


def test_members_hear_of_what_follows_a_change_of_lead_and_of_the_change_nothing(submit, officer, at):
    lead, member, third = (submit() for _ in range(3))
    merge(member, lead, officer, at)
    merge(third, lead, officer, at)
    workflow.start_triage(report_id=lead.id, by=officer, at=at)
    making.work_off()
    told = StatusEntry.objects.count()
    change_lead(lead.case, member, officer, at)
    making.work_off()
    assert StatusEntry.objects.count() == told
    making.assess(member, making.CRIME, by=officer, at=at)
    making.work_off()
    heard = StatusEntry.objects.filter(kind="step_record_crime").values_list("report", flat=True)
    assert sorted(heard) == sorted([lead.id, member.id, third.id])


def test_what_was_done_for_the_case_is_not_asked_of_the_new_lead_again(report_at, submit, officer, at):
    lead, member = report_at("assessed_crime"), submit()
    merge(member, lead, officer, at)
    for name in ("intelligence_considered", "support_offered"):
        gates.meet(report_id=lead.id, name=name, by=officer, at=at)
    change_lead(lead.case, member, officer, at)
    states = dict(Gate.objects.filter(report=member).values_list("name", "state"))
    assert states == {"intelligence_considered": "met", "support_offered": "open", "complainant_told": "open"}


def test_lead_is_not_given_to_a_stranger_nor_in_a_closed_case(report_at, submit, officer, west_yorkshire, at):
    lead, member, stranger = submit(), submit(), submit()
    merge(member, lead, officer, at)
    with pytest.raises(MergeRefused) as refusal:
        change_lead(lead.case, stranger, officer, at)
    assert refusal.value.code == "not_a_member"
    with pytest.raises(NotPermitted):
        change_lead(lead.case, member, west_yorkshire, at)
    making.walk(lead, to="closed", by=officer, at=at)
    with pytest.raises(MergeRefused) as refusal:
        change_lead(lead.case, member, officer, at)
    assert refusal.value.code == "closed"
    assert change_lead(lead.case, lead, officer, at).lead_id == lead.id


def test_change_of_lead_is_audited_and_published(submit, officer, at):
    lead, member = submit(), submit()
    merge(member, lead, officer, at)
    change_lead(lead.case, member, officer, at)
    entry = Entry.objects.get(verb="lead_changed")
    assert (entry.subject, entry.reason) == (f"case:{lead.case.reference}", "better told")
    event = OutboxEvent.objects.get(name="triage.lead_changed")
    assert event.payload == {
        "case_id": str(lead.case_id),
        "report_id": str(member.id),
        "former_report_id": str(lead.id),
    }


def test_lead_withdraws_and_the_oldest_other_leads(submit, officer, at):
    lead, younger, oldest = submit(minutes=1), submit(minutes=3), submit(minutes=2)
    for report in (younger, oldest):
        merge(report, lead, officer, at)
    workflow.start_triage(report_id=lead.id, by=officer, at=at)
    making.work_off()
    asked = following.withdraw(report_id=lead.id, at=at)
    assert (asked.state, asked.withdrawal_asked_at) == ("in_triage", at)
    following.withdraw(report_id=lead.id, at=at + timedelta(hours=1))
    making.work_off()
    assert (again(lead).state, again(lead).outcome) == ("closed", "withdrawn")
    assert again(lead).case_id != lead.case_id
    case = Case.objects.get(id=lead.case_id)
    assert (case.lead_id, again(oldest).state, again(younger).case_id) == (oldest.id, "in_triage", case.id)
    told = list(StatusEntry.objects.filter(report=lead).order_by("id").values_list("kind", flat=True))
    assert told == ["received", "step_start_triage", "withdrawal_asked", "step_withdraw"]
    assert not StatusEntry.objects.filter(report=oldest, kind="step_withdraw").exists()


def test_member_withdraws_and_the_others_stay(submit, officer, at):
    lead, member, third = (submit() for _ in range(3))
    for report in (member, third):
        merge(report, lead, officer, at)
    following.withdraw(report_id=member.id, at=at)
    making.work_off()
    assert (again(member).state, again(member).outcome, again(member).case_id) == (
        "closed",
        "withdrawn",
        member.case_id,
    )
    assert {again(report).case_id for report in (lead, third)} == {lead.case_id}


def test_member_that_brought_others_withdraws_alone(submit, officer, at):
    lead, member, brought = (submit() for _ in range(3))
    merge(brought, member, officer, at)
    merge(member, lead, officer, at)
    following.withdraw(report_id=member.id, at=at)
    making.work_off()
    assert again(member).outcome == "withdrawn"
    assert again(brought).case_id == lead.case_id
    assert unmerge(brought, officer, at).case_id == brought.case_id
    assert get_case(reference=member.case.reference, by=officer) == lead.case


def test_what_was_asked_in_time_is_done_though_the_case_was_decided_since(submit, officer, at):
    lead, member = submit(), submit()
    merge(member, lead, officer, at)
    making.walk(lead, to="in_triage", by=officer, at=at)
    following.withdraw(report_id=lead.id, at=at)
    making.assess(lead, making.CRIME, by=officer, at=at)
    making.work_off()
    assert again(lead).outcome == "withdrawn"
    assert again(member).state == "assessed_crime"


def test_member_of_a_decided_case_cannot_withdraw(report_at, submit, officer, at):
    lead, member = report_at("assessed_crime"), submit()
    merge(member, lead, officer, at)
    assert not following.can_withdraw(report=again(member))
    with pytest.raises(StepRefused):
        following.withdraw(report_id=member.id, at=at)
    assert again(member).withdrawal_asked_at is None


def test_report_that_is_being_withdrawn_is_not_merged_further(submit, officer, at):
    lead, member, other = (submit() for _ in range(3))
    merge(member, lead, officer, at)
    following.withdraw(report_id=lead.id, at=at)
    with pytest.raises(MergeRefused) as refusal:
        merge(lead, other, officer, at)
    assert refusal.value.code == "withdrawing"


def test_report_taken_out_before_its_wish_is_done_is_withdrawn_all_the_same(submit, officer, at):
    lead, member = submit(), submit()
    merge(member, lead, officer, at)
    following.withdraw(report_id=member.id, at=at)
    unmerge(member, officer, at)
    making.work_off()
    assert again(member).outcome == "withdrawn"
    assert merging.withdraw_from_case(report_id=member.id, by=officer, at=at) is False


def heard(kind):
    return sorted(StatusEntry.objects.filter(kind=kind).values_list("report", flat=True))


def test_step_that_waits_to_be_told_reaches_everybody_though_the_lead_changes(report_at, submit, officer, at):
    lead, member, third = report_at("in_triage"), submit(), submit()
    for report in (member, third):
        merge(report, lead, officer, at)
    making.assess(lead, making.CRIME, by=officer, at=at)
    change_lead(lead.case, member, officer, at)
    assert heard("step_record_crime") == sorted([lead.id, member.id, third.id])
    making.work_off()
    assert heard("step_record_crime") == sorted([lead.id, member.id, third.id])


def test_decision_that_came_while_a_wish_was_carried_out_reaches_the_others(submit, officer, at):
    lead, member, third = (submit() for _ in range(3))
    for report in (member, third):
        merge(report, lead, officer, at)
    workflow.start_triage(report_id=lead.id, by=officer, at=at)
    following.withdraw(report_id=lead.id, at=at)
    making.assess(lead, making.CRIME, by=officer, at=at)
    making.work_off()
    assert {member.id, third.id} <= set(heard("step_record_crime"))


def test_step_that_waits_to_be_told_is_not_told_to_strangers_after_a_merge(report_at, submit, officer, at):
    lead, member, other, stranger = report_at("in_triage"), submit(), submit(), submit()
    merge(member, lead, officer, at)
    merge(stranger, other, officer, at)
    making.assess(lead, making.CRIME, by=officer, at=at)
    merge(lead, other, officer, at)
    making.work_off()
    assert heard("step_record_crime") == sorted([lead.id, member.id])
