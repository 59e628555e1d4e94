"""Officers who have signed in; imported after `django.setup()`."""

from django.conf import settings
from django.db import connections

from tests.making.http import sign_in


def sign_in_officers(number: int) -> list[dict[str, str]]:
    """Return the session cookies of officers who have signed in with a second factor."""
    name = settings.SESSION_COOKIE_NAME
    cookies = [{name: sign_in("officer").cookies[name].value} for _ in range(number)]
    connections.close_all()
    return cookies
