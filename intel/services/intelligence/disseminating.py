"""Giving a report to forces, each with a reason, taking it back, and numbering the feed that they read."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.reference.models import Force
from hatehub.vault.services import KeyDestroyed
from intel.models import Dissemination, IntelligenceReport
from intel.rules.intelligence.steps import State, StepRefused
from intel.services.intelligence import words
from intel.services.intelligence.comparing import check_words
from intel.services.intelligence.frame import locked, note
from intel.services.intelligence.refusals import IntelligenceRefused
from intel.services.intelligence.writing import ERASED
from referrals.services.numbering import number_waiting
from triage.models import Responsibility
from triage.selectors.merges import root_of

NUMBERING_LOCK = 0x696E7465  # "inte": one numberer at a time
# A position is the microsecond at which it is given, and never the same twice, nor below one that was given before.
NUMBER = """
WITH last AS (
    SELECT greatest(
        (SELECT max(position) FROM intel_dissemination),
        (SELECT max(earlier_position) FROM intel_dissemination),
        (extract(epoch FROM clock_timestamp()) * 1000000)::bigint
    ) AS position
), waiting AS (
    SELECT id, row_number() OVER (ORDER BY changed_at, id) AS place
    FROM intel_dissemination WHERE position IS NULL
    ORDER BY changed_at, id LIMIT %s
)
UPDATE intel_dissemination SET position = last.position + waiting.place
FROM waiting, last WHERE intel_dissemination.id = waiting.id
"""


@transaction.atomic
def give(*, reference: str, force_code: str, why: str, by: Actor, at: datetime) -> Dissemination:
    """Give a report that is signed off to a force. Raises IntelligenceRefused, StepRefused, NotPermitted."""
    require(by=by, action=Action.DISSEMINATE_INTELLIGENCE)
    row = _signed_off(reference, step="give to a force")
    force = Force.objects.filter(code=force_code).first()
    if force is None:
        raise IntelligenceRefused("Choose a force.", field="force")
    given = Dissemination.objects.filter(report=row, force=force).first()
    if given is not None and given.withdrawn_at is None:
        raise IntelligenceRefused("This force has it already.", field="force")
    given = given or Dissemination(report=row, force=force)
    given.withdrawn_by, given.withdrawn_at = "", None
    given.by, given.at = str(by), at
    reason = check_words(why, row=row, field="why", at=at)
    try:
        given.sealed_why = words.seal_of_report(reason[: words.LONGEST_REASON], report=row, field=given.field)
    except KeyDestroyed:
        raise IntelligenceRefused(ERASED) from None
    change(given, at=at)
    note(row, verb="intelligence_given", by=by, at=at, details={"force": force.code})
    return given


@transaction.atomic
def withdraw(*, reference: str, dissemination_id: UUID, by: Actor, at: datetime) -> Dissemination:
    """Take a report back from a force: its feed says so. What it has read, it has. Raises IntelligenceRefused."""
    require(by=by, action=Action.DISSEMINATE_INTELLIGENCE)
    row = _signed_off(reference, step="take back")
    given = row.disseminations.select_related("force").filter(id=dissemination_id).first()
    if given is None or given.withdrawn_at is not None:
        raise IntelligenceRefused("It is taken back already.")
    given.withdrawn_by, given.withdrawn_at = str(by), at
    change(given, at=at)
    note(row, verb="intelligence_withdrawn", by=by, at=at, details={"force": given.force.code})
    return given


def change(given: Dissemination, *, at: datetime) -> None:
    """Store what a force has of a report, so that its feed tells it anew."""
    given.earlier_position = given.position or given.earlier_position
    given.position, given.changed_at = None, at
    given.save()


def number_changes() -> int:
    """Give up to 5,000 changes their positions, after the commit; return how many there were."""
    return number_waiting(Dissemination, lock=NUMBERING_LOCK, statement=NUMBER)


def proposed_forces(row: IntelligenceReport) -> list[Force]:
    """Return the forces that have a part in the case as it is worked now, without those that have the report."""
    case = root_of(case_id=row.case_id)
    mine = Responsibility.objects.filter(case=case, replaced_at__isnull=True, force__isnull=False)
    have = row.disseminations.filter(withdrawn_at__isnull=True).values("force")
    found: Iterable[Force] = Force.objects.filter(id__in=mine.values("force")).exclude(id__in=have).order_by("name")
    return list(found)


def _signed_off(reference: str, *, step: str) -> IntelligenceReport:
    row = locked(reference)
    if row.state != State.SIGNED_OFF:
        raise StepRefused(step=step, state=row.state)
    return row
