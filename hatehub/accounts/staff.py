"""The door of the workbench: signed-in staff only."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase

from hatehub.accounts.actors import actor_for_user
from hatehub.accounts.permissions import NotPermitted
from hatehub.accounts.roles import Action, Role

View = Callable[..., HttpResponseBase]


def staff_only(view: View) -> View:
    """Let officers and supervisors in, with `request.actor` set; send others to sign in, or refuse them."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        actor = actor_for_user(request.user)
        if actor.role not in (Role.OFFICER, Role.SUPERVISOR):
            raise NotPermitted(by=actor, action=Action.VIEW_CASE)
        request.actor = actor
        return view(request, *args, **kwargs)

    return guarded
