"""Keeps staff pages closed to any session that was not opened with a second factor and a password of one's own.

A session that has not been used for half an hour is over, whatever page is asked for.
"""

from collections.abc import Callable
from typing import cast

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from hatehub.accounts import sessions
from hatehub.accounts.models import User
from hatehub.accounts.outside import came_from_outside, has_factor_outside

GUARDED = ("/hub/", "/admin/", "/force/")
OF_SESSIONS = (*GUARDED, "/accounts/")
"""Where a session is asked for at all: public pages and checks of health know of none."""
ASKED_BY_ITSELF = "/looking/"
"""How addresses end that a page asks for by itself, again and again: that is nobody at work."""


class IdleMiddleware:
    """Signs out whoever has done nothing for too long, or came in too long ago."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let the request through as whoever sent it, or as nobody; note that the session is used."""
        if not _has_session(request) or not request.user.is_authenticated:
            return self.get_response(request)
        over = sessions.why_over(request)
        if over is not None:
            logout(request)
            messages.info(request, _why(over))
        elif not request.path.endswith(ASKED_BY_ITSELF):
            sessions.see(request=request, user=cast(User, request.user))
        return self.get_response(request)


def _why(over: sessions.Over) -> str:
    if over is sessions.Over.AGE:
        return _("You were signed out because a session ends after 12 hours. Sign in again.")
    return _("You were signed out because nothing was done for a while. Sign in again.")


def _has_session(request: HttpRequest) -> bool:
    """Tell whether a session came with a request for a page that asks for one."""
    return request.path.startswith(OF_SESSIONS) and settings.SESSION_COOKIE_NAME in request.COOKIES


class SecondFactorMiddleware:
    """Asks of every session on a staff page a second factor, and a password that nobody else knows."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let the request through, have a factor or a password set up, or have the user sign in anew."""
        if not request.path.startswith(GUARDED) or not request.user.is_authenticated:
            return self.get_response(request)
        if not _has_second_factor(request):
            return redirect("mfa_activate_totp")
        if not _used_second_factor(request):
            logout(request)
            return redirect("account_login")
        if request.user.must_change_password and not came_from_outside(request):
            return redirect("account_change_password")
        return self.get_response(request)


def _has_second_factor(request: HttpRequest) -> bool:
    """Tell whether the account has a second factor, as its backend read it with the account, or showed one outside."""
    return bool(getattr(request.user, "has_second_factor", False)) or has_factor_outside(request)


def _used_second_factor(request: HttpRequest) -> bool:
    """Tell whether this session was opened with a second factor, or has just set one up."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))
