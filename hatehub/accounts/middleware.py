"""Keeps staff pages closed to anyone who has not set up a second factor."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

GUARDED = ("/hub/", "/admin/")


class SecondFactorMiddleware:
    """Sends a signed-in user without a second factor to set one up before any staff page opens."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let the request through, or send it to the page that sets up a second factor."""
        if request.path.startswith(GUARDED) and request.user.is_authenticated and not is_mfa_enabled(request.user):
            return redirect("mfa_activate_totp")
        return self.get_response(request)
