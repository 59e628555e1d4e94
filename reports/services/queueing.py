"""Where officers' queues put an open report: written for the apps downstream that decide it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from reports.models import Report
from reports.models.report import NO_TIME_BAR

MOVE = """
UPDATE reports_report SET queue_place = wanted.place, time_bar_on = wanted.bar
FROM unnest(%s::uuid[], %s::integer[], %s::date[]) AS wanted (id, place, bar)
WHERE reports_report.id = wanted.id AND (queue_place, time_bar_on) IS DISTINCT FROM (wanted.place, wanted.bar)
"""


DESCRIBE = """
UPDATE reports_report SET queue_terms = array(SELECT jsonb_array_elements_text(wanted.terms))
FROM unnest(%s::uuid[], %s::jsonb[]) AS wanted (id, terms)
WHERE reports_report.id = wanted.id
  AND queue_terms IS DISTINCT FROM array(SELECT jsonb_array_elements_text(wanted.terms))::varchar[]
"""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a report stands: the smaller `number` comes sooner, 1 or more; the time bar is for the order by it."""

    number: int
    time_bar_on: date | None


@transaction.atomic
def place(*, places: Mapping[UUID, Place], by: Actor, at: datetime) -> int:
    """Give each report its place in the queues; return how many have another than before.

    Costs two statements however many there are, and writes no row that stays where it is. It is no step: nothing is
    audited or published, for the same follows from the facts at any time. Raises NotPermitted.
    """
    require(by=by, action=Action.TRIAGE)
    chosen = sorted(places)
    list(Report.objects.filter(id__in=chosen).order_by("id").select_for_update(no_key=True).values_list("id"))
    numbers = [places[report_id].number for report_id in chosen]
    bars = [places[report_id].time_bar_on or NO_TIME_BAR for report_id in chosen]
    with connection.cursor() as cursor:
        cursor.execute(MOVE, [chosen, numbers, bars])
        return int(cursor.rowcount)


@transaction.atomic
def describe(*, terms: Mapping[UUID, Sequence[str]], by: Actor) -> int:
    """Give each report the terms by which queues filter it; return how many have others than before.

    One statement however many there are; no row is written that stays as it is. As with places, nothing is audited.
    Raises NotPermitted.
    """
    require(by=by, action=Action.TRIAGE)
    chosen = sorted(terms)
    with connection.cursor() as cursor:
        cursor.execute(DESCRIBE, [chosen, [json.dumps(list(terms[report_id])) for report_id in chosen]])
        return int(cursor.rowcount)
