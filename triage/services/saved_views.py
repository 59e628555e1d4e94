"""Keeping a list under a name, and giving it up."""

from datetime import datetime

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.models import User
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from triage.models import SavedView

MOST = 30


class ViewRefused(Exception):
    """There is a view of this name, or there are too many; the message says which."""


@transaction.atomic
def save(*, name: str, query: str, is_shared: bool, by: Actor, at: datetime) -> SavedView:
    """Keep what was chosen on the queue page, for oneself or also for one's team.

    A view of the same name is replaced. Raises ViewRefused, NotPermitted.
    """
    require(by=by, action=Action.VIEW_CASE)
    owner = User.objects.select_for_update().get(username=by.identifier)
    if is_shared and owner.team_id is None:
        raise ViewRefused("You are in no team to share it with.")
    others = SavedView.objects.filter(owner=owner).exclude(name=name)
    if others.count() >= MOST:
        raise ViewRefused(f"You have {MOST} views. Remove one first.")
    changes = {"query": query, "team": owner.team if is_shared else None, "saved_at": at}
    view, _ = SavedView.objects.update_or_create(owner=owner, name=name, defaults=changes)
    return view


@transaction.atomic
def forget(*, view_id: int, by: Actor) -> bool:
    """Remove one of one's own views; tell whether there was one. Raises NotPermitted."""
    require(by=by, action=Action.VIEW_CASE)
    removed, _ = SavedView.objects.filter(id=view_id, owner=by.user_id).delete()
    return bool(removed)
