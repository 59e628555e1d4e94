"""Challenges: bound to a draft, good for a while, used once."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache

from reports.rules.flood import Verdict
from reports.rules.work import solve
from reports.services import work

AT = datetime(2026, 3, 2, 12, 5, tzinfo=UTC)
VERDICT = Verdict(bits=8, wait_seconds=20)


@pytest.fixture(autouse=True)
def _nothing_used():
    cache.clear()


@pytest.fixture
def draft():
    return uuid4()


def check(draft, text, *, answer="", verdict=VERDICT, seconds=0):
    work.check(draft_id=draft, verdict=verdict, text=text, answer=answer, at=AT + timedelta(seconds=seconds))


def refusal(draft, text, **more):
    with pytest.raises(work.NotDone) as refused:
        check(draft, text, **more)
    return refused.value


def ask(draft, verdict=VERDICT):
    return work.ask(draft_id=draft, verdict=verdict, at=AT)


def test_solved_challenge_is_taken_at_once_and_only_once(draft):
    asked = ask(draft)
    answer = solve(nonce=asked.nonce, bits=8)
    check(draft, asked.text, answer=answer)
    again = refusal(draft, asked.text, answer=answer, seconds=40)
    assert again.why is work.Why.USED
    assert again.challenge.text != asked.text


def test_wait_is_as_good_as_work_and_goes_on_from_where_it_was(draft):
    asked = ask(draft)
    early = refusal(draft, asked.text, seconds=8)
    assert (early.why, early.challenge.text, early.challenge.wait_seconds) == (work.Why.EARLY, asked.text, 12)
    check(draft, asked.text, seconds=20)


def test_wrong_answer_is_no_work(draft):
    asked = ask(draft, Verdict(bits=26, wait_seconds=20))
    assert refusal(draft, asked.text, answer="1").why is work.Why.EARLY


def test_nothing_is_looked_at_in_quiet_times(draft):
    check(draft, "nonsense", verdict=Verdict())


def test_report_without_a_challenge_gets_one(draft):
    missing = refusal(draft, "")
    assert (missing.why, missing.challenge.wait_seconds) == (work.Why.MISSING, 20)
    check(draft, missing.challenge.text, seconds=20)


@pytest.mark.parametrize("text", ["x", "a:b:c", "\0", "é" * 40, "x" * 100_000, "W10:x:y"])
def test_forged_challenge_is_refused(draft, text):
    assert refusal(draft, text, seconds=50).why is work.Why.UNUSABLE


def test_challenge_of_another_draft_is_refused(draft):
    asked = ask(uuid4())
    assert refusal(draft, asked.text, answer=solve(nonce=asked.nonce, bits=8), seconds=50).why is work.Why.UNUSABLE


def test_changed_challenge_is_refused(draft):
    payload, *rest = ask(draft).text.split(":")
    changed = ":".join([payload[:-2] + ("A" if payload[-2] != "A" else "B") + payload[-1], *rest])
    assert refusal(draft, changed, seconds=50).why is work.Why.UNUSABLE


def test_challenge_expires(draft):
    asked = ask(draft)
    check(draft, asked.text, seconds=3599)
    assert refusal(draft, asked.text, seconds=3600).why is work.Why.UNUSABLE


def test_what_was_asked_counts_when_more_would_be_asked_now(draft):
    asked = ask(draft)
    check(draft, asked.text, answer=solve(nonce=asked.nonce, bits=8), verdict=Verdict(bits=20, wait_seconds=50))


def test_challenge_from_before_the_trap_is_too_easy(draft):
    asked = ask(draft)
    caught = Verdict(bits=22, least_bits=22, wait_seconds=60, is_in_burst=True)
    again = refusal(draft, asked.text, answer=solve(nonce=asked.nonce, bits=8), verdict=caught)
    assert (again.why, again.challenge.bits) == (work.Why.UNUSABLE, 22)


def test_challenge_names_no_draft(draft):
    assert str(draft) not in ask(draft).text


def test_without_redis_a_solved_challenge_is_taken(draft, settings):
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}}
    asked = ask(draft)
    check(draft, asked.text, answer=solve(nonce=asked.nonce, bits=8))
