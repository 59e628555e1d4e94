from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hatehub.audit.models import Entry
from reports.models import Report
from tests.making import reports as making
from triage.models import Priority
from triage.rules.priority_table import Fact
from triage.selectors import queues
from triage.selectors.priority_tables import get_priority_table
from triage.services import priorities
from triage.web import priority_words

pytest_plugins = ["tests.making.http"]
CALL = {"band": "urgent", "reason": "[Invented] A call came in."}


@pytest.fixture
def client(staff):
    return staff("officer")


@pytest.fixture
def weighed(submit, hub):
    """Make a report and weigh its case as the worker would."""

    def make(**answers):
        report = submit(**answers)
        priorities.weigh_cases(case_ids=[report.case_id], by=hub, at=timezone.now())
        return report

    return make


def path(report, more=""):
    return f"/hub/cases/{report.case.reference}/priority/{more}"


def text_of(page):
    return " ".join(page.content.decode().split())


# The case ------------------------------------------------------------------------------------------
def test_case_shows_each_point_with_its_reason_the_sum_and_the_version(client, weighed):
    report = weighed(danger="danger", needs_interpreter=True)
    row = Priority.objects.get()
    for address in (f"/hub/cases/{report.case.reference}/", path(report)):
        page = client.get(address)
        shown = page.context["priority"]
        assert sum(part["points"] for part in shown["parts"]) == shown["score"] == row.score
        names = [str(part["name"]) for part in shown["parts"]]
        assert names[:2] == ["Threat to life", "Needs an interpreter"]
        text = text_of(page)
        assert "1 report says that somebody is in danger now" in text
        assert f"by the weights of version {row.version}" in text
        assert f"Urgent · {row.score}" in text


def test_case_that_nobody_has_weighed_says_so(client, submit):
    assert "Not weighed yet" in text_of(client.get(path(submit())))


def test_officer_sets_a_priority_with_a_reason_and_takes_it_back(client, weighed):
    report = weighed()
    answer = client.post(path(report), CALL)
    assert (answer.status_code, answer.headers["Location"]) == (302, path(report))
    text = text_of(client.get(path(report)))
    assert "set by hand" in text
    assert CALL["reason"] in text
    [row] = client.get("/hub/queues/").context["rows"]
    assert (str(row["priority"]["label"]), row["priority"]["mark"]) == ("Urgent", "set by hand")
    assert "set by hand" in text_of(client.get("/hub/queues/"))
    client.post(path(report, "take-back/"))
    assert Priority.objects.get().overridden_band == ""
    assert CALL["reason"] not in text_of(client.get(path(report)))
    verbs = Entry.objects.filter(subject=f"case:{report.case.reference}").values_list("verb", flat=True)
    assert [verb for verb in verbs.order_by("sequence") if verb != "read"] == ["priority_set", "priority_taken_back"]


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Choose how urgent it is."),
        ({"band": "urgent", "reason": " "}, "Give the reason."),
        ({"band": "apocalyptic", "reason": "why"}, "apocalyptic is not one of the available choices"),
        ({"band": "high", "reason": "x" * 5000}, "at most 4000 characters"),
    ],
)
def test_what_is_missing_is_asked_for_and_nothing_changes(client, weighed, sent, words):
    report = weighed()
    page = client.post(path(report), sent)
    assert page.status_code == 422
    assert words in page.content.decode()
    assert Priority.objects.get().overridden_band == ""


def test_closed_case_is_refused_with_words(client, report_at):
    report = report_at("closed")
    page = client.post(path(report), CALL)
    assert page.status_code == 422
    assert "has no place in a queue" in page.content.decode()
    assert client.post(path(report, "take-back/")).status_code == 302


def test_looking_at_the_points_is_recorded(client, weighed):
    report = weighed()
    client.get(path(report))
    assert Entry.objects.filter(subject=f"case:{report.case.reference}", details={"what": "priority"}).count() == 1


def test_erased_reason_is_said_to_be_erased(client, weighed, at):
    report = weighed()
    client.post(path(report), CALL)
    making.erase(report, at=at)
    text = text_of(client.get(path(report)))
    assert "This text has been erased." in text
    assert client.post(path(report), CALL).status_code == 422


