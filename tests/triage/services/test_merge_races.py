"""Merging while the lead withdraws, in circles, beside other changes, and with a worker that is killed."""

import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from hatehub.accounts.actors import HUB
from reports.models import Case, Report
from reports.services import following, workflow
from tests.making import reports as making
from triage.models import DuplicateMatch, Merge
from triage.rules.matching import MOST_OFFERED
from triage.selectors.merges import root_of
from triage.services import batches, duplicates, merging
from triage.services.merging import MergeRefused

pytest_plugins = ["tests.making.committing"]
ROOT = Path(__file__).parents[3]


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
    assert member.id not in offered, "its lead stands for the case"
    assert len(offered) == MOST_OFFERED


def test_circle_of_three_at_once_never_closes(together, officer, at):
    for _ in range(4):
        reports = [making.submit(at=at) for _ in range(3)]
        pairs = [(reports[0], reports[1]), (reports[1], reports[2]), (reports[2], reports[0])]
        together(*[lambda pair=pair: join(*pair, officer, at) for pair in pairs])
        cases = {case.id: case for case in Case.objects.filter(id__in=[report.case_id for report in reports])}
        assert any(case.merged_into_id is None for case in cases.values())
        assert_whole(reports)


@pytest.mark.parametrize("attempt", range(3))
def test_trees_that_merge_and_come_apart_at_once_stay_whole(together, officer, at, attempt):
    reports = [making.submit(at=at) for _ in range(6)]
    first, one, two, second, three, other = reports
    join(one, first, officer, at)
    join(two, first, officer, at)
    join(three, second, officer, at)
    together(
        lambda: join(first, second, officer, at),
        lambda: join(second, first, officer, at),
        lambda: merging.unmerge(report_id=one.id, by=officer, at=at, reason="no"),
        lambda: join(other, first, officer, at),
    )
    assert_whole(reports)


@pytest.mark.parametrize("attempt", range(3))
def test_change_of_lead_beside_merges_and_steps_leaves_one_owner(together, officer, at, attempt):
    reports = [making.submit(at=at) for _ in range(4)]
    lead, one, two, other = reports
    join(one, lead, officer, at)
    join(two, lead, officer, at)
    together(
        lambda: merging.change_lead(case_id=lead.case_id, to_report_id=one.id, by=officer, at=at, reason="x"),
        lambda: merging.change_lead(case_id=lead.case_id, to_report_id=two.id, by=officer, at=at, reason="x"),
        lambda: merging.unmerge(report_id=one.id, by=officer, at=at, reason="no"),
        lambda: join(lead, other, officer, at),
        lambda: workflow.start_triage(report_id=lead.id, by=officer, at=at),
    )
    assert_whole(reports)


def join(report, into, officer, at):
    case_id = Report.objects.get(id=into.id).case_id
    return merging.merge(report_id=report.id, into_case_id=case_id, by=officer, at=at, reason="same")


def assert_whole(reports):
    """Every report is owned: it leads a live case, or is merged into one by rows that lead there."""
    for report in Report.objects.filter(id__in=[each.id for each in reports]).select_related("case__lead"):
        assert report.case.merged_into_id is None
        if report.state != "merged":
            assert report.case.lead_id == report.id
            assert not report.merges.filter(undone_at__isnull=True).exists()
            continue
        assert report.case.lead.state != "merged"
        assert report.case.lead_id != report.id
        row = report.merges.get(undone_at__isnull=True)
        assert root_of(case_id=row.from_case_id).id == report.case_id


KILLED = """
import sys, uuid
import django
from django.conf import settings
url = sys.argv[1]
django.setup()
from django.db import connection
connection.settings_dict["NAME"] = url
from datetime import datetime, UTC
from hatehub.accounts.actors import Actor
from hatehub.accounts.roles import Role
from triage.services import batches
from triage.services.merging import joining
real, calls = joining._announce, []

def stop_here(*rows, **more):
    real(*rows, **more)
    calls.append(1)
    if len(calls) == 2:
        print("in the middle", flush=True)
        sys.stdin.readline()

joining._announce = stop_here
batches.PART = 2
by = Actor(role=Role.OFFICER, identifier="officer-1")
while batches.work(batch_id=uuid.UUID(sys.argv[2]), at=datetime(2026, 3, 2, 12, tzinfo=UTC)):
    pass
"""


def test_worker_that_is_killed_in_the_middle_leaves_whole_parts_and_another_goes_on(committed, officer, at):
    lead, *reports = (making.submit(at=at) for _ in range(7))
    ids = [report.id for report in reports]
    batch = batches.start(report_ids=ids, into_case_id=lead.case_id, by=officer, at=at, reason="same")
    command = [sys.executable, "-c", KILLED, connection.settings_dict["NAME"], str(batch.id)]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "in the middle\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    merged = Report.objects.filter(state="merged")
    assert merged.count() == Merge.objects.count() == batch.items.filter(state="merged").count() == 2
    assert_whole([lead, *reports])
    while wait_for_work(batch, at):
        pass
    batch.refresh_from_db()
    assert (batch.state, batch.done, merged.count()) == ("done", 6, 6)
    assert_whole([lead, *reports])


def wait_for_work(batch, at):
    """Work one part; PostgreSQL may need a moment to see that the killed worker is gone."""
    for _ in range(100):
        has_more = batches.work(batch_id=batch.id, at=at)
        batch.refresh_from_db()
        if has_more or batch.state == "done":
            return has_more
        time.sleep(0.1)
    raise AssertionError("nobody can go on")
