from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hatehub.accounts.permissions import NotPermitted
from hatehub.audit.models import Entry
from hatehub.outbox.models import OutboxEvent
from hatehub.vault.services import KeyDestroyed, destroy_key
from reports.models import Report
from reports.models.report import NO_TIME_BAR
from reports.services import workflow
from tests.making import reports as making
from triage import handlers
from triage.models import Priority, Trait, Wave
from triage.rules.priority_table import Band
from triage.selectors import priority_facts
from triage.services import forgetting, merging, priorities, priority_overrides
from triage.services.priority_overrides import PriorityNeedsReason, PriorityRefused

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
POST = "https://x.com/somebody/status/180000000000000000{}"


def weigh(*reports, hub, at):
    case_ids = {Report.objects.get(id=report.id).case_id for report in reports}
    return priorities.weigh_cases(case_ids=case_ids, by=hub, at=at)


def row_of(report):
    return Priority.objects.get(case=Report.objects.get(id=report.id).case_id)


def points(report):
    return {part["fact"]: part["points"] for part in row_of(report).parts}


def place(report):
    return Report.objects.get(id=report.id).queue_place


def merge(report, into, officer, at):
    case_id = Report.objects.get(id=into.id).case_id
    return merging.merge(report_id=report.id, into_case_id=case_id, by=officer, at=at, reason="same")


# What is weighed -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, {}),
        ({"danger": "danger"}, {"threat_to_life": 200}),
        ({"danger": "child"}, {"child_at_risk": 200}),
        ({"danger": "unsure"}, {"danger_unsure": 50}),
        ({"danger": "no"}, {}),
        (
            {"circumstances": {"under_18": "yes", "before": "yes", "ongoing": "yes", "suspect_known": "yes"}},
            {"under_18": 30, "happened_before": 10, "still_going_on": 10, "suspect_known": 10},
        ),
        ({"circumstances": {"under_18": "no", "before": "unknown", "suspect_known": "account"}}, {}),
        ({"agreement": "unable", "kind": "third_party"}, {"cannot_speak": 15}),
        ({"strands": ("religion", "disability")}, {"disability": 10}),
        ({"needs_interpreter": True}, {"interpreter": 5}),
    ],
)
def test_what_a_report_says_is_weighed(submit, hub, at, answers, expected):
    report = submit(**answers)
    weigh(report, hub=hub, at=at)
    assert points(report) == expected
    assert row_of(report).score == sum(expected.values())


def test_earlier_reports_of_a_victim_are_counted_by_keys_alone(submit, hub, at):
    person = {"email": "A@Example.org", "kind": "victim"}
    earlier = [submit(url=POST.format(n), minutes=n, **person) for n in range(3)]
    report = submit(url=POST.format(8), minutes=9, **person)
    stranger = submit(url=POST.format(9), minutes=9, email="b@example.org", kind="victim")
    weigh(*earlier, report, stranger, hub=hub, at=at)
    counted = [next((p["amount"] for p in row_of(each).parts if p["fact"] == "repeat_victim"), 0) for each in earlier]
    assert counted == [0, 1, 2]
    assert points(report) == {"repeat_victim": 35}
    assert points(stranger) == {}
    assert not Entry.objects.filter(verb="read").exists()


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ({"kind": "witness"}, {"kind": "victim"}),
        ({"kind": "victim"}, {"kind": "professional"}),
        ({"kind": "victim", "url": POST.format(8)}, {"kind": "victim"}),
        ({"kind": "victim", "email": ""}, {"kind": "victim", "email": ""}),
        ({"kind": "victim", "minutes": -366 * 24 * 60}, {"kind": "victim"}),
    ],
    ids=["was a witness", "reports for others", "same post again", "gave no route", "more than a year ago"],
)
def test_what_does_not_make_a_repeat_victim(submit, hub, at, before, now):
    submit(**{"email": "a@example.org", "url": POST.format(1), **before})
    report = submit(**{"email": "a@example.org", "url": POST.format(8), "minutes": 1, **now})
    weigh(report, hub=hub, at=at)
    assert points(report) == {}


