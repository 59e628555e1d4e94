"""The web hooks of a force, and what came of their messages, as the force and the hub's officers see them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from referrals.models import HookAttempt, HookDelivery, WebHook

PAGE = 50
MOST_ATTEMPTS = 200
State = HookDelivery.State


class HookNotFound(Exception):
    """There is no such web hook, or message of it, for this force."""


@dataclass(frozen=True, kw_only=True)
class DeliveryPage:
    """One page of messages, the newest first; `before` is the number to go on from, None at the end."""

    deliveries: list[HookDelivery]
    before: int | None


def hooks_of(*, by: Actor) -> list[WebHook]:
    """Return the hooks of the actor's force, the oldest first, with `oldest_waiting_at` and `has_given_up`.

    Costs one statement.
    """
    return list(_described(_own(by)).order_by("made_at", "id"))


def get_hook(*, hook_id: UUID, by: Actor) -> WebHook:
    """Return one hook of the actor's force, as `hooks_of` does. Raises HookNotFound for any other."""
    hook = _described(_own(by)).filter(id=hook_id).first()
    if hook is None:
        raise HookNotFound
    return hook


def failing_hooks(*, by: Actor) -> QuerySet[WebHook]:
    """Return the hooks of all forces that are failing or were ended by 410 Gone, for the hub's supervisors."""
    require(by=by, action=Action.VIEW_LATE)
    ended = WebHook.objects.filter(state=WebHook.State.PAUSED, paused_because="gone")
    return WebHook.objects.filter(state=WebHook.State.FAILING) | ended


def deliveries_of(
    *, hook_id: UUID, by: Actor, state: str | None = None, before: int | None = None, most: int = PAGE
) -> DeliveryPage:
    """Return a page of the messages of one hook, the newest first, each with its case; by state where one is given.

    Costs two statements, whatever the page or the log holds. Raises HookNotFound.
    """
    rows = HookDelivery.objects.filter(hook=_existing(hook_id, by)).select_related("case")
    if state is not None:
        rows = rows.filter(state=state)
    if before is not None:
        rows = rows.filter(number__lt=before)
    found = list(rows.order_by("-number")[: most + 1])
    page = found[:most]
    return DeliveryPage(deliveries=page, before=page[-1].number if len(found) > most else None)


def get_delivery(*, hook_id: UUID, delivery_id: UUID, by: Actor) -> HookDelivery:
    """Return one message of a hook. Raises HookNotFound."""
    rows = HookDelivery.objects.filter(hook=_existing(hook_id, by), id=delivery_id)
    found = rows.select_related("case").first()
    if found is None:
        raise HookNotFound
    return found


def attempts_of(*, delivery: HookDelivery) -> list[HookAttempt]:
    """Return the newest 200 tries of a message, the newest first."""
    return list(HookAttempt.objects.filter(delivery=delivery).order_by("-id")[:MOST_ATTEMPTS])


def earlier_secret_ends(hook: WebHook, *, at: datetime) -> datetime | None:
    """Return until when the secret before is still used; None where there is none any more."""
    ends = hook.earlier_valid_until
    return ends if hook.sealed_earlier_secret is not None and ends is not None and ends > at else None


def _own(by: Actor) -> QuerySet[WebHook]:
    require(by=by, action=Action.MANAGE_HOOKS)
    return WebHook.objects.filter(force__code=by.force_code)


def _existing(hook_id: UUID, by: Actor) -> WebHook:
    hook = _own(by).filter(id=hook_id).first()
    if hook is None:
        raise HookNotFound
    return hook


def _described(hooks: QuerySet[WebHook]) -> QuerySet[WebHook]:
    messages = HookDelivery.objects.filter(hook=OuterRef("pk"))
    oldest = messages.filter(state=State.WAITING).order_by("number").values("changed_at")[:1]
    return hooks.annotate(
        oldest_waiting_at=Subquery(oldest), has_given_up=Exists(messages.filter(state=State.GIVEN_UP))
    )
