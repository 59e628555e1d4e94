from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hatehub.audit.models import Entry
from hatehub.reference.models import BankHoliday
from reports.models import Complainant, DecisionNotice, Report, Update
from reports.services import following, notices
from tests.making import reports as making
from triage.services import merging

pytest_plugins = ["tests.making.http"]
PATH = "/hub/late/"
DAY = timedelta(days=1)


@pytest.fixture
def supervisor_client(staff):
    return staff("supervisor")


@pytest.fixture
def untold(report_at):
    """Make a report whose decision has not been told, and whose limit ended some days ago."""

    def make(*, late=4 * DAY, state="assessed_crime", **answers):
        report = report_at(state, **{"email": "a@example.org", "kind": "victim", **answers})
        making.work_off()
        DecisionNotice.objects.filter(report=report).update(tell_by=timezone.now() - late)
        Report.objects.filter(id=report.id, due_at__isnull=False).update(due_at=timezone.now() + DAY)
        return report

    return make


def cases(page, part):
    return [row["case"] for row in page.context[part]["rows"]]


def told_path(report):
    return f"/hub/notices/{DecisionNotice.objects.filter(report=report).latest('id').id}/told/"


# The page ------------------------------------------------------------------------------------------
def test_supervisor_sees_what_was_not_told_in_time_and_why(supervisor_client, untold):
    report = untold()
    page = supervisor_client.get(PATH)
    [row] = page.context["untold"]["rows"]
    assert (row["case"], row["decision"]) == (report.case.reference, "Recorded as a crime")
    assert row["why"] == "The message waits to be sent"
    assert "late" in row["late"]
    assert page.context["figures"].untold == 1
    text = page.content.decode()
    assert report.case.reference in text
    assert f"{told_path(report)}?back=late" in text


@pytest.mark.parametrize("role", ["officer", "force", "partner", "reference_admin"])
def test_others_are_refused_and_shown_nothing(staff, untold, role):
    report = untold()
    answer = staff(role).get(PATH)
    assert answer.status_code == 403
    assert report.case.reference.encode() not in answer.content


def test_stranger_is_sent_to_sign_in(client, db):
    assert client.get(PATH).headers["Location"] == f"/accounts/login/?next={PATH}"


def test_looking_is_all_that_the_page_allows(supervisor_client):
    assert supervisor_client.post(PATH).status_code == 405


def test_empty_page_says_so_kindly(supervisor_client):
    text = supervisor_client.get(PATH).content.decode()
    for words in ("Everybody has heard in time", "No limit ends today", "No clock has run out"):
        assert words in text


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"state": "failed"}, "The message failed for good"),
        ({"attempts": 3}, "The mail system has not taken the message yet"),
        ({"state": "sent", "bounced_at": timezone.now()}, "Messages to this person come back"),
        ({"not_before": timezone.now() + DAY}, "Waits for the hours in which a message is safe"),
    ],
)
def test_reason_is_the_one_of_the_message(supervisor_client, untold, change, why):
    Update.objects.filter(entry__report=untold()).update(**change)
    assert supervisor_client.get(PATH).context["untold"]["rows"][0]["why"] == why


def test_person_with_only_a_telephone_has_to_be_rung(supervisor_client, untold):
    report = untold()
    Update.objects.all().delete()
    Complainant.objects.filter(report=report).update(has_email=False, has_telephone=True)
    assert "somebody has to ring" in supervisor_client.get(PATH).context["untold"]["rows"][0]["why"]


def test_decision_whose_limit_ends_tonight_is_due_today_and_not_late(supervisor_client, untold):
    report = untold()
    tonight = timezone.localtime().replace(hour=23, minute=59, second=59, microsecond=999_999)
    DecisionNotice.objects.filter(report=report).update(tell_by=tonight)
    page = supervisor_client.get(PATH)
    assert (cases(page, "untold"), cases(page, "due_today")) == ([], [report.case.reference])
    assert page.context["figures"].due_today == 1


def test_decision_that_can_wait_until_tomorrow_is_not_shown(supervisor_client, untold):
    untold(late=-DAY * 1.5)
    page = supervisor_client.get(PATH)
    assert cases(page, "untold") == cases(page, "due_today") == []


