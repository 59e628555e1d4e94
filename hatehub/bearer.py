"""The bearer token that another program shows (RFC 6750)."""

import hmac

from django.http import HttpRequest, HttpResponse


def has_bearer(request: HttpRequest, token: str) -> bool:
    """Tell whether the request carries the token; how long that takes says nothing of it."""
    given = request.headers.get("Authorization", "").encode()
    return hmac.compare_digest(given, f"Bearer {token}".encode())


def refused() -> HttpResponse:
    """Return the answer to a program that shows none, or another."""
    return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
