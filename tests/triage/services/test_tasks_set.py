"""Tasks on cases: set, moved, handed on, ended."""

from datetime import date, time, timedelta

import pytest

from hatehub.accounts.actors import Actor, actor_for_user
from hatehub.accounts.models import User
from hatehub.accounts.permissions import NotPermitted
from hatehub.accounts.roles import Role
from hatehub.audit.models import Entry
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from triage.models import Claim, Mention, Task
from triage.selectors import my_day
from triage.selectors import tasks as reading
from triage.selectors.merges import cases_below
from triage.services import merging, notes, tasks
from triage.services.tasks import Due

WORDS = "[Invented] Ring the school."
TOMORROW = Due(day=date(2026, 3, 3))


@pytest.fixture
def colleague(db):
    return User.objects.create_user(username="ana", role="officer")


@pytest.fixture
def ben(db):
    return User.objects.create_user(username="ben", role="supervisor")


@pytest.fixture
def set_one(officer, at):
    def make(case_id, *, text=WORDS, due=TOMORROW, assignee=None):
        return tasks.set_task(
            case_id=case_id, text=text, due=due, assignee_id=assignee and assignee.id, by=officer, at=at
        )

    return make


def details(verb):
    return [(entry.reason, entry.details) for entry in Entry.objects.filter(verb=verb).order_by("id")]


def claim(report, user, at, **more):
    return Claim.objects.create(case_id=report.case_id, officer=user, claimed_at=at, claimed_by="officer:x", **more)


def shown(user):
    return [task.text for task in my_day.get_my_day(by=actor_for_user(user)).tasks]


def test_task_is_sealed_and_the_audit_has_for_whom_and_when(submit, set_one, colleague):
    case = submit().case
    task = set_one(case.id, assignee=colleague)
    assert WORDS.encode() not in bytes(Task.objects.get().sealed_text)
    [row] = reading.open_tasks(case_ids=[case.id])
    assert (row.text, row.assignee, row.case) == (WORDS, "ana", case.reference)
    assert details("task_set") == [("", {"task": task.id, "due": "2026-03-03", "for_whom": "ana"})]


@pytest.mark.parametrize(
    ("text", "due", "refusal"),
    [
        (" ", TOMORROW, tasks.TaskRefused),
        ("x" * 1001, TOMORROW, tasks.TaskRefused),
        (WORDS, Due(day=date(2026, 3, 1)), tasks.DueInThePast),
        (WORDS, Due(day=date(2026, 3, 2), clock=time(12, 0)), tasks.DueInThePast),
        (WORDS, Due(day=date.max), tasks.DueInThePast),
    ],
)
def test_task_without_words_or_with_a_moment_that_has_passed_is_refused(submit, set_one, text, due, refusal):
    with pytest.raises(refusal):
        set_one(submit().case_id, text=text, due=due)
    assert not Task.objects.exists()
    assert details("task_set") == []


def test_task_of_today_is_due_by_its_time_or_the_end_of_the_day(submit, set_one, at):
    case_id = submit().case_id
    by_time = set_one(case_id, due=Due(day=date(2026, 3, 2), clock=time(12, 1)))
    by_day = set_one(case_id, due=Due(day=date(2026, 3, 2)))
    assert (by_time.due_at - at, by_day.due_at - at) == (timedelta(minutes=1), timedelta(hours=12))


@pytest.mark.parametrize("more", [{"role": "reference_admin"}, {"role": "officer", "is_active": False}])
def test_only_those_who_work_on_cases_are_given_tasks(submit, set_one, more):
    user = User.objects.create_user(username="gone", **more)
    with pytest.raises(tasks.TaskRefused):
        set_one(submit().case_id, assignee=user)
    assert not Task.objects.exists()


def test_moving_and_handing_on_needs_no_reason_and_is_in_the_history(submit, set_one, officer, colleague, at):
    task = set_one(submit().case_id)
    later = Due(day=date(2026, 3, 9), clock=time(9, 30))
    tasks.change(task_id=task.id, due=later, assignee_id=colleague.id, by=officer, at=at)
    tasks.change(task_id=task.id, due=later, assignee_id=colleague.id, by=officer, at=at)
    assert details("task_moved") == [("", {"task": task.id, "was": "2026-03-03", "due": "2026-03-09T09:30"})]
    assert details("task_handed_on") == [("", {"task": task.id, "was": "owner", "for_whom": "ana"})]


