"""The doors of the workbench and of the admin: signed-in staff only."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from hatehub.accounts.actors import Actor, actor_for_user
from hatehub.accounts.models import User
from hatehub.accounts.permissions import NotPermitted, require
from hatehub.accounts.roles import Action, Role


class StaffRequest(HttpRequest):
    """A request that one of the doors has let in: it carries the actor."""

    actor: Actor


View = Callable[..., HttpResponseBase]


def admin_entrance(request: HttpRequest, extra_context: Any = None) -> HttpResponseBase:
    """Send somebody who is not signed in to the one door there is; refuse those who have no business in the admin."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    raise PermissionDenied


def staff_only(view: View) -> View:
    """Let officers and supervisors in, with `request.actor` set; send others to sign in, or refuse them."""

    @login_required
    @wraps(view)
    def guarded(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        actor = actor_for_user(cast(User, request.user))
        if actor.role not in (Role.OFFICER, Role.SUPERVISOR):
            raise NotPermitted(by=actor, action=Action.VIEW_CASE)
        request.actor = actor
        return view(request, *args, **kwargs)

    return guarded


def holders_of(action: Action) -> Callable[[View], View]:
    """Let in staff whose role has an action, with `request.actor` set; send others to sign in, or refuse them."""

    def guard(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            request.actor = actor_for_user(cast(User, request.user))
            require(by=request.actor, action=action)
            return view(request, *args, **kwargs)

        return guarded

    return guard
