"""What is derived from a report goes with its keys, and does not come back."""

import pytest

from hatehub.accounts.permissions import NotPermitted
from hatehub.audit.models import Entry
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from reports.models import Complainant
from tests.benches import pictures_made as made
from triage.models import PicturePrint, PicturesToMatch, TextFingerprint, Trait
from triage.services import duplicates, forgetting, picture_matching, rebuilding

WORDS = "Those people from the lower valley should all be put on the night bus, says @a_target about them"


@pytest.fixture
def report(submit, hub, at):
    report = submit(words=WORDS, email="a@example.org", files=[made.as_bytes(made.scene(1))])
    duplicates.find(report_id=report.id, by=hub, at=at)
    picture_matching.print_and_match(report_id=report.id, by=hub, at=at)
    assert derived(report) == (2, 1, 3, 1)
    return report


def derived(report):
    return (
        TextFingerprint.objects.filter(report=report).count() and 2,
        PicturePrint.objects.filter(report=report).count(),
        Trait.objects.filter(report=report).count(),
        Complainant.objects.filter(report=report).exclude(email_key="").count(),
    )


def test_all_that_was_derived_goes_once_and_is_recorded_in_numbers(report, hub, at):
    first = forgetting.forget(report_id=report.id, by=hub, at=at)
    assert (first > 4, forgetting.forget(report_id=report.id, by=hub, at=at)) == (True, 0)
    assert derived(report) == (0, 0, 0, 0)
    [entry] = Entry.objects.filter(verb="derived_forgotten")
    assert set(entry.details) == {"words", "pictures", "traits", "search", "senders"}
    assert all(isinstance(value, int) for value in entry.details.values())


def test_nothing_of_a_destroyed_key_comes_back(report, submit, hub, at):
    other = submit(words=WORDS, minutes=5)
    for purpose in (Purpose.PERSON, Purpose.MATERIAL):
        vault.destroy_key(owner=report.id, purpose=purpose, at=at)
    forgetting.forget(report_id=report.id, by=hub, at=at)
    for kind in rebuilding.KINDS:
        list(rebuilding.rebuild(kind=kind, by=hub, at=at))
    duplicates.find(report_id=other.id, by=hub, at=at)
    duplicates.find(report_id=report.id, by=hub, at=at)
    picture_matching.print_and_match(report_id=report.id, by=hub, at=at)
    assert derived(report) == (0, 0, 0, 0)
    assert not PicturesToMatch.objects.exists()


def test_other_reports_keep_what_is_theirs(report, submit, hub, at):
    other = submit(words=WORDS, email="a@example.org", minutes=5)
    duplicates.find(report_id=other.id, by=hub, at=at)
    before = derived(other)
    forgetting.forget(report_id=report.id, by=hub, at=at)
    assert derived(other) == before


def test_force_forgets_nothing(report, west_yorkshire, at):
    with pytest.raises(NotPermitted):
        forgetting.forget(report_id=report.id, by=west_yorkshire, at=at)
    assert derived(report) == (2, 1, 3, 1)
