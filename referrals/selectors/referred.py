"""Referred reports as their referrer may see them: where each stands, in the order of their changes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.reference.models import Force
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from referrals.models import InboundReport
from referrals.rules import referred_states
from referrals.rules.referred_states import Told
from reports.models import StatusEntry
from reports.rules.references import REPORT_PREFIX, parse_reference
from reports.selectors.story import shown_state

PAGE = 100
OWN_REFERENCE = "inbound:own_reference"


class ReferredNotFound(Exception):
    """The program has sent no such report; whether there is one is not said."""


@dataclass(frozen=True, kw_only=True)
class Following:
    """How a referred report stands. Codes, and one sentence; empty or None where there is nothing or none is told."""

    reference: str
    own_reference: str | None
    state: Told
    outcome: str | None
    sentence: str
    force: Force | None
    sent_at: datetime
    changed_at: datetime
    position: int | None


@dataclass(frozen=True, kw_only=True)
class ReferredPage:
    """Referred reports by their newest change: `following` is the cursor to go on from."""

    reports: list[Following]
    following: int
    is_more: bool


def list_referred(*, since: int, by: Actor, limit: int = PAGE) -> ReferredPage:
    """Return up to `limit` of the program's reports that changed after a cursor, oldest change first.

    Each stands in the feed once, as it is now; one that changes again comes again, with a higher position. Six
    statements at most. Raises NotPermitted.
    """
    require(by=by, action=Action.FOLLOW_REFERRED)
    after = _own(by).filter(position__gt=since).order_by("position")
    rows = list(after[: limit + 1])
    page = rows[:limit]
    return ReferredPage(
        reports=following_of(page, by=by),
        following=(page[-1].position or since) if page else since,
        is_more=len(rows) > limit,
    )


def get_inbound(*, reference: str, by: Actor) -> InboundReport:
    """Return the program's own report by the hub's reference. Raises NotPermitted and ReferredNotFound."""
    require(by=by, action=Action.FOLLOW_REFERRED)
    parsed = parse_reference(reference, prefix=REPORT_PREFIX)
    row = _own(by).filter(report__reference=parsed).first() if parsed else None
    if row is None:
        raise ReferredNotFound("Your client has sent no such report.")
    return row


def find_by_own_key(*, own_key: str, by: Actor) -> InboundReport | None:
    """Return the report that the program sent under a reference of its own, by its keyed hash; None where none."""
    return _own(by).filter(own_key=own_key).first()


def following_of(rows: Sequence[InboundReport], *, by: Actor) -> list[Following]:
    """Return how reports stand, as their referrer may know it, with four statements whatever their number."""
    owners = [row.report_id for row in rows]
    erased = vault.destroyed_among(owners=owners, purpose=Purpose.MATERIAL)
    sealed = {row.report_id: row.sealed_own_reference for row in rows}
    own = vault.unseal_many(sealed, purpose=Purpose.PERSON, field=OWN_REFERENCE) if rows else {}
    forces = _forces_of(owners)
    return [_following(row, own=own, erased=erased, force=forces.get(row.report_id), by=by) for row in rows]


def _own(by: Actor) -> QuerySet[InboundReport]:
    return InboundReport.objects.filter(client_id=by.identifier).select_related(
        "report__case__lead", "report__complainant"
    )


def _following(
    row: InboundReport, *, own: dict[UUID, str], erased: frozenset[UUID], force: Force | None, by: Actor
) -> Following:
    report = row.report
    lead = report.case.lead if report.state == "merged" else report
    is_erased = report.id in erased
    stands = referred_states.told(state=shown_state(report=report), own_outcome=report.outcome, is_erased=is_erased)
    outcome = referred_states.outcome_of(stands=stands, outcome=lead.outcome)
    may_learn = force is not None and referred_states.may_learn_force(
        is_that_force=force.code == by.force_code,
        kind=report.complainant.kind,
        agreement=report.complainant.agreement,
    )
    return Following(
        reference=report.reference,
        own_reference=own.get(report.id),
        state=stands,
        outcome=outcome,
        sentence=referred_states.sentence_of(stands=stands, outcome=outcome),
        force=force if may_learn and stands in referred_states.WITH_A_FORCE else None,
        sent_at=row.sent_at,
        changed_at=row.changed_at,
        position=row.position,
    )


def _forces_of(owners: Iterable[UUID]) -> dict[UUID, Force]:
    """Return by report the force that has it, as its complainant was told last."""
    told = StatusEntry.objects.filter(report__in=owners, facts__has_key="force")
    newest = told.order_by("report_id", "-at", "-id").distinct("report_id").values_list("report_id", "facts")
    codes = {report_id: facts["force"] for report_id, facts in newest}
    forces = Force.objects.in_bulk(set(codes.values()), field_name="code") if codes else {}
    return {report_id: forces[code] for report_id, code in codes.items() if code in forces}