def test_overdue_task_is_handed_on_as_it_is_and_not_moved_into_the_past(submit, set_one, officer, colleague, at):
    task, late = set_one(submit().case_id), at + timedelta(days=9)
    tasks.change(task_id=task.id, due=TOMORROW, assignee_id=colleague.id, by=officer, at=late)
    with pytest.raises(tasks.DueInThePast):
        tasks.change(task_id=task.id, due=Due(day=date(2026, 3, 4)), assignee_id=None, by=officer, at=late)
    task.refresh_from_db()
    assert (task.due_on, task.assignee) == (date(2026, 3, 3), colleague)


@pytest.mark.parametrize(("end", "state"), [(tasks.finish, "done"), (tasks.cancel, "cancelled")])
def test_task_ends_once_with_who_and_when(submit, set_one, officer, supervisor, at, end, state):
    case = submit().case
    task = set_one(case.id)
    end(task_id=task.id, by=officer, at=at)
    [row] = reading.ended_tasks(case_ids=[case.id], by=officer)
    assert (row.state, row.ended_by, row.ended_at) == (state, "officer-1", at)
    assert reading.open_tasks(case_ids=[case.id]) == []
    assert details(f"task_{state}") == [("", {"task": task.id})]
    for again in (tasks.finish, tasks.cancel):
        with pytest.raises(tasks.TaskOver):
            again(task_id=task.id, by=supervisor, at=at)
    with pytest.raises(tasks.TaskOver):
        tasks.change(task_id=task.id, due=TOMORROW, assignee_id=None, by=officer, at=at)
    assert Task.objects.get().ended_by == str(officer)


def test_other_roles_do_nothing_with_tasks(submit, set_one, kent, hub, at):
    case = submit().case
    task = set_one(case.id)
    for by in (kent, hub, Actor(role=Role.REFERENCE_ADMIN, identifier="a")):
        with pytest.raises(NotPermitted):
            tasks.set_task(case_id=case.id, text=WORDS, due=TOMORROW, assignee_id=None, by=by, at=at)
        with pytest.raises(NotPermitted):
            tasks.change(task_id=task.id, due=TOMORROW, assignee_id=None, by=by, at=at)
        with pytest.raises(NotPermitted):
            tasks.finish(task_id=task.id, by=by, at=at)
        with pytest.raises(NotPermitted):
            tasks.cancel(task_id=task.id, by=by, at=at)
        with pytest.raises(NotPermitted):
            reading.ended_tasks(case_ids=[case.id], by=by)
        with pytest.raises(NotPermitted):
            my_day.get_my_day(by=by)
    assert Task.objects.get().state == "open"


def test_erased_task_says_so_and_can_still_be_ended(submit, set_one, officer, at):
    report = submit()
    task = set_one(report.case_id)
    vault.destroy_key(owner=report.id, purpose=Purpose.MATERIAL, at=at)
    assert [row.text for row in reading.open_tasks(case_ids=[report.case_id])] == [None]
    with pytest.raises(vault.KeyDestroyed):
        set_one(report.case_id)
    tasks.finish(task_id=task.id, by=officer, at=at)
    assert Task.objects.count() == 1


def test_tasks_are_shown_where_a_case_went_and_stay_where_they_were_set(submit, set_one, officer, at):
    one, two = submit(), submit(minutes=1)
    set_one(two.case_id)
    merging.merge(report_id=two.id, into_case_id=one.case_id, by=officer, at=at, reason="same")
    [row] = reading.open_tasks(case_ids=cases_below(case_id=one.case_id))
    assert row.case == one.case.reference
    merging.unmerge(report_id=two.id, by=officer, at=at, reason="not the same")
    assert reading.open_tasks(case_ids=cases_below(case_id=one.case_id)) == []
    [row] = reading.open_tasks(case_ids=cases_below(case_id=two.case_id))
    assert row.case == two.case.reference


def test_task_of_a_closed_case_is_told_apart(report_at, set_one):
    report = report_at("closed")
    set_one(report.case_id)
    assert [row.is_case_closed for row in reading.open_tasks(case_ids=[report.case_id])] == [True]


