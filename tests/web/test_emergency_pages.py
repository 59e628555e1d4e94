from datetime import timedelta
from urllib.parse import parse_qs, urlparse

import pytest
from django.utils import timezone

from hatehub.audit.models import Entry
from hatehub.reference.models import Force
from reports.models import OfficeMail
from tests.making import reports as making
from triage.models import Handover
from triage.services import merging

pytest_plugins = ["tests.making.http"]
BEGIN = {"do": "begin", "begin-kind": "threat_to_life", "begin-force": making.WEST_YORKSHIRE}
TAKEN = {"do": "taken", "taken-name": "Call handler 12", "taken-incident_number": "INC-9", "taken-taken_time": "00:01"}
STORY = "They wrote that I would not see Friday."


@pytest.fixture
def client(staff):
    return staff("officer")


@pytest.fixture
def report(submit):
    found = submit(danger="danger", name="Jo Bloggs", narrative=STORY)
    making.work_off()
    return found


def path_of(report):
    return f"/hub/cases/{report.case.reference}/emergency/"


def text_of(answer):
    return answer.content.decode()


def know_number(number="01632 960001", email="duty@force.invalid"):
    Force.objects.filter(code=making.WEST_YORKSHIRE).update(control_room_telephone=number, duty_email=email)


def test_case_and_queue_say_what_is_to_be_done_first(client, report):
    page = text_of(client.get(f"/hub/cases/{report.case.reference}/"))
    assert page.index("Hand over to the control room") < page.index('id="next-step"')
    assert path_of(report) in page
    queue = text_of(client.get("/hub/queues/?queue=with_force"))
    assert f'href="{path_of(report)}?report={report.id}"' in queue
    assert "Hand over to the control room: " in text_of(client.get("/hub/queues/"))


def test_case_says_so_before_the_worker_has_started_the_clock(client, submit):
    report = submit(danger="child")
    assert "Hand over to the control room" in text_of(client.get(f"/hub/cases/{report.case.reference}/"))


def test_case_without_danger_has_only_the_way_there(client, submit):
    page = text_of(client.get(f"/hub/cases/{submit().case.reference}/"))
    assert "Hand over to the control room" not in page
    assert "Somebody is in danger: hand over" in page


def test_number_stands_first_and_nothing_personal_is_opened_before_it_begins(client, report):
    know_number()
    page = text_of(client.get(path_of(report)))
    assert 'href="tel:01632960001"' in page
    assert page.index("01632 960001") < page.index("Begin the hand-over")
    assert STORY not in page
    assert "Jo Bloggs" not in page
    assert not Entry.objects.filter(verb="read", reason="emergency hand-over").exists()


def test_where_the_number_is_not_known_the_page_says_what_to_ring(client, report):
    page = text_of(client.get(path_of(report)))
    assert 'href="tel:999"' in page
    assert "ask for West Yorkshire Police by name" in page
    assert "ring 101" in page


def test_where_no_force_is_known_the_officer_chooses_one(client, submit):
    report = submit(danger="danger", postcode="")
    page = text_of(client.get(path_of(report)))
    assert "Which force is not known" in page
    answer = client.post(path_of(report), {"do": "begin", "begin-kind": "threat_to_life", "begin-force": ""})
    assert answer.status_code == 422
    assert "Choose the force." in text_of(answer)


def test_from_begin_to_taken(client, report):
    know_number()
    answer = client.post(path_of(report), BEGIN)
    assert parse_qs(urlparse(answer.headers["Location"]).query)["report"] == [str(report.id)]
    page = text_of(client.get(answer.headers["Location"]))
    for words in (STORY, "Jo Bloggs", "LS6 2AB", report.case.reference, "on its way", "https://x.com/somebody/"):
        assert words in page
    assert page.index("01632 960001") < page.index(STORY)
    assert Entry.objects.filter(verb="read", reason="emergency hand-over").count() == 2
    assert client.post(path_of(report), TAKEN).status_code == 302
    row = Handover.objects.get()
    assert (row.state, row.incident_number) == ("taken", "INC-9")
    assert row.taken_at <= timezone.now()
    page = text_of(client.get(path_of(report)))
    assert "Call handler 12" in page
    assert STORY not in page


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"taken-name": ""}, "Write who took the call."),
        ({"taken-incident_number": " "}, "Write the number that they gave."),
        ({"taken-taken_time": "late"}, "Write a time such as 14:05."),
        ({"taken-taken_time": ""}, "Write when they took it."),
    ],
)
def test_log_that_is_not_whole_is_asked_for_again(client, report, given, words):
    client.post(path_of(report), BEGIN)
    answer = client.post(path_of(report), {**TAKEN, **given})
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert Handover.objects.get().state == "begun"


