"""What somebody typed into a form that could not be taken, held in the page that says so, to be sent again.

It stands there and nowhere else. A browser's way back would not bring it: pages are not kept.
"""

from typing import TypedDict

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, UnreadablePostError

SECRET = ("/accounts/",)
"""Where passwords and codes are typed: these are typed again."""


class Typed(TypedDict, total=False):
    """What a page can hold: fields with their values, in their order; and whether files were there, which it cannot."""

    typed: list[tuple[str, str]]
    had_files: bool


def typed_in(request: HttpRequest) -> Typed:
    """Return what was sent with a form; nothing for another request, for what is secret, or for what cannot be read."""
    if request.method != "POST" or request.path.startswith(SECRET):
        return {}
    try:
        fields = [(name, value) for name, values in request.POST.lists() for value in values]
        return {"typed": fields, "had_files": bool(request.FILES)}
    except (OSError, SuspiciousOperation, UnreadablePostError):
        return {}
