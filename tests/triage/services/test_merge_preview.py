"""What a merge would do, and what the hub may merge by itself."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hatehub.accounts.actors import HUB
from hatehub.accounts.permissions import NotPermitted
from hatehub.audit.models import Entry
from reports.models import Report, StatusEntry
from reports.services import workflow
from triage.models import DuplicateMatch, Merge
from triage.selectors.merges import list_automatic
from triage.services import duplicates, merging


def merge(report, into, by, at):
    case_id = Report.objects.get(id=into.id).case_id
    return merging.merge(report_id=report.id, into_case_id=case_id, by=by, at=at, reason="same post")


def preview(reports, into, by):
    return merging.preview(report_ids=[report.id for report in reports], into_case_id=into.case_id, by=by)


def test_preview_says_what_the_merge_then_does(submit, report_at, officer, at):
    lead, member, quiet = submit(email="a@example.org"), submit(email="b@example.org"), submit()
    closed = report_at("closed")
    into = report_at("packaged")
    merge(member, lead, officer, at)
    entries = Entry.objects.count()
    seen = preview([lead, quiet, closed, member], into, officer)
    assert (Entry.objects.count(), Merge.objects.count()) == (entries, 1)
    assert [(row.reference, row.code) for row in seen.rows] == [
        (lead.reference, ""),
        (quiet.reference, ""),
        (closed.reference, "wrong_state"),
        (member.reference, "already_merged"),
    ]
    assert (seen.mergeable, seen.members_coming_along) == (2, 1)
    assert (seen.people_to_tell_by_mail, seen.people_on_status_page) == (2, 1)
    assert seen.forces_that_hear == ("West Yorkshire",)
    assert seen.packages_renewed == 1
    for report in (lead, quiet):
        merge(report, into, officer, at)
    assert StatusEntry.objects.filter(kind="caught_up").count() == 3


def test_who_comes_along_hears_nothing_where_no_work_has_begun(submit, officer, at):
    lead, member, into = submit(email="a@example.org"), submit(email="b@example.org"), submit()
    merge(member, lead, officer, at)
    seen = preview([lead], into, officer)
    assert (seen.people_to_tell_by_mail, seen.people_on_status_page, seen.members_coming_along) == (1, 0, 1)
    assert (seen.forces_that_hear, seen.packages_renewed) == ((), 0)


def test_preview_takes_as_many_queries_for_many_as_for_few(submit, officer, at):
    into, *reports = (submit() for _ in range(9))
    counts = []
    for number in (1, 8):
        with CaptureQueriesContext(connection) as queries:
            preview(reports[:number], into, officer)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 6


def test_merging_many_takes_hardly_more_statements_than_one(submit, officer, at):
    into, *reports = (submit() for _ in range(12))
    counts = []
    for chosen in (reports[:1], reports[1:]):
        with CaptureQueriesContext(connection) as queries:
            merging.merge_many(
                report_ids=[report.id for report in chosen], into_case_id=into.case_id, by=officer, at=at, reason="same"
            )
        counts.append(len(queries))
    assert counts[1] <= counts[0] + 2


def test_preview_is_refused_to_a_force(submit, west_yorkshire):
    with pytest.raises(NotPermitted):
        preview([submit()], submit(), west_yorkshire)


def test_merge_into_a_closed_case_offers_reopening(report_at, submit, officer, at):
    report, into = submit(), report_at("closed")
    with pytest.raises(merging.MergeRefused) as refusal:
        merge(report, into, officer, at)
    assert refusal.value.code == preview([report], into, officer).rows[0].code == "closed"
    workflow.reopen(report_id=into.id, by=officer, at=at, reason="somebody else reported it")
    assert merge(report, into, officer, at).into_case == into.case


@pytest.fixture
def pair(submit, hub, at):
    lead, report = submit(), submit(minutes=1)
    duplicates.find(report_id=report.id, by=hub, at=at)
    return lead, report


def test_hub_merges_what_is_certain_only_where_that_is_switched_on(pair, settings, officer, supervisor, at):
    lead, report = pair
    with pytest.raises(merging.MergeRefused) as refusal:
        merge(report, lead, HUB, at)
    assert refusal.value.code == preview([report], lead, HUB).rows[0].code == "automatic_off"
    settings.AUTO_MERGE = True
    row = merge(report, lead, HUB, at)
    assert (row.is_automatic, row.merged_by) == (True, "hub:hub")
    assert list_automatic(by=officer) == [row]
    confirmed = merging.confirm_automatic(merge_id=row.id, by=supervisor, at=at)
    assert merging.confirm_automatic(merge_id=row.id, by=officer, at=at).reviewed_by == confirmed.reviewed_by
    assert list_automatic(by=officer) == []
    assert list_automatic(unreviewed=False, by=officer) == [row]


def test_automatic_merge_that_is_wrong_is_taken_apart_and_not_made_again(pair, settings, officer, at):
    lead, report = pair
    settings.AUTO_MERGE = True
    merge(report, lead, HUB, at)
    merging.unmerge(report_id=report.id, by=officer, at=at, reason="no")
    assert list_automatic(by=officer) == []
    duplicates.refuse(match_id=DuplicateMatch.objects.get().id, by=officer, at=at)
    with pytest.raises(merging.MergeRefused) as refusal:
        merge(report, lead, HUB, at)
    assert refusal.value.code == "not_certain"


def test_hub_merges_nothing_without_a_certain_match_and_confirms_nothing(submit, pair, settings, west_yorkshire, at):
    lead, report = pair
    settings.AUTO_MERGE = True
    with pytest.raises(merging.MergeRefused) as refusal:
        merge(submit(url="https://x.com/other/status/1700000000000000009"), lead, HUB, at)
    assert refusal.value.code == "not_certain"
    row = merge(report, lead, HUB, at)
    for actor in (HUB, west_yorkshire):
        with pytest.raises(NotPermitted):
            merging.confirm_automatic(merge_id=row.id, by=actor, at=at)
    with pytest.raises(NotPermitted):
        list_automatic(by=west_yorkshire)
