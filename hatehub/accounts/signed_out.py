"""What staff sent once their session was over: held in a page, to be sent again after they have signed in.

Signing in changes the token that guards forms, so the first press after it comes back with a new one, and a second is
needed. Only what a page of the hub itself has sent is held: a stranger's page could else have words of its own stand
behind a button of the hub.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hatehub.accounts.middleware import GUARDED
from hatehub.typed import typed_in

TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field


class HeldMiddleware:
    """Answers a form of somebody who is signed out with a page that holds it, instead of leading them to sign in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let the request through; where it is led to the sign-in with something typed, hold that instead."""
        response = self.get_response(request)
        if response.status_code != 302 or not response.headers["Location"].startswith(str(settings.LOGIN_URL)):
            return response
        return hold(request) or response


def hold(request: HttpRequest) -> HttpResponse | None:
    """Return the page with what staff sent from a page of the hub; None where there is nothing to hold."""
    if not request.path.startswith(GUARDED) or not _is_from_here(request):
        return None
    said = typed_in(request)
    typed = [(name, value) for name, value in said.get("typed", []) if name != TOKEN]
    return render(request, "account/held.html", {**said, "typed": typed}, status=403) if typed else None


def _is_from_here(request: HttpRequest) -> bool:
    """Tell whether a browser says that a page of this very site has sent the form (`Origin`, RFC 6454)."""
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
