"""What somebody typed into a form that could not be taken, held in the page that says so, to be sent again.

It stands there and nowhere else. A browser's way back would not bring it: pages are not kept. What is secret does not
stand there either: a page may be left open, and is no place for a password.
"""

from typing import TypedDict

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, UnreadablePostError

SECRET_PATHS = ("/accounts/", "/oauth/")
"""Where passwords, codes and clients' secrets are sent: nothing of what is sent there is held."""
SECOND_FACTOR = ("second_factor", "second_factor_passkey")
"""What a step-up asks for: a code, or a passkey's answer."""
SECRET_NAMES = frozenset((*SECOND_FACTOR, "client_secret", "key", "password", "refresh_token", "token"))
"""The fields that are secret wherever they are typed; all but the first two are of accounts at platforms.

They are held without their value: a form that has them knows what a blank one means, and asks for it or keeps what was.
"""


class Typed(TypedDict, total=False):
    """What a page can hold: fields with their values, in their order; and whether there was what it cannot hold."""

    typed: list[tuple[str, str]]
    had_files: bool
    had_secrets: bool


def typed_in(request: HttpRequest) -> Typed:
    """Return what was sent with a form, secrets left blank.

    Nothing for another request, where all is secret, or for what cannot be read.
    """
    if request.method != "POST" or request.path.startswith(SECRET_PATHS):
        return {}
    try:
        sent = [(name, value) for name, values in request.POST.lists() for value in values]
        held = [(name, "" if name in SECRET_NAMES else value) for name, value in sent]
        return {"typed": held, "had_files": bool(request.FILES), "had_secrets": held != sent}
    except (OSError, SuspiciousOperation, UnreadablePostError):
        return {}
