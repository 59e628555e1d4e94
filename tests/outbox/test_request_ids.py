"""The id of a request goes with what is done for it: through the outbox, and through the broker to a worker."""

import logging
from dataclasses import dataclass
from typing import ClassVar

import pytest
from celery import current_app
from django.db import connection
from structlog.contextvars import bound_contextvars, clear_contextvars, get_contextvars

from hatehub.logs import current_request, on_behalf_of
from hatehub.outbox import services, subscriptions
from hatehub.outbox.models import OutboxEvent

pytest_plugins = "tests.making.http"


@dataclass(frozen=True, kw_only=True)
class Asked:
    name: ClassVar[str] = "test.asked"
    number: int


@dataclass(frozen=True, kw_only=True)
class Followed:
    name: ClassVar[str] = "test.followed"
    number: int


@pytest.fixture
def heard(db, monkeypatch, at):
    """What was bound as each handler ran; the first publishes in turn."""
    found = []

    def first(event):
        found.append(current_request())
        services.publish(Followed(number=1), stream="one", at=at)

    monkeypatch.setitem(subscriptions._handlers, Asked.name, {"test.first": first})
    monkeypatch.setitem(
        subscriptions._handlers, Followed.name, {"test.second": lambda _: found.append(current_request())}
    )
    return found


def work_off(at):
    while services.number_events():
        for delivery_id in services.lease_due(at=at):
            services.handle(delivery_id=delivery_id, at=at)


def test_id_goes_with_an_event_and_with_what_follows_from_it(heard, at, caplog):
    caplog.set_level(logging.INFO)
    with on_behalf_of("abc"):
        services.publish(Asked(number=1), stream="one", at=at)
    assert current_request() == ""
    work_off(at)
    assert heard == ["abc", "abc"]
    assert set(OutboxEvent.objects.values_list("request_id", flat=True)) == {"abc"}
    assert current_request() == ""


def test_many_events_carry_it_as_well(heard, at):
    with on_behalf_of("abc"):
        services.publish_many([("one", Asked(number=1)), ("two", Asked(number=2))], at=at)
    assert list(OutboxEvent.objects.values_list("request_id", flat=True)) == ["abc", "abc"]


def test_event_of_no_request_has_none(heard, at):
    services.publish(Asked(number=1), stream="one", at=at)
    work_off(at)
    assert heard == ["", ""]


def test_failure_is_logged_with_the_id(db, monkeypatch, at):
    def fails(event):
        raise ValueError

    seen = []
    monkeypatch.setitem(subscriptions._handlers, Asked.name, {"test.fails": fails})
    monkeypatch.setattr(services.logger, "error", lambda *words, **more: seen.append(current_request()))
    with on_behalf_of("abc"):
        services.publish(Asked(number=1), stream="one", at=at)
    work_off(at)
    assert seen == ["abc"]


def test_event_that_the_release_before_wrote_has_none(db, at):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO outbox_outboxevent (id, name, stream, payload, occurred_at)"
            " VALUES (gen_random_uuid(), 'test.asked', 'one', '{}', now())"
        )
    assert OutboxEvent.objects.get(name="test.asked").request_id == ""


def test_id_goes_to_a_worker_in_the_header_and_is_bound_there():
    sent, seen = {}, []
    with on_behalf_of("abc"):
        message = current_app.amqp.as_task_v2("1", "test.task", (), {})
        from hatehub.celery import bind_request_id, forget_request_id, send_request_id

        send_request_id(headers=message.headers)
    sent |= message.headers

    class Request:
        called_directly, is_eager = False, False
        get = sent.get

    class Task:
        request = Request()

    with bound_contextvars(request_id="of the task before"):
        bind_request_id(task_id="1", task=Task())
        seen.append(dict(get_contextvars()))
        forget_request_id(task=Task())
        seen.append(dict(get_contextvars()))
    clear_contextvars()
    assert seen == [{"task_id": "1", "request_id": "abc"}, {}]


def test_task_that_nobody_asked_for_has_only_its_own_id():
    from hatehub.celery import bind_request_id, forget_request_id

    class Request:
        called_directly, is_eager = False, False
        get = {}.get

    class Task:
        request = Request()

    bind_request_id(task_id="2", task=Task())
    assert get_contextvars() == {"task_id": "2"}
    forget_request_id(task=Task())
    assert get_contextvars() == {}


def test_id_is_forgotten_once_the_answer_has_gone(client, db):
    assert client.get("/livez").headers["X-Request-Id"]
    assert current_request() == ""
