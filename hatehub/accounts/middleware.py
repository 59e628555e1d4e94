"""Keeps staff pages closed to any session that was not opened with a second factor and a password of one's own."""

from collections.abc import Callable

from allauth.account.authentication import get_authentication_records
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

GUARDED = ("/hub/", "/admin/", "/force/")


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
        if request.user.must_change_password:
            return redirect("account_change_password")
        return self.get_response(request)


def _has_second_factor(request: HttpRequest) -> bool:
    """Tell whether the account has a second factor, as its backend read it with the account."""
    return bool(getattr(request.user, "has_second_factor", False))


def _used_second_factor(request: HttpRequest) -> bool:
    """Tell whether this session was opened with a second factor, or has just set one up."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))
