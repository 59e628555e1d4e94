"""Placing and lifting legal holds: while one stands, nothing of the case is destroyed."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from reports.models import Case
from reports.services import holding
from triage.models import LegalHold, Retention
from triage.selectors.merges import cases_below, root_of
from triage.services.retaining import refusals, sealing
from triage.services.retaining.refusals import RetentionRefused
from triage.services.retaining.reviewing import lapse


@transaction.atomic
def place_hold(*, case_id: UUID, ground: str, reason: str, by: Actor, at: datetime) -> LegalHold:
    """Hold a case: from now on nothing of it is destroyed, and a proposal to do so has lapsed.

    The audit has the ground, and no words. Raises RetentionRefused, KeyDestroyed, NotPermitted.
    """
    require(by=by, action=Action.HOLD)
    if not reason.strip():
        raise RetentionRefused(refusals.NO_REASON)
    case = Case.objects.select_for_update(of=["self"], no_key=True).select_related("lead").get(id=case_id)
    if case.lead.destroyed_at is not None or Retention.objects.filter(case=case, confirmed_at__isnull=False).exists():
        raise RetentionRefused(refusals.DESTROYED)
    hold = LegalHold.objects.create(
        case=case, report_id=case.lead_id, ground=LegalHold.Ground(ground), placed_by=str(by), placed_at=at
    )
    hold.sealed_reason = sealing.seal(hold, "reason", reason)
    hold.save(update_fields=["sealed_reason"])
    lapse(case_id=case.id, by=by, at=at)
    details = {"hold": hold.id, "ground": str(hold.ground)}
    record(subject=f"case:{case.reference}", verb="hold_placed", by=by, at=at, details=details)
    settle_hold(case_id=case.id, by=by)
    return hold


@transaction.atomic
def lift_hold(*, hold_id: int, reason: str, by: Actor, at: datetime) -> LegalHold:
    """Lift a hold. The case is held until the last is lifted, and counted again at night. Raises as `place_hold`."""
    require(by=by, action=Action.HOLD)
    if not reason.strip():
        raise RetentionRefused(refusals.NO_REASON)
    hold = LegalHold.objects.select_for_update(of=["self"]).select_related("case").get(id=hold_id)
    if hold.lifted_at is not None:
        raise RetentionRefused(refusals.NO_HOLD)
    hold.lifted_by, hold.lifted_at = str(by), at
    hold.sealed_lifted_why = sealing.seal(hold, "lifted_why", reason)
    hold.save(update_fields=["lifted_by", "lifted_at", "sealed_lifted_why"])
    record(subject=f"case:{hold.case.reference}", verb="hold_lifted", by=by, at=at, details={"hold": hold.id})
    settle_hold(case_id=hold.case_id, by=by)
    return hold


@transaction.atomic
def settle_hold(*, case_id: UUID, by: Actor) -> None:
    """Have the case that a case is worked as carry the mark of the holds that stand on it and on what went into it.

    Raises NotPermitted.
    """
    case = root_of(case_id=case_id)
    standing = LegalHold.objects.filter(case__in=cases_below(case_id=case.id), lifted_at__isnull=True)
    first = standing.order_by("placed_at").first()
    holding.mark_held(case_id=case.id, since=first.placed_at if first else None, by=by)
    if first is not None:
        _keep_out(case.id)


def _keep_out(case_id: UUID) -> None:
    """Take a case that is held out of what is due at once; the night counts the rest."""
    row = Retention.objects.filter(case=case_id, is_due=True).first()
    if row is not None:
        row.is_due, row.kept_by = False, ["legal_hold"]
        row.save(update_fields=["is_due", "kept_by"])
