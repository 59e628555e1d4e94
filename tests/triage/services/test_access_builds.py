"""Building a bundle that takes longer than its lease, beside another worker, or where the worker falls."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage

from hatehub.accounts.actors import HUB
from tests.making import access_requests as asking
from triage.services.access_requests import building, bundle, leases
from triage.services.access_requests.leases import LEASE

SHORTLY = timedelta(seconds=1)


@pytest.fixture
def approved(submit, at):
    request = asking.receive(at=at, references=[submit().reference])
    asking.approve(request, at=at)
    return request


@pytest.fixture
def while_collecting(monkeypatch):
    """Have something happen once while what goes in is collected, which may take hours."""
    collect = bundle.collect

    def arrange(act):
        waiting = [act]

        def meanwhile(**known):
            contents = collect(**known)
            if waiting:
                waiting.pop()()
            return contents

        monkeypatch.setattr(bundle, "collect", meanwhile)

    return arrange


@pytest.fixture
def passing(monkeypatch):
    """Let time pass for whoever builds."""
    now = [1000.0]
    monkeypatch.setattr(leases, "monotonic", lambda: now[0])

    def passes(span):
        now[0] += span.total_seconds()

    return passes


def stored(request):
    folders = default_storage.listdir("material")[0]
    return default_storage.listdir(f"material/{request.id}")[1] if str(request.id) in folders else []


def again(request):
    request.refresh_from_db()
    return request


def build(request, at):
    return building.build(request_id=request.id, by=HUB, at=at)


def test_bundle_that_takes_longer_than_its_lease_is_made(approved, at, while_collecting):
    while_collecting(lambda: building.lease_due(at=at + LEASE + SHORTLY))
    assert building.lease_due(at=at) == [approved.id]
    assert build(approved, at)
    assert again(approved).state == "made"
    assert stored(approved) == [approved.storage_name.rpartition("/")[2]]


def test_lease_is_renewed_as_long_as_the_work_goes_on(approved, at, while_collecting, passing, monkeypatch):
    leased = []
    write = bundle.write

    def slow(**known):
        for piece in write(**known):
            passing(LEASE - SHORTLY)
            yield piece
            leased.append(building.lease_due(at=at + (LEASE - SHORTLY) * (len(leased) + 1)))

    monkeypatch.setattr(bundle, "write", slow)
    building.lease_due(at=at)
    assert build(approved, at)
    assert len(leased) > 3
    assert set(map(tuple, leased)) == {()}
    assert again(approved).attempts == 1


def test_nobody_begins_what_another_worker_is_building(approved, at, while_collecting):
    seen = []
    while_collecting(lambda: seen.append(build(approved, at + SHORTLY)))
    assert build(approved, at)
    assert seen == [False]
    assert again(approved).attempts == 1


def test_build_whose_worker_fell_is_built_again(approved, at, monkeypatch):
    def falls(**known):
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(bundle, "collect", falls)
        with pytest.raises(KeyboardInterrupt):
            build(approved, at)
    assert building.lease_due(at=at + LEASE - SHORTLY) == []
    assert not build(approved, at + LEASE - SHORTLY)
    later = at + LEASE + SHORTLY
    assert building.lease_due(at=later) == [approved.id]
    assert build(approved, later)
    assert again(approved).attempts == 2


def test_build_that_fells_its_worker_each_time_ends_as_failed(approved, at, monkeypatch):
    def falls(**known):
        raise KeyboardInterrupt

    monkeypatch.setattr(bundle, "collect", falls)
    for turn in range(building.MOST_ATTEMPTS):
        with pytest.raises(KeyboardInterrupt):
            build(approved, at + (LEASE + SHORTLY) * turn)
        assert again(approved).last_error == ("Abandoned" if turn else "")
    later = at + (LEASE + SHORTLY) * building.MOST_ATTEMPTS
    assert building.lease_due(at=later) == [approved.id]
    assert not build(approved, later)
    assert (again(approved).not_before, approved.last_error) == (None, "Abandoned")
    assert building.lease_due(at=later + LEASE * 2) == []


def test_build_that_is_not_wanted_any_more_stops_and_counts_for_nothing(approved, at, while_collecting, passing):
    def anew():
        building.make_again(request_id=approved.id, by=asking.OFFICER, at=at)
        passing(LEASE)

    while_collecting(anew)
    assert not build(approved, at)
    assert (again(approved).state, approved.attempts, approved.last_error) == ("approved", 0, "")
    assert stored(approved) == []
    assert building.lease_due(at=at) == [approved.id]
    assert build(approved, at)


def test_failure_of_a_build_that_is_not_wanted_does_not_hold_up_the_next(approved, at, while_collecting):
    def anew():
        building.make_again(request_id=approved.id, by=asking.OFFICER, at=at)
        raise ZeroDivisionError

    while_collecting(anew)
    assert not build(approved, at)
    assert (again(approved).not_before, approved.attempts, approved.last_error) == (at, 0, "")


def test_of_two_builds_of_one_bundle_the_first_that_ends_is_kept(approved, at, while_collecting):
    seen = []
    while_collecting(lambda: seen.append(build(approved, at + LEASE + SHORTLY)))
    assert not build(approved, at)
    assert seen == [True]
    assert (again(approved).state, approved.attempts) == ("made", 2)
    assert stored(approved) == [approved.storage_name.rpartition("/")[2]]
    assert asking.fetch(approved, at=at).namelist()
