"""Web hooks by the API: what a force's developer does, and each refusal."""

from uuid import uuid4

import pytest

from hatehub.accounts.actors import actor_for_client
from referrals.models import HookDelivery, WebHook
from referrals.services import hooks
from tests.making.sites import page

pytest_plugins = ["tests.making.http", "tests.making.hooks", "tests.making.force_client"]
KENT = "E23000032"
SCOPES = {"scope": "hooks:manage", "allowed": "cases:read hooks:manage"}
ONE = "https://one.example/in"


@pytest.fixture
def mine(program):
    return program(**SCOPES)


@pytest.fixture
def hook(mine):
    return mine.post("hooks", {"url": ONE}).json()["hook"]


def assert_problem(answer, status, code):
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json"), answer.content
    assert answer.json()["code"] == code


def test_hook_is_added_listed_changed_and_removed(mine):
    answer = mine.post("hooks", {"url": ONE, "changes": ["assign"]})
    assert answer.status_code == 201
    assert answer["Cache-Control"] == "no-store"
    made = answer.json()
    assert made["secret"].startswith("whsec_")
    assert (made["hook"]["state"], made["hook"]["changes"]) == ("on", ["assign"])
    assert mine.get("hooks").json() == {"hooks": [made["hook"]]}
    where = f"hooks/{made['hook']['id']}"
    changed = mine.call("PATCH", where, {"state": "paused", "changes": []}).json()
    assert (changed["state"], changed["paused_because"], changed["changes"]) == ("paused", "asked", [])
    assert mine.call("PATCH", where, {"state": "on"}).json()["state"] == "on"
    assert mine.call("PATCH", where, {}).status_code == 200
    assert "secret" not in mine.get(where).json()
    assert mine.call("DELETE", where).status_code == 204
    assert_problem(mine.get(where), 404, "hook_not_found")


def test_secret_is_rotated(mine, hook):
    answer = mine.post(f"hooks/{hook['id']}/rotate", {"overlap_hours": 48}).json()
    assert answer["secret"].startswith("whsec_")
    assert answer["hook"]["earlier_secret_valid_until"] is not None
    assert_problem(mine.post(f"hooks/{hook['id']}/rotate", {"overlap_hours": 169}), 400, "invalid")


def test_log_tells_what_came_of_each_try(mine, hook, report_at, happen, send, receivers, clock):
    receivers.next["one.example"] = [page("", status=500)]
    happen(report_at("assigned").case, "assign")
    send()
    clock.on(seconds=6)
    send()
    listed = mine.get(f"hooks/{hook['id']}/deliveries", {"state": "delivered"}).json()
    (delivery,) = listed["deliveries"]
    assert (delivery["change"], delivery["attempts"], delivery["status"]) == ("assign", 2, 204)
    log = mine.get(f"hooks/{hook['id']}/deliveries/{delivery['id']}").json()["log"]
    assert [(each["status"], each["code"]) for each in log] == [(204, ""), (500, "status_500")]
    done = mine.post(f"hooks/{hook['id']}/replay", {"deliveries": [delivery["id"]]})
    assert (done.status_code, done.json()["count"]) == (202, 1)
    assert mine.get(f"hooks/{hook['id']}/deliveries", {"before": 2}).json()["deliveries"][0]["number"] == 1


def test_test_message_is_queued(mine, hook):
    answer = mine.post(f"hooks/{hook['id']}/test", {})
    assert (answer.status_code, answer.json()["change"], answer.json()["case"]) == (202, "ping", None)
    mine.call("PATCH", f"hooks/{hook['id']}", {"state": "paused"})
    assert_problem(mine.post(f"hooks/{hook['id']}/test", {}), 409, "hook_paused")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "invalid"),
        ([], "invalid"),
        ({"url": "https://127.0.0.1/in"}, "hook_address_refused"),
        ({"url": "http://one.example/in"}, "hook_address_refused"),
        ({"url": ONE, "changes": ["Not A Word"]}, "invalid"),
        ({"url": ONE, "changes": "assign"}, "invalid"),
        ("{", "parse_error"),
    ],
)
def test_what_cannot_be_used_is_refused(mine, body, code):
    assert_problem(mine.post("hooks", body), 400, code)
    assert not WebHook.objects.exists()


def test_replay_says_what_is_missing(mine, hook):
    assert_problem(mine.post(f"hooks/{hook['id']}/replay", {}), 400, "replay_unclear")
    assert_problem(mine.post(f"hooks/{hook['id']}/replay", {"deliveries": []}), 400, "invalid")


def test_sixth_hook_is_a_problem(mine, hook):
    for number in range(4):
        mine.post("hooks", {"url": f"{ONE}/{number}"})
    assert_problem(mine.post("hooks", {"url": ONE}), 409, "too_many_hooks")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""),
        ("PATCH", ""),
        ("DELETE", ""),
        ("POST", "/rotate"),
        ("POST", "/test"),
        ("POST", "/replay"),
        ("GET", "/deliveries"),
        ("GET", "/deliveries/{delivery}"),
    ],
)
def test_hook_of_another_force_is_answered_as_one_that_is_not_there(program, mine, hook, method, path):
    hooks.send_test(hook_id=hook["id"], by=actor_for_client(mine.row), at=mine.row.created)
    theirs, delivery = program(force=KENT, **SCOPES), HookDelivery.objects.get().id
    body = {"since": 0} if path == "/replay" else {}
    path = path.format(delivery=delivery)
    answers = [
        theirs.call(method, f"hooks/{which}{path}", body if method != "GET" else None)
        for which in (hook["id"], uuid4(), "nonsense")
    ]
    for answer in answers:
        assert_problem(answer, 404, "hook_not_found")
    assert len({answer.content for answer in answers}) == 1


def test_scope_is_needed(program, db):
    theirs = program(scope="cases:read", allowed="cases:read hooks:manage")
    assert_problem(theirs.get("hooks"), 403, "permission_denied")
    assert_problem(theirs.post("hooks", {"url": ONE}), 403, "permission_denied")


def test_without_a_token_nothing_is_said(client, db):
    assert_problem(client.get("/api/v1/hooks"), 401, "not_authenticated")
