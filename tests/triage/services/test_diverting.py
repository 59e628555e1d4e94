from datetime import timedelta

import pytest

from hatehub.accounts.permissions import NotPermitted
from hatehub.audit.models import Entry
from hatehub.audit.services import ReasonRequired
from hatehub.reference.models import Material, Partner
from reports.models import Evidence
from tests.benches import pictures_made as made
from tests.making import reports as making
from triage.models import Diversion, PicturePrint, TextFingerprint
from triage.selectors import diversions
from triage.services import diverting, merging, picture_matching, pictures, words
from triage.services.pictures import writing

CHILD, TERRORIST = Material.CHILD_SEXUAL_ABUSE, Material.TERRORIST
SCENE = made.as_bytes(made.scene(1))
WORDS = "Those people should all be driven out of this town before the winter comes, every one of them."


def divert(report, by, at, material=CHILD):
    return diverting.divert_exhibit(evidence_id=report.evidence.first().id, material=material, by=by, at=at)


def divert_post(report, by, at, material=TERRORIST):
    return diverting.divert_post(content_id=report.contents.first().id, material=material, by=by, at=at)


def test_diverted_exhibit_names_its_body_and_who_marked_it(submit, officer, at):
    row = divert(submit(files=[SCENE]), officer, at)
    assert (row.material, row.body.code, row.marked_by) == (
        "child_sexual_abuse",
        "internet-watch-foundation",
        str(officer),
    )
    assert row.told_at is None


def test_diverted_post_goes_to_the_other_body(submit, officer, at):
    assert divert_post(submit(), officer, at).body.code == "counter-terrorism-internet-referral-unit"


def test_marking_does_not_fail_where_no_body_is_named(submit, officer, at):
    Partner.objects.filter(kind="diversion").delete()
    row = divert(submit(files=[SCENE]), officer, at)
    assert row.body is None
    assert row.evidence.diverted_as == CHILD


def test_prints_of_a_diverted_picture_go_and_none_is_made_again(submit, officer, hub, at):
    report = submit(files=[SCENE])
    pictures.write(report_ids=[report.id], by=hub, at=at)
    assert PicturePrint.objects.filter(report=report).exists()
    divert(report, officer, at)
    assert not PicturePrint.objects.filter(report=report).exists()
    assert picture_matching.print_and_match(report_id=report.id, by=hub, at=at) == 0
    assert pictures.list_waiting() == []
    assert not PicturePrint.objects.filter(report=report).exists()


def test_picture_that_is_being_printed_as_it_is_diverted_keeps_no_print(submit, officer, hub, at, monkeypatch):
    report = submit(files=[SCENE])
    real = writing._print

    def print_slowly(item, *, at):
        row = real(item, at=at)
        divert(report, officer, at)
        return row

    monkeypatch.setattr(writing, "_print", print_slowly)
    assert pictures.write(report_ids=[report.id], by=hub, at=at) == 0
    assert not PicturePrint.objects.exists()


def test_words_read_in_a_diverted_picture_go_and_are_not_read_again(submit, officer, hub, at, monkeypatch):
    report = submit(files=[SCENE])
    monkeypatch.setattr(pictures, "can_read_words", lambda: True)
    monkeypatch.setattr(pictures, "read_words", lambda picture: WORDS)
    picture_matching.print_and_match(report_id=report.id, by=hub, at=at)
    read = TextFingerprint.objects.filter(report=report, source=TextFingerprint.Source.PICTURE)
    assert read.exists()
    divert(report, officer, at)
    assert not read.exists()
    picture_matching.print_and_match(report_id=report.id, by=hub, at=at)
    assert not read.exists()


def test_words_that_are_being_read_as_the_picture_is_diverted_are_not_kept(submit, officer, hub, at, monkeypatch):
    report = submit(files=[SCENE])

    def read_slowly(picture):
        divert(report, officer, at)
        return WORDS

    monkeypatch.setattr(pictures, "can_read_words", lambda: True)
    monkeypatch.setattr(pictures, "read_words", read_slowly)
    picture_matching.print_and_match(report_id=report.id, by=hub, at=at)
    assert not TextFingerprint.objects.filter(source=TextFingerprint.Source.PICTURE).exists()


def test_words_of_a_diverted_post_are_compared_with_nothing(submit, officer, hub, at):
    report = submit(words=WORDS, narrative="")
    words.write(report_ids=[report.id], by=hub, at=at)
    assert TextFingerprint.objects.filter(report=report).exists()
    divert_post(report, officer, at)
    assert not TextFingerprint.objects.filter(report=report).exists()
    words.write(report_ids=[report.id], by=hub, at=at)
    assert not TextFingerprint.objects.filter(report=report).exists()
    later = submit(url="https://x.com/another/status/1700000000000000055", words=WORDS, minutes=1)
    assert words.find(report=later) == []


