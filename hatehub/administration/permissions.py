"""Who may do what under /admin/: the table of roles decides, not the permissions that Django keeps in its database."""

from typing import cast

from django.http import HttpRequest

from hatehub.accounts.actors import Actor, actor_for_user
from hatehub.accounts.models import User
from hatehub.accounts.roles import Action, Role, is_allowed

ADMINISTRATION = (Action.EDIT_REFERENCE, Action.MANAGE_ACCOUNTS)


def may(request: HttpRequest, action: Action) -> bool:
    """Tell whether whoever is signed in has an action. A superuser of Django's has no more than the role gives."""
    user = request.user
    return user.is_authenticated and user.is_active and is_allowed(role=Role(user.role), action=action)


def may_enter(request: HttpRequest) -> bool:
    """Tell whether whoever is signed in has any business under /admin/."""
    return any(may(request, action) for action in ADMINISTRATION)


def actor_of(request: HttpRequest) -> Actor:
    """Return the actor that the signed-in administrator is."""
    return actor_for_user(cast(User, request.user))
