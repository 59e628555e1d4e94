"""What follows when a message does not arrive: it is marked, audited, and shown to the officer and the person."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Coalesce

from hatehub.accounts.actors import HUB, Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from reports.models import Complainant, Report, StatusEntry, Update
from reports.rules.bounces import Bounce, Kind
from reports.services import gates, mail_downstream, notices
from reports.services.updates import DECISIONS

LONGEST_CODE = 60


class Taken(StrEnum):
    """What became of a message that came back."""

    NOTED = "noted"
    KNOWN = "known"
    IGNORED = "ignored"


class NotOurs(Exception):
    """A failure for good that names no message of this hub."""


def take_in(*, bounce: Bounce, at: datetime) -> Taken:
    """Note a delivery status notification; one of a delay, or an automatic answer, is ignored. Raises NotOurs."""
    if bounce.kind is not Kind.FAILED:
        return Taken.IGNORED
    known = {update.id for update in Update.objects.filter(id__in=bounce.about)}
    found = next((each for each in bounce.about if each in known), None)
    if found is None:
        return _take_in_for_body(bounce, at=at)
    is_new = note_bounce(update_id=found, code=bounce.code, by=HUB, at=at)
    return Taken.NOTED if is_new else Taken.KNOWN


def _take_in_for_body(bounce: Bounce, *, at: datetime) -> Taken:
    """Note that a message to an office, or of an app downstream, came back. Raises NotOurs."""
    for mail_id in bounce.about:
        is_new = mail_downstream.note_failure(mail_id=mail_id, code=bounce.code, at=at)
        if is_new is not None:
            return Taken.NOTED if is_new else Taken.KNOWN
    raise NotOurs("This names no message that the hub has sent.")


@transaction.atomic
def note_bounce(*, update_id: UUID, code: str, by: Actor, at: datetime) -> bool:
    """Mark a message as come back for good; tell whether that is new.

    Afterwards the complainant counts as not reached since then, the audit says so, and where the message told
    of a decision, the gate `complainant_told` is open again.
    """
    require(by=by, action=Action.TELL_COMPLAINANT)
    update = Update.objects.select_for_update(of=("self",)).select_related("entry").get(id=update_id)
    if update.bounced_at is not None:
        return False
    # The report's lock comes before its complainant's row and the audit, as everywhere: nothing waits crosswise.
    report, short = Report.objects.select_for_update().get(id=update.entry.report_id), code[:LONGEST_CODE]
    update.bounced_at = at
    update.save(update_fields=["bounced_at"])
    Complainant.objects.filter(report=report).update(bounced_at=Coalesce("bounced_at", Value(at)), bounce=short)
    details = {"update": str(update.id), "code": short}
    record(subject=f"report:{report.reference}", verb="message_bounced", by=by, at=at, details=details)
    open_gate_again(update.entry, by=by, at=at)
    notices.reopen_notice(update=update, by=by, at=at)
    return True


def open_gate_again(entry: StatusEntry, *, by: Actor, at: datetime) -> None:
    """A decision that did not reach the person has not been told."""
    if entry.kind.removeprefix("step_") in DECISIONS:
        reason = "The message could not be delivered."
        gates.reopen(report_id=entry.report_id, name="complainant_told", by=by, at=at, reason=reason)


@transaction.atomic
def clear_bounce(*, report: Report, by: Actor, at: datetime) -> bool:
    """Forget that messages do not arrive: there is a new address, or one has arrived. Tell whether they did not.

    The caller has checked that the actor may change how the person is reached.
    """
    bounced = Complainant.objects.filter(report=report, bounced_at__isnull=False)
    if not bounced.update(bounced_at=None, bounce=""):
        return False
    record(subject=f"report:{report.reference}", verb="bounce_cleared", by=by, at=at)
    return True