# The queue -----------------------------------------------------------------------------------------
def references(page):
    return [row["reference"] for row in page.context["rows"]]


def test_queue_is_ordered_by_priority_and_then_by_the_clock(client, weighed, submit):
    now = timezone.now()
    calm, older, danger = weighed(minutes=5), weighed(), weighed(danger="danger", minutes=9)
    new = submit(minutes=20)
    Report.objects.filter(id__in=[calm.id, older.id]).update(queue_place=30_000)
    shown = references(client.get("/hub/queues/"))
    assert shown == [each.case.reference for each in (new, danger, older, calm)]
    by_clock = references(client.get("/hub/queues/?order=clock"))
    assert by_clock == [each.case.reference for each in (older, calm, danger, new)]
    Report.objects.filter(id=new.id).update(time_bar_on=now.date() + timedelta(days=9))
    Report.objects.filter(id=calm.id).update(time_bar_on=now.date() - timedelta(days=9))
    by_bar = references(client.get("/hub/queues/?order=time_bar"))
    assert by_bar == [each.case.reference for each in (calm, new, older, danger)]


@pytest.mark.parametrize("order", ["priority", "clock", "time_bar"])
@pytest.mark.parametrize("queue", ["", "new", "to_close"])
def test_each_order_is_read_page_by_page_without_a_gap(client, submit, order, queue, monkeypatch):
    monkeypatch.setattr(queues, "PAGE", 4)
    made = [submit(minutes=number // 3) for number in range(18)]
    for number, report in enumerate(made):
        state = ("received", "out_of_scope", "assessed_non_crime")[number % 3]
        bar = date(2026, 9, 1 + number % 2) if number % 4 else date.max
        Report.objects.filter(id=report.id).update(queue_place=number % 2, time_bar_on=bar, state=state)
    wanted = set(made[::3] if queue == "new" else [*made[1::3], *made[2::3]] if queue else made)
    seen, address = [], f"/hub/queues/?queue={queue}&order={order}"
    while address:
        page = client.get(address)
        seen += references(page)
        address = page.context["page"]["next"]
    fields = {"priority": ["queue_place"], "clock": [], "time_bar": ["time_bar_on"]}[order]
    ordered = Report.objects.filter(id__in=[each.id for each in wanted]).order_by(*fields, "due_at", "id")
    assert seen == list(ordered.values_list("case__reference", flat=True))


def test_row_that_moves_between_two_pages_is_neither_lost_nor_blocks(client, submit, monkeypatch):
    monkeypatch.setattr(queues, "PAGE", 2)
    made = [submit(minutes=number) for number in range(5)]
    first = client.get("/hub/queues/?order=clock")
    Report.objects.filter(id=made[1].id).update(due_at=made[4].submitted_at + timedelta(days=9))
    second = client.get(first.context["page"]["next"])
    assert references(second) == [each.case.reference for each in made[2:4]]


CURSORS = [
    "nonsense",
    "_",
    "__",
    "1_2026-01-01T00:00:00+00:00_nonsense",
    "1_2026-01-01T00:00:00_00000000-0000-0000-0000-000000000000",
    "-1_2026-01-01T00:00:00+00:00_00000000-0000-0000-0000-000000000000",
    "99999999999999999999_2026-01-01T00:00:00+00:00_00000000-0000-0000-0000-000000000000",
    "²_2026-01-01T00:00:00+00:00_00000000-0000-0000-0000-000000000000",
    "1_9999-12-31T23:59:59-23:59_00000000-0000-0000-0000-000000000000",
    "1_0001-01-01T00:00:00+23:59_00000000-0000-0000-0000-000000000000",
    "9999-12-31_2026-01-01T00:00:00+00:00_00000000-0000-0000-0000-000000000000",
    "x" * 10_000,
]


@pytest.mark.parametrize("order", ["priority", "clock", "time_bar", "nonsense"])
def test_queue_answers_whatever_order_and_cursor_say(client, weighed, order):
    weighed()
    for cursor in CURSORS:
        assert client.get("/hub/queues/", {"order": order, "after": cursor}).status_code == 200


def test_address_keeps_queue_and_order(client, weighed):
    weighed()
    page = client.get("/hub/queues/?queue=new&order=clock")
    chosen = [order for order in page.context["orders"] if order["is_chosen"]]
    assert [str(order["text"]) for order in chosen] == ["Clock"]
    assert {order["href"] for order in page.context["orders"]} == {
        "/hub/queues/?queue=new",
        "/hub/queues/?queue=new&order=clock",
        "/hub/queues/?queue=new&order=time_bar",
        "/hub/queues/?queue=new&order=oldest",
        "/hub/queues/?queue=new&order=newest",
    }
    beside = [item["href"] for item in page.context["queues"]]
    assert "/hub/queues/?queue=triage&order=clock" in beside
    assert "/hub/queues/?queue=closed" in beside, "closed cases have no clock"


@pytest.mark.parametrize("order", ["priority", "clock", "time_bar"])
def test_queue_costs_the_same_for_one_report_as_for_many(client, weighed, order):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/hub/queues/", {"order": order}).status_code == 200
        return len(seen)

    weighed(words="one two three")
    client.get("/hub/queues/")
    one = queries()
    for number in range(6):
        weighed(words="one two three", minutes=number)
    assert queries() == one


def test_time_bar_is_shown_and_a_near_one_said_in_words(client, weighed):
    today = timezone.localdate()
    near, far, past, none = (weighed(minutes=number) for number in range(4))
    bars = {
        near.case_id: today + timedelta(days=30),
        far.case_id: today + timedelta(days=31),
        past.case_id: today - timedelta(days=1),
    }
    for case_id, day in bars.items():
        Report.objects.filter(case=case_id).update(time_bar_on=day)
    rows = {row["id"]: row["time_bar"] for row in client.get("/hub/queues/").context["rows"]}
    assert (rows[near.id]["warning"], rows[far.id]["warning"], rows[past.id]["warning"]) == (
        "30 days left",
        "",
        "passed",
    )
    assert rows[none.id] is None


# The weights ---------------------------------------------------------------------------------------
def test_weights_in_force_are_shown_with_their_version(client, weighed):
    weighed(danger="danger")
    weighed()
    page = client.get("/hub/priorities/")
    table, text = get_priority_table(), text_of(page)
    assert f"Version {table.version}" in text
    shown = [(str(row["name"]), row["points"]) for row in page.context["rows"]]
    assert shown == [(str(priority_words.FACTS[fact]), points) for fact in Fact for _, points in table.weights[fact]]
    assert sum(band["cases"] for band in page.context["bands"]) == 2
    assert page.context["bands"][0]["cases"] == 1


def test_weights_count_what_waits_and_what_is_set_by_hand(client, weighed, submit):
    report = weighed()
    client.post(path(report), CALL)
    submit()
    page = client.get("/hub/priorities/")
    assert (page.context["unweighed"], page.context["by_hand"]) == (1, 1)


@pytest.mark.parametrize(("role", "is_there"), [("supervisor", True), ("officer", False)])
def test_supervisors_find_the_weights_in_the_navigation(staff, db, role, is_there):
    page = staff(role).get("/hub/priorities/")
    assert page.status_code == 200
    found = [item["href"] for item in page.context["navigation"]]
    assert ("/hub/priorities/" in found) is is_there


@pytest.mark.parametrize("fact", list(Fact))
def test_every_fact_has_its_words(fact):
    assert str(priority_words.FACTS[fact])
    for amount in (1, 2):
        words = priority_words.reason(fact, amount)
        assert words
        assert "%" not in words
        assert "%" not in priority_words.step_words(fact, amount)


def test_members_points_do_not_cost_more_queries(client, weighed, submit, officer, at):
    from triage.services import merging

    report = weighed()

    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert client.get(path(report)).status_code == 200
        return len(seen)

    client.get(path(report))
    few = queries()
    for _ in range(4):
        merging.merge(report_id=submit().id, into_case_id=report.case_id, by=officer, at=at, reason="same")
    making.work_off()
    assert queries() == few
