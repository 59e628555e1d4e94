"""Officers talk with complainants on a tab of the case."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports.models import Message
from reports.services import messaging
from tests.making import reports as making

pytest_plugins = ["tests.making.http"]


@pytest.fixture
def report(db, at):
    return making.submit(at=at, email="a@example.org")


def test_officer_asks_reads_and_marks_as_read(staff, report, at):
    officer = staff("officer")
    case = report.case.reference
    assert officer.post(f"/hub/cases/{case}/ask/{report.id}/", {"text": ""}).status_code == 422
    done = officer.post(f"/hub/cases/{case}/ask/{report.id}/", {"text": "Which account?"})
    assert done.headers["Location"] == f"/hub/cases/{case}/tab/messages/"
    question = Message.objects.get()
    messaging.reply(report_id=report.id, question_id=question.id, text="<i>That</i> one", at=at)
    assert "has written something" in officer.get(f"/hub/cases/{case}/").content.decode()
    page = officer.get(f"/hub/cases/{case}/tab/messages/").content.decode()
    assert "&lt;i&gt;That&lt;/i&gt; one" in page
    shown = Message.objects.get(kind="reply").id
    assert f'name="messages" value="{shown}"' in page
    messaging.add_information(report_id=report.id, text="And another one", at=at)
    officer.post(f"/hub/cases/{case}/messages/read/", {"messages": f"{shown} x"})
    assert "has written something" in officer.get(f"/hub/cases/{case}/").content.decode()
    newer = Message.objects.get(kind="addition").id
    officer.post(f"/hub/cases/{case}/messages/read/", {"messages": str(newer)})
    assert "has written something" not in officer.get(f"/hub/cases/{case}/").content.decode()


def test_question_is_taken_back_with_a_reason(staff, report, officer, at):
    question = messaging.ask(report_id=report.id, text="Which?", by=officer, at=at)
    client, address = staff("officer"), f"/hub/cases/{report.case.reference}/questions/{question.id}/take-back/"
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "Known meanwhile."}).status_code == 302
    assert Message.objects.get().taken_back_at is not None


def test_report_of_another_case_cannot_be_asked_here(staff, report, at):
    other = making.submit(at=at)
    client = staff("officer")
    assert client.get(f"/hub/cases/{report.case.reference}/ask/{other.id}/").status_code == 404
    question = 999_999
    assert client.get(f"/hub/cases/{report.case.reference}/questions/{question}/take-back/").status_code == 404


def test_tab_asks_no_more_of_the_database_for_more_messages(staff, report, at, django_assert_max_num_queries):
    client, address = staff("officer"), f"/hub/cases/{report.case.reference}/tab/messages/"
    with CaptureQueriesContext(connection) as before:
        client.get(address)
    for number in range(5):
        messaging.add_information(report_id=report.id, text=f"number {number}", at=at)
    with django_assert_max_num_queries(len(before) + 1):
        client.get(address)


@pytest.mark.parametrize(("danger", "is_shown"), [("danger", True), ("child", True), ("unsure", True), ("no", False)])
def test_danger_stands_out_in_the_queue_and_on_the_case(staff, at, danger, is_shown):
    report = making.submit(at=at, danger=danger)
    client = staff("officer")
    assert ("Danger" in client.get("/hub/queues/").content.decode()) is is_shown
    assert (
        "They were told to call 999" in client.get(f"/hub/cases/{report.case.reference}/").content.decode()
    ) is is_shown
