import pytest

from hatehub.accounts.permissions import NotPermitted
from hatehub.audit.models import Entry
from triage.models import CaseLink
from triage.selectors.links import linked_cases
from triage.services import linking, merging
from triage.services.linking import LinkRefused


def link(one, other, by, at, reason="the same account"):
    return linking.link(case_id=one.case_id, other_id=other.case_id, by=by, at=at, reason=reason)


def names(report):
    return [each.case.reference for each in linked_cases(case=report.case)]


def test_link_is_seen_from_both_cases_once_and_changes_neither(submit, officer, at):
    one, other = submit(), submit()
    row = link(one, other, officer, at)
    assert link(other, one, officer, at) == row
    assert (names(one), names(other)) == ([other.case.reference], [one.case.reference])
    assert {entry.subject for entry in Entry.objects.filter(verb="case_linked")} == {
        f"case:{one.case.reference}",
        f"case:{other.case.reference}",
    }


def test_two_cases_with_forces_are_linked_where_they_cannot_be_merged(report_at, officer, at):
    one, other = report_at("assigned"), report_at("packaged")
    with pytest.raises(merging.MergeRefused) as refusal:
        merging.merge(report_id=one.id, into_case_id=other.case_id, by=officer, at=at, reason="same")
    assert refusal.value.code == "both_with_forces"
    link(one, other, officer, at)
    assert names(one) == [other.case.reference]


def test_link_is_taken_back_and_made_again(submit, officer, at):
    one, other = submit(), submit()
    row = link(one, other, officer, at)
    for _ in range(2):
        linking.unlink(link_id=row.id, by=officer, at=at)
    assert names(one) == []
    assert Entry.objects.filter(verb="case_unlinked").count() == 2
    link(one, other, officer, at)
    assert names(other) == [one.case.reference]
    assert CaseLink.objects.count() == 2


def test_link_follows_a_case_into_another(submit, officer, at):
    one, other, third = submit(), submit(), submit()
    link(one, other, officer, at)
    merging.merge(report_id=other.id, into_case_id=third.case_id, by=officer, at=at, reason="same")
    assert (names(one), names(third)) == ([third.case.reference], [one.case.reference])
    merging.merge(report_id=third.id, into_case_id=one.case_id, by=officer, at=at, reason="same")
    assert names(one) == []


def test_link_is_refused_to_one_case_without_a_reason_and_to_a_force(submit, officer, west_yorkshire, at):
    one, other = submit(), submit()
    for pair, reason in (((one, one), "why"), ((one, other), " ")):
        with pytest.raises(LinkRefused):
            link(*pair, officer, at, reason=reason)
    with pytest.raises(NotPermitted):
        link(one, other, west_yorkshire, at)
    row = link(one, other, officer, at)
    with pytest.raises(NotPermitted):
        linking.unlink(link_id=row.id, by=west_yorkshire, at=at)


def test_link_is_seen_from_the_end_of_a_chain_of_merges(submit, officer, at):
    first, second, third, other = (submit(minutes=number) for number in range(4))
    link(first, other, officer, at)
    for report, into in ((first, second), (second, third)):
        merging.merge(report_id=report.id, into_case_id=into.case_id, by=officer, at=at, reason="same")
    assert names(third) == [other.case.reference]
    assert names(other) == [third.case.reference]
