"""Who may come in on the provider's word: the account that an identity is attached to, never somebody new."""

import functools
import time
from typing import Any, NoReturn

import requests
from allauth.account.internal.flows.login import record_authentication
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthError
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from hatehub.accounts.outside import FACTOR, provider_known
from hatehub.administration.outside import tokens
from hatehub.administration.outside.provider import CODE
from hatehub.administration.outside.refusals import Refused, Why, refusal
from hatehub.administration.services import identities

CONFIRM = "confirm"
JUST_NOW_SECONDS = 5 * 60
SECONDS = 5
REFUSED_BY_SERVICE = {
    identities.NoAccount: Why.UNKNOWN,
    identities.SeveralAccounts: Why.SEVERAL,
    identities.ClosedAccount: Why.INACTIVE,
    identities.ClosedOnce: Why.CLOSED_ONCE,
    identities.AlreadyAttached: Why.TAKEN,
}


class OutsideAdapter(DefaultSocialAccountAdapter):
    """Takes the provider from the settings, opens existing accounts alone, and answers in words where it cannot."""

    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[SocialApp]:
        """Return the provider of the settings, if there is one: what stands in the database is no way in."""
        if settings.OIDC is None:
            return []
        known = {"client_id": settings.OIDC.client_id, "secret": settings.OIDC.secret, "name": settings.OIDC.name}
        served = {"server_url": settings.OIDC.issuer}
        return [SocialApp(provider="openid_connect", provider_id=CODE, settings=served, **known)]

    def get_requests_session(self) -> requests.Session:
        """Return a client that waits for a few seconds and follows nobody elsewhere."""
        session = requests.Session()
        session.max_redirects = 0
        session.request = functools.partial(session.request, timeout=SECONDS)  # type: ignore[method-assign]
        return session

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Refuse every sign-up: an administrator makes accounts."""
        return False

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, extra_context: Any = None
    ) -> NoReturn:
        """Say what went wrong."""
        if isinstance(exception, Refused):
            refused = exception
        elif not (extra_context or {}).get("state"):
            refused = Refused(Why.BEGUN_ELSEWHERE)
        elif error == AuthError.CANCELLED:
            refused = Refused(Why.CANCELLED)
        else:
            refused = Refused(Why.UNTRUSTED if exception else Why.DECLINED)
        raise ImmediateHttpResponse(refusal(request, refused))

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Let in whom the token names, if it answers this browser, is strong enough, and means an open account."""
        try:
            self._check(request, sociallogin)
        except Refused as refused:
            raise ImmediateHttpResponse(refusal(request, refused)) from None

    def _check(self, request: HttpRequest, login: SocialLogin) -> None:
        claims, known = login.claims, provider_known()
        required = known.acr
        if not tokens.answers(claims, nonce=login.state.get("nonce")):
            raise Refused(Why.UNTRUSTED, "nonce")
        if not tokens.is_strong_enough(claims, required=required):
            raise Refused(Why.WEAK, "acr")
        has_factor = known.is_factor_trusted and tokens.has_several_factors(claims, required=required)
        if login.state.get("process") == CONFIRM:
            self._confirm(request, login, has_factor=has_factor)
        if not login.is_existing:
            self._attach(login)
        if not login.user.is_active:
            raise Refused(Why.INACTIVE)
        is_recent = tokens.was_just_now(claims, at=time.time(), seconds=JUST_NOW_SECONDS)
        login.state |= {"has_factor": has_factor, "is_from_before": not is_recent}

    def _attach(self, login: SocialLogin) -> None:
        claims = login.claims
        address = claims.get("email") if claims.get("email_verified") is True else ""
        try:
            login.account = identities.attach(
                provider=login.account.provider,
                uid=login.account.uid,
                username=_text(claims.get("preferred_username")),
                email=_text(address),
                at=timezone.now(),
            )
        except tuple(REFUSED_BY_SERVICE) as refused:
            raise Refused(REFUSED_BY_SERVICE[type(refused)]) from None
        login.user = login.account.user

    def _confirm(self, request: HttpRequest, login: SocialLogin, *, has_factor: bool) -> NoReturn:
        """Note that who is signed in has shown again who they are; nobody is signed in or out."""
        own = {"user_id": request.user.pk, "provider": login.account.provider, "uid": login.account.uid}
        if not request.user.is_authenticated or not SocialAccount.objects.filter(**own).exists():
            raise Refused(Why.ANOTHER)
        if not tokens.was_just_now(login.claims, at=time.time(), seconds=JUST_NOW_SECONDS):
            raise Refused(Why.NOT_ASKED, "auth_time")
        record_authentication(request, request.user, "socialaccount", provider=CODE, reauthenticated=True)
        if has_factor:
            record_authentication(request, request.user, "mfa", type=FACTOR)
        raise ImmediateHttpResponse(redirect(login.state.get("next") or reverse("outside_confirmed")))


def _text(value: object) -> str:
    """Return a name as far as it is one that an account can have."""
    return value.strip() if isinstance(value, str) and "\0" not in value else ""
