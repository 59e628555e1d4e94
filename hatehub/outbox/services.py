"""Publishing events, numbering and sending them (the relay), and handling one delivery."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, ClassVar, Protocol

from celery import current_app
from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import Exists, Max, OuterRef
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from hatehub.logs import current_request, on_behalf_of
from hatehub.outbox.models import Delivery, OutboxEvent
from hatehub.outbox.subscriptions import Delivered, Progress, find_handler, handlers_of

logger = logging.getLogger(__name__)

RELAY_LOCK = 0x6F7574626F78  # "outbox": one relay numbers events at a time
LEASE = timedelta(seconds=60)
FIRST_RETRY = timedelta(seconds=5)
LONGEST_RETRY = timedelta(minutes=10)
MOST_ATTEMPTS = 8
BATCH = 500
MOST_LEASED = 200
"""How many deliveries wait with workers at once: more would outlive their lease in a flood, and be sent twice."""
FEW = 20
"""Up to how many deliveries are no flood: each is a task of its own."""
MOST_TOGETHER = 5
"""How many deliveries a task takes in a flood: a task costs a worker about as much as a short handler does.

With more of them the other queue, where messages to people wait, would get its turn too seldom."""
RELAY = "outbox.relay"
ASKED = "outbox-relay-asked"
ASKED_SECONDS = 30


class Event(Protocol):
    """What an app publishes: a frozen dataclass of ids and primitives with a name."""

    name: ClassVar[str]
    __dataclass_fields__: ClassVar[dict[str, Any]]


class NoSuchHandler(Exception):
    """A delivery names a handler that this release does not have."""


class WorkerLost(Exception):
    """A worker fell while it had a delivery in hand: killed, or out of memory."""


def publish(event: Event, *, stream: str, at: datetime) -> OutboxEvent:
    """Store the event with the caller's change: both are there after the commit, or neither.

    Order is kept within `stream`, which is the id of a case.
    """
    stored = _event(event, stream=stream, at=at)
    stored.save(force_insert=True)
    transaction.on_commit(nudge)
    return stored


def publish_many(events: Iterable[tuple[str, Event]], *, at: datetime) -> int:
    """Store many events, each given with its stream, in this order and with one statement; return how many."""
    stored = [_event(event, stream=stream, at=at) for stream, event in events]
    OutboxEvent.objects.bulk_create(stored, batch_size=BATCH)
    if stored:
        transaction.on_commit(nudge)
    return len(stored)


def _event(event: Event, *, stream: str, at: datetime) -> OutboxEvent:
    return OutboxEvent(
        name=event.name, stream=stream, payload=asdict(event), occurred_at=at, request_id=current_request()
    )


def nudge(task: str = RELAY, *arguments: str) -> None:
    """Ask a worker to look for work now, or at what the arguments name.

    Of several that ask for the relay while one is waiting, that one serves all. With the broker away nothing is lost:
    beat asks again when it is back.
    """
    if task == RELAY and not _is_first_to_ask():
        return
    try:
        current_app.send_task(task, args=arguments, retry=False, expires=ASKED_SECONDS)
    except OperationalError:
        logger.warning("broker_away")


def _is_first_to_ask() -> bool:
    try:
        return cache.add(ASKED, 1, timeout=ASKED_SECONDS)
    except RedisError:
        return True


def begin_relay() -> None:
    """Say that a relay reads from now on: whoever publishes after this asks for another."""
    try:
        cache.delete(ASKED)
    except RedisError:
        logger.warning("broker_away")


def number_events() -> int:
    """Give every committed event the next position and its deliveries; return how many there were.

    Only one relay numbers at a time, and only what has committed, so a reader who has seen position n
    never finds anything new below it.
    """
    with transaction.atomic():
        if not _take_relay_lock():
            return 0
        events = list(OutboxEvent.objects.filter(position__isnull=True).order_by("sequence")[:BATCH])
        last = OutboxEvent.objects.aggregate(last=Max("position"))["last"] or 0
        deliveries: list[Delivery] = []
        for position, event in enumerate(events, start=last + 1):
            event.position = position
            deliveries += _deliveries(event, position)
        OutboxEvent.objects.bulk_update(events, ["position"])
        Delivery.objects.bulk_create(deliveries)
    return len(events)


def _take_relay_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [RELAY_LOCK])
        return bool(cursor.fetchone()[0])


def _deliveries(event: OutboxEvent, position: int) -> list[Delivery]:
    return [
        Delivery(
            event=event,
            handler=handler,
            stream=event.stream,
            position=position,
            not_before=event.occurred_at,
        )
        for handler in handlers_of(event.name)
    ]


def lease_due(*, at: datetime) -> list[int]:
    """Lease the deliveries whose turn it is, and return their ids to be sent to workers; 200 are out at most.

    A delivery waits while an earlier event of its stream is unfinished; a parked one blocks only its stream.
    A lease that expires unanswered is simply due again.
    """
    pending = Delivery.objects.filter(state=Delivery.State.PENDING)
    room = MOST_LEASED - pending.filter(attempts=0, not_before__gt=at).count()
    if room <= 0:
        return []
    earlier = Delivery.objects.filter(stream=OuterRef("stream"), position__lt=OuterRef("position"))
    unfinished = earlier.exclude(state=Delivery.State.DONE)
    due = pending.filter(not_before__lte=at).exclude(Exists(unfinished))
    with transaction.atomic():
        chosen = list(
            due.order_by("position", "id")
            .select_for_update(skip_locked=True, of=("self",))
            .values_list("id", flat=True)[:room]
        )
        Delivery.objects.filter(id__in=chosen).update(not_before=at + LEASE)
    return chosen


def share_out(delivery_ids: Sequence[int]) -> list[Sequence[int]]:
    """Return them as tasks take them, in their order: each alone, so that workers share them; together in a flood."""
    size = 1 if len(delivery_ids) <= FEW else MOST_TOGETHER
    return [delivery_ids[start : start + size] for start in range(0, len(delivery_ids), size)]


def handle(*, delivery_id: int, at: datetime) -> bool:
    """Call the handler of one delivery and mark it done, in one transaction; tell whether something was done now.

    A delivery that is being handled elsewhere is waited for; one that is done is left alone. A handler with more to
    do is due again at once, and keeps its place in the stream. One that raises is tried again later, and parked
    after the last attempt.
    """
    try:
        with transaction.atomic():
            delivery = (
                Delivery.objects.select_for_update(of=("self",))
                .select_related("event")
                .filter(id=delivery_id, state=Delivery.State.PENDING)
                .first()
            )
            if delivery is None:
                return False
            _note_progress(delivery, _call(delivery, at=at), at=at)
    except Exception as error:
        _note_failure(delivery_id=delivery_id, error=error, at=at)
        return False
    return True


def _note_progress(delivery: Delivery, progress: Progress, *, at: datetime) -> None:
    if progress is Progress.MORE:
        delivery.not_before, delivery.attempts = at, 0
        delivery.save(update_fields=["not_before", "attempts"])
        return
    delivery.state, delivery.done_at = Delivery.State.DONE, at
    delivery.save(update_fields=["state", "done_at"])


def _call(delivery: Delivery, *, at: datetime) -> Progress:
    event = delivery.event
    handler = find_handler(event.name, name=delivery.handler)
    if handler is None:
        raise NoSuchHandler(delivery.handler)
    delivered = Delivered(
        name=event.name,
        position=delivery.position,
        occurred_at=event.occurred_at,
        handled_at=at,
        payload=dict(event.payload),
    )
    with on_behalf_of(event.request_id):
        progress = handler(delivered) or Progress.DONE
        logger.info("delivered", extra={"handler": delivery.handler, "position": delivery.position})
    return progress


def note_worker_lost(*, delivery_id: int, at: datetime) -> None:
    """Count a try at a delivery whose worker fell, as a failure: what fells workers is parked, and fells no more."""
    _note_failure(delivery_id=delivery_id, error=WorkerLost(), at=at)


def _note_failure(*, delivery_id: int, error: Exception, at: datetime) -> None:
    """Keep the kind of the error, never its message, which may quote what a person wrote.

    A delivery that is done meanwhile, or that another worker has in hand, is left to that.
    """
    with transaction.atomic():
        free = Delivery.objects.select_for_update(of=("self",), skip_locked=True).select_related("event")
        delivery = free.filter(id=delivery_id, state=Delivery.State.PENDING).first()
        if delivery is None:
            return
        delivery.attempts += 1
        delivery.last_error = type(error).__name__[:120]
        delivery.not_before = at + min(FIRST_RETRY * 2 ** (delivery.attempts - 1), LONGEST_RETRY)
        if delivery.attempts >= MOST_ATTEMPTS:
            delivery.state = Delivery.State.PARKED
        delivery.save(update_fields=["attempts", "last_error", "not_before", "state"])
        request_id = delivery.event.request_id
    extra = {"handler": delivery.handler, "error": delivery.last_error, "attempts": delivery.attempts}
    with on_behalf_of(request_id):
        logger.error("delivery_failed", extra=extra, exc_info=None)


def retry_parked(*, delivery_id: int, at: datetime) -> None:
    """Put a parked delivery back in line, by hand, once its cause has been mended."""
    with transaction.atomic():
        delivery = Delivery.objects.select_for_update().get(id=delivery_id, state=Delivery.State.PARKED)
        delivery.state, delivery.attempts, delivery.not_before = Delivery.State.PENDING, 0, at
        delivery.save(update_fields=["state", "attempts", "not_before"])
