"""Models of accounts."""

from hatehub.accounts.models.client import ApiClient
from hatehub.accounts.models.open_session import OpenSession
from hatehub.accounts.models.team import Team
from hatehub.accounts.models.user import User
from hatehub.accounts.models.wrong_tries import WrongTries

__all__ = ["ApiClient", "OpenSession", "Team", "User", "WrongTries"]
