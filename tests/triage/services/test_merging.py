from datetime import timedelta

import pytest

from hatehub.accounts.permissions import NotPermitted
from hatehub.audit.models import Entry
from hatehub.outbox.models import OutboxEvent
from reports.models import Case, Report
from reports.rules.workflow import OPEN_STATES, StepRefused
from reports.services import following, personal, workflow
from tests.making import reports as making
from triage.models import DuplicateMatch, Merge
from triage.selectors.cases import get_case
from triage.services import duplicates, merging
from triage.services.merging import MergeRefused

pytest_plugins = ["tests.making.committing"]


def again(report):
    return Report.objects.select_related("case").get(id=report.id)


def merge(report, into, officer, at):
    return merging.merge(report_id=report.id, into_case_id=again(into).case_id, by=officer, at=at, reason="same post")


def unmerge(report, officer, at):
    return merging.unmerge(report_id=report.id, by=officer, at=at, reason="not the same")


@pytest.mark.parametrize("state", sorted(OPEN_STATES))
def test_merge_changes_only_case_and_state_and_unmerge_restores_both(report_at, submit, officer, at, state):
    lead, report = submit(), report_at(state)
    narrative, case = personal.read_narrative(report=report), report.case
    row = merge(report, lead, officer, at)
    merged = again(report)
    assert (merged.state, merged.case_id, merged.due_at) == ("merged", lead.case_id, None)
    assert (row.stood_at, row.from_case_id, row.into_case_id) == (state, case.id, lead.case_id)
    assert (row.reason, row.merged_by, row.merged_at) == ("same post", "officer:officer-1", at)
    assert Case.objects.get(id=case.id).merged_into_id == lead.case_id
    assert personal.read_narrative(report=merged) == narrative
    later = at + timedelta(days=3)
    unmerge(report, officer, later)
    back = again(report)
    assert (back.state, back.case_id, back.state_since) == (state, case.id, later)
    assert back.due_at > later
    assert Case.objects.get(id=case.id).merged_into_id is None
    row.refresh_from_db()
    assert (row.undone_by, row.undone_at, row.undone_reason) == ("officer:officer-1", later, "not the same")
    assert (back.reference, back.submitted_at, back.receipt_hash) == (
        report.reference,
        report.submitted_at,
        report.receipt_hash,
    )


def test_merge_and_unmerge_are_audited_and_published_in_the_stream_of_the_reports_own_case(submit, officer, at):
    lead, report = submit(), submit()
    own = report.case_id
    merge(report, lead, officer, at)
    unmerge(report, officer, at)
    verbs = Entry.objects.filter(subject=f"report:{report.reference}").order_by("sequence")
    assert list(verbs.values_list("verb", flat=True)) == ["submitted", "merged", "unmerged"]
    streams = dict(OutboxEvent.objects.values_list("name", "stream"))
    assert streams["triage.report_merged"] == str(own)
    assert streams["triage.report_unmerged"] == str(own)


def test_every_complainant_keeps_an_own_reference_code_and_story(submit, officer, at):
    lead, report = submit(email="one@example.org"), submit(email="two@example.org")
    merge(report, lead, officer, at)
    opened = following.open_report(reference=report.reference, code=report.code, at=at)
    assert opened.id == report.id
    contact = personal.read_contact(report=opened, by=officer, at=at, reason="test")
    assert contact.email == "two@example.org"
    assert opened.gates.count() == lead.gates.count() == 3


def test_reference_of_an_emptied_case_leads_to_the_case_it_went_into(submit, officer, at):
    first, second, third = submit(), submit(), submit()
    merge(first, second, officer, at)
    assert get_case(reference=first.case.reference, by=officer).reference == second.case.reference
    unmerge(first, officer, at)
    merge(second, third, officer, at)
    merge(first, third, officer, at)
    assert get_case(reference=first.case.reference, by=officer).reference == third.case.reference
    assert get_case(reference=second.case.reference, by=officer).reference == third.case.reference


def test_match_of_merged_reports_is_decided_and_offered_again_after_unmerge(submit, officer, hub, at):
    lead, report = submit(), submit(minutes=1)
    duplicates.find(report_id=report.id, by=hub, at=at)
    merge(report, lead, officer, at)
    assert DuplicateMatch.objects.get().state == "merged"
    assert Merge.objects.get().evidence == {"matches": [DuplicateMatch.objects.get().id]}
    unmerge(report, officer, at)
    match = DuplicateMatch.objects.get()
    assert (match.state, match.decided_by, match.decided_at) == ("offered", "", None)


