from datetime import UTC, datetime, timedelta

import pytest

from reports.models import Update
from triage.rules.untold import MessageFacts, Why, why_untold
from triage.web.wording import WHY_UNTOLD

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def message(state="waiting", *, attempts=0, wait=timedelta(0), came_back=False):
    return MessageFacts(state=state, attempts=attempts, not_before=AT + wait, came_back=came_back)


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        (message(), Why.WAITING),
        (message(wait=-HOUR), Why.WAITING),
        (message(wait=timedelta(minutes=2)), Why.WAITING),  # leased by a worker just now
        (message(wait=HOUR), Why.SAFE_HOURS),
        (message(attempts=1, wait=HOUR), Why.NOT_TAKEN),
        (message("failed", attempts=12), Why.FAILED),
        (message("failed", came_back=True), Why.FAILED),
        (message("sent", attempts=1, came_back=True), Why.CAME_BACK),
        (message("sent", attempts=1), Why.CAME_BACK),
    ],
)
def test_message_says_why(facts, why):
    assert why_untold(message=facts, address_fails=False, only_telephone=False, at=AT) == why


@pytest.mark.parametrize(
    ("address_fails", "only_telephone", "why"),
    [
        (True, False, Why.CAME_BACK),
        (False, True, Why.TELEPHONE),
        (False, False, Why.NO_MESSAGE),
    ],
)
def test_without_a_message_the_routes_say_why(address_fails, only_telephone, why):
    assert why_untold(message=None, address_fails=address_fails, only_telephone=only_telephone, at=AT) == why


def test_every_state_of_a_message_and_every_reason_is_known():
    assert set(Update.State.values) == {"waiting", "sent", "failed"}
    assert set(WHY_UNTOLD) == set(Why)
