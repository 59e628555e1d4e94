"""How programs prove who they are: by the present secret, and for a while by the one before it."""

import hashlib
from typing import Any

from django.utils import timezone
from oauth2_provider.models import get_access_token_model
from oauth2_provider.oauth2_validators import OAuth2Validator

from hatehub.accounts.models import ApiClient


class ClientValidator(OAuth2Validator):
    """The library's validator, with two secrets while one is rotated, and fewer queries."""

    def _check_secret(self, provided_secret: str, stored_secret: str) -> bool:
        """Take the present secret, or the one before while it works. The stored hash is salted: it is one client's."""
        if super()._check_secret(provided_secret, stored_secret):
            return True
        client = ApiClient.objects.filter(client_secret=stored_secret).first()
        if client is None or not client.is_good_earlier_secret(at=timezone.now()):
            return False
        return bool(super()._check_secret(provided_secret, client.earlier_secret))

    def _load_access_token(self, token: str) -> Any:
        """Read the token with its program and whose that is, in one query. Tokens are stored as hashes alone."""
        checksum = hashlib.sha256(token.encode()).hexdigest()
        rows = get_access_token_model().objects.select_related("application__force", "application__partner", "user")
        return rows.filter(token_checksum=checksum).first()
