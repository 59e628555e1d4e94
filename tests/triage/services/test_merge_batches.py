"""Merging many reports by one decision: in parts, resumable, refused one by one, and undone."""

from datetime import timedelta

import pytest

from hatehub.accounts.actors import HUB, actor_from
from hatehub.accounts.permissions import NotPermitted
from hatehub.audit.models import Entry
from reports.models import Report, StatusEntry
from reports.services import workflow
from tests.making import reports as making
from triage.models import Merge, MergeBatch
from triage.services import batches, merging
from triage.services.batches import BatchRefused
from triage.tasks import merges as merge_tasks

pytest_plugins = ["tests.making.committing"]


@pytest.fixture
def small_parts(monkeypatch):
    monkeypatch.setattr(batches, "PART", 2)


def start(reports, into, by, at, reason="the same post"):
    ids = [report.id for report in reports]
    return batches.start(report_ids=ids, into_case_id=into.case_id, by=by, at=at, reason=reason)


def finish(batch, at):
    while batches.work(batch_id=batch.id, at=at):
        pass
    batch.refresh_from_db()
    return batch


def states(reports):
    return [Report.objects.get(id=report.id).state for report in reports]


def test_batch_merges_all_in_parts_and_each_person_is_answered_once(submit, officer, at, small_parts):
    lead, *reports = (submit(email=f"{number}@example.org") for number in range(6))
    workflow.start_triage(report_id=lead.id, by=officer, at=at)
    batch = start(reports, lead, officer, at)
    assert (batch.state, batch.total) == ("queued", 5)
    assert batches.work(batch_id=batch.id, at=at)
    batch.refresh_from_db()
    assert (batch.state, batch.done) == ("running", 2)
    finish(batch, at)
    assert (batch.state, batch.done, batch.refused) == ("done", 5, 0)
    assert states(reports) == ["merged"] * 5
    making.work_off()
    for kind in ("caught_up", "step_merge"):
        told = StatusEntry.objects.filter(kind=kind).values_list("report", flat=True)
        assert sorted(told) == sorted(report.id for report in reports)
    assert set(Merge.objects.values_list("merged_by", flat=True)) == {str(officer)}
    assert not batches.work(batch_id=batch.id, at=at)


def test_reports_that_cannot_be_merged_are_left_with_the_reason(submit, report_at, officer, at):
    lead, fine, closed, elsewhere, other = submit(), submit(), report_at("closed"), submit(), submit()
    merging.merge(report_id=elsewhere.id, into_case_id=other.case_id, by=officer, at=at, reason="same")
    batch = finish(start([fine, closed, elsewhere, lead], lead, officer, at), at)
    assert (batch.state, batch.done, batch.refused) == ("done", 1, 3)
    refusals = dict(batch.items.filter(state="refused").values_list("report", "refusal"))
    assert "cannot merge" in refusals[closed.id]
    assert "already merged" in refusals[elsewhere.id]
    assert "in this case already" in refusals[lead.id]


def test_one_report_that_fails_does_not_hold_up_the_rest(submit, officer, at, monkeypatch):
    lead, fine, broken = (submit() for _ in range(3))
    real = merging.merge_many

    def fail(*, report_ids, **more):
        if broken.id in report_ids:
            raise RuntimeError("words of a person")
        return real(report_ids=report_ids, **more)

    monkeypatch.setattr(merging, "merge_many", fail)
    batch = finish(start([broken, fine], lead, officer, at), at)
    assert (batch.done, batch.refused) == (1, 1)
    assert batch.items.get(report=broken).refusal == "This could not be done (RuntimeError)."
    assert states([fine, broken]) == ["merged", "received"]


def test_batch_is_undone_in_parts_and_what_changed_since_is_left_alone(submit, officer, at, small_parts):
    lead, other, *reports = (submit() for _ in range(7))
    batch = finish(start(reports, lead, officer, at), at)
    merging.unmerge(report_id=reports[0].id, by=officer, at=at, reason="no")
    merging.merge(report_id=reports[0].id, into_case_id=other.case_id, by=officer, at=at, reason="here")
    later = at + timedelta(hours=1)
    batches.undo(batch_id=batch.id, by=officer, at=later, reason="another post")
    batches.undo(batch_id=batch.id, by=officer, at=later, reason="another post")
    finish(batch, later)
    assert batch.state == "undone"
    assert states(reports) == ["merged", *["received"] * 4]
    assert Report.objects.get(id=reports[0].id).case_id == other.case_id
    assert Entry.objects.filter(verb="merge_batch_undone").count() == 1


