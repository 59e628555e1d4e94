"""Reports that are looked at by two workers at one moment, and decisions beside merges."""

import threading

import pytest
from django.db import transaction

from hatehub.accounts.actors import HUB
from reports.models import Case, Report
from reports.services import following
from tests.making import reports as making
from triage.models import CaseLink, DuplicateMatch, Merge, Trait, Wave
from triage.selectors.wave_tables import get_wave_table
from triage.services import duplicates, merging, waves

pytest_plugins = ["tests.making.committing"]
FROM = get_wave_table().from_reports
WORDS = "Those people from the lower valley should all be put on the night bus and sent back over the hill"


def test_every_test_here_has_a_database(db):
    assert not Report.objects.exists()


def take_in_held(report, at, *, looked):
    """Take a report in as the worker would, a step a transaction; after the first, wait before it commits."""
    with transaction.atomic():
        is_done = duplicates.take_in(report_id=report.id, by=HUB, at=at)
        looked.wait(timeout=20)
    while not is_done:
        is_done = duplicates.take_in(report_id=report.id, by=HUB, at=at)
    return is_done


def test_two_with_the_same_words_that_are_looked_at_at_one_moment_are_found(together, at):
    reports = [making.submit(at=at, url="", words=WORDS), making.submit(at=at, url="", words=f"{WORDS}!")]
    looked = threading.Barrier(2)  # neither commits before both have looked
    assert together(*[lambda r=r: take_in_held(r, at, looked=looked) for r in reports]) == [True, True]
    assert set(DuplicateMatch.objects.values_list("kind", flat=True)) >= {"same_words"}
    first = min(reports, key=lambda report: report.id)
    assert {trait.key for trait in Trait.objects.filter(kind="words")} == {waves.trait_key("words", str(first.id))}


def test_worker_finds_in_steps(submit, at):
    report = submit()
    steps = [duplicates.take_in(report_id=report.id, by=HUB, at=at) for _ in range(2)]
    assert steps == [False, True]


@pytest.mark.parametrize("attempt", range(3))
def test_wave_counts_all_who_arrive_at_one_moment(together, at, attempt):
    reports = [making.submit(at=at, narrative="") for _ in range(FROM + 3)]
    errors = together(*[lambda r=r: duplicates.find(report_id=r.id, by=HUB, at=at) for r in reports])
    assert not [error for error in errors if isinstance(error, Exception)]
    assert Wave.objects.get(kind="post").reports == FROM + 3


def test_one_report_looked_at_by_two_workers_is_counted_once(together, at):
    reports = [making.submit(at=at, narrative="") for _ in range(FROM)]
    looks = [report for report in reports for _ in range(3)]
    errors = together(*[lambda r=r: duplicates.find(report_id=r.id, by=HUB, at=at) for r in looks])
    assert not [error for error in errors if isinstance(error, Exception)]
    assert Wave.objects.get(kind="post").reports == FROM
    assert Trait.objects.filter(kind="post").count() == FROM


@pytest.mark.parametrize("attempt", range(4))
def test_calling_two_related_beside_their_merge_waits_and_never_crosses(together, officer, at, attempt):
    lead, later = making.submit(at=at), making.submit(at=at)
    making.work_off()
    match = DuplicateMatch.objects.get(kind="same_post")
    related, merged = together(
        lambda: duplicates.relate(match_id=match.id, by=officer, at=at),
        lambda: merging.merge(report_id=later.id, into_case_id=lead.case_id, by=officer, at=at, reason="same"),
    )
    assert isinstance(related, DuplicateMatch), related
    assert isinstance(merged, Merge), merged
    match.refresh_from_db()
    assert CaseLink.objects.filter(undone_at__isnull=True).exists() == (match.state == "related")


def test_decision_locks_the_cases_before_the_matches(together, officer, at):
    """Merging locks the cases first: whoever holds a case must be able to get the match."""
    lead, later = making.submit(at=at), making.submit(at=at)
    making.work_off()
    match = DuplicateMatch.objects.get(kind="same_post")
    holds_case, decides = threading.Event(), threading.Event()

    def merge_slowly():
        with transaction.atomic():
            list(Case.objects.filter(id__in=[later.case_id, lead.case_id]).order_by("id").select_for_update())
            holds_case.set()
            decides.wait(timeout=1.5)
            return merging.merge(report_id=later.id, into_case_id=lead.case_id, by=officer, at=at, reason="same")

    def decide():
        holds_case.wait(timeout=20)
        return duplicates.relate(match_id=match.id, by=officer, at=at)

    merged, related = together(merge_slowly, decide)
    assert isinstance(merged, Merge), merged
    assert isinstance(related, DuplicateMatch), related
    assert related.state == "merged"
    assert not CaseLink.objects.exists()


def test_withdrawn_report_is_offered_nothing(submit, at):
    submit()
    later = submit(minutes=5)
    following.withdraw(report_id=later.id, at=at)
    assert duplicates.find(report_id=later.id, by=HUB, at=at) == 0
    assert not DuplicateMatch.objects.exists()


@pytest.mark.parametrize("decide", [duplicates.reconsider, duplicates.refuse])
def test_link_goes_whichever_reason_is_taken_back_or_refused(submit, officer, at, decide):
    submit(files=[making.picture()])
    duplicates.find(report_id=submit(minutes=5, files=[making.picture()]).id, by=HUB, at=at)
    first, second = DuplicateMatch.objects.order_by("id")
    duplicates.relate(match_id=first.id, by=officer, at=at)
    assert CaseLink.objects.filter(undone_at__isnull=True).count() == 1
    decide(match_id=second.id, by=officer, at=at)
    assert not CaseLink.objects.filter(undone_at__isnull=True).exists()


def test_new_report_is_handed_to_one_picture_worker(submit, at, monkeypatch, django_capture_on_commit_callbacks):
    asked = []
    monkeypatch.setattr(duplicates, "nudge", lambda *names: asked.append(names))
    report = submit(files=[making.picture()])
    with django_capture_on_commit_callbacks(execute=True):
        while not duplicates.take_in(report_id=report.id, by=HUB, at=at):
            pass
    assert asked == [("triage.print_pictures", str(report.id))]
