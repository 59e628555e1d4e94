import pytest
from django.db import connection, transaction

from hatehub.accounts.permissions import NotPermitted
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from triage.models import NumberCount, TextFingerprint, UncountedText
from triage.rules.words.scoring import Verdict
from triage.services import words
from triage.services.words import counts, writing

POST = "Those people from Northmarch never pay for the ferry and then they shout at the captain all the way"
ROUND = "th0s3 people from N0rthm@rch never pay!! for the ferry and then they shout at the c a p t a i n all the way 😡"
STORY = "Since Sunday they have stood in front of our bakery and call my daughter names that I cannot repeat"
Source = TextFingerprint.Source


@pytest.fixture
def write(hub, at):
    return lambda *reports, **more: words.write(report_ids=[each.id for each in reports], by=hub, at=at, **more)


def found(report):
    return {(each.report_id, each.source, each.verdict) for each in words.find(report=report)}


def test_the_same_post_written_round_a_filter_is_found_from_both_sides(submit, write):
    first = submit(words=POST, narrative="")
    later = submit(words=ROUND, narrative="", minutes=5)
    assert write(first, later) == 2
    assert found(later) == {(first.id, "post", "same_words")}
    assert found(first) == {(later.id, "post", "same_words")}
    one = words.find(report=later)[0]
    assert (one.own_position, one.other_position) == (1, 1)
    assert one.score > 0.9
    assert set(one.facts) == {"score", "alike", "words_added", "words_removed", "changed"}


def test_a_report_that_names_another_target_is_of_the_same_template(submit, write):
    first = submit(words=POST, narrative="")
    later = submit(words=POST.replace("Northmarch", "Westhaven"), narrative="", minutes=5)
    write(first, later)
    assert found(later) == {(first.id, "post", Verdict.SAME_TEMPLATE)}


def test_words_of_a_post_and_what_was_told_are_matched_each_among_themselves(submit, write):
    told = submit(words="", narrative=STORY)
    posted = submit(words=STORY, narrative="", minutes=5)
    told_again = submit(words="", narrative=f"{STORY} again", minutes=9)
    write(told, posted, told_again)
    assert found(posted) == set()
    assert found(told_again) == {(told.id, "told", "same_words")}


def test_other_texts_and_short_ones_are_no_match(submit, write):
    first = submit(words="go home", narrative="")
    later = submit(words="go home", narrative=STORY, minutes=5)
    other = submit(words=POST, narrative="", minutes=9)
    assert write(first, later, other) == 2
    assert found(later) == found(other) == found(first) == set()


def test_writing_twice_changes_nothing(submit, write):
    report = submit(words=POST, narrative=STORY)
    assert [write(report), write(report)] == [2, 0]
    assert UncountedText.objects.count() == 2


def test_prints_go_with_the_transaction_that_wrote_them(submit, write):
    report = submit(words=POST, narrative="")
    with transaction.atomic():
        write(report)
        transaction.set_rollback(True)
    assert TextFingerprint.objects.count() == UncountedText.objects.count() == 0


def test_a_force_writes_no_prints(submit, west_yorkshire, at):
    with pytest.raises(NotPermitted):
        words.write(report_ids=[submit(words=POST).id], by=west_yorkshire, at=at)
    assert TextFingerprint.objects.count() == 0


def test_prints_hold_numbers_that_the_pepper_keys(submit, write, settings):
    report = submit(words=POST, narrative="")
    write(report)
    before = set(TextFingerprint.objects.get().grams)
    TextFingerprint.objects.all().delete()
    settings.LOOKUP_PEPPER = "another pepper, as long as the one before it was"
    write(report)
    assert not before & set(TextFingerprint.objects.get().grams)


def test_versions_and_sources_share_no_number(submit, write):
    write(submit(words=STORY, narrative=STORY))
    write(*[print_.report for print_ in TextFingerprint.objects.select_related("report")[:1]], version=2)
    sets = [set(each) for each in TextFingerprint.objects.values_list("grams", flat=True)]
    assert len(sets) == 4
    assert sum(map(len, sets)) == len(set.union(*sets))


