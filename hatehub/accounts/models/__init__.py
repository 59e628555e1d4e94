"""Models of accounts."""

from hatehub.accounts.models.client import ApiClient
from hatehub.accounts.models.team import Team
from hatehub.accounts.models.user import User

__all__ = ["ApiClient", "Team", "User"]
