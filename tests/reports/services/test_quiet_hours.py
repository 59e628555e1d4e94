from datetime import timedelta

import pytest

from reports.models import Complainant, Update
from reports.rules.safe_hours import LONDON, WINDOWS
from reports.services import messages, updates
from tests.making import reports as making

pytest_plugins = ["tests.making.committing", "tests.making.mail_server"]
NIGHT = timedelta(hours=11)  # eleven in the evening: the tests happen at noon on a Monday
MORNING = timedelta(hours=20)


@pytest.fixture
def person(submit, hub, at):
    def make(hours, *, after=NIGHT):
        report = submit(email="a@example.org", minutes=int(after.total_seconds() // 60))
        Complainant.objects.filter(report=report).update(safe_hours=hours)
        updates.tell(reports=[report], kind="step_start_triage", key="k", by=hub, at=at + after)
        return Update.objects.get(entry__report=report, entry__key="k")

    return make


@pytest.mark.parametrize(
    ("hours", "wait"),
    [("any", NIGHT), ("day", MORNING), ("working", timedelta(hours=21)), ("evening", timedelta(hours=29))],
)
def test_message_is_queued_for_the_hours_that_were_chosen(person, at, hours, wait):
    assert person(hours).not_before == at + wait


def test_confirmation_goes_at_once_in_the_night(person, letterbox, at):
    night = at + NIGHT
    report = person("day").entry.report
    confirmation = Update.objects.get(entry__report=report, entry__kind="received")
    assert confirmation.not_before == night
    assert messages.send(update_id=confirmation.id, at=night + timedelta(seconds=30)) is True


def test_confirmation_that_is_late_waits_for_the_morning(person, letterbox, at):
    confirmation = Update.objects.get(entry__report=person("day").entry.report, entry__kind="received")
    assert messages.send(update_id=confirmation.id, at=at + NIGHT + timedelta(hours=1)) is False
    confirmation.refresh_from_db()
    assert (confirmation.not_before, confirmation.attempts) == (at + MORNING, 0)
    assert letterbox.letters == []
    assert messages.send(update_id=confirmation.id, at=at + MORNING) is True


def test_message_that_a_late_worker_finds_at_night_waits(person, letterbox, at):
    update = person("day", after=timedelta(0))
    assert update.not_before == at
    assert messages.send(update_id=update.id, at=at + NIGHT) is False
    update.refresh_from_db()
    assert (update.state, update.not_before, update.claimed_until) == ("waiting", at + MORNING, None)
    assert messages.send(update_id=update.id, at=at + MORNING) is True
    assert len(letterbox.letters) == 1


@pytest.mark.parametrize("hours", ["day", "working", "evening"])
def test_retry_never_lands_in_quiet_hours(person, letterbox, at, hours):
    update = person(hours)
    while update.attempts < messages.MOST_ATTEMPTS - 1:
        letterbox.at_data = ["451 later"]
        assert messages.send(update_id=update.id, at=update.not_before) is False
        update.refresh_from_db()
        assert WINDOWS[hours].holds(update.not_before.astimezone(LONDON))


def test_many_who_chose_differently_are_each_told_in_their_hours(submit, hub, at):
    reports = [submit(email="a@example.org") for _ in range(3)]
    for report, hours in zip(reports, ["any", "day", "evening"], strict=True):
        Complainant.objects.filter(report=report).update(safe_hours=hours)
    updates.tell(reports=reports, kind="caught_up", key="k", by=hub, at=at + NIGHT)
    queued = dict(Update.objects.filter(entry__key="k").values_list("entry__report_id", "not_before"))
    waits = [queued[report.id] - at for report in reports]
    assert waits == [NIGHT, MORNING, timedelta(hours=29)]


def test_due_messages_of_the_night_are_leased_in_the_morning(person, at):
    update = person("day")
    making.work_off()
    assert update.id not in messages.lease_due(at=at + NIGHT)
    assert update.id in messages.lease_due(at=at + MORNING)