def test_same_number_makes_a_repeat_victim_too(submit, hub, at):
    first = submit(kind="victim", email="a@example.org", url=POST.format(1))
    report = submit(kind="victim", email="b@example.org", url=POST.format(2), minutes=1)
    for each in (first, report):
        each.complainant.telephone_key = "k" * 64
        each.complainant.save()
    weigh(report, hub=hub, at=at)
    assert points(report) == {"repeat_victim": 20}


def test_withdrawn_and_merged_earlier_reports_are_not_counted(submit, officer, hub, at):
    person = {"email": "a@example.org", "kind": "victim"}
    withdrawn, merged = (submit(url=POST.format(n), minutes=n, **person) for n in range(2))
    report = submit(url=POST.format(8), minutes=9, **person)
    Report.objects.filter(id=withdrawn.id).update(outcome="withdrawn")
    merge(merged, report, officer, at)
    weigh(report, hub=hub, at=at)
    assert points(report) == {"reports_in_case": 5}


def test_case_and_wave_are_counted(submit, officer, hub, at):
    reports = [submit(minutes=n) for n in range(6)]
    making.work_off(at=at + HOUR)
    weigh(*reports, hub=hub, at=at + HOUR)
    assert {points(report)["reports_in_wave"] for report in reports} == {5}
    merge(reports[1], reports[0], officer, at + HOUR)
    weigh(reports[0], hub=hub, at=at + HOUR)
    assert points(reports[0]) == {"reports_in_case": 5, "reports_in_wave": 5}
    Wave.objects.update(settled_at=at, settled_by="officer:1")
    weigh(reports[0], hub=hub, at=at + HOUR)
    assert points(reports[0]) == {"reports_in_case": 5}


def test_time_bar_is_weighed_and_stands_on_the_report(submit, hub, at, monkeypatch):
    report = submit()
    bar = date(2026, 3, 9)
    monkeypatch.setattr(priority_facts, "time_bars_of", lambda cases: {report.case_id: bar})
    weigh(report, hub=hub, at=at)
    assert points(report) == {"time_bar_near": 50}
    assert Report.objects.get(id=report.id).time_bar_on == bar
    monkeypatch.undo()
    weigh(report, hub=hub, at=at)
    assert Report.objects.get(id=report.id).time_bar_on == NO_TIME_BAR


def test_age_and_lateness_are_weighed(submit, hub, at):
    report = submit()
    weigh(report, hub=hub, at=at + 3 * DAY)
    assert points(report) == {"age_days": 5, "late_hours": 15}


def test_danger_said_by_any_report_of_the_case_counts(submit, officer, hub, at):
    lead, member = submit(), submit(danger="danger")
    merge(member, lead, officer, at)
    weigh(lead, hub=hub, at=at)
    assert points(lead) == {"threat_to_life": 200, "reports_in_case": 5}


# When ----------------------------------------------------------------------------------------------
def test_report_is_weighed_as_it_arrives_and_takes_its_place(submit, at):
    calm, danger = submit(), submit(danger="danger")
    assert place(calm) == place(danger) == 0
    making.work_off(at=at)
    assert 0 < place(danger) < place(calm)
    assert row_of(danger).band == "urgent"
    assert row_of(danger).computed_at == at


def test_merging_and_separating_weigh_both_cases(submit, officer, at):
    lead, member = submit(), submit(danger="danger")
    making.work_off(at=at)
    before = place(lead), place(member)
    merge(member, lead, officer, at)
    making.work_off(at=at)
    assert row_of(lead).score == 205
    assert Priority.objects.get(case=member.case).changes_at is None
    merging.unmerge(report_id=member.id, by=officer, at=at, reason="not the same")
    making.work_off(at=at)
    assert (row_of(lead).score, row_of(member).score) == (0, 200)
    assert (place(lead), place(member)) == before


