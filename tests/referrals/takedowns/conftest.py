"""The letters and answers of requests, and a request that has been sent."""

from collections.abc import Callable
from typing import Any

import pytest

from hatehub.accounts.actors import Actor
from referrals.models import Takedown
from tests.making import takedowns as asking


@pytest.fixture
def sent(report_at: Callable[..., Any], officer: Actor, at: Any) -> Takedown:
    """A request to remove a post, with the platform since now: X, which answers within a day, reminded after 18 h."""
    report = report_at("assessed_crime", email="somebody@example.org")
    asking.sealed(report, by=officer, at=at)
    return asking.sent(report, by=officer, at=at)
