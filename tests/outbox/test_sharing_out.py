"""How the relay hands deliveries to workers: alone where there are few, several to a task in a flood."""

from dataclasses import dataclass
from typing import ClassVar

import pytest
from django.utils import timezone

from hatehub.outbox import services, subscriptions, tasks
from hatehub.outbox.models import Delivery


@dataclass(frozen=True, kw_only=True)
class Happened:
    name: ClassVar[str] = "test.happened"
    number: int


@pytest.fixture
def heard(db, monkeypatch):
    numbers = []

    def listen(event):
        if event.payload["number"] == 3:
            raise ValueError
        numbers.append(event.payload["number"])

    monkeypatch.setitem(subscriptions._handlers, Happened.name, {"test.listen": listen})
    return numbers


@pytest.fixture
def sent(monkeypatch):
    """What would go to the broker."""
    tasks_sent = []
    monkeypatch.setattr(tasks.deliver, "apply_async", lambda args, kwargs: tasks_sent.append(tuple(args)))
    return tasks_sent


@pytest.fixture
def nudges(monkeypatch):
    asked = []
    monkeypatch.setattr(services, "nudge", lambda *_: asked.append(1))
    return asked


def happen(number):
    for each in range(number):
        services.publish(Happened(number=each), stream=str(each), at=timezone.now())
    return list(range(number))


@pytest.fixture
def as_delivered():
    """Call the task as a worker does."""

    def call(*delivery_ids, is_second_time=False):
        tasks.deliver.push_request(delivery_info={"redelivered": is_second_time})
        try:
            tasks.deliver.run(*delivery_ids)
        finally:
            tasks.deliver.pop_request()

    return call


def test_few_go_one_to_a_task(heard, sent):
    happen(services.FEW)
    tasks.relay()
    assert sent == [(each,) for each in Delivery.objects.order_by("position").values_list("id", flat=True)]


def test_many_go_together_in_their_order_and_none_is_left_out(heard, sent):
    happen(services.FEW + 4)
    tasks.relay()
    assert [len(each) for each in sent] == [5, 5, 5, 5, 4]
    in_order = list(Delivery.objects.order_by("position").values_list("id", flat=True))
    assert [delivery_id for each in sent for delivery_id in each] == in_order


def test_one_that_fails_among_several_does_not_hurt_the_others(heard, sent, nudges, as_delivered):
    numbers = happen(services.FEW + 5)
    tasks.relay()
    nudges.clear()
    for delivery_ids in sent:
        as_delivered(*delivery_ids)
    assert heard == [number for number in numbers if number != 3]
    assert Delivery.objects.exclude(state=Delivery.State.DONE).get().last_error == "ValueError"
    assert len(nudges) == len(sent)


def test_several_that_broke_a_worker_off_go_on_alone(heard, sent, nudges, as_delivered):
    happen(services.FEW + 5)
    tasks.relay()
    first, *_ = sent
    sent.clear()
    nudges.clear()
    as_delivered(*first, is_second_time=True)
    assert sent == [(each,) for each in first]
    assert heard == []
    as_delivered(first[0])
    assert heard == [0]


def test_one_that_fells_its_worker_each_time_is_parked_in_the_end(heard, sent, nudges, as_delivered):
    happen(1)
    tasks.relay()
    (delivery_ids,) = sent
    for tried in range(1, services.MOST_ATTEMPTS + 1):
        assert Delivery.objects.get().state == Delivery.State.PENDING
        as_delivered(*delivery_ids, is_second_time=True)
        delivery = Delivery.objects.get()
        assert (delivery.attempts, delivery.last_error) == (tried, "WorkerLost")
        assert delivery.not_before > timezone.now()
    assert delivery.state == Delivery.State.PARKED
    assert heard == []


def test_one_whose_worker_fell_by_chance_is_handled_at_its_next_turn(heard, sent, nudges, as_delivered):
    happen(1)
    tasks.relay()
    as_delivered(*sent.pop(), is_second_time=True)
    assert (sent, heard) == ([], [])
    Delivery.objects.update(not_before=timezone.now())
    tasks.relay()
    as_delivered(*sent.pop())
    assert heard == [0]


def test_one_that_is_done_is_not_taken_back(heard, sent, nudges, as_delivered):
    happen(1)
    tasks.relay()
    as_delivered(*sent[0])
    as_delivered(*sent[0], is_second_time=True)
    assert (Delivery.objects.get().state, Delivery.objects.get().attempts) == (Delivery.State.DONE, 0)


def test_nothing_done_asks_for_nothing(heard, sent, nudges, as_delivered):
    happen(1)
    tasks.relay()
    nudges.clear()
    as_delivered(*sent[0])
    as_delivered(*sent[0])
    assert len(nudges) == 1


def test_failure_that_comes_after_another_worker_did_it_changes_nothing(heard, sent, nudges, as_delivered):
    happen(1)
    tasks.relay()
    as_delivered(*sent[0])
    before = Delivery.objects.values().get()
    services._note_failure(delivery_id=before["id"], error=ValueError(), at=timezone.now())
    assert Delivery.objects.values().get() == before
