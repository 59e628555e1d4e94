"""The network that a request comes from. The address itself goes no further than this module."""

import logging
from datetime import UTC, datetime
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest

from hatehub.accounts.networks import client_address
from reports.rules.networks import Network, name_network

logger = logging.getLogger(__name__)


def network_of(request: HttpRequest, *, at: datetime) -> Network:
    """Return the names of the request's networks, which hold for the day of `at` in UTC."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    if forwarded and not settings.TRUSTED_PROXIES:
        _say_untold()
    address = client_address(
        remote=request.META.get("REMOTE_ADDR", ""), forwarded=forwarded, trusted_proxies=settings.TRUSTED_PROXIES
    )
    return name_network(address, pepper=settings.LOOKUP_PEPPER.encode(), day=at.astimezone(UTC).date())


@lru_cache(maxsize=1)
def _say_untold() -> None:
    """Say once that there may be a proxy: without TRUSTED_PROXIES everybody behind it is one network."""
    logger.warning("forwarded_but_no_trusted_proxies")
