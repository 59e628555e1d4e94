"""The case page once what people told has been erased, and in a case of many."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.making import reports as making
from triage.services import merging

pytest_plugins = ["tests.making.http"]
ERASED = "This text has been erased."


def test_case_of_an_erased_report_can_still_be_opened(staff, officer, db, at):
    report = making.submit(at=at, words="w", suspect="s", email="a@example.org", files=[making.picture()])
    making.walk(report, to="assessed_crime", by=officer, at=at)
    making.erase(report, at=at)
    client, case = staff("officer"), f"/hub/cases/{report.case.reference}/"
    page = client.get(case)
    assert page.status_code == 200
    assert ERASED in page.content.decode()
    told = client.post(f"{case}contact/", {"why": "support", "reason": "To call them."}, follow=True)
    assert told.status_code == 200
    assert ERASED in told.content.decode()


def test_overview_asks_no_more_of_the_database_for_more_members(staff, officer, db, at):
    lead = making.submit(at=at, files=[making.picture()])
    client, address = staff("officer"), f"/hub/cases/{lead.case.reference}/"
    with CaptureQueriesContext(connection) as before:
        client.get(address)
    for number in range(4):
        member = making.submit(at=at, files=[making.picture(size=(30 + number, 9))])
        merging.merge(report_id=member.id, into_case_id=lead.case_id, by=officer, at=at, reason="same")
    with CaptureQueriesContext(connection) as after:
        client.get(address)
    assert len(after) <= len(before) + 1
