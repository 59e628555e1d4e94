"""Which scopes a client may have: those in its own row, and no other."""

from typing import Any

from oauth2_provider.scopes import SettingsScopes

OF_FORCES = ("cases:read", "cases:act", "packages:read", "intel:read", "reports:write", "hooks:manage")
OF_PARTNERS = ("reports:write", "support:act")
"""What the program of a force may ever be allowed, and that of a partner. `reports:write` reads back what was sent."""


class ClientScopes(SettingsScopes):
    """Cuts the scopes of the settings to those that an administrator allowed the client."""

    def get_available_scopes(
        self, application: Any = None, request: Any = None, *args: Any, **kwargs: Any
    ) -> list[str]:
        """Return what the client may ask for."""
        available = super().get_available_scopes(application, *args, **kwargs)
        return allowed(available, application)

    def get_default_scopes(self, application: Any = None, *args: Any, **kwargs: Any) -> list[str]:
        """Return what the client gets when it asks for nothing."""
        default = super().get_default_scopes(application, *args, **kwargs)
        return allowed(default, application)


def allowed(scopes: list[str], application: Any) -> list[str]:
    """Return those of some scopes that stand in the client's row."""
    if application is None:
        return list(scopes)
    own = set(application.allowed_scopes.split())
    return [scope for scope in scopes if scope in own]
