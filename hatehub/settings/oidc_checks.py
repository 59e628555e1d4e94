"""Checks of the settings of sign-in by OpenID Connect; each failure is one plain sentence that names the variable."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from hatehub.settings.environment import SettingError

LONGEST_NAME = 40
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, kw_only=True)
class Provider:
    """Who vouches for people. `acr` are the values of which a sign-in must have one; empty where any does."""

    issuer: str
    client_id: str
    secret: str
    name: str
    acr: tuple[str, ...]
    is_factor_trusted: bool
    is_only: bool


def provider(
    *, issuer: str, client_id: str, secret: str, name: str, acr: list[str], is_factor_trusted: bool, is_only: bool
) -> Provider | None:
    """Return the provider; None where nothing is said of one. Raises SettingError where only half is said."""
    if not issuer:
        rest = {
            "OIDC_CLIENT_ID": client_id,
            "OIDC_CLIENT_SECRET": secret,
            "OIDC_REQUIRED_ACR": acr,
            "OIDC_MFA_TRUSTED": is_factor_trusted,
            "OIDC_ONLY": is_only,
        }
        said = next((setting for setting, value in rest.items() if value), "")
        if said:
            raise SettingError(f"OIDC_ISSUER is not set, but {said} is; set both, or neither.")
        return None
    for setting, value in {"OIDC_CLIENT_ID": client_id, "OIDC_CLIENT_SECRET": secret}.items():
        if not value:
            raise SettingError(f"{setting} is not set; OIDC_ISSUER needs it.")
    if len(name) > LONGEST_NAME:
        raise SettingError(f"OIDC_NAME must have at most {LONGEST_NAME} letters: it stands on a button.")
    return Provider(
        issuer=_issuer(issuer),
        client_id=client_id,
        secret=secret,
        name=name,
        acr=tuple(acr),
        is_factor_trusted=is_factor_trusted,
        is_only=is_only,
    )


def refuse_open_issuer(found: Provider | None) -> None:
    """Refuse a provider without TLS, which anybody on the way could stand in for. Raises SettingError."""
    if found is not None and not found.issuer.startswith("https://"):
        raise SettingError("OIDC_ISSUER must start with https:// in production.")


def _issuer(value: str) -> str:
    """Return the issuer as it is written: tokens are compared with it letter by letter."""
    try:
        split = urlsplit(value)
        is_good = split.scheme == "https" or (split.scheme == "http" and split.hostname in LOOPBACK)
        is_good = is_good and bool(split.hostname) and split.port != 0 and split.username is None
        is_good = is_good and not split.query and not split.fragment
    except ValueError:
        is_good = False
    if not is_good:
        raise SettingError("OIDC_ISSUER must be an address such as https://sign-in.example, without ? or #.")
    return value