def test_decision_that_was_told_or_whose_report_was_withdrawn_is_not_shown(supervisor_client, untold, officer, at):
    told, withdrawn = untold(), untold(state="assessed_non_crime")
    notice = DecisionNotice.objects.get(report=told)
    notices.tell_in_person(notice_id=notice.id, by=officer, at=at, reason="By telephone.")
    following.request_review(report_id=withdrawn.id, at=at)
    following.withdraw(report_id=withdrawn.id, at=at)
    assert cases(supervisor_client.get(PATH), "untold") == []


def test_merged_report_leads_to_the_case_in_which_it_is_worked(supervisor_client, submit, officer, at):
    lead, member = submit(), submit(email="a@example.org")
    merging.merge(report_id=member.id, into_case_id=lead.case_id, by=officer, at=at, reason="same")
    making.walk(lead, to="assessed_crime", by=officer, at=at)
    making.work_off()
    [row] = supervisor_client.get(PATH).context["untold"]["rows"]
    assert (row["case"], row["report"], row["is_merged"]) == (lead.case.reference, member.reference, True)


def test_reports_past_their_clock_are_counted_by_queue_and_shown_oldest_first(supervisor_client, report_at):
    first, second, third = report_at("received"), report_at("in_triage"), report_at("received")
    for report, days in ((first, 3), (second, 2), (third, 1)):
        Report.objects.filter(id=report.id).update(due_at=timezone.now() - DAY * days)
    in_time = report_at("received")
    Report.objects.filter(id=in_time.id).update(due_at=timezone.now() + DAY)
    page = supervisor_client.get(PATH)
    assert cases(page, "overdue") == [report.case.reference for report in (first, second, third)]
    assert [(row["name"], row["number"]) for row in page.context["queues"]] == [("New", 2), ("In triage", 1)]
    assert page.context["figures"].overdue == 3
    narrowed = supervisor_client.get(PATH, {"queue": "triage"})
    assert cases(narrowed, "overdue") == [second.case.reference]
    assert "Reports past their clock: In triage" in narrowed.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        {"queue": "nonsense"},
        {"untold": "nonsense", "today": "x" * 5000, "overdue": "_"},
        {"untold": "2026-01-01T00:00:00+00:00_" + "9" * 30},
        {"untold": "2026-01-01T00:00:00+00:00_" + "9" * 5000},
        {"overdue": "9999-12-31T23:59:59-23:59_00000000-0000-0000-0000-000000000000"},
        {"today": "2026-01-01T00:00:00_5"},
    ],
)
def test_page_answers_whatever_the_query_says(supervisor_client, untold, query):
    untold()
    assert supervisor_client.get(PATH, query).status_code == 200


@pytest.fixture
def many(untold):
    """Copy one late notice until there are as many as wanted, each with a report, a line and a message of its own."""

    def make(number):
        report = untold()
        for _ in range(number - 1):
            copy_of(report)
        Report.objects.update(due_at=timezone.now() - DAY)

    return make


def copy_of(report):
    other = making.submit(at=report.submitted_at, email="b@example.org")
    entry = other.story.get(kind="received")
    Report.objects.filter(id=other.id).update(due_at=timezone.now() - DAY)
    old = DecisionNotice.objects.filter(report=report).latest("id")
    fields = {name: getattr(old, name) for name in ("step", "report_version", "entitlement", "decided_at", "tell_by")}
    DecisionNotice.objects.create(report=other, entry=entry, **fields)


def test_page_asks_the_same_few_questions_for_five_rows_and_for_fifty(supervisor_client, many):
    def questions():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert supervisor_client.get(PATH).status_code == 200
        return len(asked)

    many(5)
    few = questions()
    many(46)
    assert questions() == few <= 18


def test_all_parts_are_read_page_by_page_without_a_gap(supervisor_client, many):
    many(57)
    for part in ("untold", "overdue"):
        page = supervisor_client.get(PATH)
        seen = cases(page, part)
        assert "These are the first 50." in page.content.decode()
        assert len(seen) == 50
        page = supervisor_client.get(PATH + page.context[part]["next"])
        seen += cases(page, part)
        assert len(seen) == len(set(seen)) == 57
        assert not page.context[part]["next"]
        assert "Back to the first" in page.content.decode()


