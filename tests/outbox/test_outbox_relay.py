import json
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from hatehub.outbox import services, subscriptions
from hatehub.outbox.models import Delivery, OutboxEvent
from hatehub.outbox.selectors import backlog
from hatehub.outbox.subscriptions import AlreadySubscribed, subscribe


@dataclass(frozen=True, kw_only=True)
class Happened:
    name: ClassVar[str] = "test.happened"
    number: int


@pytest.fixture
def calls(monkeypatch):
    heard = []
    handlers = {"test.listen": lambda event: heard.append(event.payload["number"])}
    monkeypatch.setitem(subscriptions._handlers, Happened.name, handlers)
    return heard


@pytest.fixture
def failing(monkeypatch, calls):
    broken = {2}

    def listen(event):
        if event.payload["number"] in broken:
            raise ValueError("They wrote: private words")
        calls.append(event.payload["number"])

    monkeypatch.setitem(subscriptions._handlers, Happened.name, {"test.listen": listen})
    return broken


@pytest.fixture
def publish(db, at):
    def send(number, *, stream="one"):
        return services.publish(Happened(number=number), stream=stream, at=at)

    return send


def relay(at):
    services.number_events()
    return [services.handle(delivery_id=due, at=at) for due in services.lease_due(at=at)]


def work_off(at):
    while relay(at):
        pass


def test_event_is_there_with_the_change_or_not_at_all(publish, calls, at):
    with transaction.atomic():
        publish(1)
        transaction.set_rollback(True)
    publish(2)
    work_off(at)
    assert calls == [2]
    assert OutboxEvent.objects.count() == 1


def test_events_of_one_transaction_keep_their_order_in_a_stream(publish, calls, at):
    with transaction.atomic():
        for number in range(8):
            publish(number)
    work_off(at)
    assert calls == list(range(8))


def test_one_event_of_a_stream_is_due_at_a_time_and_streams_do_not_wait_for_each_other(publish, calls, at):
    for number in range(3):
        publish(number, stream="one")
        publish(10 + number, stream="two")
    services.number_events()
    assert len(services.lease_due(at=at)) == 2


def test_positions_are_given_once_in_the_order_of_publishing(publish, calls):
    made = [publish(number) for number in range(5)]
    assert services.number_events() == 5
    assert services.number_events() == 0
    positions = [OutboxEvent.objects.get(id=event.id).position for event in made]
    assert positions == list(range(positions[0], positions[0] + 5))


def test_failing_event_is_tried_again_ever_later_and_parked_at_last(publish, failing, at):
    publish(2)
    now, waits = at, []
    for _ in range(services.MOST_ATTEMPTS):
        assert relay(now) == [False]
        delivery = Delivery.objects.get()
        waits.append(delivery.not_before - now)
        now = delivery.not_before
    assert delivery.state == Delivery.State.PARKED
    assert waits[0] == services.FIRST_RETRY
    assert waits[:6] == [services.FIRST_RETRY * 2**number for number in range(6)]
    assert max(waits) <= services.LONGEST_RETRY
    assert relay(now + timedelta(days=1)) == []


def test_failure_keeps_the_kind_of_the_error_and_never_its_words(publish, failing, at, caplog):
    publish(2)
    relay(at)
    assert Delivery.objects.get().last_error == "ValueError"
    assert "private words" not in caplog.text


def test_nothing_of_a_failed_handler_stays(publish, monkeypatch, at):
    def half(event):
        OutboxEvent.objects.create(name="half", stream="x", payload={}, occurred_at=at)
        raise ValueError

    monkeypatch.setitem(subscriptions._handlers, Happened.name, {"test.half": half})
    publish(1)
    assert relay(at) == [False]
    assert not OutboxEvent.objects.filter(name="half").exists()


def test_handler_that_breaks_its_transaction_is_a_failure_like_any_other(publish, monkeypatch, at):
    def twice(event):
        OutboxEvent.objects.create(id=OutboxEvent.objects.get().id, name="n", stream="s", payload={}, occurred_at=at)

    monkeypatch.setitem(subscriptions._handlers, Happened.name, {"test.twice": twice})
    publish(1)
    assert relay(at) == [False]
    assert Delivery.objects.get().last_error == IntegrityError.__name__


def test_parked_event_blocks_only_its_stream(publish, failing, calls, at):
    publish(2, stream="one")
    publish(3, stream="one")
    publish(4, stream="two")
    now = at
    for _ in range(services.MOST_ATTEMPTS):
        relay(now)
        now += services.LONGEST_RETRY
    work_off(now)
    assert calls == [4]
    assert backlog() == {"pending": 1, "parked": 1, "unnumbered": 0}


