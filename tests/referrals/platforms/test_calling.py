"""Calling an interface: how long it asks to be left alone, and where a request with a secret never goes."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from referrals.clients.platforms.calling import Caller, wait_of
from referrals.clients.platforms.protocol import PlatformAway, Refused
from tests.making.sites import Dialled, reach_of

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, None),
        ({"retry-after": "120"}, timedelta(minutes=2)),
        ({"retry-after": "Mon, 02 Nov 2026 09:05:00 GMT"}, timedelta(minutes=5)),
        ({"x-ratelimit-reset": "2026-11-02T09:03:00.000000Z"}, timedelta(minutes=3)),
        ({"ratelimit-reset": str(int(NOW.timestamp()) + 60)}, timedelta(minutes=1)),
        ({"x-ratelimit-reset": "600"}, timedelta(minutes=10)),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "999999"}, timedelta(hours=24)),
        ({"retry-after": "Mon, 02 Nov 2020 09:05:00 GMT"}, timedelta(seconds=1)),
    ],
)
def test_wait_is_read_in_every_spelling_and_never_longer_than_a_day(headers, expected):
    assert wait_of(headers, now=NOW) == expected


@pytest.mark.parametrize("address", ["10.0.0.1", "127.0.0.1", "169.254.169.254", "::1"])
def test_nothing_is_sent_to_an_address_that_is_not_public(address):
    dialled = Dialled()
    caller = Caller(user_agent="x", reach=reach_of(dialled, {"inside.example": [address]}))
    with pytest.raises(PlatformAway):
        caller.post("https://inside.example/api", {"a": 1}, token="secret")
    assert dialled.to == []


@pytest.mark.parametrize("url", ["http://social.example/x", "https://social.example:8443/x", "https://a:b@c.example/"])
def test_nothing_is_sent_but_over_https_to_its_own_port(url):
    dialled = Dialled()
    with pytest.raises(Refused):
        Caller(user_agent="x", reach=reach_of(dialled)).post(url, {}, token="secret")
    assert dialled.to == []


def test_an_answer_that_drips_ends_with_the_time(platforms):
    platforms.answer("social.example/slow", lambda asked: time.sleep(3))
    platforms.caller.seconds = 0.5
    began = time.monotonic()
    with pytest.raises(PlatformAway, match=r"tim"):
        platforms.caller.get("https://social.example/slow")
    assert time.monotonic() - began < 3


def test_an_answer_that_is_too_large_is_not_read(platforms):
    platforms.answer("social.example/large", lambda asked: "x" * 700_000)
    with pytest.raises(PlatformAway):
        platforms.caller.get("https://social.example/large")