def test_new_lead_takes_the_place_of_its_case(submit, officer, at):
    lead, member = submit(danger="danger"), submit()
    merge(member, lead, officer, at)
    making.work_off(at=at)
    merging.change_lead(case_id=lead.case_id, to_report_id=member.id, by=officer, at=at, reason="better told")
    making.work_off(at=at)
    assert place(member) == place(lead) > 0


def test_step_and_answer_weigh_again(submit, officer, at):
    report = submit()
    making.work_off(at=at)
    late = Report.objects.get(id=report.id).due_at + 2 * HOUR
    handlers.weigh(delivered("reports.complainant_wrote", report, at=late))
    assert points(report)["late_hours"] == 5
    workflow.start_triage(report_id=report.id, by=officer, at=late)
    making.work_off(at=late)
    assert "late_hours" not in points(report)


def delivered(name, report, *, at, **payload):
    from hatehub.outbox.subscriptions import Delivered

    payload = {"report_id": str(report.id), "case_id": str(report.case_id), **payload}
    return Delivered(name=name, position=1, occurred_at=at, handled_at=at, payload=payload)


def test_steps_of_merging_are_left_to_the_events_of_merging(submit, at):
    report = submit()
    for step in handlers.TOLD_OTHERWISE:
        handlers.weigh(delivered("reports.report_moved", report, at=at, step=step))
    assert not Priority.objects.exists()


def test_closed_case_keeps_its_priority_and_is_left_alone(report_at, hub, at):
    report = report_at("closed", danger="danger")
    making.work_off(at=at)
    assert not Priority.objects.exists()
    Priority.objects.create(case=report.case, score=200, band="urgent", changes_at=at)
    assert weigh(report, hub=hub, at=at + DAY) == 1
    assert (row_of(report).score, row_of(report).changes_at) == (200, None)
    assert weigh(report, hub=hub, at=at + DAY) == 0


def test_large_case_is_weighed_by_the_next_round(submit, hub, at, monkeypatch):
    report = submit(danger="danger")
    monkeypatch.setattr(priorities, "LARGE", 0)
    priorities.refresh(case_ids=[report.case_id], by=hub, at=at)
    assert (row_of(report).score, place(report)) == (0, 0)
    assert priorities.weigh_waiting(by=hub, at=at) == 1
    assert row_of(report).score == 200
    priorities.refresh(case_ids=[report.case_id], by=hub, at=at + HOUR)
    assert row_of(report).changes_at == at + HOUR


def test_weighing_twice_writes_nothing_the_second_time(submit, hub, at):
    report = submit(danger="danger")
    assert weigh(report, hub=hub, at=at) == 1
    row, entries, events = row_of(report), Entry.objects.count(), OutboxEvent.objects.count()
    assert weigh(report, hub=hub, at=at) == 0
    assert row_of(report).computed_at == row.computed_at
    assert (Entry.objects.count(), OutboxEvent.objects.count()) == (entries, events)


def test_unknown_case_is_no_failure(db, hub, at):
    assert priorities.weigh_cases(case_ids=[uuid4()], by=hub, at=at) == 0
    priorities.refresh(case_ids=[uuid4()], by=hub, at=at)
    assert not Priority.objects.exists()


@pytest.mark.parametrize("name", ["weigh_cases", "refresh"])
def test_others_may_not_weigh(submit, kent, at, name):
    report = submit()
    with pytest.raises(NotPermitted):
        getattr(priorities, name)(case_ids=[report.case_id], by=kent, at=at)
    with pytest.raises(NotPermitted):
        priorities.weigh_waiting(by=kent, at=at)
    with pytest.raises(NotPermitted):
        priorities.notice_grown_waves(by=kent, at=at)
    assert not Priority.objects.exists()


def test_number_of_queries_is_the_same_for_many_cases(submit, hub, at):
    reports = [submit(minutes=n) for n in range(6)]
    weigh(*reports, hub=hub, at=at)

    def queries(some):
        with CaptureQueriesContext(connection) as seen:
            assert weigh(*some, hub=hub, at=at + 2 * DAY) == len(some)
        return len(seen)

    one = queries(reports[:1]) - 1
    assert queries(reports[1:]) - 5 == one