def test_parked_event_goes_on_by_hand_and_its_stream_with_it(publish, failing, calls, at):
    publish(2)
    publish(3)
    now = at
    for _ in range(services.MOST_ATTEMPTS):
        relay(now)
        now += services.LONGEST_RETRY
    failing.clear()
    services.retry_parked(delivery_id=Delivery.objects.get(state="parked").id, at=now)
    work_off(now)
    assert calls == [2, 3]


def test_parked_events_are_listed_and_retried_by_a_command(publish, failing, calls, at, capsys):
    publish(2)
    now = at
    for _ in range(services.MOST_ATTEMPTS):
        relay(now)
        now += services.LONGEST_RETRY
    parked = Delivery.objects.get(state="parked")
    call_command("parked_deliveries")
    listed = json.loads(capsys.readouterr().out)
    assert listed["id"] == parked.id
    assert listed["attempts"] == services.MOST_ATTEMPTS
    with pytest.raises(SystemExit) as ended:
        call_command("parked_deliveries", "--retry", str(parked.id + 1))
    assert ended.value.code == 1
    failing.clear()
    call_command("parked_deliveries", "--retry-all")
    assert capsys.readouterr().err.endswith("1 put back in line.\n")
    work_off(timezone.now())
    assert calls == [2]


def test_expired_lease_is_sent_again_and_a_running_one_is_not(publish, calls, at):
    publish(1)
    services.number_events()
    leased = services.lease_due(at=at)
    assert len(leased) == 1
    assert services.lease_due(at=at + services.LEASE - timedelta(seconds=1)) == []
    assert services.lease_due(at=at + services.LEASE) == leased


def test_no_more_are_out_than_workers_get_to_within_a_lease(publish, calls, at, monkeypatch):
    monkeypatch.setattr(services, "MOST_LEASED", 3)
    for number in range(5):
        publish(number, stream=str(number))
    services.number_events()
    first = services.lease_due(at=at)
    assert len(first) == 3
    assert services.lease_due(at=at) == []
    services.handle(delivery_id=first[0], at=at)
    [another] = services.lease_due(at=at)
    assert another not in first
    work_off(at + services.LEASE)
    assert sorted(calls) == list(range(5))


def test_delivery_sent_twice_is_handled_once(publish, calls, at):
    publish(1)
    services.number_events()
    [delivery] = services.lease_due(at=at)
    assert services.handle(delivery_id=delivery, at=at) is True
    assert services.handle(delivery_id=delivery, at=at) is False
    assert calls == [1]


def test_handler_that_this_release_lacks_is_retried_and_named(publish, calls, monkeypatch, at):
    publish(1)
    services.number_events()
    monkeypatch.setitem(subscriptions._handlers, Happened.name, {})
    assert relay(at) == [False]
    assert Delivery.objects.get().last_error == "NoSuchHandler"


def test_event_that_nobody_handles_is_numbered_and_owed_to_nobody(publish):
    publish(1)
    assert services.number_events() == 1
    assert not Delivery.objects.exists()


def test_one_name_cannot_be_subscribed_twice_to_one_event(calls):
    with pytest.raises(AlreadySubscribed):
        subscribe(Happened.name, name="test.listen", handler=lambda event: None)


def test_handler_with_more_to_do_is_called_again_before_anything_later_of_its_stream(publish, monkeypatch, at):
    seen = []

    def in_parts(event):
        seen.append(event.payload["number"])
        return subscriptions.Progress.MORE if seen.count(event.payload["number"]) < 3 else None

    monkeypatch.setitem(subscriptions._handlers, Happened.name, {"test.parts": in_parts})
    publish(1)
    publish(2)
    assert relay(at) == [True]
    assert Delivery.objects.filter(state="pending").count() == 2
    work_off(at)
    assert seen == [1, 1, 1, 2, 2, 2]
    assert not Delivery.objects.exclude(state="done").exists()


def test_part_that_was_done_stays_when_the_next_one_fails(publish, monkeypatch, at):
    def once(event):
        if OutboxEvent.objects.filter(name="part").exists():
            raise ValueError
        OutboxEvent.objects.create(name="part", stream="x", payload={}, occurred_at=at)
        return subscriptions.Progress.MORE

    monkeypatch.setitem(subscriptions._handlers, Happened.name, {"test.once": once})
    publish(1)
    assert relay(at) == [True]
    assert relay(at) == [False]
    assert OutboxEvent.objects.filter(name="part").count() == 1
    assert Delivery.objects.get().attempts == 1
