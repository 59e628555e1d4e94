"""Reading exhibits for no other purpose than to see that they are still what was received, and free of malware."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, Q

from hatehub.accounts.actors import HUB
from hatehub.vault.services import KeyDestroyed
from reports.clients import clamd
from reports.models import Evidence
from reports.selectors.custody import unproven
from reports.services import custody, quarantine
from reports.services.files import StorageAway
from reports.services.quarantine import Why

logger = logging.getLogger(__name__)

ROUND = timedelta(days=30)
"""Within which each exhibit is read once, where the machine keeps up."""
MOST_AT_ONCE = 100
MOST_BYTES = 200 * 1024 * 1024


class CannotCheck(Exception):
    """The store of files, or the scanner, does not answer: what was checked so far is noted."""


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What a slice came to: how many exhibits were read, and the numbers of those that were quarantined."""

    checked: int
    changed: tuple[str, ...]
    infected: tuple[str, ...]
    unscanned: int


def can_scan() -> bool:
    """Tell whether a scanner is configured."""
    return bool(settings.CLAMD_ADDRESS)


def check_slice(*, before: datetime, at: datetime, scans: bool) -> Checked:
    """Check up to 100 exhibits, or 200 MB, that were last checked before a moment, those that waited longest first.

    Afterwards each has its time of checking, and what is not what was received, or holds malware, lies in quarantine.
    A killed worker repeats one slice at most. Diverted exhibits are never opened, and what lies in quarantine waits
    for its release. Must not be called inside a transaction. Raises CannotCheck.
    """
    items = _due(before)
    forged = unproven(items=items)
    changed: list[str] = []
    infected: list[str] = []
    unscanned = 0
    for item in items:
        try:
            verdict = Why.CHANGED if item.id in forged else _verdict(item, at=at, scans=scans)
        except clamd.ScannerLimit:
            verdict, unscanned = "", unscanned + 1
        except (StorageAway, clamd.ScannerAway) as error:
            logger.warning("exhibits_unchecked", extra={"error": str(error)[:80]})
            raise CannotCheck(str(error)) from error
        if verdict:
            quarantine.put(evidence_id=item.id, why=Why(verdict), by=HUB, at=at)
            (infected if verdict == Why.MALWARE else changed).append(item.exhibit)
        Evidence.objects.filter(id=item.id).update(checked_at=at)
    if changed or infected:
        logger.error("exhibits_quarantined", extra={"changed": len(changed), "infected": len(infected)})
    return Checked(checked=len(items), changed=tuple(changed), infected=tuple(infected), unscanned=unscanned)


def _due(before: datetime) -> list[Evidence]:
    """Return the exhibits of a slice: at least one where one is due."""
    rows = Evidence.objects.filter(diverted_as="", quarantined_at__isnull=True).select_related("report")
    rows = rows.filter(Q(checked_at__isnull=True) | Q(checked_at__lt=before))
    chosen: list[Evidence] = []
    size = 0
    for item in rows.order_by(F("checked_at").asc(nulls_first=True), "id")[:MOST_AT_ONCE]:
        size += item.size
        if chosen and size > MOST_BYTES:
            break
        chosen.append(item)
    return chosen


def _verdict(item: Evidence, *, at: datetime, scans: bool) -> str:
    """Return why an exhibit is to be quarantined; empty where it is well, or erased."""
    try:
        if not custody.is_intact(item=item, at=at):
            return str(Evidence.objects.values_list("quarantined_why", flat=True).get(id=item.id))
        if scans and clamd.scan(custody.compared(item=item, at=at), address=settings.CLAMD_ADDRESS):
            return Why.MALWARE
    except KeyDestroyed:
        return ""
    return ""
