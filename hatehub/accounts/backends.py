"""Who a session belongs to, read together with whether that person has a second factor: every staff page asks both."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef

from hatehub.accounts.models import User


class StaffBackend(AuthenticationBackend):
    """Signs staff in with their user name and password, as allauth does; reads them back with one query."""

    def get_user(self, user_id: Any) -> User | None:
        """Return the account with `has_second_factor` on it, or None where there is none that may sign in."""
        has_factor = Exists(Authenticator.objects.filter(user=OuterRef("pk")))
        user = User.objects.annotate(has_second_factor=has_factor).filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