def test_refused_match_stays_refused_through_merge_and_unmerge(submit, officer, hub, at):
    lead, report = submit(), submit(minutes=1)
    duplicates.find(report_id=report.id, by=hub, at=at)
    duplicates.refuse(match_id=DuplicateMatch.objects.get().id, by=officer, at=at)
    merge(report, lead, officer, at)
    unmerge(report, officer, at)
    assert DuplicateMatch.objects.get().state == "refused"


def refused(report, into, officer, at, words):
    before = (again(report).version, Merge.objects.count(), Entry.objects.count(), OutboxEvent.objects.count())
    with pytest.raises(MergeRefused, match=words):
        merge(report, into, officer, at)
    assert before == (
        again(report).version,
        Merge.objects.count(),
        Entry.objects.count(),
        OutboxEvent.objects.count(),
    )


def test_report_is_not_merged_twice(submit, officer, at):
    report, first, second = submit(), submit(), submit()
    merge(report, first, officer, at)
    refused(report, second, officer, at, "already merged")


def test_report_is_not_merged_into_its_own_case(submit, officer, at):
    report = submit()
    refused(report, report, officer, at, "in this case already")


def test_nothing_is_merged_into_an_emptied_case(submit, officer, at):
    report, emptied, lead = submit(), submit(), submit()
    case = emptied.case_id
    merge(emptied, lead, officer, at)
    with pytest.raises(MergeRefused, match="itself been merged"):
        merging.merge(report_id=report.id, into_case_id=case, by=officer, at=at, reason="same")


def test_nothing_is_merged_into_a_closed_case(report_at, submit, officer, at):
    refused(submit(), report_at("closed"), officer, at, "closed. Reopen")


@pytest.mark.parametrize(("mine", "theirs"), [("assigned", "assigned"), ("packaged", "with_force")])
def test_two_cases_with_forces_are_not_merged(report_at, officer, at, mine, theirs):
    refused(report_at(mine), report_at(theirs), officer, at, "with forces")


def test_closed_report_is_not_merged(report_at, submit, officer, at):
    with pytest.raises(StepRefused):
        merge(report_at("closed"), submit(), officer, at)
    assert not Merge.objects.exists()


def test_report_that_is_not_merged_is_not_taken_out(submit, officer, at):
    with pytest.raises(MergeRefused, match="not merged"):
        unmerge(submit(), officer, at)


def test_report_is_taken_out_once(submit, officer, at):
    lead, report = submit(), submit()
    merge(report, lead, officer, at)
    unmerge(report, officer, at)
    with pytest.raises(MergeRefused):
        unmerge(report, officer, at)


def test_force_merges_and_unmerges_nothing(submit, west_yorkshire, officer, at):
    lead, report = submit(), submit()
    with pytest.raises(NotPermitted):
        merge(report, lead, west_yorkshire, at)
    merge(report, lead, officer, at)
    with pytest.raises(NotPermitted):
        unmerge(report, west_yorkshire, at)


def test_report_taken_out_of_a_closed_case_stands_where_it_stood(submit, officer, at):
    lead, report = submit(), submit()
    merge(report, lead, officer, at)
    making.walk(lead, to="closed", by=officer, at=at)
    assert unmerge(report, officer, at).state == "received"


def test_two_merges_of_each_other_at_once_end_with_one(together, officer, at):
    for _ in range(4):
        first, second = making.submit(at=at), making.submit(at=at)
        answers = together(
            lambda first=first, second=second: merging.merge(
                report_id=first.id, into_case_id=second.case_id, by=officer, at=at, reason="same"
            ),
            lambda first=first, second=second: merging.merge(
                report_id=second.id, into_case_id=first.case_id, by=officer, at=at, reason="same"
            ),
        )
        assert sorted(type(answer).__name__ for answer in answers) == ["Merge", "MergeRefused"]
        assert sorted(again(report).state for report in (first, second)) == ["merged", "received"]


def test_merges_into_different_cases_at_once_end_with_one(together, officer, at):
    report, first, second = (making.submit(at=at) for _ in range(3))
    answers = together(
        *[
            lambda into=into: merging.merge(
                report_id=report.id, into_case_id=into.case_id, by=officer, at=at, reason="same"
            )
            for into in (first, second)
        ]
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["Merge", "MergeRefused"]


def test_unmerge_beside_a_merge_and_a_step_never_locks_up(together, officer, at):
    lead, member, third = (making.submit(at=at) for _ in range(3))
    merging.merge(report_id=member.id, into_case_id=lead.case_id, by=officer, at=at, reason="same")
    answers = together(
        lambda: unmerge(member, officer, at),
        lambda: merge(third, lead, officer, at),
        lambda: workflow.start_triage(report_id=lead.id, by=officer, at=at),
    )
    assert [type(answer).__name__ for answer in answers] == ["Report", "Merge", "Report"]
