"""Releasing exhibits from quarantine: a supervisor's decision, and only for what is again as it was received."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import ReasonRequired
from reports.clients import clamd
from reports.models import Evidence
from reports.services import custody, quarantine


class NotInQuarantine(Exception):
    """Somebody has released it meanwhile."""


class NotFit(Exception):
    """It is still not what was received, or a scanner still finds malware in it: it stays where it is."""


def release(*, evidence_id: int, by: Actor, at: datetime, reason: str) -> list[Evidence]:
    """Take an exhibit out of quarantine; with a withdrawn finding of malware every other that holds the same bytes.

    Its bytes are read to the end first, outside a transaction: they have to be those that were received. Where a
    scanner is configured and malware was the cause, it has to find none any more; where none is, withdrawing the
    finding is the supervisor's to answer for. Raises NotPermitted, ReasonRequired, NotInQuarantine, NotFit,
    Diverted, KeyDestroyed, files.StorageAway, clamd.ScannerAway, clamd.ScannerLimit and Evidence.DoesNotExist.
    """
    require(by=by, action=Action.RELEASE_EXHIBIT)
    if not reason.strip():
        raise ReasonRequired("Say why it is released.")
    item = Evidence.objects.get(id=evidence_id)
    if not item.is_quarantined:
        raise NotInQuarantine(item.exhibit)
    is_malware = item.quarantined_why == Evidence.Quarantine.MALWARE
    if not custody.is_intact(item=item, at=at) or (is_malware and _is_infected(item, at=at)):
        raise NotFit(item.exhibit)
    return _release(item, by=by, at=at, reason=reason)


def _is_infected(item: Evidence, *, at: datetime) -> bool:
    if not settings.CLAMD_ADDRESS:
        return False
    return clamd.scan(custody.compared(item=item, at=at), address=settings.CLAMD_ADDRESS)


@transaction.atomic
def _release(item: Evidence, *, by: Actor, at: datetime, reason: str) -> list[Evidence]:
    rows = Evidence.objects.filter(id=item.id)
    if item.quarantined_why == Evidence.Quarantine.MALWARE:
        rows = Evidence.objects.filter(file_hash=item.file_hash)
    rows = rows.filter(quarantined_at__isnull=False, quarantined_why=item.quarantined_why)
    chosen = list(rows.order_by("id").select_for_update(of=("self",)).select_related("report"))
    if item.id not in {each.id for each in chosen}:
        raise NotInQuarantine(item.exhibit)
    for each in chosen:
        each.quarantined_at, each.quarantined_why = None, ""
    Evidence.objects.bulk_update(chosen, ["quarantined_at", "quarantined_why"], batch_size=500)
    quarantine.announce(chosen, verb="released", reason=reason, by=by, at=at)
    return chosen
