"""The provider as django-allauth speaks to it: with a nonce and PKCE, and every signature checked."""

import hashlib
import secrets
from typing import Any

import requests
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from hatehub.accounts.outside import provider_known
from hatehub.administration.outside import tokens
from hatehub.administration.outside.refusals import Refused, Why

CODE = "outside"
WELL_KNOWN = "/.well-known/openid-configuration"
BROKEN = (requests.RequestException, AttributeError, KeyError, OverflowError, RecursionError, TypeError, ValueError)
"""What a provider that is away, or answers with something else, makes the client raise."""


class OutsideClient(OpenIDConnectOAuth2Adapter):
    """Asks the provider, and believes nothing of it that is not signed."""

    @property
    def openid_config(self) -> dict[str, Any]:
        """Return what the provider says of itself, once for each sign-in. Raises Refused."""
        if not hasattr(self, "_openid_config"):
            found = self._fetch(f"{provider_known().issuer.rstrip('/')}{WELL_KNOWN}")
            if found.get("issuer") != provider_known().issuer:
                raise Refused(Why.UNTRUSTED, "issuer")
            for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
                _check_address(found.get(name))
            self._openid_config = found
        return self._openid_config

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        """Return where the provider sends people back to."""
        return request.build_absolute_uri(reverse("outside_callback"))

    def get_access_token_data(self, request: HttpRequest, app: Any, client: Any, pkce_code_verifier: Any = None) -> Any:
        """Trade the code for tokens. Raises Refused."""
        try:
            found = super().get_access_token_data(request, app, client, pkce_code_verifier=pkce_code_verifier)
            return {"access_token": str(found["access_token"]), "id_token": found.get("id_token")}
        except requests.RequestException:
            raise Refused(Why.AWAY, "token_endpoint") from None
        except Refused:
            raise
        except (OAuth2Error, *BROKEN):
            raise Refused(Why.UNTRUSTED, "code") from None

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **known: Any) -> SocialLogin:
        """Return who the provider says it is; whether that is anybody here is asked elsewhere. Raises Refused."""
        claims = self._claims(known["response"]["id_token"])
        if not {"email", "preferred_username"} & set(claims):
            claims = {**self._further(token.token, claims["sub"]), **claims}
        login: SocialLogin = self.get_provider().sociallogin_from_response(request, claims)
        login.claims = claims
        return login

    def _claims(self, token: object) -> dict[str, Any]:
        try:
            return tokens.read_id_token(
                token,
                key_set=self._fetch(self.openid_config["jwks_uri"]),
                issuer=provider_known().issuer,
                client_id=provider_known().client_id,
            )
        except tokens.Untrusted as error:
            raise Refused(Why.UNTRUSTED, error.why) from None

    def _further(self, access_token: str, subject: str) -> dict[str, Any]:
        """Return what the provider says of a person beside the token; it must be about the same one."""
        address = self.openid_config.get("userinfo_endpoint")
        if not address:
            return {}
        _check_address(address)
        found = self._fetch(address, headers={"Authorization": f"Bearer {access_token}"})
        if found.get("sub") != subject:
            raise Refused(Why.UNTRUSTED, "userinfo")
        return {name: found.get(name) for name in ("email", "email_verified", "preferred_username") if name in found}

    def _fetch(self, address: str, headers: dict[str, str] | None = None) -> dict[str, Any]:
        try:
            with get_adapter().get_requests_session() as session:
                answer = session.get(address, headers=headers)
                answer.raise_for_status()
                found = answer.json()
        except BROKEN:
            raise Refused(Why.AWAY, "fetch") from None
        if not isinstance(found, dict):
            raise Refused(Why.AWAY, "answer")
        return found


class OutsideProvider(OpenIDConnectProvider):
    """The one provider of the settings. Of what it says, only a digest of issuer and subject is kept."""

    oauth2_adapter_class = OutsideClient
    pkce_enabled_default = True

    def begin(self, request: HttpRequest, *, process: str, next_url: str, again: bool) -> HttpResponse:
        """Send the person to the provider, with a question that only its answer to this browser fits."""
        nonce = secrets.token_urlsafe(32)
        asked = {"nonce": nonce}
        if provider_known().acr:
            asked["acr_values"] = " ".join(provider_known().acr)
        if again:
            asked |= {"prompt": "login", "max_age": "0"}
        answer: HttpResponse = self.redirect(request, process, next_url=next_url, auth_params=asked, nonce=nonce)
        return answer

    def extract_uid(self, data: dict[str, Any]) -> str:
        """Return what the identity is known by: another issuer's person of the same number is another person."""
        whole = f"{provider_known().issuer}\n{data['sub']}"
        return hashlib.sha256(whole.encode()).hexdigest()

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Keep nothing of what the provider says."""
        return {}

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        """Fill no account from what the provider says."""
        return {}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[Any]:
        """Keep no address."""
        return []


def _check_address(address: object) -> None:
    """Refuse an address of the provider's that has no TLS where its issuer has."""
    is_secret = provider_known().issuer.startswith("https://")
    if not isinstance(address, str) or not address.startswith("https://" if is_secret else ("http://", "https://")):
        raise Refused(Why.UNTRUSTED, "endpoint")