# My day --------------------------------------------------------------------------------------------
def test_day_has_own_tasks_and_those_of_own_cases_the_first_due_first(submit, set_one, officer, colleague, ben, at):
    mine, theirs, merged = submit(), submit(minutes=1), submit(minutes=2)
    claim(mine, colleague, at)
    claim(theirs, ben, at)
    set_one(mine.case_id, text="of my case", due=Due(day=date(2026, 3, 9)))
    set_one(mine.case_id, text="of my case for Ben", assignee=ben)
    set_one(theirs.case_id, text="of another case")
    set_one(theirs.case_id, text="mine on another case", due=Due(day=date(2026, 3, 5)), assignee=colleague)
    set_one(merged.case_id, text="of what was merged", due=Due(day=date(2026, 3, 4)))
    merging.merge(report_id=merged.id, into_case_id=mine.case_id, by=officer, at=at, reason="same")
    assert shown(colleague) == ["of what was merged", "mine on another case", "of my case"]
    assert sorted(shown(ben)) == ["of another case", "of my case for Ben"]


def test_task_for_whoever_has_a_case_that_was_closed_stays_with_who_had_it(report_at, set_one, colleague, ben, at):
    report = report_at("closed")
    claim(report, colleague, at, ended_at=at, ended_by="officer:x", ended_as="closed")
    set_one(report.case_id)
    assert shown(colleague) == [WORDS]
    claim(report, ben, at)
    assert shown(colleague) == []


def test_day_lists_own_open_cases_by_clock_and_what_they_wait_for(submit, report_at, officer, colleague, ben, at):
    later, sooner = submit(minutes=9), submit()
    closed, other, ended, merged = report_at("closed"), submit(), submit(), submit()
    for report in (later, sooner, closed, merged):
        claim(report, colleague, at)
    claim(other, ben, at)
    claim(ended, colleague, at, ended_at=at, ended_by="officer:x", ended_as="released")
    merging.merge(report_id=merged.id, into_case_id=sooner.case_id, by=officer, at=at, reason="same")
    found = my_day.get_my_day(by=actor_for_user(colleague))
    assert [case.id for case in found.cases] == [sooner.case_id, later.case_id]
    assert (found.total, found.waiting) == (2, {"new": 2})
    assert my_day.get_my_day(by=officer).cases == []


def test_day_counts_what_complainants_wrote_and_have_not_answered(submit, officer, colleague, at):
    from reports.services import messaging

    report, other = submit(email="a@example.org"), submit(email="b@example.org")
    claim(report, colleague, at)
    messaging.ask(report_id=report.id, text="Which?", by=officer, at=at)
    answered = messaging.ask(report_id=report.id, text="When?", by=officer, at=at)
    messaging.reply(report_id=report.id, question_id=answered.id, text="Then.", at=at)
    messaging.add_information(report_id=other.id, text="More.", at=at)
    found = my_day.get_my_day(by=actor_for_user(colleague))
    assert (found.unread, found.asked) == (1, 1)


def test_count_has_tasks_of_the_day_and_unread_mentions(submit, set_one, officer, colleague, at):
    report, by = submit(), actor_for_user(colleague)
    claim(report, colleague, at)
    for day in (2, 3):
        set_one(report.case_id, due=Due(day=date(2026, 3, day)), assignee=colleague)
        set_one(report.case_id, due=Due(day=date(2026, 3, day)))
        set_one(submit().case_id, due=Due(day=date(2026, 3, day)))
    notes.write(case_id=report.case_id, text="@ana", by=officer, at=at)

    def waiting(actor):
        return [rows.count() for rows in my_day.waiting_rows(by=actor, before=my_day.end_of_day(at))]

    assert waiting(by) == [1, 1, 1]
    notes.mark_read(mention_ids=[Mention.objects.get().id], by=by, at=at)
    for task in Task.objects.all():
        tasks.finish(task_id=task.id, by=officer, at=at)
    assert waiting(by) == [0, 0, 0]
    assert waiting(officer) == []


def test_day_costs_the_same_however_much_there_is(
    submit, set_one, officer, colleague, at, django_assert_max_num_queries
):
    for number in range(5):
        report = submit(minutes=number)
        claim(report, colleague, at)
        for _ in range(3):
            set_one(report.case_id)
            set_one(report.case_id, assignee=colleague)
            notes.write(case_id=report.case_id, text="@ana", by=officer, at=at)
    with django_assert_max_num_queries(5):
        found = my_day.get_my_day(by=actor_for_user(colleague))
    assert (len(found.tasks), len(found.mentions), found.total) == (30, 5, 5)
