"""What a force sees: its own cases, and of no other even that it exists."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from referrals.models import FeedEntry
from reports.models import Case, Report
from reports.rules.workflow import State
from triage.models import Responsibility, Transfer
from triage.selectors.merges import roots_of
from triage.selectors.transfers import open_transfer, proposed_to

VISIBLE = (State.ASSIGNED, State.PACKAGED, State.WITH_FORCE, State.CLOSED)


class CaseNotFound(Exception):
    """There is no such case for this force."""


class ContactOnly(Exception):
    """The force keeps in touch with somebody of the case, and has no other part in it."""


class NoTransfer(Exception):
    """The actor's force was never asked about this case, and has not had it, or there is no such case."""


def visible_cases(*, by: Actor) -> QuerySet[Case]:
    """Return the cases in which the actor's force has a part and that have been offered, or that it is to take on."""
    require(by=by, action=Action.READ_FORCE_CASES)
    mine = Responsibility.objects.filter(case=OuterRef("pk"), force__code=by.force_code, replaced_at__isnull=True)
    asked = proposed_to(force_code=by.force_code).filter(case=OuterRef("pk"))
    offered = Case.objects.filter(lead__state__in=VISIBLE, merged_into__isnull=True)
    return offered.filter(Exists(mine) | Exists(asked)).select_related("lead")


def get_case(*, reference: str, by: Actor) -> Case:
    """Return one case of the actor's force. Raises CaseNotFound for any other, whether or not it exists."""
    case = visible_cases(by=by).filter(reference=reference).first()
    if case is None:
        raise CaseNotFound
    return case


def resolve_case(*, reference: str, by: Actor) -> Case:
    """Return a case of the actor's force, or the one that it was merged into, where the force has had and has both.

    Raises CaseNotFound for any other, whether or not it exists.
    """
    case = visible_cases(by=by).filter(reference=reference).first()
    if case is not None:
        return case
    told = FeedEntry.objects.filter(case=OuterRef("pk"), force__code=by.force_code)
    emptied = Case.objects.filter(Exists(told), reference=reference, merged_into__isnull=False)
    roots = roots_of(case_ids=list(emptied.values_list("id", flat=True)))
    root = visible_cases(by=by).filter(id__in=roots.values()).first() if roots else None
    if root is None:
        raise CaseNotFound
    return root


def get_whole_case(*, reference: str, by: Actor) -> Case:
    """Return a case that the actor's force records or investigates. Raises CaseNotFound, and ContactOnly."""
    case = get_case(reference=reference, by=by)
    if not has_whole(case=case, by=by):
        raise ContactOnly("The evidence goes to the force that investigates; yours keeps in touch with the victim.")
    return case


def has_whole(*, case: Case, by: Actor) -> bool:
    """Tell whether the actor's force records or investigates a case, or is asked to, and so sees all of it."""
    parts = Responsibility.objects.filter(
        case=case, force__code=by.force_code, replaced_at__isnull=True, report__isnull=True
    )
    return parts.exists() or proposed_to(force_code=by.force_code).filter(case=case).exists()


def visible_transfer(*, case: Case, by: Actor) -> Transfer | None:
    """Return the transfer of a case that is proposed, to the force that has it and the one that is asked; else None."""
    row = open_transfer(case=case)
    if row is None or row.from_force is None or row.state != Transfer.State.PROPOSED:
        return None
    return row if by.force_code in (row.from_force.code, row.to_force.code) else None


def get_transfer(*, reference: str, by: Actor) -> Transfer:
    """Return what the actor's force was last asked about a case, or another of it, whatever came of it.

    So a force also reads why a dispute was settled for another. Raises NoTransfer.
    """
    require(by=by, action=Action.READ_FORCE_CASES)
    concerned = Q(to_force__code=by.force_code) | Q(from_force__code=by.force_code)
    rows = Transfer.objects.filter(concerned, case__reference=reference, case__merged_into__isnull=True)
    row = rows.select_related("case", "from_force", "to_force", "settled_for").order_by("-id").first()
    if row is None:
        raise NoTransfer
    return row


def visible_reports(*, case: Case, by: Actor) -> QuerySet[Report]:
    """Return the reports of a case that the actor's force sees: where it only keeps in touch, that person's alone."""
    if has_whole(case=case, by=by):
        return case.reports.all()
    contact = Responsibility.objects.filter(
        case=case, report=OuterRef("pk"), force__code=by.force_code, replaced_at__isnull=True
    )
    return case.reports.filter(Exists(contact))


def visible_responsibilities(*, case: Case, by: Actor, reports: Collection[UUID]) -> QuerySet[Responsibility]:
    """Return who is responsible for a case and for these of its reports, as far as the actor's force may know."""
    rows = Responsibility.objects.filter(Q(report__isnull=True) | Q(report__in=reports), case=case)
    rows = rows.filter(replaced_at__isnull=True)
    if not has_whole(case=case, by=by):
        rows = rows.filter(Q(report__isnull=True) | Q(force__code=by.force_code))
    return rows.select_related("force", "unit", "report").order_by("role", "report__submitted_at", "id")
