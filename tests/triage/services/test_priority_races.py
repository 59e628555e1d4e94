"""Weighing by two workers at once, and beside merging."""

from datetime import timedelta

import pytest

from hatehub.accounts.actors import HUB
from reports.models import Report
from tests.making import reports as making
from triage.models import Priority
from triage.services import merging, priorities

pytest_plugins = ["tests.making.committing"]


def test_two_workers_weigh_everything_once_and_wait_for_nobody(together, at):
    reports = [making.submit(at=at + timedelta(minutes=n)) for n in range(12)]
    later = at + timedelta(hours=1)
    priorities.weigh_waiting(by=HUB, at=later)
    due = later + timedelta(days=2)
    taken = together(*(lambda: priorities.weigh_waiting(by=HUB, at=due) for _ in range(2)))
    assert sum(taken) == 12  # what one has locked the other leaves, and then finds done
    assert priorities.weigh_waiting(by=HUB, at=due) == 0
    assert Priority.objects.filter(computed_at=due).count() == len(reports)


def test_two_workers_make_one_row_for_a_new_case(together, at):
    report = making.submit(at=at, danger="danger")
    together(*(lambda: priorities.weigh_waiting(by=HUB, at=at) for _ in range(3)))
    assert Priority.objects.get().score == 200
    assert Report.objects.get(id=report.id).queue_place > 0


@pytest.mark.parametrize("attempt", range(5))
def test_weighing_beside_merging_ends_with_what_was_merged(together, officer, at, attempt):
    lead, member = making.submit(at=at), making.submit(at=at, danger="danger")
    priorities.weigh_waiting(by=HUB, at=at)
    ids = [lead.case_id, member.case_id]
    results = together(
        lambda: merging.merge(report_id=member.id, into_case_id=lead.case_id, by=officer, at=at, reason="same"),
        lambda: priorities.weigh_cases(case_ids=ids, by=HUB, at=at + timedelta(days=1)),
        lambda: priorities.weigh_waiting(by=HUB, at=at + timedelta(days=2)),
    )
    assert not [each for each in results if isinstance(each, Exception)], results
    making.work_off(at=at + timedelta(days=2))
    rows = {row.case_id: row for row in Priority.objects.all()}
    assert {part["fact"] for part in rows[lead.case_id].parts} >= {"threat_to_life", "reports_in_case"}
    assert rows[member.case_id].changes_at is None
    places = set(Report.objects.filter(id=lead.id).values_list("queue_place", flat=True))
    assert max(places) < 10_000
