import random
import time
from threading import Event

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.roles import Role
from hatehub.reference.models import Force
from referrals.models import FeedEntry
from referrals.selectors.force_cases import list_changes
from referrals.services import feeding
from reports.models import Case
from tests.making import reports as making
from triage.models import Responsibility

pytest_plugins = ["tests.making.committing"]
READER = Actor(role=Role.FORCE, identifier="client-wyp", force_code=making.WEST_YORKSHIRE)
KENT = Actor(role=Role.FORCE, identifier="client-kent", force_code="E23000032")


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


def test_change_is_noted_once_for_each_force_with_a_part(report_at, at):
    case = report_at("assigned").case
    assert feeding.note_change(case_id=case.id, event_position=900, change="assign", at=at) == 1
    feeding.note_change(case_id=case.id, event_position=900, change="assign", at=at)
    assert FeedEntry.objects.count() == 1


def test_numbers_are_given_once_and_in_order(report_at, at):
    case = report_at("assigned").case
    for position in (30, 10, 20):
        feeding.note_change(case_id=case.id, event_position=position, change=str(position), at=at)
    assert feeding.number_entries() == 3
    assert feeding.number_entries() == 0
    changes, following = list_changes(since=0, by=READER)
    assert [change.change for change in changes] == ["10", "20", "30"]
    assert following == changes[-1].position


def test_long_feed_comes_in_pages_without_a_gap(report_at, at):
    case = report_at("assigned").case
    for position in range(250):
        feeding.note_change(case_id=case.id, event_position=position, change=str(position), at=at)
    feeding.number_entries()
    seen, since, pages = [], 0, 0
    while True:
        changes, since = list_changes(since=since, by=READER)
        if not changes:
            break
        seen += [change.change for change in changes]
        pages += 1
    assert seen == [str(position) for position in range(250)]
    assert pages == 3


def test_force_reads_its_own_feed_alone(report_at, at):
    feeding.note_change(case_id=report_at("assigned").case_id, event_position=1, change="assign", at=at)
    feeding.number_entries()
    assert list_changes(since=0, by=KENT) == ([], 0)


def test_reader_beside_many_writers_misses_nothing(together, at):
    case = making.submit(at=at).case
    give_to(case, making.WEST_YORKSHIRE, at)
    done = Event()

    def writer(number):
        def write():
            chance = random.Random(number)
            for step in range(25):
                with transaction.atomic():
                    feeding.note_change(
                        case_id=case.id, event_position=number * 1000 + step, change=f"{number}-{step}", at=at
                    )
                    time.sleep(chance.random() / 200)

        return write

    def read():
        seen, since, deadline = [], 0, time.monotonic() + 30
        while len(seen) < 100 and time.monotonic() < deadline:
            feeding.number_entries()
            changes, since = list_changes(since=since, by=READER)
            seen += [change.change for change in changes]
        done.set()
        return seen

    def number():
        while not done.is_set():
            feeding.number_entries()

    answers = together(*[writer(each) for each in range(4)], read, number)
    assert answers[:4] == [None] * 4
    assert sorted(answers[4]) == sorted(f"{each}-{step}" for each in range(4) for step in range(25))
    assert Case.objects.count() == 1
