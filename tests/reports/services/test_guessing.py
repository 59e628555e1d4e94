"""Guessing slowed and locked, and nobody locked out of an own report by somebody else."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache

from hatehub.audit.models import Entry
from reports.rules.networks import name_network
from reports.services import drafts, guessing
from reports.services.following import NoSuchReport
from tests.making import reports as making

pytest_plugins = ["tests.making.committing"]

WRONG = "0000-0000-0000-0000"
HOUR = 3600


@pytest.fixture(autouse=True)
def _no_tries_yet():
    cache.clear()


@pytest.fixture
def report(submit):
    return submit()


def network(address="192.0.2.7"):
    return name_network(address, pepper=b"p", day=date(2026, 3, 2))


def attempt(reference, *, at, code=WRONG, address="192.0.2.7"):
    """Try once; return "open", "wrong", or the seconds that have to pass."""
    try:
        guessing.open_report(reference=reference, code=code, network=network(address), at=at)
    except NoSuchReport:
        return "wrong"
    except guessing.TooManyTries as refusal:
        return refusal.seconds
    return "open"


def test_tries_get_slower_and_are_locked_after_ten(report, at):
    for _ in range(5):
        assert attempt(report.reference, at=at) == "wrong"
    for wait in (30, 60, 120, 240, 480):
        assert attempt(report.reference, at=at) == wait
        at += timedelta(seconds=wait - 1)
        assert attempt(report.reference, at=at) == 1
        at += timedelta(seconds=1)
        assert attempt(report.reference, at=at) == "wrong"
    assert attempt(report.reference, at=at) == HOUR
    assert attempt(report.reference, code=report.code, at=at) == HOUR
    assert attempt(report.reference, code=report.code, at=at + timedelta(seconds=HOUR)) == "open"


def test_owner_is_not_locked_out_by_others(report, at):
    for number in range(60):
        attempt(report.reference, at=at, address=f"198.51.{number}.1")
    for _ in range(12):
        attempt(report.reference, at=at, address="203.0.113.9")
    assert attempt(report.reference, at=at, address="203.0.113.9") == 30
    assert attempt(report.reference, code=report.code, at=at) == "open"


def test_right_code_clears_the_count(report, at):
    for _ in range(4):
        attempt(report.reference, at=at)
    assert attempt(report.reference, code=report.code, at=at) == "open"
    for _ in range(5):
        assert attempt(report.reference, at=at) == "wrong"


def test_right_codes_are_never_counted_against_a_network(report, at):
    for _ in range(60):
        assert attempt(report.reference, code=report.code, at=at) == "open"


def test_answers_are_the_same_whether_the_report_exists_or_not(report, at):
    known = [attempt(report.reference, at=at) for _ in range(7)]
    assert known == [attempt("OHR-0000-0000", at=at) for _ in range(7)]


def test_network_is_locked_after_fifty_wrong_tries_on_anything(report, at):
    for number in range(50):
        assert attempt(f"OHR-{number:04}-0000", at=at) == "wrong"
    assert attempt(report.reference, code=report.code, at=at) == HOUR
    assert attempt(report.reference, code=report.code, at=at, address="192.0.2.8") == "open"
    assert attempt(report.reference, code=report.code, at=at + timedelta(seconds=HOUR)) == "open"


def test_range_of_addresses_is_locked_after_two_hundred(report, at):
    for number in range(200):
        assert attempt(f"OHR-{number:04}-0000", at=at, address=f"192.0.2.{number}") == "wrong"
    assert attempt(report.reference, code=report.code, at=at, address="192.0.2.250") == HOUR
    assert attempt(report.reference, code=report.code, at=at, address="192.0.3.1") == "open"


def test_many_tries_at_once_get_no_further_than_one_after_the_other(together, at):
    reference = making.submit(at=at).reference
    answers = [answer for _ in range(5) for answer in together(*[lambda: attempt(reference, at=at)] * 8)]
    assert answers.count("wrong") == 5


def test_guessing_from_everywhere_is_noted_once_a_day_without_a_network(report, at):
    for number in range(205):
        assert attempt(report.reference, at=at, address=f"10.{number}.0.1") == "wrong"
    noted = Entry.objects.get(verb="guessing_noticed")
    assert (noted.subject, noted.details) == (f"report:{report.reference}", {"wrong_tries": 200})
    assert attempt(report.reference, code=report.code, at=at) == "open"


def test_code_of_a_saved_draft_is_slowed_for_the_network(db, at):
    draft, token = drafts.start(at=at)
    code = drafts.save_for_later(draft=draft, token=token)
    for _ in range(15):
        with pytest.raises(drafts.DraftGone):
            guessing.resume_draft(code=WRONG, network=network(), at=at)
    with pytest.raises(guessing.TooManyTries) as refused:
        guessing.resume_draft(code=code, network=network(), at=at)
    assert refused.value.seconds == 30
    assert guessing.resume_draft(code=code, network=network("192.0.2.8"), at=at)[0] == draft
    assert guessing.resume_draft(code=code, network=network(), at=at + timedelta(seconds=30))[0] == draft


def test_without_redis_codes_can_be_tried(report, at, settings):
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}}
    for _ in range(6):
        assert attempt(report.reference, at=at) == "wrong"
    assert attempt(report.reference, code=report.code, at=at) == "open"
