import random
import time
from dataclasses import dataclass
from threading import Event
from typing import ClassVar

import pytest
from celery import Celery
from celery import current_app as hub_app
from django.db import transaction
from kombu.exceptions import OperationalError

from hatehub.outbox import services, subscriptions
from hatehub.outbox.models import Delivery, OutboxEvent

pytest_plugins = ["tests.making.committing"]


@dataclass(frozen=True, kw_only=True)
class Counted:
    name: ClassVar[str] = "test.counted"
    number: int


@pytest.fixture
def quiet(monkeypatch):
    monkeypatch.setattr(services, "nudge", lambda: None)


def test_delivery_that_two_workers_get_at_once_is_handled_once(together, monkeypatch, quiet, at):
    heard = []

    def listen(event):
        heard.append(event.payload["number"])
        time.sleep(0.2)

    monkeypatch.setitem(subscriptions._handlers, Counted.name, {"test.listen": listen})
    services.publish(Counted(number=1), stream="one", at=at)
    services.number_events()
    [delivery] = services.lease_due(at=at)
    answers = together(*[lambda: services.handle(delivery_id=delivery, at=at)] * 4)
    assert sorted(answers) == [False, False, False, True]
    assert heard == [1]


def test_two_relays_never_lease_one_delivery_both(together, monkeypatch, quiet, at):
    monkeypatch.setitem(subscriptions._handlers, Counted.name, {"test.listen": lambda event: None})
    for number in range(40):
        services.publish(Counted(number=number), stream=str(number), at=at)
    services.number_events()
    leased = [due for answer in together(*[lambda: services.lease_due(at=at)] * 4) for due in answer]
    assert sorted(leased) == sorted(Delivery.objects.values_list("id", flat=True))


def test_reader_who_has_seen_a_position_never_finds_anything_new_below_it(together, quiet, at):
    done = Event()

    def write():
        chance = random.Random()
        for number in range(20):
            with transaction.atomic():
                services.publish(Counted(number=number), stream="one", at=at)
                time.sleep(chance.random() / 100)

    def number():
        while not done.is_set():
            services.number_events()
        return services.number_events()

    def read():
        seen, found = 0, []
        deadline = time.monotonic() + 30
        while len(found) < 80 and time.monotonic() < deadline:
            page = OutboxEvent.objects.filter(position__gt=seen).order_by("position")
            positions = list(page.values_list("position", flat=True))
            found += positions
            seen = positions[-1] if positions else seen
        done.set()
        return found

    answers = together(write, write, write, write, number, number, read)
    assert answers[:4] == [None] * 4
    assert answers[-1] == list(range(1, 81))


def test_order_of_a_stream_is_kept_by_many_workers(together, monkeypatch, quiet, at):
    heard = []
    monkeypatch.setitem(
        subscriptions._handlers, Counted.name, {"test.listen": lambda event: heard.append(event.payload["number"])}
    )
    for number in range(20):
        services.publish(Counted(number=number), stream="one", at=at)
    services.number_events()

    def work():
        deadline = time.monotonic() + 30
        while len(heard) < 20 and time.monotonic() < deadline:
            for due in services.lease_due(at=at):
                services.handle(delivery_id=due, at=at)

    assert together(work, work, work, work) == [None] * 4
    assert heard == list(range(20))


def test_change_is_kept_and_quick_with_the_broker_away(committed, monkeypatch, at):
    away = Celery("away", broker="redis://127.0.0.1:1/0", set_as_current=False)
    away.conf.broker_transport_options = dict(hub_app.conf.broker_transport_options)
    away.conf.task_publish_retry = False
    monkeypatch.setattr(services, "current_app", away)
    began = time.monotonic()
    with transaction.atomic():
        services.publish(Counted(number=1), stream="one", at=at)
    assert time.monotonic() - began < 5
    assert OutboxEvent.objects.count() == 1
    assert services.number_events() == 1


def test_nudge_swallows_only_that_the_broker_is_away(monkeypatch):
    def refuse(*args, **kwargs):
        raise OperationalError("connection refused")

    monkeypatch.setattr(services.current_app, "send_task", refuse)
    services.nudge()


def test_relay_that_waits_serves_all_who_ask_and_one_that_reads_serves_nobody_new(monkeypatch):
    sent = []
    monkeypatch.setattr(services.current_app, "send_task", lambda task, **_: sent.append(task))
    services.begin_relay()
    for _ in range(3):
        services.nudge()
    services.nudge("triage.work_bulk")
    services.nudge("triage.work_bulk")
    assert sent == [services.RELAY, "triage.work_bulk", "triage.work_bulk"]
    services.begin_relay()
    services.nudge()
    assert sent[3:] == [services.RELAY]


def test_nothing_is_sent_for_a_change_that_was_rolled_back(committed, monkeypatch, at):
    nudged = []
    monkeypatch.setattr(services, "nudge", lambda: nudged.append(1))
    with transaction.atomic():
        services.publish(Counted(number=1), stream="one", at=at)
        transaction.set_rollback(True)
    assert nudged == []
    services.publish(Counted(number=2), stream="one", at=at)
    assert nudged == [1]
