"""Writing what the officers' search looks in, and removing it."""

from collections.abc import Collection, Iterator
from datetime import datetime
from itertools import islice
from uuid import UUID

from django.db import connection, transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from reports.models import Case, Report
from reports.services.subjects import withholds_subject
from triage.models import SearchDocument
from triage.rules.search.documents import places_of
from triage.rules.search.lexemes import vector
from triage.selectors.search_tables import get_reading, lexeme_key
from triage.services.search_texts import read_said

AT_ONCE = 100
NUMBERS = "SELECT nextval(pg_get_serial_sequence('triage_searchdocument', 'id')) FROM generate_series(1, %s)"
STORE = """
INSERT INTO triage_searchdocument (id, report_id, is_withheld, vector)
SELECT * FROM unnest(%s::bigint[], %s::uuid[], %s::boolean[], %s::text[]::tsvector[])
ON CONFLICT (report_id) DO UPDATE SET is_withheld = EXCLUDED.is_withheld, vector = EXCLUDED.vector
"""


@transaction.atomic
def write(*, report_ids: Collection[UUID], by: Actor, at: datetime) -> int:
    """Write the documents that these reports lack, numbered in the order given; return how many. Raises NotPermitted.

    What is erased gets none. Doing it twice changes nothing.
    """
    require(by=by, action=Action.TRIAGE)
    known = set(SearchDocument.objects.filter(report__in=report_ids).values_list("report", flat=True))
    return _write([report_id for report_id in report_ids if report_id not in known])


@transaction.atomic
def refresh(*, report_ids: Collection[UUID], by: Actor, at: datetime) -> int:
    """Write the documents of these reports anew, as they may be found now; return how many. Raises NotPermitted.

    Each keeps its number. That of a report whose material is erased goes.
    """
    require(by=by, action=Action.TRIAGE)
    return _write(list(report_ids))


@transaction.atomic
def settle_case(*, case_id: UUID, by: Actor, at: datetime) -> bool:
    """Write up to 100 documents of a case anew that show who it is about and may not, or the other way round.

    Tells whether none is left. Call it again until then. Raises NotPermitted.
    """
    require(by=by, action=Action.TRIAGE)
    case = Case.objects.select_related("lead").filter(id=case_id).first()
    if case is None:
        return True
    otherwise = SearchDocument.objects.filter(report__case=case, is_withheld=not withholds_subject(case=case))
    chosen = list(otherwise.order_by("id").values_list("report", flat=True)[:AT_ONCE])
    _write(chosen)
    return len(chosen) < AT_ONCE


@transaction.atomic
def refresh_lead(*, case_id: UUID, by: Actor, at: datetime) -> int:
    """Write anew the document of the report that leads a case, which is found by who is responsible."""
    require(by=by, action=Action.TRIAGE)
    return _write(list(Report.objects.filter(leads=case_id, case=case_id).values_list("id", flat=True)))


def forget(*, report_id: UUID) -> int:
    """Remove the document of a report whose keys are destroyed; return how many there were."""
    return SearchDocument.objects.filter(report=report_id).delete()[0]


def rebuild(*, by: Actor, at: datetime, is_anew: bool = False) -> Iterator[int]:
    """Write the documents that reports lack, or all anew, in the order in which they came; yield how many it looked at.

    Each hundred is a transaction of its own: it can be stopped, and run again, at any time.
    """
    ids = Report.objects.order_by("submitted_at", "id").values_list("id", flat=True).iterator(chunk_size=10_000)
    do = refresh if is_anew else write
    while batch := list(islice(ids, AT_ONCE)):
        do(report_ids=batch, by=by, at=at)
        yield len(batch)


def _write(report_ids: list[UUID]) -> int:
    """Write documents; the reports are locked, so that nobody else writes them, or erases the reports, meanwhile."""
    if not report_ids:
        return 0
    locked = Report.objects.filter(id__in=report_ids).order_by("id").select_for_update(of=("self",), no_key=True)
    reports = {report.id: report for report in locked.select_related("case__lead")}
    said = read_said(reports.values())
    SearchDocument.objects.filter(report__in=reports.keys() - said.keys()).delete()
    chosen = [report_id for report_id in report_ids if report_id in said]
    numbers = _numbers(chosen)
    withheld = [withholds_subject(case=reports[report_id].case) for report_id in chosen]
    reading, key = get_reading(), lexeme_key()
    vectors = [
        vector(places_of(said[report_id], reading=reading, is_withheld=is_withheld), number=numbers[report_id], key=key)
        for report_id, is_withheld in zip(chosen, withheld, strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.execute(STORE, [[numbers[report_id] for report_id in chosen], chosen, withheld, vectors])
    return len(chosen)


def _numbers(report_ids: list[UUID]) -> dict[UUID, int]:
    """Return the number of each document, a new one for those that have none."""
    known = dict(SearchDocument.objects.filter(report__in=report_ids).values_list("report", "id"))
    new = [report_id for report_id in report_ids if report_id not in known]
    with connection.cursor() as cursor:
        cursor.execute(NUMBERS, [len(new)])
        drawn = [number for (number,) in cursor.fetchall()]
    return known | dict(zip(new, drawn, strict=True))
