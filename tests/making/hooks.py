"""A pytest plugin: receivers of web hooks, changes put into the feed, and a hub that sends them."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest

from referrals.models import FeedEntry
from referrals.services import feeding, hooks
from reports.models import Case
from tests.making.receivers import Moving, Receivers


@pytest.fixture
def receivers() -> Iterator[Receivers]:
    """The receivers of all hosts."""
    made = Receivers()
    yield made
    made.close()


@pytest.fixture
def clock(at: datetime) -> Moving:
    """The time of a test, which it moves."""
    return Moving(at)


@pytest.fixture
def happen(db: None, clock: Moving) -> Callable[..., None]:
    """Put changes of a case into a force's feed: `happen(case, "one", "two", force=...)`."""

    def make(case: Case, *changes: str, force: str = "E23000010") -> None:
        for change in changes:
            position = 1_000_000 + FeedEntry.objects.count()
            feeding.note_for(case_id=case.id, forces=[force], event_position=position, change=change, at=clock())
        feeding.number_entries()

    return make


@pytest.fixture
def send(db: None, receivers: Receivers, clock: Moving) -> Callable[[], int]:
    """Plan and send all that may go now, one message after the other; return how many went."""

    def make() -> int:
        hooks.plan_all(at=clock())
        sent = 0
        while taken := sum(
            hooks.send_one(hook_id=each, clock=clock, carrier=receivers.sender) for each in hooks.list_due(at=clock())
        ):
            sent += taken
        hooks.give_up_old(at=clock())
        return sent

    return make
