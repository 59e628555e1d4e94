"""Destroying what a case holds once two people have decided it: the keys, and with them all that was derived."""

import logging
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import HUB, Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from hatehub.vault import erasures
from hatehub.vault.models import Purpose
from reports.models import Case, Report
from triage.models import Retention

logger = logging.getLogger(__name__)
AT_ONCE = 50
EVERYTHING = (Purpose.PERSON, Purpose.MATERIAL, Purpose.SUBJECT)


@transaction.atomic
def destroy_some(*, case_id: UUID, by: Actor, at: datetime) -> bool:
    """Destroy the keys of up to 50 reports of a confirmed case, its lead first; tell whether all are destroyed now.

    Every report has keys of its own, so each is destroyed by itself. References, dates, figures and the audit stay.
    Raises NotPermitted.
    """
    require(by=by, action=Action.DESTROY_CASE)
    case = Case.objects.select_for_update(no_key=True).get(id=case_id)
    row = Retention.objects.select_for_update().get(case=case, confirmed_at__isnull=False)
    if row.destroyed_at is not None:
        return True
    left = Report.objects.filter(case=case, destroyed_at__isnull=True)
    first = left.filter(id=case.lead_id).values_list("id", flat=True)
    others = left.exclude(id=case.lead_id).order_by("id").values_list("id", flat=True)
    for report_id in [*first, *others[: AT_ONCE - len(first)]]:
        erasures.erase(owner=report_id, purposes=EVERYTHING, at=at)
    if left.exists():
        return False
    row.destroyed_at = at
    row.save(update_fields=["destroyed_at"])
    reports = Report.objects.filter(case=case).count()
    record(subject=f"case:{case.reference}", verb="case_destroyed", by=by, at=at, details={"reports": reports})
    return True


def go_on(*, at: datetime) -> int:
    """Go on with the large cases that are confirmed and not destroyed yet; return how many are done now, 50 at most.

    One that fails stays as it is until the next time, and keeps none of the others waiting.
    """
    waiting = Retention.objects.filter(confirmed_at__isnull=False, destroyed_at__isnull=True)
    done = 0
    for case_id in waiting.order_by("confirmed_at", "case").values_list("case", flat=True):
        done += _destroy_whole(case_id, at=at)
        if done == AT_ONCE:
            break
    return done


def _destroy_whole(case_id: UUID, *, at: datetime) -> bool:
    """Destroy all that is left of a case, and tell whether that worked; the log gets the kind of an error alone."""
    try:
        while not destroy_some(case_id=case_id, by=HUB, at=at):
            pass
    except Exception as error:
        logger.error("destroying_failed", extra={"case": str(case_id), "error": type(error).__name__})
        return False
    return True