def test_batch_that_is_undone_before_it_is_finished_merges_no_more(submit, officer, at, small_parts):
    lead, *reports = (submit() for _ in range(6))
    batch = start(reports, lead, officer, at)
    batches.work(batch_id=batch.id, at=at)
    batches.undo(batch_id=batch.id, by=officer, at=at, reason="another post")
    finish(batch, at)
    assert (batch.state, states(reports)) == ("undone", ["received"] * 5)
    assert set(batch.items.values_list("state", flat=True)) == {"undone"}


def test_batch_that_is_stopped_keeps_what_is_merged(submit, officer, at, small_parts):
    lead, *reports = (submit() for _ in range(5))
    batch = start(reports, lead, officer, at)
    batches.work(batch_id=batch.id, at=at)
    batches.stop(batch_id=batch.id, by=officer, at=at, reason="enough")
    assert not batches.work(batch_id=batch.id, at=at)
    assert sorted(states(reports)) == ["merged", "merged", "received", "received"]


def test_batch_follows_its_case_into_another(submit, officer, at, small_parts):
    lead, other, *reports = (submit() for _ in range(5))
    batch = start(reports, lead, officer, at)
    batches.work(batch_id=batch.id, at=at)
    merging.merge(report_id=lead.id, into_case_id=other.case_id, by=officer, at=at, reason="same")
    finish(batch, at)
    assert {Report.objects.get(id=report.id).case_id for report in reports} == {other.case_id}


def test_batch_without_progress_is_taken_up_again(submit, officer, at, small_parts):
    lead, *reports = (submit() for _ in range(5))
    batch = start(reports, lead, officer, at)
    assert batches.list_due(at=at) == [batch.id]
    batches.work(batch_id=batch.id, at=at)
    assert batches.list_due(at=at) == []
    assert batches.list_due(at=at + timedelta(minutes=2)) == [batch.id]
    finish(batch, at)
    assert batches.list_due(at=at + timedelta(days=1)) == []
    batches.undo(batch_id=batch.id, by=officer, at=at, reason="no")
    assert batches.list_due(at=at) == [batch.id]


def test_task_works_a_batch_to_its_end(submit, officer, at, small_parts):
    lead, *reports = (submit() for _ in range(4))
    batch = start(reports, lead, officer, at)
    merge_tasks.work_batch(str(batch.id))
    assert states(reports) == ["merged"] * 3
    assert Merge.objects.filter(merged_by="officer:officer-1").count() == 3


def test_batch_asks_for_the_permission_a_reason_and_a_bearable_number(submit, officer, west_yorkshire, at, monkeypatch):
    lead, report = submit(), submit()
    with pytest.raises(NotPermitted):
        start([report], lead, west_yorkshire, at)
    monkeypatch.setattr(batches, "MOST", 1)
    for reports, reason in (([], "why"), ([report, lead], "why"), ([report], " ")):
        with pytest.raises(BatchRefused):
            start(reports, lead, officer, at, reason=reason)
    assert not MergeBatch.objects.exists()
    batch = start([report], lead, officer, at)
    for act in (batches.undo, batches.stop):
        with pytest.raises(NotPermitted):
            act(batch_id=batch.id, by=west_yorkshire, at=at, reason="no")


def test_actor_comes_back_from_the_audits_form(officer, supervisor):
    for actor in (officer, supervisor, HUB):
        assert actor_from(str(actor)) == actor


def test_two_workers_of_one_batch_merge_each_report_once(together, officer, at):
    lead, *reports = (making.submit(at=at) for _ in range(8))
    batch = start(reports, lead, officer, at)
    together(*[lambda: finish(MergeBatch.objects.get(id=batch.id), at)] * 3)
    batch.refresh_from_db()
    assert (batch.state, batch.done) == ("done", 7)
    assert Merge.objects.count() == 7


def test_case_that_is_merged_at_that_very_moment_refuses_nobody(submit, officer, at, monkeypatch):
    lead, root, report = submit(), submit(), submit()
    batch = start([report], lead, officer, at)
    seen = [lead.case]  # as it was read before the merge that commits now
    merging.merge(report_id=lead.id, into_case_id=root.case_id, by=officer, at=at, reason="same")
    real = batches.root_of
    monkeypatch.setattr(batches, "root_of", lambda *, case_id: seen.pop() if seen else real(case_id=case_id))
    finish(batch, at)
    assert (batch.state, batch.done, batch.refused) == ("done", 1, 0)
    assert Report.objects.get(id=report.id).case_id == root.case_id
