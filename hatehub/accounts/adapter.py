"""How django-allauth behaves here: nobody signs up, and second-factor secrets are sealed."""

import base64
import hashlib
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.app_settings import REAUTHENTICATION_TIMEOUT
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from hatehub.accounts.outside import was_there_lately, way_to_confirm
from hatehub.accounts.roles import Role

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
OWN_PAGES: dict[str, str] = {Role.REFERENCE_ADMIN: "admin:index", Role.FORCE: "force_cases"}


class StaffAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator; the sign-up page is closed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse every sign-up."""
        return False

    def get_login_stages(self) -> list[str]:
        """Ask for the second factor as the hub does: the provider's may count for it."""
        own = {"allauth.mfa.stages.AuthenticateStage": "hatehub.accounts.outside.FactorStage"}
        return [own.get(stage, stage) for stage in super().get_login_stages()]

    def is_reauthentication_required(self, *, app: str, **known: Any) -> bool:
        """Ask nobody for a password who has just come in on the provider's word and has no factor yet to show."""
        has_own = getattr(self.request.user, "has_second_factor", True)
        if not has_own and was_there_lately(self.request, seconds=REAUTHENTICATION_TIMEOUT):
            return False
        return bool(super().is_reauthentication_required(app=app, **known))

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Offer the provider to whom it vouched for, first; no password where there are none."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if settings.OIDC is not None and settings.OIDC.is_only:
            methods = [each for each in methods if each["id"] != "reauthenticate"]
        outside = way_to_confirm(self.request)
        return [outside, *methods] if outside else methods

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead an administrator to the administration, people of a force to theirs, everybody else to the workbench."""
        own = OWN_PAGES.get(getattr(request.user, "role", ""))
        return reverse(own) if own else super().get_login_redirect_url(request)


class SealedMFAAdapter(DefaultMFAAdapter):
    """Keeps TOTP secrets and recovery seeds encrypted under a key derived from SECRET_KEY, and knows passkeys."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": gettext_lazy("This is your only second factor. Add another one first."),
    }

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Allow it where another second factor stays; recovery codes alone are none."""
        others = Authenticator.objects.filter(user=authenticator.user, type__in=FACTORS).exclude(pk=authenticator.pk)
        return others.exists()

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002 - the library's name
        """Return the name that a passkey has where its owner gives it none."""
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return gettext("Passkey %(number)s") % {"number": number}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return whom passkeys are made for: the host of PUBLIC_URL, so that no other host can ask for them.

        In development it is localhost as well, the one host without TLS that browsers know passkeys on.
        """
        host = str(urlsplit(settings.PUBLIC_URL).hostname)
        asked = context.request.get_host().partition(":")[0]
        is_local = settings.DEVELOPMENT and asked == "localhost"
        return {"id": asked if is_local else host, "name": settings.MFA_TOTP_ISSUER}

    def encrypt(self, text: str) -> str:
        """Return the text sealed."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return the sealed text in the clear."""
        return _box().decrypt(encrypted_text.encode()).decode()


def _box() -> Fernet:
    digest = hashlib.blake2b(settings.SECRET_KEY.encode(), digest_size=32, person=b"second factor").digest()
    return Fernet(base64.urlsafe_b64encode(digest))
