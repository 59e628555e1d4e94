import json

import pytest

from reports.models import Complainant, Update

pytest_plugins = ["tests.making.http"]
TOKEN = "t" * 40


@pytest.fixture(autouse=True)
def _token(settings):
    settings.NOTIFY_CALLBACK_TOKEN = TOKEN


@pytest.fixture
def update(submit):
    made = Update.objects.get(entry__report=submit(email="a@example.org"))
    Update.objects.filter(id=made.id).update(state="sent", provider_reference="p")
    return made


def receipt(update, status, **changed):
    given = {"id": "p", "reference": str(update.id), "to": "a@example.org", "status": status}
    return {**given, "notification_type": "email", "completed_at": "2026-03-02T12:15:30.000000Z", **changed}


def call(client, body, *, token=f"Bearer {TOKEN}", raw=None):
    content = json.dumps(body) if raw is None else raw
    headers = {} if token is None else {"authorization": token}
    return client.post("/callbacks/notify/", content, content_type="application/json", headers=headers)


def test_receipt_of_an_arrival_is_taken(client, update):
    assert call(client, receipt(update, "delivered")).status_code == 204
    assert Update.objects.get().arrived_at is not None


def test_receipt_of_a_failure_for_good_is_a_bounce_however_often_it_comes(client, update):
    assert [call(client, receipt(update, "permanent-failure")).status_code for _ in range(2)] == [204, 204]
    assert Complainant.objects.get().bounce == "permanent-failure"


@pytest.mark.parametrize(
    "token",
    [None, "", "Bearer", "Bearer ", f"Basic {TOKEN}", f"Bearer {TOKEN}x", TOKEN, "Bearer \xff", "Bearer " + "é" * 40],
)
def test_caller_without_the_token_changes_nothing(client, update, token):
    assert call(client, receipt(update, "permanent-failure"), token=token).status_code == 401
    assert Update.objects.get().bounced_at is None


def test_page_is_not_there_where_no_token_is_set(client, update, settings):
    settings.NOTIFY_CALLBACK_TOKEN = ""
    for token in ("Bearer ", "Bearer", None):
        assert call(client, receipt(update, "permanent-failure"), token=token).status_code == 404


@pytest.mark.parametrize("raw", ["", "{", "[]", "null", "3", '"x"', "{}", '{"id": "p"}', "\0", "[" * 100_000])
def test_what_is_no_receipt_is_refused(client, update, raw):
    assert call(client, None, raw=raw).status_code == 400


@pytest.mark.parametrize("reference", [None, "", "12345678", "0f3a1e9c-52f1-4b0b-9d7e-0c1a2b3c4d5e", {"a": 1}, "\0"])
def test_receipt_for_a_message_of_somebody_else_is_taken_and_forgotten(client, update, reference):
    assert call(client, receipt(update, "permanent-failure", reference=reference)).status_code == 204
    assert Update.objects.get().bounced_at is None


def test_only_a_post_is_answered(client, db):
    assert client.get("/callbacks/notify/").status_code == 405
