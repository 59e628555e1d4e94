"""Officers set tasks on a case, and begin the day with what waits for them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hatehub.accounts.models import User
from triage.models import Claim, Task
from triage.services import notes, tasks
from triage.services.tasks import Due

pytest_plugins = ["tests.making.http"]


@pytest.fixture
def client(staff):
    return staff("officer")


@pytest.fixture
def me(client):
    return User.objects.get(id=client.session["_auth_user_id"])


@pytest.fixture
def set_one(officer):
    def make(report, *, text="[Invented] Ring the school.", days=1, assignee=None):
        now = timezone.now()
        due = Due(day=timezone.localdate() + timedelta(days=days))
        return tasks.set_task(
            case_id=report.case_id, text=text, due=due, assignee_id=assignee and assignee.id, by=officer, at=now
        )

    return make


def text_of(page):
    return " ".join(page.content.decode().split())


def typed(days=1, **more):
    day = timezone.localdate() + timedelta(days=days)
    parts = {"day_day": str(day.day), "day_month": str(day.month), "day_year": str(day.year)}
    return {"text": "[Invented] Ring the school.", **parts, "time": "", "assignee": "", **more}


def test_task_is_set_shown_beside_the_next_step_and_done(client, me, submit):
    case = submit().case
    address = f"/hub/cases/{case.reference}/tasks/"
    answer = client.post(address, typed(assignee=str(me.id), time="14.30"))
    assert answer.headers["Location"] == address
    task = Task.objects.get()
    assert (task.assignee, f"{task.due_time:%H:%M}") == (me, "14:30")
    page = client.get(f"/hub/cases/{case.reference}/")
    assert [row["text"] for row in page.context["open_tasks"]] == ["[Invented] Ring the school."]
    assert f"14:30 · {me.username} · set by {me.username}" in text_of(page)
    back = client.post(f"{address}{task.id}/done/", {"back": f"/hub/cases/{case.reference}/"})
    assert back.headers["Location"] == f"/hub/cases/{case.reference}/"
    text = text_of(client.get(address))
    assert "Nothing is to be done beside the next step." in text
    assert f"done by {me.username}" in text
    assert "Task done" in text_of(client.get(f"/hub/cases/{case.reference}/tab/timeline/"))


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"text": ""}, "Write what is to be done."),
        ({"text": "x" * 1001}, "at most 1000 characters"),
        ({"day_day": "", "day_month": "", "day_year": ""}, "Enter the day, for example 27 3 2026."),
        ({"day_year": "2020"}, "Choose a day and a time that are still to come."),
        ({"day_day": "31", "day_month": "12", "day_year": "9999"}, "Choose an earlier day."),
        ({"time": "half past two"}, "Enter the time as hours and minutes"),
        ({"assignee": "999999"}, "is not one of the available choices"),
        ({"assignee": "x"}, "is not one of the available choices"),
    ],
)
def test_what_is_missing_or_wrong_is_told_and_nothing_is_lost(client, submit, sent, words):
    page = client.post(f"/hub/cases/{submit().case.reference}/tasks/", typed(**sent))
    assert page.status_code == 422
    assert words in text_of(page)
    assert "text" in sent or "[Invented] Ring the school." in text_of(page)
    assert not Task.objects.exists()


def test_task_is_moved_and_handed_on(client, me, submit, set_one):
    report = submit()
    task = set_one(report)
    address = f"/hub/cases/{report.case.reference}/tasks/{task.id}/"
    assert client.get(address).context["form"].initial["day"] == task.due_on
    assert client.post(address, typed(days=-1)).status_code == 422
    assert client.post(address, typed(days=9, assignee=str(me.id))).status_code == 302
    task.refresh_from_db()
    assert (task.due_on, task.assignee) == (timezone.localdate() + timedelta(days=9), me)
    timeline = text_of(client.get(f"/hub/cases/{report.case.reference}/tab/timeline/"))
    assert "Task moved" in timeline
    assert "Task handed on" in timeline


def test_task_that_a_colleague_has_ended_is_told(client, submit, set_one, officer):
    report = submit()
    task = set_one(report)
    tasks.cancel(task_id=task.id, by=officer, at=timezone.now())
    address = f"/hub/cases/{report.case.reference}/tasks/{task.id}/"
    page = client.post(f"{address}done/", follow=True)
    assert "Somebody has ended this task already" in text_of(page)
    assert client.post(address, typed()).status_code == 422
    assert Task.objects.get().state == "cancelled"


def test_task_of_another_case_is_not_found(client, submit, set_one):
    report, other = submit(), submit(minutes=1)
    task = set_one(report)
    address = f"/hub/cases/{other.case.reference}/tasks/"
    assert client.get(f"{address}{task.id}/").status_code == 404
    for what in ("done", "cancel"):
        assert client.post(f"{address}{task.id}/{what}/").status_code == 404
        assert client.get(f"{address}{task.id}/{what}/").status_code == 405
    assert client.get(f"{address}99999999999999999999/").status_code == 404
    assert Task.objects.get().state == "open"


@pytest.mark.parametrize("back", ["https://elsewhere.example/hub/", "//elsewhere.example", "/accounts/logout/", ""])
def test_button_leads_back_only_to_pages_of_the_workbench(client, submit, set_one, back):
    report = submit()
    task = set_one(report)
    tasks_page = f"/hub/cases/{report.case.reference}/tasks/"
    answer = client.post(f"{tasks_page}{task.id}/done/", {"back": back})
    assert answer.status_code == 302
    assert answer.headers["Location"] == tasks_page


def test_task_on_a_closed_case_says_so(client, me, report_at, set_one):
    report = report_at("closed")
    set_one(report, assignee=me)
    for address in (f"/hub/cases/{report.case.reference}/", "/hub/my-day/"):
        assert "The case is closed" in text_of(client.get(address))


def test_case_costs_the_same_for_one_task_as_for_many(client, me, submit, set_one):
    report = submit()

    def queries(address):
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    addresses = [f"/hub/cases/{report.case.reference}/", f"/hub/cases/{report.case.reference}/tasks/"]
    set_one(report, assignee=me)
    client.get(addresses[0])
    few = [queries(address) for address in addresses]
    for _ in range(5):
        set_one(report, assignee=me)
    assert [queries(address) for address in addresses] == few


# My day --------------------------------------------------------------------------------------------
def test_day_shows_overdue_today_and_later_mentions_and_own_cases(client, me, submit, set_one, officer):
    report, at = submit(), timezone.now()
    Claim.objects.create(case_id=report.case_id, officer=me, claimed_at=at, claimed_by=f"officer:{me.username}")
    late = set_one(report, text="the late one", assignee=me)
    Task.objects.filter(id=late.id).update(due_on=at.date() - timedelta(days=3), due_at=at - timedelta(days=2))
    set_one(report, text="the one of today", days=0)
    set_one(report, text="the later one", days=5)
    notes.write(case_id=report.case_id, text=f"@{me.username} [Invented] look", by=officer, at=at)
    page = client.get("/hub/my-day/")
    for name, words in (("overdue", "the late one"), ("today", "the one of today"), ("later", "the later one")):
        assert [row["text"] for row in page.context[f"tasks_{name}"]] == [words]
    text = text_of(page)
    assert "2 days late" in text
    assert "[Invented] look" in text
    assert [row["reference"] for row in page.context["cases"]] == [report.case.reference]
    first = page.context["navigation"][0]
    assert (first["href"], first["active"], first["count"]) == ("/hub/my-day/", True, 3)


def test_empty_day_says_so(client):
    text = text_of(client.get("/hub/my-day/"))
    for words in ("No task waits for you.", "You have read all that mentions you.", "You have no case."):
        assert words in text


def test_day_costs_the_same_however_much_there_is_and_little(client, me, submit, set_one, officer):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/hub/my-day/").status_code == 200
        return len(seen)

    def more(number):
        report, at = submit(minutes=number), timezone.now()
        Claim.objects.create(case_id=report.case_id, officer=me, claimed_at=at, claimed_by="officer:x")
        set_one(report)
        notes.write(case_id=report.case_id, text=f"@{me.username}", by=officer, at=at)

    more(0)
    client.get("/hub/my-day/")
    few = queries()
    for number in range(1, 6):
        more(number)
    assert queries() == few
    assert few <= 12  # five are the page's own; the others are who is signed in, and what the navigation counts
