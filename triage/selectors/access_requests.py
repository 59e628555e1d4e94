"""Reads subject access requests: those that run by the day on which they are due, and those that have ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action, is_allowed
from triage.models import AccessItem, AccessRequest
from triage.rules.access_requests import RUNNING, Choice, State

RUNNING_STATES = sorted(state.value for state in RUNNING)
PAGE = 50


@dataclass(frozen=True, kw_only=True)
class ItemPage:
    """A page of what was found, and how much there is of each choice."""

    items: Sequence[AccessItem]
    undecided: int
    included: int
    left_out: int


def running(*, by: Actor) -> QuerySet[AccessRequest]:
    """Return the requests that have not ended, the first due first. Raises NotPermitted."""
    require(by=by, action=Action.PREPARE_ACCESS)
    return AccessRequest.objects.filter(state__in=RUNNING_STATES).order_by("due_on", "id")


def ended(*, by: Actor) -> QuerySet[AccessRequest]:
    """Return the requests that have ended, the newest first. Raises NotPermitted."""
    require(by=by, action=Action.PREPARE_ACCESS)
    return AccessRequest.objects.filter(ended_at__isnull=False).order_by("-ended_at", "id")


def waiting(*, by: Actor) -> QuerySet[AccessRequest]:
    """Return the requests that wait for this actor: for a supervisor those to approve, else those to work on."""
    require(by=by, action=Action.PREPARE_ACCESS)
    approves = is_allowed(role=by.role, action=Action.APPROVE_ACCESS)
    states = [State.SUBMITTED] if approves else [State.OPEN, State.MADE]
    return AccessRequest.objects.filter(state__in=[state.value for state in states])


def find(*, request_id: UUID, by: Actor) -> AccessRequest | None:
    """Return one request; None where there is no such. Raises NotPermitted."""
    require(by=by, action=Action.PREPARE_ACCESS)
    return AccessRequest.objects.filter(id=request_id).first()


def find_item(*, request: AccessRequest, item_id: int) -> AccessItem | None:
    """Return something that was found for a request; None where there is no such."""
    return request.items.filter(id=item_id).first()


def items_of(*, request: AccessRequest, page: int) -> ItemPage:
    """Return a page of what was found, in the order in which it came, with two queries."""
    counts = request.items.aggregate(
        **{choice.value: Count("id", filter=Q(choice=choice.value)) for choice in Choice},
    )
    start = (page - 1) * PAGE
    return ItemPage(
        items=list(request.items.order_by("id")[start : start + PAGE]),
        undecided=counts["undecided"],
        included=counts["included"],
        left_out=counts["left_out"],
    )
