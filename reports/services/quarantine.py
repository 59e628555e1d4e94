"""Quarantine: an exhibit that cannot be trusted is not opened until a supervisor releases it; all of it is kept."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import Note, record_many
from hatehub.outbox.services import publish_many
from reports.events import QuarantineChanged
from reports.models import Evidence

Why = Evidence.Quarantine


class ExhibitQuarantined(Exception):
    """What is asked for lies in quarantine: it is not opened. `exhibit` names it, `why` is a code."""

    def __init__(self, exhibit: str, why: str) -> None:
        super().__init__(f"{exhibit}: {why}")
        self.exhibit = exhibit
        self.why = why


def refuse_quarantined(items: Iterable[Evidence]) -> None:
    """Return quietly where none of these exhibits lies in quarantine. Raises ExhibitQuarantined for the first."""
    for item in items:
        if item.is_quarantined:
            raise ExhibitQuarantined(item.exhibit, item.quarantined_why)


def put(*, evidence_id: int, why: Evidence.Quarantine, by: Actor, at: datetime) -> list[Evidence]:
    """Put an exhibit into quarantine, and with malware every other that holds the same bytes; return those put now.

    The transaction is its own and commits: nobody may call this inside another, which could be rolled back. The row,
    its hash, its bytes and its log stay as they are. Supervisors see it at once. One that is there already stays there
    for what it was put there first, unless malware is found in it now. Raises NotPermitted and Evidence.DoesNotExist.
    """
    require(by=by, action=Action.QUARANTINE)
    with transaction.atomic(durable=True):
        item = Evidence.objects.get(id=evidence_id)
        chosen = list(_rows(item, why=why).order_by("id").select_for_update(of=("self",)).select_related("report"))
        put_now = [each for each in chosen if each.quarantined_why not in ({why} if why == Why.MALWARE else Why.values)]
        for each in put_now:
            each.quarantined_at, each.quarantined_why = at, why
        Evidence.objects.bulk_update(put_now, ["quarantined_at", "quarantined_why"], batch_size=500)
        announce(put_now, verb="quarantined", reason=str(why.label), by=by, at=at)
    return put_now


def _rows(item: Evidence, *, why: Evidence.Quarantine) -> QuerySet[Evidence]:
    if why == Why.MALWARE:
        return Evidence.objects.filter(file_hash=item.file_hash)
    return Evidence.objects.filter(id=item.id)


def announce(items: list[Evidence], *, verb: str, reason: str, by: Actor, at: datetime) -> None:
    """Write one audit entry for each item, and publish one event for each report, in the caller's transaction."""
    notes = [
        Note(subject=f"report:{item.report.reference}", verb=verb, reason=reason, details={"exhibit": item.exhibit})
        for item in items
    ]
    record_many(notes=notes, by=by, at=at)
    reports = {item.report_id: item.report for item in items}
    events = (QuarantineChanged(report_id=str(each.id), case_id=str(each.case_id)) for each in reports.values())
    publish_many(((event.case_id, event) for event in events), at=at)
