"""The doors of the sign-in: name and password, a passkey, or the provider, which can be set to be the only one."""

from typing import Any

from allauth.account.views import LoginView
from allauth.core.internal.ratelimit import consume_or_429
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode


def _is_outside_only() -> bool:
    return settings.OIDC is not None and settings.OIDC.is_only


class SignIn(LoginView):
    """Asks for name and password where the provider is not the only way in."""

    def dispatch(self, request: HttpRequest, *args: Any, **known: Any) -> HttpResponseBase:
        """Refuse a password where there are none."""
        if _is_outside_only() and request.method == "POST":
            raise PermissionDenied
        answer: HttpResponseBase = super().dispatch(request, *args, **known)
        return answer

    def get_context_data(self, **known: Any) -> dict[str, Any]:
        """Add the way to the provider, which leads back to the page that was asked for."""
        context: dict[str, Any] = super().get_context_data(**known)
        if settings.OIDC is not None:
            wanted = self.get_next_url()
            query = f"?{urlencode({'next': wanted})}" if wanted else ""
            context |= {"outside_name": settings.OIDC.name, "outside_url": f"{reverse('outside_begin')}{query}"}
        return {**context, "is_outside_only": _is_outside_only()}


class SignInWithPasskey(LoginWebAuthnView):
    """Takes a passkey alone where the provider is not the only way in: whoever it shuts out stays out."""

    def dispatch(self, request: HttpRequest, *args: Any, **known: Any) -> HttpResponseBase:
        """Refuse a passkey where there is nothing but the provider."""
        if _is_outside_only():
            raise PermissionDenied
        # Each asking begins a session, so that is counted as well; the library counts only what is sent.
        slowed: HttpResponseBase | None = None
        if request.method == "GET":
            slowed = consume_or_429(request, app="allauth.mfa", action="webauthn_login", limit_get=True)
        answer: HttpResponseBase = slowed or super().dispatch(request, *args, **known)
        return answer


def too_many(request: HttpRequest) -> HttpResponse:
    """Say that there were too many tries from where the request came."""
    return render(request, "account/too_many.html", status=429)


sign_in = SignIn.as_view()
sign_in_with_passkey = SignInWithPasskey.as_view()
