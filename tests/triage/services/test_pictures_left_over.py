"""Pictures that were printed by a worker that was killed before it looked for the same ones."""

from datetime import timedelta

import pytest

from tests.benches import pictures_made as made
from triage.models import DuplicateMatch, PicturesToMatch
from triage.services import duplicates, picture_matching
from triage.tasks import pictures as picture_tasks

SCENE = made.scene(1)


class Killed(Exception):
    """A worker is gone."""


@pytest.fixture
def half_done(submit, hub, at, monkeypatch):
    """Print one picture wholly, and a copy of it with a worker that is gone before it looks."""
    first = submit(url="", narrative="", files=[made.as_bytes(SCENE)])
    picture_matching.print_and_match(report_id=first.id, by=hub, at=at)
    later = submit(url="", narrative="", files=[made.as_bytes(made.cropped(SCENE))], minutes=5)

    def die(**_asked):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(duplicates, "find", die)
        with pytest.raises(Killed):
            picture_matching.print_and_match(report_id=later.id, by=hub, at=at)
    assert not DuplicateMatch.objects.exists()
    return later


def test_worker_that_begins_again_finds_what_the_first_did_not_look_for(half_done, hub, at):
    assert picture_matching.print_and_match(report_id=half_done.id, by=hub, at=at) == 0
    assert DuplicateMatch.objects.get().kind == "same_picture"
    assert not PicturesToMatch.objects.exists()


def test_what_was_left_over_is_handed_out_again_after_a_while(half_done, at, monkeypatch):
    soon, late = at + timedelta(minutes=5), at + timedelta(minutes=11)
    assert picture_matching.list_unmatched(at=soon) == []
    assert picture_matching.list_unmatched(at=late) == [half_done.id]
    asked = []
    monkeypatch.setattr(picture_tasks.print_pictures, "delay", asked.append)
    picture_tasks.print_waiting_pictures()
    assert asked == [str(half_done.id)]


def test_report_without_pictures_is_not_looked_up_and_leaves_nothing(submit, hub, at):
    report = submit()
    assert picture_matching.print_and_match(report_id=report.id, by=hub, at=at) == 0
    assert not PicturesToMatch.objects.exists()
