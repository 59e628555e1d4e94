"""Asking a platform's web hook how a request stands: hourly, signed, and what it goes on saying is taken once."""

from datetime import timedelta

import pytest

from hatehub.reference.models import Platform
from referrals.clients.platforms.channels import open_channel
from referrals.clients.platforms.webhook import signature
from referrals.models import PlatformStanding, Takedown, TakedownStep
from referrals.services import polling, takedowns
from tests.making import takedowns as asking
from tests.making.platforms import Platforms

HOUR = timedelta(hours=1)
KEY = "k" * 32


@pytest.fixture
def platforms():
    made = Platforms()
    yield made
    made.close()


@pytest.fixture
def hook(platforms, sent):
    """The platform's own interface: what it says lies in `says`."""
    Platform.objects.filter(code="x").update(takedown_channel="webhook", takedown_address="https://hooks.example/in")
    says = {"state": "acknowledged"}
    platforms.answer(f"hooks.example/in/{sent.id}", lambda asked: says)
    return says


@pytest.fixture
def poll(platforms):
    def opened(platform):
        accounts, address = [{"key": KEY}], platform.takedown_address
        return open_channel("webhook", accounts=accounts, address=address, caller=platforms.caller)

    return lambda at: polling.poll_all(clock=lambda: at, opening=opened)


def now(takedown):
    return Takedown.objects.get(id=takedown.id)


def test_a_request_is_asked_about_hourly_and_signed(platforms, hook, poll, sent, at):
    assert [poll(at + each * HOUR / 2) for each in range(5)] == [0, 0, 1, 0, 1]
    call = platforms.calls[0]
    assert call.path == f"/in/{sent.id}"
    moment, _comma, signed = call.headers["hub-signature"].removeprefix("t=").partition(",v1=")
    assert signed == signature(KEY, moment=int(moment), body=str(sent.id).encode())
    assert now(sent).state == "acknowledged"


@pytest.mark.parametrize(
    ("says", "expected", "reason"),
    [
        ({"state": "removed"}, "removed", ""),
        ({"state": "restricted"}, "restricted", ""),
        ({"state": "refused", "reason": "not_illegal"}, "refused", "not_illegal"),
        ({"state": "refused", "reason": "we do not care"}, "refused", "other"),
    ],
)
def test_what_it_says_moves_the_request(says, expected, reason, hook, poll, sent, at):
    hook.update(says)
    poll(at + HOUR)
    assert now(sent).state == expected
    assert TakedownStep.objects.order_by("-id").first().reason == reason
    assert poll(at + 5 * HOUR) == 0


@pytest.mark.parametrize("says", [{"state": "question"}, {"state": 7}, {"other": "words"}, [], {"state": "drafted"}])
def test_what_it_cannot_be_is_ignored(says, platforms, hook, poll, sent, at):
    platforms.answer(f"hooks.example/in/{sent.id}", lambda asked: says)
    assert poll(at + HOUR) == 1
    assert now(sent).state == "sent"


def test_a_claim_that_was_belied_is_not_taken_again_each_hour(hook, poll, sent, at):
    hook["state"] = "removed"
    poll(at + HOUR)
    takedowns.note_seen(post_id=sent.posts.get().id, seen="up", at=at + 2 * HOUR)
    poll(at + 3 * HOUR)
    assert now(sent).state == "sent"
    hook["state"] = "refused"
    poll(at + 4 * HOUR)
    assert now(sent).state == "refused"


def test_saying_the_same_again_adds_nothing_to_the_timeline(hook, poll, sent, at):
    for hour in range(1, 5):
        poll(at + hour * HOUR)
    assert TakedownStep.objects.filter(takedown=sent, step__in=["acknowledge", "said"]).count() == 1


@pytest.mark.parametrize("status", [404, 401, 429, 500, 302])
def test_a_platform_that_does_not_answer_changes_nothing(status, platforms, hook, poll, sent, at):
    platforms.answer_next(status)
    poll(at + HOUR)
    assert now(sent).state == "sent"
    assert poll(at + 2 * HOUR) == 1
    assert now(sent).state == "acknowledged"


@pytest.mark.parametrize("status", [410, 400])
def test_a_bad_answer_to_one_request_holds_up_no_other(status, platforms, hook, poll, sent, report_at, officer, at):
    report = report_at("assessed_crime", url="https://x.com/somebody/status/1700000000000000077")
    asking.sealed(report, by=officer, at=at)
    other = asking.sent(report, by=officer, at=at)
    platforms.answer(f"hooks.example/in/{other.id}", lambda asked: {"state": "acknowledged"})
    platforms.answer_next(status)
    assert poll(at + HOUR) == 1
    assert sorted([now(sent).state, now(other).state]) == ["acknowledged", "sent"]


def test_a_key_that_is_not_taken_is_tried_once(platforms, hook, poll, sent, report_at, officer, at):
    report = report_at("assessed_crime", url="https://x.com/somebody/status/1700000000000000077")
    asking.sealed(report, by=officer, at=at)
    other = asking.sent(report, by=officer, at=at)
    platforms.answer(f"hooks.example/in/{other.id}", lambda asked: {"state": "acknowledged"})
    platforms.answer_next(401)
    assert poll(at + HOUR) == 0
    assert len(platforms.calls) == 1


def test_a_platform_that_is_away_or_wants_patience_is_not_asked(platforms, hook, poll, at):
    PlatformStanding.objects.update_or_create(platform_code="x", defaults={"holds_until": at + 3 * HOUR})
    assert poll(at + 2 * HOUR) == 0
    assert platforms.calls == []


def test_no_other_channel_is_asked(hook, poll, at):
    Platform.objects.filter(code="x").update(takedown_channel="email", takedown_address="abuse@platform.example")
    assert poll(at + 2 * HOUR) == 0
