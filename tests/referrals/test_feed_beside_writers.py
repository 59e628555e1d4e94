"""The change feed under four writers and three readers: every change once and in order, also of those who dawdle."""

import random
import time
from threading import Event

import pytest
from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.roles import Role
from hatehub.audit.models import Entry
from hatehub.reference.models import Force
from hatehub.reference.selectors import get_force
from referrals.models import FeedEntry
from referrals.selectors.feed import Wanted
from referrals.services import feeding
from tests.making import reports as making
from triage.models import Responsibility

pytest_plugins = ["tests.making.committing"]
READER = Actor(role=Role.FORCE, identifier="client-wyp", force_code=making.WEST_YORKSHIRE)
WRITERS, READERS = 4, 3


class RolledBack(Exception):
    """A writer thinks better of it."""


def give_to(case, force, at):
    Responsibility.objects.create(
        case=case,
        role="investigating",
        force=Force.objects.get(code=force),
        rule="S2",
        rule_version="t",
        sentence="s",
        decided_by="t",
        decided_at=at,
    )


def write(number, case, *, until, at):
    """Note changes until the time is over, some in transactions that stay open for long, or are rolled back."""
    chance, step, written = random.Random(number), 0, []
    while time.monotonic() < until:
        places = range(step, step + chance.randrange(1, 4))
        step = places.stop
        try:
            with transaction.atomic():
                for place in places:
                    feeding.note_change(
                        case_id=case.id, event_position=number * 10**6 + place, change=f"{number}-{place}", at=at
                    )
                time.sleep(chance.choice([0, 0, 0.002, 0.05]))
                if chance.random() < 0.2:
                    raise RolledBack
        except RolledBack:
            continue
        written += [f"{number}-{place}" for place in places]
    return written


def read(seed, *, done, at):
    """Follow the feed in small pages until nobody writes any more and it is at its end."""
    chance, seen, since = random.Random(seed), [], 0
    while True:
        is_last = done.is_set()
        page = feeding.read_page(since=since, limit=chance.choice([1, 7, 100]), wanted=Wanted(), by=READER, at=at)
        seen += [(change.position, change.change) for change in page.changes]
        since = page.following
        if is_last and not page.is_more and not FeedEntry.objects.filter(position__isnull=True).exists():
            return seen


def check(together, *, seconds, at):
    case = making.submit(at=at).case
    give_to(case, making.WEST_YORKSHIRE, at)
    done, until = Event(), time.monotonic() + seconds

    ended = [Event() for _ in range(WRITERS)]

    def writer(number):
        def run():
            try:
                return write(number, case, until=until, at=at)
            finally:
                ended[number].set()

        return run

    def reader(number):
        return lambda: read(number, done=done, at=at)

    def end():
        for each in ended:
            assert each.wait(timeout=seconds + 60)
        done.set()

    answers = together(*map(writer, range(WRITERS)), *map(reader, range(READERS)), end)
    written = [name for names in answers[:WRITERS] for name in names]
    assert len(written) > 10 * seconds
    for seen in answers[WRITERS : WRITERS + READERS]:
        assert sorted(name for _, name in seen) == sorted(written)
        positions = [position for position, _ in seen]
        assert positions == sorted(set(positions))
    stored = list(FeedEntry.objects.order_by("position").values_list("position", "change"))
    assert all(seen == stored for seen in answers[WRITERS : WRITERS + READERS])
    assert Entry.objects.filter(subject=f"force:{making.WEST_YORKSHIRE}", verb="feed_read").count() > READERS


def test_every_reader_sees_each_change_once_and_in_order(together, at):
    check(together, seconds=4, at=at)


@pytest.mark.long
def test_every_reader_sees_each_change_once_and_in_order_for_a_minute(together, at):
    check(together, seconds=60, at=at)


def test_late_commit_is_numbered_after_what_was_read_before_it(together, at):
    case, force = making.submit(at=at).case, get_force(making.WEST_YORKSHIRE)
    began, was_read = Event(), Event()

    def late():
        with transaction.atomic():
            FeedEntry.objects.create(force=force, case=case, event_position=1, change="late", at=at)
            began.set()
            assert was_read.wait(timeout=20)

    def early():
        assert began.wait(timeout=20)
        FeedEntry.objects.create(force=force, case=case, event_position=2, change="early", at=at)
        first = feeding.read_page(since=0, limit=10, wanted=Wanted(), by=READER, at=at)
        was_read.set()
        return first

    _, first = together(late, early)
    second = feeding.read_page(since=first.following, limit=10, wanted=Wanted(), by=READER, at=at)
    assert [change.change for change in first.changes] == ["early"]
    assert [change.change for change in second.changes] == ["late"]
