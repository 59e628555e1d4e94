"""The current one-time code of the demonstration accounts, shown where it is asked for."""

import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.http import HttpRequest
from django.urls import reverse

from hatehub.demonstration.invented import TOTP_SECRET

PERIOD = 30  # seconds, RFC 6238


def current_code() -> str:
    """Return the six digits that are right now, as an authenticator app would show them."""
    return format_hotp_value(hotp_value(TOTP_SECRET, int(time.time()) // PERIOD))


def one_time_codes(request: HttpRequest) -> dict[str, str]:
    """Add the code to the pages that ask for it, and to no other."""
    if request.path != reverse("mfa_authenticate") and not hasattr(request, "asks_second_factor"):
        return {}
    return {"demonstration_code": current_code()}
