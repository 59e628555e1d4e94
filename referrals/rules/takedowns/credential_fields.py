"""What each interface is signed in with. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class CredentialField:
    """One value: `label` as an administrator reads it; a secret is never shown again."""

    name: str
    label: str
    is_secret: bool = False
    is_needed: bool = True
    is_server: bool = False


def _server(label: str) -> CredentialField:
    return CredentialField(name="server", label=label, is_server=True)


def _secret(name: str, label: str) -> CredentialField:
    return CredentialField(name=name, label=label, is_secret=True)


def _plain(name: str, label: str, *, is_needed: bool = True) -> CredentialField:
    return CredentialField(name=name, label=label, is_needed=is_needed)


FIELDS: Mapping[str, tuple[CredentialField, ...]] = {
    "mastodon": (
        _server("The server of the hub's account, such as mastodon.example"),
        _secret("token", "Access token with the scopes read:search and write:reports"),
    ),
    "bluesky": (
        _server("The server of the hub's account, such as bsky.social"),
        _plain("name", "Handle of the hub's account"),
        _secret("password", "App password"),
        _plain("moderation", "DID of the moderation service; blank: Bluesky's own", is_needed=False),
    ),
    "youtube": (
        _plain("client_id", "OAuth client ID"),
        _secret("client_secret", "OAuth client secret"),
        _secret("refresh_token", "Refresh token with the scope youtube.force-ssl"),
    ),
    "reddit": (
        _plain("client_id", "OAuth client ID"),
        _secret("client_secret", "OAuth client secret"),
        _secret("refresh_token", "Refresh token with the scope report"),
    ),
    "lemmy": (
        _server("The server of the hub's account, such as lemmy.example"),
        _plain("name", "Name of the hub's account"),
        _secret("password", "Password"),
    ),
    "webhook": (_secret("key", "Key with which requests are signed"),),
}
"""By channel. What goes by e-mail or by hand needs nothing."""


def missing(channel: str, values: Mapping[str, str]) -> list[str]:
    """Return the names of what a channel needs and does not have."""
    return [each.name for each in FIELDS[channel] if each.is_needed and not values.get(each.name, "").strip()]
