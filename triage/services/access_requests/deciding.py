"""Handing a prepared request to a supervisor, who approves it, gives it back or refuses it."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from hatehub.outbox.services import nudge
from triage.models import AccessRequest
from triage.rules.access_requests import KEPT_DAYS, Choice, Kind, State, Step, WhyRefused
from triage.selectors.time_bars import local_day
from triage.services.access_requests.frame import WHY, AccessRefused, locked, needed, seal
from triage.services.access_requests.parts import list_parts


class SameOfficer(AccessRefused):
    """Who prepared a request does not approve it."""

    def __init__(self) -> None:
        super().__init__("You prepared this request. Another supervisor approves it.")


@transaction.atomic
def submit(*, request_id: UUID, by: Actor, at: datetime) -> AccessRequest:
    """Hand a prepared request to a supervisor. Raises NotPermitted, NotInThisState, AccessRefused if undecided."""
    require(by=by, action=Action.PREPARE_ACCESS)
    request = locked(request_id, step=Step.SUBMIT)
    if request.items.filter(choice=Choice.UNDECIDED).exists():
        raise AccessRefused("Decide of everything that was found whether it is included.")
    request.state, request.submitted_by, request.submitted_at = State.SUBMITTED.value, str(by), at
    request.save()
    record(subject=request.subject, verb="access_submitted", by=by, at=at)
    return request


@transaction.atomic
def give_back(*, request_id: UUID, reason: str, by: Actor, at: datetime) -> AccessRequest:
    """Give a request back to who prepared it. Raises NotPermitted, NotInThisState, AccessRefused without a reason."""
    require(by=by, action=Action.APPROVE_ACCESS)
    request = locked(request_id, step=Step.GIVE_BACK)
    words = needed(reason, message="Give the reason.", field="reason")
    request.state, request.sealed_why = State.OPEN.value, seal(request.id, words, field=WHY)
    request.save()
    record(subject=request.subject, verb="access_given_back", by=by, at=at)
    return request


@transaction.atomic
def approve(*, request_id: UUID, by: Actor, at: datetime) -> AccessRequest:
    """Approve what was prepared, and have the bundle built.

    Raises NotPermitted, NotInThisState, SameOfficer, and AccessRefused while a section of somebody whom reports are
    about is not decided.
    """
    require(by=by, action=Action.APPROVE_ACCESS)
    request = locked(request_id, step=Step.APPROVE)
    if by.is_named(request.opened_by, request.submitted_by, *request.items.values_list("decided_by", flat=True)):
        raise SameOfficer
    if undecided_sections(request):
        raise AccessRefused("Decide of each section whether it is given: nothing is given by itself.")
    request.state, request.approved_by, request.approved_at = State.APPROVED.value, str(by), at
    request.not_before, request.attempts, request.last_error, request.sealed_why = at, 0, "", None
    request.build_number, request.building_until = request.build_number + 1, None
    request.save()
    record(subject=request.subject, verb="access_approved", by=by, at=at)
    transaction.on_commit(lambda: nudge("triage.build_access_bundles"))
    return request


@transaction.atomic
def refuse(*, request_id: UUID, why: WhyRefused, reason: str, by: Actor, at: datetime) -> AccessRequest:
    """End a request without a bundle (sections 52 and 53). Raises NotPermitted, NotInThisState, AccessRefused."""
    require(by=by, action=Action.APPROVE_ACCESS)
    request = locked(request_id, step=Step.REFUSE)
    words = needed(reason, message="Say why, as the person is told.", field="reason")
    request.state, request.refused_as = State.REFUSED.value, WhyRefused(why).value
    request.sealed_why = seal(request.id, words, field=WHY)
    end(request, by=by, at=at)
    record(subject=request.subject, verb="access_refused", by=by, at=at, details={"why": request.refused_as})
    return request


def undecided_sections(request: AccessRequest) -> list[str]:
    """Return the codes of sections that a supervisor has to decide on before approving; none of a complainant's."""
    if request.kind != Kind.SUBJECT:
        return []
    decided = set(request.sections.values_list("code", flat=True))
    parts = list_parts(Kind(request.kind))
    return [part.code for part in parts if part.never_given is None and part.code not in decided]


def end(request: AccessRequest, *, by: Actor, at: datetime) -> None:
    """Note that a request has ended, and when it is forgotten; stores the row."""
    request.ended_by, request.ended_at, request.not_before = str(by), at, None
    request.forget_on = local_day(at) + timedelta(days=KEPT_DAYS)
    request.save()
