"""The ways in which a capture fails, and which of them may pass. Pure."""

from datetime import timedelta
from enum import StrEnum


class Failure(StrEnum):
    """Why there is no capture. `referrals.selectors.capture_words` has the sentence for each."""

    REFUSED_LINK = "refused_link"
    REFUSED_ADDRESS = "refused_address"
    DNS = "dns"
    UNREACHABLE = "unreachable"
    TLS = "tls"
    TIMED_OUT = "timed_out"
    TOO_LARGE = "too_large"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    BROKEN_ANSWER = "broken_answer"
    SERVER_ERROR = "server_error"
    RATE_LIMITED = "rate_limited"
    BLOCKED = "blocked"
    CHALLENGE = "challenge"
    LOGIN_WALL = "login_wall"
    AGE_WALL = "age_wall"
    CONSENT_WALL = "consent_wall"
    GEO_BLOCKED = "geo_blocked"
    REMOVED = "removed"
    NOT_FOUND = "not_found"
    NOT_A_PAGE = "not_a_page"
    EMPTY = "empty"
    NOT_SHOWN = "not_shown"
    DIVERTED = "diverted"
    WITHHELD = "withheld"
    SWITCHED_OFF = "switched_off"
    BROKE_OFF = "broke_off"


MAY_PASS = frozenset(
    {
        Failure.DNS,
        Failure.UNREACHABLE,
        Failure.TIMED_OUT,
        Failure.SERVER_ERROR,
        Failure.RATE_LIMITED,
        Failure.BROKEN_ANSWER,
        Failure.BROKE_OFF,
    }
)
"""Failures that another try may end; all others are final, and trying again would only be noticed."""

MOST_ATTEMPTS = 4
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)


def wait_before_retry(failure: Failure, *, attempts: int, asked_to_wait: timedelta | None) -> timedelta | None:
    """Return how long to wait before the next try, after `attempts` of them; None where there is none.

    It is 1, 5 and 25 minutes, or what the site asked for with Retry-After where that is longer, at most 6 hours:
    whoever asks for more has refused.
    """
    if failure not in MAY_PASS or attempts >= MOST_ATTEMPTS:
        return None
    own: timedelta = FIRST_WAIT * int(5 ** max(0, attempts - 1))
    if asked_to_wait is not None and asked_to_wait > LONGEST_WAIT:
        return None
    return max(own, asked_to_wait or own)