# As time goes by -----------------------------------------------------------------------------------
def test_round_weighs_what_time_has_changed_and_nothing_else(submit, hub, at):
    reports = [submit(minutes=n) for n in range(3)]
    assert priorities.weigh_waiting(by=hub, at=at + HOUR) == 3
    assert priorities.weigh_waiting(by=hub, at=at + HOUR) == 0
    assert priorities.weigh_waiting(by=hub, at=at + DAY) == 1
    assert [("age_days" in points(report)) for report in reports] == [True, False, False]
    assert priorities.weigh_waiting(by=hub, at=at + DAY) == 0


def test_round_goes_on_in_batches(submit, hub, at, monkeypatch):
    monkeypatch.setattr(priorities, "BATCH", 2)
    for number in range(5):
        submit(minutes=number)
    taken = [priorities.weigh_waiting(by=hub, at=at + HOUR) for _ in range(4)]
    assert taken == [2, 2, 1, 0]
    assert not Report.objects.filter(queue_place=0).exists()


def test_other_table_weighs_everything_again(submit, hub, at):
    report = submit()
    priorities.weigh_waiting(by=hub, at=at)
    for version in ("2020.1", "2099.1"):
        Priority.objects.update(version=version)
        assert priorities.weigh_waiting(by=hub, at=at) == 1
        assert row_of(report).version not in ("2020.1", "2099.1")


def test_wave_that_grew_lifts_those_that_came_before(submit, hub, at):
    report = submit()
    priorities.weigh_waiting(by=hub, at=at)
    Trait.objects.create(report=report, kind="post", key="k", at=at)
    Wave.objects.create(kind="post", key="k", sample=report, reports=4, first_at=at, last_at=at)
    assert priorities.notice_grown_waves(by=hub, at=at) == 0
    Wave.objects.update(reports=5)
    assert priorities.notice_grown_waves(by=hub, at=at) == 1
    assert priorities.notice_grown_waves(by=hub, at=at) == 0
    assert priorities.weigh_waiting(by=hub, at=at) == 1
    assert points(report) == {"reports_in_wave": 5}
    Wave.objects.update(reports=49)
    assert priorities.notice_grown_waves(by=hub, at=at) == 0


def test_nothing_is_older_than_a_week(submit, hub, at):
    report = submit()
    priorities.weigh_waiting(by=hub, at=at + 40 * DAY)
    assert row_of(report).changes_at == at + 47 * DAY


def test_task_leaves_nothing_waiting(submit):
    from triage.tasks import weigh_waiting

    report = submit()
    weigh_waiting()
    weigh_waiting()
    assert place(report) > 0


# An officer's word ---------------------------------------------------------------------------------
def override(report, band, officer, at):
    return priority_overrides.override(
        case_id=Report.objects.get(id=report.id).case_id, band=Band(band), by=officer, at=at, reason="A call came in."
    )


def test_override_wins_survives_weighing_and_comes_back(submit, officer, hub, at):
    report, other = submit(), submit(danger="danger")
    weigh(report, other, hub=hub, at=at)
    weighed = place(report)
    override(report, "urgent", officer, at)
    assert place(other) < place(report) < weighed
    weigh(report, hub=hub, at=at + 3 * DAY)
    row = row_of(report)
    assert (row.band, row.band_in_force, row.score) == ("normal", "urgent", 20)
    assert priority_overrides.read_reason(row=row) == "A call came in."
    assert b"call" not in bytes(row.sealed_override_reason)
    priority_overrides.take_back(case_id=report.case_id, by=officer, at=at + 3 * DAY)
    assert row_of(report).band_in_force == "normal"
    assert place(report) > place(other)
    assert priority_overrides.read_reason(row=row_of(report)) == ""


