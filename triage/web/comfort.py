"""How pages are drawn for the person who is signed in: asked for once a request."""

from typing import Any, cast

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from hatehub.accounts.actors import actor_for_user
from hatehub.accounts.models import User
from hatehub.accounts.roles import Action, is_allowed
from triage.selectors.wellbeing import Comfort, get_comfort


def comfort_of(request: HttpRequest) -> Comfort:
    """Return what somebody asked for and has seen today, with one query a request; of nobody else than themselves."""
    kept: Comfort | None = getattr(request, "hub_comfort", None)
    if kept is None:
        kept = _ask(request)
        request.hub_comfort = kept  # type: ignore[attr-defined]
    return kept


def comfort_context(request: HttpRequest) -> dict[str, Any]:
    """Return what the layout of the workbench needs; asked for only where it is drawn."""
    if not request.path.startswith("/hub/"):
        return {}
    return {"comfort": SimpleLazyObject(lambda: comfort_of(request))}


def _ask(request: HttpRequest) -> Comfort:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return Comfort()
    actor = actor_for_user(cast(User, user))
    if not is_allowed(role=actor.role, action=Action.KEEP_PREFERENCES):
        return Comfort()
    return get_comfort(by=actor, at=timezone.now())
