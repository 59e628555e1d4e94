import pytest
from django.utils import timezone

from hatehub.audit.models import Entry
from referrals.models import AdviceRequest, AnswerLink
from referrals.services import advice_answers
from tests.making.advising import CODE, a_body, ask, names_of, showable_report

pytest_plugins = ["tests.making.http"]


@pytest.fixture
def report(db):
    a_body()
    return showable_report()


@pytest.fixture
def client(staff):
    return staff("officer")


def path(report, page=""):
    return f"/hub/cases/{report.case.reference}/advice/{page}"


def tab(report):
    return f"/hub/cases/{report.case.reference}/tab/advice/"


def filled(report, **more):
    shown = names_of(report)
    return {"partner": CODE, "question": "What is it?", "shown": shown, "days": "7", "is_checked": "on", **more}


def test_officer_asks_and_sees_it_in_the_case(client, report):
    text = client.get(path(report)).content.decode()
    assert "Words of post 1, on X" in text
    assert "nothing blacked out" in text
    answer = client.post(path(report), filled(report))
    assert (answer.status_code, answer["Location"]) == (302, tab(report))
    row = AdviceRequest.objects.get()
    assert row.shown == sorted(names_of(report))
    text = client.get(tab(report)).content.decode()
    assert "Invented expert" in text
    assert "link not opened yet" in text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"partner": ""}, "Choose the body."),
        ({"question": ""}, "Write it here."),
        ({"question": "Is Alma Example right?"}, "This would tell who complained"),
        ({"is_checked": ""}, "Look at each picture that you show"),
        ({"shown": ["post:999999"]}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_asked(client, report, change, said):
    answer = client.post(path(report), filled(report, **change))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not AdviceRequest.objects.exists()


def test_case_of_which_nothing_may_be_shown_says_so(client, db):
    report = showable_report(agrees=False)
    text = client.get(path(report)).content.decode()
    assert "Nothing of this case may be shown" in text
    assert "No adviser has an address yet" in text


def test_answer_is_covered_until_asked_and_read_by_an_officer(client, report, officer):
    row = ask(report, by=officer)
    link = AnswerLink.objects.get()
    data = {"reply": "answer", "harm": "yes", "remove": "no", "sure": "low", "words": "It is an old sign."}
    advice_answers.take(link=link, data=data, at=timezone.now())
    assert report.case.reference in client.get("/hub/advice/").content.decode()
    text = client.get(tab(report)).content.decode()
    assert "It is an old sign." in text
    assert text.index("<details") < text.index("It is an old sign.")
    client.post(path(report, f"{row.id}/read/"))
    assert report.case.reference not in client.get("/hub/advice/").content.decode()
    assert Entry.objects.filter(verb="advice_read").count() == 1


def test_officer_replies_to_a_question(client, report, officer):
    row = ask(report, by=officer)
    advice_answers.take(link=AnswerLink.objects.get(), data={"reply": "question", "said": "Which?"}, at=timezone.now())
    assert "Which?" in client.get(path(report, f"{row.id}/again/")).content.decode()
    assert client.post(path(report, f"{row.id}/again/"), {"text": ""}).status_code == 422
    assert client.post(path(report, f"{row.id}/again/"), {"text": "This one."}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.round) == ("asked", 2)


def test_officer_withdraws_and_says_why(client, report, officer):
    row = ask(report, by=officer)
    assert client.post(path(report, f"{row.id}/withdraw/"), {"why": ""}).status_code == 422
    assert client.post(path(report, f"{row.id}/withdraw/"), {"why": "solved"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "withdrawn"
    assert client.post(path(report, f"{row.id}/withdraw/"), {"why": "again"}).status_code == 422


def test_request_of_another_case_is_not_found(client, report, officer):
    other = showable_report(url="https://x.com/other/status/1700000000000000009")
    row = ask(other, by=officer)
    for page in ("again/", "withdraw/"):
        assert client.get(path(report, f"{row.id}/{page}")).status_code == 404
    assert client.post(path(report, f"{row.id}/read/")).status_code == 404


def test_merged_case_shows_what_was_asked_before(client, report, officer):
    from triage.services import merging

    other = showable_report(url="https://x.com/other/status/1700000000000000009")
    ask(other, by=officer)
    at = timezone.now()
    merging.merge(report_id=other.id, into_case_id=report.case_id, by=officer, at=at, reason="the same")
    assert "Invented expert" in client.get(tab(report)).content.decode()


def test_tab_costs_the_same_however_many_were_asked(client, report, officer, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    ask(report, by=officer)
    client.get(tab(report))
    with CaptureQueriesContext(connection) as few:
        client.get(tab(report))
    for _ in range(6):
        ask(report, by=officer)
    with django_assert_max_num_queries(len(few)):
        client.get(tab(report))
