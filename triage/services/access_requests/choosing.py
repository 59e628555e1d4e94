"""Deciding what belongs to the person, and what of it is given or held back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.audit.services import record
from triage.models import AccessItem, AccessRequest, AccessSection
from triage.rules.access_requests import Choice, Ground, Kind, State, Step
from triage.services.access_requests.frame import AccessRefused, NotInThisState, field_of, locked, needed, seal
from triage.services.access_requests.parts import find_part


@transaction.atomic
def choose(*, request_id: UUID, item_id: int, choice: Choice, reason: str, by: Actor, at: datetime) -> AccessItem:
    """Include something that was found, or leave it out, and say why; a later decision replaces it.

    Raises NotPermitted, NotInThisState, AccessRefused without a reason, and AccessItem.DoesNotExist.
    """
    require(by=by, action=Action.PREPARE_ACCESS)
    request = locked(request_id, step=Step.PREPARE)
    item = AccessItem.objects.get(id=item_id, request=request)
    if choice not in (Choice.INCLUDED, Choice.LEFT_OUT):
        raise AccessRefused("Choose whether it is included.", field="choice")
    words = needed(reason, message="Give the reason.", field="reason")
    item.choice, item.decided_by, item.decided_at = choice.value, str(by), at
    item.sealed_reason = seal(request.id, words, field=field_of(item))
    item.save()
    details = {"source": item.source, "item": item.id}
    record(subject=request.subject, verb=f"access_item_{choice.value}", by=by, at=at, details=details)
    return item


@transaction.atomic
def decide_section(
    *,
    request_id: UUID,
    code: str,
    is_given: bool,
    reason: str,
    by: Actor,
    at: datetime,
    ground: Ground | None = None,
    is_silent: bool = False,
) -> AccessSection:
    """Give a section or hold it back on a ground of section 45(4), and say why; a later decision replaces it.

    Of a person whom reports are about, a section is given by a supervisor alone, and so is anything once it waits for
    approval. Raises NotPermitted, NotInThisState and AccessRefused.
    """
    require(by=by, action=Action.PREPARE_ACCESS)
    request = AccessRequest.objects.select_for_update().get(id=request_id)
    _check_who(request, is_given=is_given, by=by)
    part = find_part(code, kind=Kind(request.kind))
    if part is None:
        raise AccessRefused("There is no such section.")
    if part.never_given is not None and is_given:
        raise AccessRefused("This section is never given.", field="decision")
    if not is_given and ground is None:
        raise AccessRefused("Choose the ground of section 45(4).", field="ground")
    words = needed(reason, message="Give the reason.", field="reason")
    row = AccessSection(request=request, code=code)
    AccessSection.objects.filter(request=request, code=code).delete()
    row.is_given, row.is_silent = is_given, is_silent and not is_given
    row.ground = "" if is_given or ground is None else ground.value
    row.sealed_reason = seal(request.id, words, field=field_of(row))
    row.decided_by, row.decided_at = str(by), at
    row.save()
    details = {"section": code, "ground": row.ground, "silent": row.is_silent}
    verb = "access_section_given" if is_given else "access_section_withheld"
    record(subject=request.subject, verb=verb, by=by, at=at, details=details)
    return row


def _check_who(request: AccessRequest, *, is_given: bool, by: Actor) -> None:
    """Refuse a decision that is not this actor's, or comes too late. Raises NotPermitted and NotInThisState."""
    if request.state not in (State.OPEN, State.SUBMITTED):
        raise NotInThisState
    if request.state == State.SUBMITTED or (is_given and request.kind == Kind.SUBJECT):
        require(by=by, action=Action.APPROVE_ACCESS)