def test_override_is_audited_with_the_bands_and_without_the_reason(submit, officer, at):
    report = submit()
    override(report, "high", officer, at)
    priority_overrides.take_back(case_id=report.case_id, by=officer, at=at)
    entries = Entry.objects.filter(subject=f"case:{report.case.reference}").order_by("sequence")
    assert [(entry.verb, entry.details["from"], entry.details["to"], entry.reason) for entry in entries] == [
        ("priority_set", "low", "high", ""),
        ("priority_taken_back", "high", "low", ""),
    ]


def test_erased_reason_is_gone_and_the_band_stays(submit, officer, at):
    report = submit()
    override(report, "high", officer, at)
    destroy_key(owner=report.id, purpose="material", at=at)
    with pytest.raises(KeyDestroyed):
        priority_overrides.read_reason(row=row_of(report))
    assert row_of(report).band_in_force == "high"


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_override_needs_a_reason(submit, officer, at, reason):
    report = submit()
    with pytest.raises(PriorityNeedsReason):
        priority_overrides.override(case_id=report.case_id, band=Band.HIGH, by=officer, at=at, reason=reason)
    assert not Priority.objects.exclude(overridden_band="").exists()


def test_closed_and_merged_cases_have_no_priority_to_set(report_at, submit, officer, at):
    closed, member = report_at("closed"), submit()
    own = member.case_id
    merge(member, submit(), officer, at)
    for case_id in (closed.case_id, own):
        with pytest.raises(PriorityRefused):
            priority_overrides.override(case_id=case_id, band=Band.HIGH, by=officer, at=at, reason="why")


def test_there_has_to_be_something_to_take_back(submit, officer, at):
    with pytest.raises(PriorityRefused, match="by hand"):
        priority_overrides.take_back(case_id=submit().case_id, by=officer, at=at)


def test_others_may_not_set_a_priority(submit, kent, hub, at):
    report = submit()
    for by in (kent, hub):
        with pytest.raises(NotPermitted):
            priority_overrides.override(case_id=report.case_id, band=Band.HIGH, by=by, at=at, reason="why")
        with pytest.raises(NotPermitted):
            priority_overrides.take_back(case_id=report.case_id, by=by, at=at)
    assert not Priority.objects.exists()


def test_urgent_by_hand_is_not_lost_by_merging_and_stays_with_its_own_case(submit, officer, at):
    lead, member = submit(), submit()
    override(member, "urgent", officer, at)
    merge(member, lead, officer, at)
    making.work_off(at=at)
    row = row_of(lead)
    assert (row.band, row.carried_band, row.band_in_force) == ("low", "urgent", "urgent")
    override(lead, "normal", officer, at)
    assert row_of(lead).band_in_force == "normal"
    priority_overrides.take_back(case_id=lead.case_id, by=officer, at=at)
    merging.unmerge(report_id=member.id, by=officer, at=at, reason="not the same")
    making.work_off(at=at)
    assert (row_of(lead).band_in_force, row_of(member).band_in_force) == ("low", "urgent")


# What is destroyed ---------------------------------------------------------------------------------
@pytest.mark.parametrize("state", ["received", "closed"])
def test_points_told_from_a_senders_keys_go_with_them(submit, report_at, hub, at, state):
    person = {"email": "a@example.org", "kind": "victim", "danger": "unsure"}
    submit(url=POST.format(1), **person)
    report = submit(url=POST.format(2), minutes=1, **person)
    weigh(report, hub=hub, at=at)
    assert points(report) == {"danger_unsure": 50, "repeat_victim": 20}
    if state == "closed":
        Priority.objects.filter(case=report.case).update(changes_at=None)
        Report.objects.filter(id=report.id).update(state="closed", due_at=None)
    destroy_key(owner=report.id, purpose="person", at=at)
    forgetting.forget(report_id=report.id, by=hub, at=at)
    assert points(report) == {"danger_unsure": 50}
    assert (row_of(report).score, row_of(report).band) == (50, "high")