@pytest.mark.parametrize(
    ("years_known", "remark"),
    [(-1, "The table of bank holidays ends on 31 December"), (None, "The table of bank holidays is empty")],
)
def test_page_says_when_the_table_of_bank_holidays_ends(supervisor_client, years_known, remark):
    year = timezone.now().year
    kept = BankHoliday.objects.filter(date__year__lte=year + years_known) if years_known else BankHoliday.objects.none()
    BankHoliday.objects.exclude(id__in=kept.values("id")).delete()
    assert remark in supervisor_client.get(PATH).content.decode()


def test_nothing_is_said_while_the_table_reaches_far_enough(supervisor_client):
    assert "The table of bank holidays" not in supervisor_client.get(PATH).content.decode()


# Navigation ----------------------------------------------------------------------------------------
def links(page):
    return [(str(item["text"]), item["count"], item["active"]) for item in page.context["navigation"]]


def test_supervisor_finds_the_page_in_the_navigation_with_its_count(supervisor_client, untold, report_at):
    untold()
    report_at("received")
    assert {("Queues", None, True), ("Late", 2, False)} <= set(links(supervisor_client.get("/hub/queues/")))
    assert {("Queues", None, False), ("Late", 2, True)} <= set(links(supervisor_client.get(PATH)))


def test_officer_does_not_find_it(staff):
    assert "Late" not in [text for text, _, _ in links(staff("officer").get("/hub/queues/"))]


# Told in person ------------------------------------------------------------------------------------
@pytest.mark.parametrize(("role", "goes_to"), [("supervisor", PATH), ("officer", None)])
def test_officer_notes_that_somebody_was_told(staff, untold, role, goes_to):
    report = untold()
    client, path = staff(role), told_path(report) + "?back=late"
    page = client.get(path)
    assert report.reference in page.content.decode()
    answer = client.post(path, {"reason": "By telephone at 11."})
    assert answer.headers["Location"] == (goes_to or f"/hub/cases/{report.case.reference}/")
    assert DecisionNotice.objects.get(report=report).route == "in_person"
    assert Entry.objects.get(verb="decision_told").reason == "By telephone at 11."


@pytest.mark.parametrize("reason", ["", "   ", "\0", "x" * 4001])
def test_reason_is_needed_and_checked(staff, untold, reason):
    report = untold()
    page = staff("officer").post(told_path(report), {"reason": reason})
    assert page.status_code == 422
    assert DecisionNotice.objects.get(report=report).told_at is None


def test_telling_twice_is_said_and_changes_nothing(staff, untold, officer, at):
    report = untold()
    notice = DecisionNotice.objects.get(report=report)
    notices.tell_in_person(notice_id=notice.id, by=officer, at=at, reason="First.")
    client = staff("officer")
    assert b"has been told of the decision already" in client.get(told_path(report)).content
    page = client.post(told_path(report), {"reason": "Again."}, follow=True)
    assert b"has been told of the decision already" in page.content
    assert Entry.objects.filter(verb="decision_told").count() == 1


@pytest.mark.parametrize("role", ["force", "partner", "reference_admin"])
def test_nobody_else_notes_it(staff, untold, role):
    report = untold()
    assert staff(role).post(told_path(report), {"reason": "By telephone."}).status_code == 403
    assert DecisionNotice.objects.get(report=report).told_at is None


@pytest.mark.parametrize("number", ["0", "9" * 30])
def test_notice_that_does_not_exist_is_not_found(staff, number):
    assert staff("officer").get(f"/hub/notices/{number}/told/").status_code == 404


# The case page -------------------------------------------------------------------------------------
def test_overview_says_by_when_and_how_the_person_is_told(staff, untold, officer, at):
    report, client = untold(), staff("officer")
    path = f"/hub/cases/{report.case.reference}/"
    text = client.get(path).content.decode()
    assert "Recorded as a crime: to be told by" in text
    assert "Not told yet. The message waits to be sent." in text
    assert told_path(report) in text
    notice = DecisionNotice.objects.get(report=report)
    notices.tell_in_person(notice_id=notice.id, by=officer, at=at, reason="By telephone.")
    text = client.get(path).content.decode()
    assert "Told on 2 March 2026, 12:00 in person." in text
    assert told_path(report) not in text


def test_overview_is_silent_before_there_is_a_decision(staff, report_at):
    report = report_at("in_triage")
    assert "Told of the decision" not in staff("officer").get(f"/hub/cases/{report.case.reference}/").content.decode()
