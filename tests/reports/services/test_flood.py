"""Floods counted in the real Redis: what is asked, what is refused, and what happens without Redis."""

import socket
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.cache import cache

from reports.clients import tallies
from reports.rules.flood import Kind
from reports.rules.networks import name_network
from reports.selectors.limit_tables import get_flood_table
from reports.services import flood

AT = datetime(2026, 3, 2, 12, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _nothing_counted():
    cache.clear()


@pytest.fixture
def no_cache(settings):
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}}


def network(address="192.0.2.7", *, day=date(2026, 3, 2)):
    return name_network(address, pepper=b"p", day=day)


def sent(number, *, address="192.0.2.7", at=AT):
    for _ in range(number):
        flood.note_sent(network=network(address), at=at)


def bits(address="192.0.2.7", *, at=AT):
    return flood.judge_sending(network=network(address), at=at).bits


def test_quiet_times_ask_nothing_and_a_busy_network_is_asked_alone():
    sent(19)
    assert bits() == 0
    sent(1)
    assert bits() == 14
    assert flood.judge_sending(network=network(), at=AT).is_in_burst
    assert bits("192.0.2.8") == 0


def test_it_is_quiet_again_after_a_while():
    sent(40)
    assert bits() == 18
    assert bits(at=AT + timedelta(minutes=9)) == 14
    assert bits(at=AT + timedelta(minutes=21)) == 0


def test_many_in_an_hour_are_too_many_even_if_never_many_at_once():
    for minutes in (0, 15, 30, 45):
        sent(14, at=AT + timedelta(minutes=minutes))
    assert bits(at=AT + timedelta(minutes=54)) == 14
    assert bits(at=AT + timedelta(hours=2)) == 0


def test_many_addresses_of_one_range_count_together():
    for number in range(100):
        sent(1, address=f"192.0.2.{number}")
    assert bits("192.0.2.200") == 14
    assert bits("192.0.3.1") == 0


def test_looking_counts_nothing():
    for _ in range(30):
        bits()
    assert bits() == 0


def test_counts_vanish_by_themselves_and_hold_no_address():
    sent(1)
    client = cache._cache.get_client(None, write=True)
    keys = client.keys("*flood:*")
    assert len(keys) == 3
    assert all(0 < client.ttl(key) <= flood.KEPT_SECONDS for key in keys)
    assert not any(b"192.0.2" in key for key in keys)


def test_hard_limit_refuses_the_next_and_counts_it_not():
    for _ in range(120):
        flood.take(kind=Kind.DRAFTS, network=network(), at=AT)
    for _ in range(3):
        with pytest.raises(flood.LimitReached) as refused:
            flood.take(kind=Kind.DRAFTS, network=network(), at=AT)
        assert refused.value.seconds == get_flood_table().retry_seconds
    flood.take(kind=Kind.DRAFTS, network=network("198.51.100.1"), at=AT)
    flood.take(kind=Kind.FILES, network=network(), at=AT)
    flood.take(kind=Kind.DRAFTS, network=network(), at=AT + timedelta(minutes=70))


def test_hard_limit_holds_against_many_at_once():
    def one(_number):
        try:
            flood.take(kind=Kind.FILES, network=network(), at=AT, number=10)
        except flood.LimitReached:
            return 0
        return 10

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, range(60))) <= 300


def test_network_that_is_not_known_has_no_hard_limit():
    for _ in range(130):
        flood.take(kind=Kind.DRAFTS, network=network("nonsense"), at=AT)


@pytest.mark.usefixtures("no_cache")
def test_without_redis_nothing_is_limited_and_nothing_waits_long():
    begun = time.monotonic()
    sent(30)
    assert bits() == 0
    for _ in range(30):
        flood.take(kind=Kind.FILES, network=network(), at=AT, number=20)
    assert tallies.claim("x", seconds=9)
    assert tallies.claim("x", seconds=9)
    assert time.monotonic() - begun < 10


def test_own_table_of_the_operator_is_used(settings):
    settings.FLOOD_TABLE = {
        "version": "own",
        "levels": [{"scope": "network", "ten_minutes": 1, "hour": 1, "bits": 3}],
        "waits": {"3": 5, "4": 6},
        "suspicious_bits": 4,
        "challenge_minutes": 10,
        "most_an_hour": {"drafts": {"network": 1}, "files": {}},
        "retry_seconds": 60,
    }
    sent(1)
    assert bits() == 3


def test_redis_that_does_not_answer_is_waited_for_once(settings):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": address}}
        begun = time.monotonic()
        sent(10)
        assert bits() == 0
        assert time.monotonic() - begun < 6
