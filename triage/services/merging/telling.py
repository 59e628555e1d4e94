"""Telling what waits to be told, before a report stops leading the others: they hear of every step of their case."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

from hatehub.accounts.actors import HUB
from hatehub.outbox.models import Delivery, OutboxEvent
from reports.events import ReportMoved
from reports.models import Report
from reports.rules.workflow import STEPS
from reports.services import updates

TELLER = "reports.tell"


def tell_what_waits(*, leads: Collection[Report], at: datetime) -> int:
    """Tell at once of the steps of these leads whose events are still on their way; return how many there were.

    The events arrive all the same, and find that everybody has heard. Two queries where nothing waits.
    """
    if not leads:
        return 0
    reports = {str(report.id) for report in leads}
    streams = [str(report.case_id) for report in leads]
    on_their_way = Delivery.objects.filter(stream__in=streams, handler=TELLER).exclude(state=Delivery.State.DONE)
    numbered = Q(id__in=list(on_their_way.values_list("event_id", flat=True)))
    unnumbered = Q(position__isnull=True, stream__in=streams)
    waiting = OutboxEvent.objects.filter(numbered | unnumbered, name=ReportMoved.name).order_by("sequence")
    told = [
        event for event in waiting if event.payload["report_id"] in reports and STEPS[event.payload["step"]].is_told
    ]
    for event in told:
        while not _tell(event, at=at):
            pass
    return len(told)


def _tell(event: OutboxEvent, *, at: datetime) -> bool:
    return updates.tell_of_step(
        report=Report.objects.get(id=event.payload["report_id"]),
        step=event.payload["step"],
        version=event.payload["version"],
        by=HUB,
        at=event.occurred_at,
        published_at=at,
        facts=event.payload.get("facts", {}),
    )
