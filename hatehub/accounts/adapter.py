"""How django-allauth behaves here: nobody signs up, and second-factor secrets are sealed."""

import base64
import hashlib

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from hatehub.accounts.roles import Role

OWN_PAGES: dict[str, str] = {Role.REFERENCE_ADMIN: "admin:index", Role.FORCE: "force_cases"}


class StaffAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator; the sign-up page is closed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse every sign-up."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead an administrator to the administration, people of a force to theirs, everybody else to the workbench."""
        own = OWN_PAGES.get(getattr(request.user, "role", ""))
        return reverse(own) if own else super().get_login_redirect_url(request)


class SealedMFAAdapter(DefaultMFAAdapter):
    """Keeps TOTP secrets and recovery seeds encrypted under a key derived from SECRET_KEY."""

    def encrypt(self, text: str) -> str:
        """Return the text sealed."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return the sealed text in the clear."""
        return _box().decrypt(encrypted_text.encode()).decode()


def _box() -> Fernet:
    digest = hashlib.blake2b(settings.SECRET_KEY.encode(), digest_size=32, person=b"second factor").digest()
    return Fernet(base64.urlsafe_b64encode(digest))