def test_a_destroyed_key_leaves_its_text_out_and_nothing_else(submit, write, at):
    erased, kept = submit(words=POST, narrative=""), submit(words=POST, narrative="", minutes=5)
    later = submit(words=ROUND, narrative="", minutes=9)
    write(erased, kept, later)
    vault.destroy_key(owner=erased.id, purpose=Purpose.MATERIAL, at=at)
    assert found(later) == {(kept.id, "post", "same_words")}
    assert found(erased) == set()


def test_a_forgotten_report_has_no_print_in_any_version(submit, write, hub, at):
    report, other = submit(words=POST, narrative=STORY), submit(words=ROUND, narrative="", minutes=5)
    write(report, other)
    write(report, version=2)
    assert words.forget(report_id=report.id, by=hub, at=at) == 4
    assert words.forget(report_id=report.id, by=hub, at=at) == 0
    assert found(other) == set()


def test_words_read_in_a_picture_are_sealed_and_found_among_pictures_only(submit, write, hub, at):
    first, later = submit(words=POST, narrative=""), submit(words="", narrative="", minutes=5)
    third = submit(words="", narrative="", minutes=9)
    write(first, later, third)
    for report in (later, third):
        assert words.write_read(report_id=report.id, position=1, text=POST, by=hub, at=at)
    assert words.write_read(report_id=third.id, position=1, text=ROUND, by=hub, at=at)
    assert found(later) == {(third.id, "picture", "same_words")}
    assert POST.encode() not in bytes(TextFingerprint.objects.get(report=third, source=Source.PICTURE).sealed_words)


def test_most_alike_come_first_and_no_more_than_asked_for(submit, write):
    reports = [submit(words=POST, narrative="", minutes=number) for number in range(14)]
    cut = submit(words=POST[:60], narrative="", minutes=20)
    write(*reports, cut)
    offered = words.find(report=cut)
    assert len(offered) == 10
    assert [each.score for each in offered] == sorted((each.score for each in offered), reverse=True)
    assert len(words.find(report=cut, limit=3)) == 3


def test_each_text_is_counted_once(submit, write):
    write(*[submit(words=f"{POST} number {number}", narrative="", minutes=number) for number in range(40)])
    assert [counts.count_new(), counts.count_new()] == [40, 0]
    assert UncountedText.objects.count() == 0
    assert max(NumberCount.objects.values_list("count", flat=True)) >= 36
    total = NumberCount.objects.filter(count=40)
    assert total.exists()


def test_counting_waits_for_its_turn(submit, write):
    write(submit(words=POST, narrative=""))
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [counts.LOCK])
        assert counts.count_new() == 0
    finally:
        other.close()
    assert UncountedText.objects.count() == 1


def test_a_lookup_does_not_depend_on_what_was_counted(submit, write):
    reports = [submit(words=POST, narrative="", minutes=number) for number in range(30)]
    later = submit(words=ROUND, narrative="", minutes=60)
    write(*reports, later)
    before = found(later)
    counts.count_new()
    assert {verdict for _id, _source, verdict in found(later)} == {verdict for _id, _source, verdict in before}
    assert len(found(later)) == len(before) == 10


def test_a_surge_of_one_text_hides_no_other(submit, write, monkeypatch):
    monkeypatch.setattr("triage.rules.words.choosing.STORED_BELOW", 16)
    rare = "Somebody from the Westhaven harbour told everybody that the lighthouse keeper eats seagulls at night"
    other = submit(words=rare, narrative="")
    surge = [submit(words=POST, narrative="", minutes=number) for number in range(60)]
    write(other)
    for report in surge:
        write(report)
        counts.count_new()
    later = submit(words=f"{rare} and it is true", narrative="", minutes=99)
    write(later)
    assert found(later) == {(other.id, "post", "same_words")}
    assert len(found(surge[-1])) == 10


def test_the_version_that_lookups_read_is_not_dropped(submit, write):
    write(submit(words=POST, narrative=""), version=2)
    with pytest.raises(writing.VersionInUse):
        writing.drop_version(version=1)
    assert [writing.drop_version(version=2), writing.drop_version(version=2)] == [1, 0]


def test_texts_are_looked_up_without_a_report(submit, write):
    report = submit(words=POST, narrative="")
    write(report)
    assert [each.report_id for each in words.candidates(text=ROUND, source=Source.POST)] == [report.id]
    assert words.candidates(text=ROUND, source=Source.POST, without=report.id) == []
    assert words.candidates(text="", source=Source.POST) == []
