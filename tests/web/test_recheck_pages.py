"""Re-checks on the page of a request: what they showed, asking for one, and noting what an officer saw."""

import html

import pytest
from django.core.cache import cache

from referrals.models import ReCheck, Takedown
from referrals.services import rechecking, takedowns
from tests.making import takedowns as asking
from tests.making.sent_pages import hidden_in

pytest_plugins = ["tests.making.http"]


@pytest.fixture
def client(staff):
    cache.clear()
    return staff("officer")


@pytest.fixture
def sent(report_at, officer, at):
    report = report_at("assessed_crime")
    asking.sealed(report, by=officer, at=at)
    return asking.sent(report, by=officer, at=at)


@pytest.fixture
def path(sent):
    return f"/hub/cases/{sent.report.case.reference}/takedowns/{sent.id}/"


def text_of(page):
    return html.unescape(page.content.decode())


def test_an_officer_has_the_hub_look_now(client, path, sent):
    assert "Check now" in text_of(client.get(path))
    answer = client.post(f"{path}check/", follow=True)
    assert "The hub looks as soon as it can." in text_of(answer)
    assert "The next look is due" in text_of(answer)
    assert ReCheck.objects.get().why == "asked"


def test_an_officer_notes_what_they_saw(client, path, sent, at):
    takedowns.note_removed(takedown_id=sent.id, at=at)
    answer = client.post(f"{path}seen/", {"what": "unknown"}, follow=True)
    assert "Look yourself, and note what you see" in text_of(answer)
    answer = text_of(client.post(f"{path}seen/", {"what": "up"}, follow=True))
    assert "An officer looked" in answer
    assert "Said to be removed, and there" in answer
    client.post(f"{path}seen/", {"what": "gone"})
    assert Takedown.objects.get().confirmed_at is not None


def test_what_is_not_chosen_is_asked_for_again(client, path, sent):
    answer = client.post(f"{path}seen/", hidden_in(client.get(path)))
    assert answer.status_code == 422
    assert "Choose what you saw." in text_of(answer)
    assert client.post(f"{path}seen/", {"what": "up", "post": "9"}).status_code == 302


def test_where_the_hub_fetches_nothing_it_offers_no_look(client, path, sent, settings):
    settings.CAPTURE = False
    page = text_of(client.get(path))
    assert "Check now" not in page
    assert "look yourself" in page
    assert "nothing that the hub could look at" in text_of(client.post(f"{path}check/", follow=True))


def test_a_draft_is_not_looked_at(client, report_at, officer, at):
    report = report_at("assessed_crime")
    made = asking.draft(report, by=officer, at=at)
    path = f"/hub/cases/{report.case.reference}/takedowns/{made.id}/"
    assert "Check now" not in text_of(client.get(path))
    assert "nothing that the hub could look at" in text_of(client.post(f"{path}seen/", {"what": "up"}, follow=True))


def test_what_is_said_to_be_removed_and_not_seen_gone_has_a_worklist(client, sent, at, officer):
    takedowns.note_removed(takedown_id=sent.id, at=at)
    reference = sent.report.case.reference
    assert reference in text_of(client.get("/hub/takedowns/?show=unseen"))
    rechecking.note_by_hand(takedown_id=sent.id, seen="gone", by=officer, at=at)
    assert reference not in text_of(client.get("/hub/takedowns/?show=unseen"))


def test_the_page_of_a_request_costs_the_same_however_often_it_was_looked_at(
    client, path, sent, officer, at, django_assert_max_num_queries
):
    for _ in range(3):
        rechecking.note_by_hand(takedown_id=sent.id, seen="up", by=officer, at=sent.sent_at.replace(minute=_))
    client.get(path)
    with django_assert_max_num_queries(45):
        client.get(path)
