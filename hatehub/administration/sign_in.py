"""What is noted of sign-ins: each one, wrong passwords and codes, too many tries, factors added and removed."""

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.signals import user_logged_in
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed
from django.conf import settings
from django.forms import ValidationError
from django.http import HttpRequest
from django.utils import timezone

from hatehub.accounts.actors import actor_for_user
from hatehub.accounts.adapter import StaffAdapter
from hatehub.accounts.browsers import rough_words
from hatehub.accounts.networks import client_address, parse_address
from hatehub.administration.services import factors, guessing, sessions
from reports.web.network import network_of


class WatchfulAdapter(StaffAdapter):
    """The adapter of sign-ins, which tells of those that fail."""

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return whom the outermost trusted proxy saw: else everybody behind a proxy is slowed as one."""
        remote = request.META.get("REMOTE_ADDR", "")
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
        address = client_address(remote=remote, forwarded=forwarded, trusted_proxies=settings.TRUSTED_PROXIES)
        return str(parse_address(address) or "unknown")

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse a try where there were too many, and count it all the same."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            note_wrong(request, str(credentials.get("username", "")))
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Count a wrong name or password."""
        note_wrong(request, str(credentials.get("username", "")))


def note_wrong(request: HttpRequest, username: str) -> None:
    """Count a wrong try under the name that was typed."""
    at = timezone.now()
    guessing.note_wrong(username=username, network=network_of(request, at=at).near, at=at)


def connect() -> None:
    """Hear of sign-ins, wrong codes and factors, which the library tells of in no other way."""
    user_logged_in.connect(_note_signed_in, dispatch_uid="hub-signed-in")
    authentication_failed.connect(_note_wrong_code, dispatch_uid="hub-wrong-code")
    authenticator_added.connect(_note_added, dispatch_uid="hub-factor-added")
    authenticator_removed.connect(_note_removed, dispatch_uid="hub-factor-removed")


def _note_signed_in(*, request: HttpRequest, user: Any, **_known: Any) -> None:
    browser = rough_words(request.headers.get("User-Agent", ""))
    ways = [str(each.get("type") or each["method"]) for each in get_authentication_records(request, user)]
    sessions.note_begun(browser=browser, ways=ways, by=actor_for_user(user), at=timezone.now())


def _note_wrong_code(*, request: HttpRequest, user: Any, **_known: Any) -> None:
    note_wrong(request, user.get_username())


def _note_added(*, authenticator: Any, user: Any, **_known: Any) -> None:
    factors.note_added(factor=authenticator, by=actor_for_user(user), at=timezone.now())


def _note_removed(*, authenticator: Any, user: Any, **_known: Any) -> None:
    factors.note_removed(factor=authenticator, by=actor_for_user(user), at=timezone.now())
