"""What passes to a force when it accepts: the record of a crime traced to it (S3), contact with victims (S1, S3)."""

from datetime import datetime

from django.db.models import QuerySet

from hatehub.accounts.actors import Actor
from hatehub.reference.models import Force
from reports.models import Case
from triage.models import Responsibility
from triage.rules.responsibility import VERSION, Decision, decide, facts_from, overridden, with_accepted
from triage.rules.responsibility_words import contact_in_words, in_words

Role = Responsibility.Role


def pass_on(*, case: Case, to: Force, by: Actor, at: datetime) -> int:
    """Let the force that has accepted do what the rule passes on to it; return how many responsibilities changed.

    What is the hub's, or another force's for good, stays where it is. The rows before stay as history.
    """
    current = Responsibility.objects.filter(case=case, replaced_at__isnull=True, rule__in=["S1", "S3"])
    rows = [*_case_rows(current, to), *_contact_rows(current, to)]
    if not rows:
        return 0
    former = [row.pk for row in rows]
    for row in rows:
        row.pk, row.rule_version, row.decided_by, row.decided_at = None, VERSION, str(by), at
    current.filter(pk__in=former).update(replaced_at=at)
    return len(Responsibility.objects.bulk_create(rows, batch_size=500))


def _case_rows(current: QuerySet[Responsibility], to: Force) -> list[Responsibility]:
    """Return the rows of the case as they are to be, where acceptance changes what its decision says."""
    rows = list(current.filter(report__isnull=True).select_related("force").order_by("role"))
    if not rows:
        return []
    decision = _decision(rows[0], to)
    if not decision.contact_passes_on:
        return []
    accepted = with_accepted(decision, investigating=to.code)
    names = {to.code: to.name, **{row.force.code: row.force.name for row in rows if row.force}}
    for row in rows:
        row.sentence = in_words(accepted, names=names)
        if row.role == Role.RECORDING and accepted.recording == to.code and row.force != to:
            row.force, row.unit = to, None
    return sorted(rows, key=lambda row: row.role, reverse=True)


def _contact_rows(current: QuerySet[Responsibility], to: Force) -> list[Responsibility]:
    """Return the rows of contact that pass on, as they are to be."""
    found = current.filter(report__isnull=False, force__isnull=False).exclude(force=to).order_by("id")
    rows = [row for row in found if _decision(row, to).contact_passes_on]
    for row in rows:
        accepted = with_accepted(_decision(row, to), investigating=to.code)
        row.sentence = contact_in_words(accepted, names={to.code: to.name})
        row.force, row.unit = to, None
    return rows


def _decision(row: Responsibility, to: Force) -> Decision:
    """Return the decision that a row was stored with, for the force that was chosen."""
    decision = decide(facts_from(row.inputs))
    return decision if decision.investigating == to.code else overridden(decision, force=to.code)
