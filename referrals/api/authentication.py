"""Who calls the API: a force's OAuth 2 client, by bearer token."""

from typing import Any

from django.http import HttpRequest
from oauth2_provider.oauth2_backends import get_oauthlib_core
from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from hatehub.accounts.actors import Actor, actor_for_client


class ForceClientAuthentication(BaseAuthentication):
    """Takes a bearer token of an active client; `request.auth` is then the actor and its scopes."""

    www_authenticate_realm = "api"

    def authenticate(self, request: Request) -> tuple[None, "Caller"] | None:
        """Return the caller, or None where there is no valid token."""
        valid, verified = get_oauthlib_core().verify_request(_without_body(request), scopes=[])
        client = getattr(verified, "client", None)
        if not valid or client is None or not client.is_active:
            return None
        scopes = frozenset(verified.access_token.scope.split()) & frozenset(client.allowed_scopes.split())
        return None, Caller(actor=actor_for_client(client), scopes=scopes)

    def authenticate_header(self, request: HttpRequest) -> str:
        """Return the challenge of a 401."""
        return f'Bearer realm="{self.www_authenticate_realm}"'


def _without_body(request: Request) -> HttpRequest:
    """Return the request as far as a token is looked for in it: a body is not read for somebody unknown."""
    bare = HttpRequest()
    bare.method, bare.META = request.method, request.META
    bare.path = bare.path_info = request.path
    return bare


class Caller:
    """The actor behind a token, and what the token may do."""

    def __init__(self, *, actor: Actor, scopes: frozenset[str]) -> None:
        self.actor = actor
        self.scopes = scopes


def actor_of(request: Request) -> Actor:
    """Return who calls, on a request that authentication has let in."""
    caller: Any = request.auth
    actor: Actor = caller.actor
    return actor


class HasForceScope(BasePermission):
    """Every view names the scope that it needs."""

    def has_permission(self, request: Request, view: object) -> bool:
        """Tell whether the token carries the view's scope."""
        return isinstance(request.auth, Caller) and getattr(view, "required_scope", None) in request.auth.scopes
