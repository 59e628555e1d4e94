"""A flood of events does not hold up what people wait for: the worker takes from its queues in turn."""

import secrets

import pytest
from kombu import Queue

from hatehub.celery import app

FLOOD = 40


def test_events_are_delivered_from_a_queue_of_their_own():
    routed = {name: app.amqp.router.route({}, name)["queue"].name for name in ("outbox.deliver", "triage.work_bulk")}
    assert routed == {"outbox.deliver": "events", "triage.work_bulk": "celery"}
    assert set(app.amqp.queues) == {"celery", "events"}


@pytest.mark.parametrize("is_flooded_first", [True, False])
def test_neither_queue_waits_for_the_other(is_flooded_first):
    events, others = (Queue(f"{name}-{secrets.token_hex(4)}", durable=False) for name in ("events", "celery"))
    taken = []
    with app.connection_for_write() as connection, connection.Consumer([events, others], accept=["json"]) as consumer:
        consumer.register_callback(lambda body, message: (taken.append(body), message.ack()))
        consumer.qos(prefetch_count=1)
        producer = connection.Producer()
        flooded, other = (events, others) if is_flooded_first else (others, events)
        for _ in range(FLOOD):
            producer.publish("flood", routing_key=flooded.name, serializer="json")
        for _ in range(3):
            producer.publish("one", routing_key=other.name, serializer="json")
        while len(taken) < FLOOD + 3:
            connection.drain_events(timeout=10)
        for queue in (events, others):
            queue.bind(connection.default_channel).delete()
    assert [place for place, what in enumerate(taken) if what == "one"][-1] < 10