def test_diverting_twice_and_by_two_officers_changes_nothing(submit, officer, supervisor, at):
    report = submit(files=[SCENE])
    first = divert(report, officer, at)
    assert divert(report, supervisor, at + timedelta(minutes=1), TERRORIST) == first
    first.refresh_from_db()
    assert (first.material, first.marked_by) == (CHILD, str(officer))
    assert Diversion.objects.count() == 1


def test_file_that_comes_in_later_is_listed_by_the_worker(submit, officer, hub, at):
    divert(submit(files=[SCENE]), officer, at)
    later = submit(files=[SCENE], minutes=5)
    making.work_off()
    assert Diversion.objects.filter(report=later, marked_by=str(hub)).count() == 1
    assert diverting.take_in(report_id=later.id, by=hub, at=at) == 0
    assert not PicturePrint.objects.exists()


def test_diverting_what_came_in_marked_and_was_not_listed_yet(submit, officer, at):
    divert(submit(files=[SCENE]), officer, at)
    later = submit(files=[SCENE], minutes=5)
    assert divert(later, officer, at).report_id == later.id


def test_body_is_told_once_of_all_that_hold_the_same_and_again_of_what_comes_later(submit, officer, at):
    row = divert(submit(files=[SCENE]), officer, at)
    submit(files=[SCENE], minutes=1)
    making.work_off()
    [thing] = diversions.list_to_tell(by=officer)
    assert thing.reports == 2
    assert diverting.note_told(diversion_id=row.id, reference="IWF-7", by=officer, at=at) == 2
    assert diverting.note_told(diversion_id=row.id, reference="IWF-8", by=officer, at=at) == 0
    assert diversions.list_to_tell(by=officer) == []
    submit(files=[SCENE], minutes=2)
    making.work_off()
    [thing] = diversions.list_to_tell(by=officer)
    assert thing.reports == 1
    row.refresh_from_db()
    assert row.body_reference == "IWF-7"
    assert Entry.objects.filter(verb="diversion_told").count() == 2


def test_marks_stay_through_merging_and_taking_apart(submit, officer, at):
    report, lead = submit(files=[SCENE]), submit()
    divert(report, officer, at)
    merging.merge(report_id=report.id, into_case_id=lead.case_id, by=officer, at=at, reason="same")
    assert report.evidence.get().diverted_as == CHILD
    merging.unmerge(report_id=report.id, by=officer, at=at, reason="not the same")
    assert report.evidence.get().diverted_as == CHILD
    assert Diversion.objects.get().lifted_at is None


def test_supervisor_lifts_a_mark_everywhere_and_the_picture_is_printed_again(submit, officer, supervisor, hub, at):
    reports = [submit(files=[SCENE]), submit(files=[SCENE], minutes=1)]
    row = divert(reports[0], officer, at)
    assert diverting.lift(diversion_id=row.id, by=supervisor, at=at, reason="A drawing of a tree.") == 2
    assert not Evidence.objects.exclude(diverted_as="").exists()
    assert set(pictures.list_waiting()) == {report.id for report in reports}
    with pytest.raises(diverting.AlreadyLifted):
        diverting.lift(diversion_id=row.id, by=supervisor, at=at, reason="Again.")
    assert Entry.objects.filter(verb="diversion_lifted", reason="A drawing of a tree.").count() == 2
    again = divert(reports[0], officer, at)
    assert again.id != row.id


def test_words_of_a_post_are_compared_again_once_its_mark_is_lifted(submit, officer, supervisor, at):
    report = submit(words=WORDS, narrative="")
    row = divert_post(report, officer, at)
    diverting.lift(diversion_id=row.id, by=supervisor, at=at, reason="News.")
    assert TextFingerprint.objects.filter(report=report).exists()


def test_lifting_needs_a_supervisor_and_a_reason(submit, officer, supervisor, at):
    row = divert(submit(files=[SCENE]), officer, at)
    with pytest.raises(NotPermitted):
        diverting.lift(diversion_id=row.id, by=officer, at=at, reason="Mine.")
    with pytest.raises(ReasonRequired):
        diverting.lift(diversion_id=row.id, by=supervisor, at=at, reason=" ")
    row.refresh_from_db()
    assert row.lifted_at is None


def test_force_may_neither_divert_nor_read_what_is(submit, officer, west_yorkshire, at):
    report = submit(files=[SCENE])
    with pytest.raises(NotPermitted):
        divert(report, west_yorkshire, at)
    row = divert(report, officer, at)
    for refused in (
        lambda: diversions.list_to_tell(by=west_yorkshire),
        lambda: diversions.get_diversion(diversion_id=row.id, by=west_yorkshire),
        lambda: diverting.note_told(diversion_id=row.id, reference="", by=west_yorkshire, at=at),
        lambda: diverting.take_in(report_id=report.id, by=west_yorkshire, at=at),
    ):
        with pytest.raises(NotPermitted):
            refused()