def test_double_click_begins_once(client, report):
    know_number()
    for _ in range(2):
        assert client.post(path_of(report), BEGIN).status_code == 302
    assert (Handover.objects.count(), OfficeMail.objects.count()) == (1, 1)


def test_second_officer_sees_who_has_begun(client, staff, report):
    client.post(path_of(report), BEGIN)
    other = staff("officer")
    page = text_of(other.post(path_of(report), BEGIN, follow=True))
    assert "has begun this hand-over already" in page
    assert STORY in page


def test_slower_officer_is_told_that_it_is_settled(client, staff, report):
    client.post(path_of(report), BEGIN)
    client.post(path_of(report), TAKEN)
    page = text_of(staff("officer").post(path_of(report), TAKEN, follow=True))
    assert "A colleague has settled this hand-over already" in page


@pytest.mark.parametrize(
    ("mail", "words"),
    [
        (None, "no address of it is known"),
        ({"state": "failed", "failure": "5.1.1"}, "came back (5.1.1)"),
        ({"state": "sent"}, "has been told by e-mail"),
        ({"failure": "TimeoutError"}, "has not gone yet (TimeoutError)"),
    ],
)
def test_page_says_whether_the_duty_desk_has_been_told(client, staff, report, mail, words):
    if mail is not None:
        know_number()
    client.post(path_of(report), BEGIN)
    OfficeMail.objects.update(**(mail or {"body": "x"}))
    assert words in text_of(client.get(path_of(report)))
    late = text_of(staff("supervisor").get("/hub/late/"))
    assert (words in late) == (mail is None or mail.get("state") == "failed")


def test_attempt_and_another_force(client, report):
    client.post(path_of(report), BEGIN)
    answer = client.post(path_of(report), {"do": "attempt", "attempt-why": "no_answer", "attempt-note": "Rang twice."})
    assert answer.status_code == 302
    page = text_of(client.get(path_of(report)))
    assert "nobody answered" in page
    assert "Rang twice." in page
    client.post(path_of(report), {"do": "pass_on", "pass_on-force": "E23000032"})
    assert Handover.objects.get().force.code == "E23000032"
    assert client.post(path_of(report), {"do": "attempt"}).status_code == 422


def test_no_hand_over_is_needed_with_a_reason(client, report):
    assert client.post(path_of(report), {"do": "not_needed"}).status_code == 422
    given = {"do": "not_needed", "not_needed-reason": "They have rung 999; confirmed with them."}
    assert client.post(path_of(report), given).status_code == 302
    assert Handover.objects.get().state == "not_needed"
    assert "Hand over to the control room" not in text_of(client.get(f"/hub/cases/{report.case.reference}/"))


def test_late_one_stands_on_the_supervisors_page_and_is_counted(staff, report):
    client = staff("supervisor")
    Handover.objects.update(due_at=timezone.now() - timedelta(minutes=7, seconds=5))
    page = text_of(client.get("/hub/late/"))
    assert "7 minutes late" in page
    assert f"{path_of(report)}?report={report.id}" in page


def test_other_report_of_a_case_is_handed_over_by_itself(client, submit, report, officer, at):
    other = submit(danger="child", minutes=2, narrative="About my son.")
    making.work_off()
    merging.merge(report_id=other.id, into_case_id=report.case_id, by=officer, at=at, reason="same")
    page = text_of(client.get(path_of(report)))
    assert other.reference in page
    answer = client.post(f"{path_of(report)}?report={other.id}", {**BEGIN, "begin-kind": "child_at_risk"})
    page = text_of(client.get(answer.headers["Location"]))
    assert "About my son." in page
    assert STORY not in page
    assert Handover.objects.get(report=other).state == "begun"
    assert Handover.objects.get(report=report).state == "waiting"


@pytest.mark.parametrize("query", ["?report=x", "?report=00000000-0000-0000-0000-000000000000", "?report=%E0%A4%A"])
def test_report_of_another_case_is_not_found(client, submit, report, query):
    assert client.get(path_of(report) + query).status_code == 404
    assert client.get(f"{path_of(report)}?report={submit().id}").status_code == 404


def test_unknown_deed_is_not_found(client, report):
    assert client.post(path_of(report), {"do": "anything"}).status_code == 404
