"""From how many wrong tries in an hour on administrators are told that somebody guesses. Pure: no Django.

The account's number is above what a person with a new telephone needs; the network's is higher, since an office
shares one.
"""

from datetime import datetime

OF_ACCOUNT = 10
OF_NETWORK = 20
KEPT_DAYS = 90


def hour_of(at: datetime) -> datetime:
    """Return the beginning of the hour in which tries are counted together."""
    return at.replace(minute=0, second=0, microsecond=0)


def is_just_reached(*, tries: int, is_account: bool) -> bool:
    """Tell whether this try is the one at which somebody is told: once an hour, however many follow."""
    return tries == (OF_ACCOUNT if is_account else OF_NETWORK)
