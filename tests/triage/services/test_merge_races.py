"""Merging while the lead withdraws, and duplicates whichever report commits first."""

from datetime import timedelta

import pytest

from hatehub.accounts.actors import HUB
from reports.models import Report
from reports.services import following
from tests.making import reports as making
from triage.models import DuplicateMatch
from triage.services import duplicates, merging
from triage.services.merging import MergeRefused

pytest_plugins = ["tests.making.committing"]


@pytest.mark.parametrize("attempt", range(6))
def test_lead_that_withdraws_while_another_joins_never_leaves_it_without_an_owner(together, officer, at, attempt):
    lead, joining = making.submit(at=at), making.submit(at=at)
    merged, withdrawn = together(
        lambda: merging.merge(report_id=joining.id, into_case_id=lead.case_id, by=officer, at=at, reason="same"),
        lambda: following.withdraw(report_id=lead.id, at=at),
    )
    states = (Report.objects.get(id=lead.id).state, Report.objects.get(id=joining.id).state)
    assert isinstance(withdrawn, Report), withdrawn
    if isinstance(merged, MergeRefused):
        assert states == ("closed", "received")
        return
    assert states == ("received", "merged")
    making.work_off()
    states = (Report.objects.get(id=lead.id).state, Report.objects.get(id=joining.id).state)
    assert states == ("closed", "received")


def test_pair_is_found_whichever_of_the_two_is_looked_at(submit, at):
    earlier, later = submit(), submit(minutes=5)
    assert duplicates.find(report_id=earlier.id, by=HUB, at=at) == 1
    assert duplicates.find(report_id=later.id, by=HUB, at=at) == 0
    match = DuplicateMatch.objects.get()
    assert (match.report, match.other) == (later, earlier)


def test_oldest_reports_are_offered_and_merged_ones_are_not(submit, officer, at):
    lead, member = submit(), submit(minutes=1)
    merging.merge(report_id=member.id, into_case_id=lead.case_id, by=officer, at=at, reason="the same")
    for minutes in range(2, 16):
        submit(minutes=minutes)
    last = submit(minutes=20)
    duplicates.find(report_id=last.id, by=HUB, at=at + timedelta(minutes=20))
    offered = set(DuplicateMatch.objects.filter(report=last).values_list("other_id", flat=True))
    assert lead.id in offered
    assert member.id not in offered
    assert len(offered) == duplicates.MOST_CANDIDATES
