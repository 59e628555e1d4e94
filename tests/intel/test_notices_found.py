"""What arises is noticed as reports come in, explained in numbers, and goes where it does not stand any more."""

from datetime import timedelta
from zlib import crc32

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hatehub.accounts.actors import HUB
from hatehub.audit.models import Entry
from intel.models import Account, Notice, NoticeAct, NoticeReport
from intel.services import deciding_links, repeats_noticed, waves_noticed
from reports.models import Case, Report
from tests.making import reports as making
from triage.models import Priority, Trait
from triage.services import forgetting
from triage.services.merging import joining, separating

WEEK = 7 * 24 * 60


def post(number):
    return f"https://x.com/somebody/status/17000000000000{number:05d}"


@pytest.fixture
def by_victim(submit):
    """Make reports by one victim, each of a post of its own: `by_victim(3)`."""

    def make(count, *, email="ada@example.org", days=10, **more):
        return [
            submit(
                minutes=-days * 24 * 60 * (count - 1 - number),
                url=post(crc32(email.encode()) % 90000 + number),
                email=email,
                kind="victim",
                **more,
            )
            for number in range(count)
        ]

    return make


def worked(at):
    making.work_off(at=at)
    return {row.kind: row for row in Notice.objects.exclude(state="gone")}


def test_a_third_report_by_a_victim_makes_a_notice_and_two_do_not(by_victim, at):
    by_victim(2)
    assert "victim" not in worked(at)
    by_victim(3, email="bea@example.org")
    row = worked(at)["victim"]
    assert (row.level, row.facts["why"], row.state) == (3, ["often"], "open")
    assert NoticeReport.objects.filter(notice=row).count() == 3
    assert "bea" not in f"{row.key}{row.facts}"
    assert Entry.objects.filter(subject=f"notice:{row.id}", verb="notice_begun").count() == 1


def test_the_same_post_reported_three_times_is_no_repeat(submit, at):
    for number in range(3):
        submit(minutes=-number, email="ada@example.org", kind="victim")
    assert "victim" not in worked(at)


def test_a_witness_who_reports_often_is_no_repeat_victim(submit, at):
    for number in range(4):
        submit(minutes=-number, url=post(number), email="ada@example.org", kind="witness")
    assert "victim" not in worked(at)


def test_a_second_report_that_is_more_urgent_makes_a_notice(by_victim, at):
    first, second = by_victim(2)
    making.work_off(at=at)
    Priority.objects.filter(case=second.case_id).update(parts=[{"fact": "threat_to_life", "amount": 1, "points": 999}])
    repeats_noticed.look_at_sender(report_id=second.id, by=HUB, at=at)
    assert Notice.objects.get(kind="victim").facts["why"] == ["rising"]
    assert first.id != second.id


def test_looking_twice_changes_nothing(by_victim, at):
    reports = by_victim(3)
    row = worked(at)["victim"]
    for report in reports:
        repeats_noticed.look_at_sender(report_id=report.id, by=HUB, at=at + timedelta(hours=1))
    again = Notice.objects.get(kind="victim")
    assert (again.id, again.noticed_at, again.comebacks) == (row.id, row.noticed_at, 0)
    assert not NoticeAct.objects.exists()


def test_one_person_with_two_addresses_who_is_told_as_one_has_one_notice(submit, at):
    for number, facts in enumerate(({"email": "a@example.org"}, {"email": "b@example.org"}) * 3):
        submit(minutes=-number * 1000, url=post(number), kind="victim", **facts)
    making.work_off(at=at)
    assert Notice.objects.filter(kind="victim").exclude(state="gone").count() == 2
    person = Report.objects.latest("submitted_at").complainant
    person.telephone_key = "same"
    person.save()
    other = Report.objects.exclude(complainant__email_key=person.email_key).latest("submitted_at").complainant
    other.telephone_key = "same"
    other.save()
    repeats_noticed.look_at_sender(report_id=person.report_id, by=HUB, at=at)
    row = Notice.objects.exclude(state="gone").get(kind="victim")
    assert row.level == 6
    assert row.members.count() == 6


def test_erasing_a_report_shrinks_the_notice_and_then_it_goes(by_victim, at):
    reports = by_victim(4)
    row = worked(at)["victim"]
    for report, left in ((reports[0], 3), (reports[3], 0)):
        making.erase(report, at=at)
        forgetting.forget(report_id=report.id, by=HUB, at=at)
        making.work_off(at=at + timedelta(minutes=1))
        row.refresh_from_db()
        assert (row.level, row.members.count()) == (left, left)
    assert row.state == "gone"
    assert row.facts == {}


def test_merging_shrinks_and_unmerging_brings_back(by_victim, at, officer):
    reports = by_victim(3)
    row = worked(at)["victim"]
    cases = [Case.objects.get(id=report.case_id) for report in reports]
    joining.merge(report_id=reports[2].id, into_case_id=cases[0].id, by=officer, at=at, reason="One thing.")
    making.work_off(at=at + timedelta(minutes=1))
    row.refresh_from_db()
    assert (row.state, row.members.count()) == ("gone", 0)
    separating.unmerge(report_id=reports[2].id, by=officer, at=at, reason="Not one thing.")
    making.work_off(at=at + timedelta(minutes=2))
    row.refresh_from_db()
    assert (row.state, row.level, row.comebacks) == ("open", 3, 1)


def by_subject(submit, number, *, who, minutes=0, handle="somebody", **more):
    url = f"https://x.com/{handle}/status/17000000000001{number:05d}"
    return submit(minutes=minutes, url=url, email=f"{who}@example.org", kind="victim", **more)


def test_a_subject_named_by_several_people_makes_a_notice(submit, at):
    for number, who in enumerate(("a", "b")):
        by_subject(submit, number, who=who)
    assert "subject" not in worked(at)
    by_subject(submit, 2, who="c")
    row = worked(at)["subject"]
    assert (row.level, row.facts["why"], row.facts["people"]) == (3, ["several_people"], 3)
    assert row.key == str(Account.objects.get().subject_id)


def test_a_subject_of_two_forces_makes_a_notice(submit, officer, at):
    for number, postcode, force in ((0, "LS6 2AB", making.WEST_YORKSHIRE), (1, "CT1 2EH", "E23000032")):
        report = by_subject(submit, number, who="a", postcode=postcode)
        making.work_off(at=at)
        making.walk(report, to="assessed_crime", by=officer, at=at)
        making.assign(report, by=officer, at=at, force=force)
    row = worked(at + timedelta(minutes=1))["subject"]
    assert row.facts["why"] == ["several_forces"]
    assert row.facts["forces"] == ["E23000010", "E23000032"]


def test_links_make_and_refusing_them_unmakes_a_notice(submit, officer, at):
    for number, (who, handle) in enumerate((("a", "one"), ("b", "one"), ("c", "two"))):
        by_subject(submit, number, who=who, handle=handle)
    assert "subject" not in worked(at)
    pair = list(Account.objects.order_by("id").values_list("id", flat=True))
    facts = {"account_id": pair[0], "other_id": pair[1], "by": officer, "at": at}
    link = deciding_links.tie(**facts, reason="The same picture.")
    assert Notice.objects.get(kind="subject").level == 3
    deciding_links.refuse(link_id=link.id, by=officer, at=at, reason="Another person.")
    assert Notice.objects.get(kind="subject").state == "gone"


def test_a_withheld_subject_is_no_notice(submit, officer, at):
    reports = [by_subject(submit, number, who=who) for number, who in enumerate("abc")]
    assert "subject" in worked(at)
    making.walk(reports[0], to="assessed_non_crime", by=officer, at=at)
    assert "subject" not in worked(at + timedelta(minutes=1))


# Waves ------------------------------------------------------------------------------------------------
@pytest.fixture
def past(submit, at):
    """Give the hub nine weeks in which a report came each week, at this time."""
    for week in range(1, 10):
        submit(minutes=-week * WEEK - 60, url=post(week), postcode="LS6 2AB", strands=("race",))


def arrive(submit, count, *, first=100, one_post=False, **more):
    facts = {"postcode": "LS6 2AB", "strands": ("religion",), **more}
    return [
        submit(minutes=-5 * number, url=post(first if one_post else first + number), **facts) for number in range(count)
    ]


def look(at):
    making.work_off(at=at)
    return waves_noticed.look(by=HUB, at=at)


def test_many_posts_against_one_place_are_a_wave_and_are_explained(past, submit, at):
    arrive(submit, 9)
    assert look(at) == 1
    row = Notice.objects.get(kind="wave")
    assert row.key == "place:E23000010:religion"
    assert (row.facts["now"], row.facts["before"], row.facts["usual"]) == (9, [0] * 8, 0.06)
    assert row.facts["chance"] < row.facts["false_a_look"] / row.facts["looked_at"]
    assert row.members.count() == 9


def test_many_reports_of_one_post_are_a_surge_and_no_wave(past, submit, at):
    arrive(submit, 9, one_post=True)
    assert look(at) == 0


def test_as_many_as_usual_are_no_wave(submit, at):
    for week in range(10):
        for number in range(6):
            submit(minutes=-week * WEEK - number, url=post(week * 10 + number), strands=("religion",))
    assert look(at) == 0


def test_a_hub_that_is_new_says_nothing(submit, at):
    arrive(submit, 12)
    assert look(at) == 0


def test_a_wave_against_a_name_is_known_by_a_hash(past, submit, at):
    for number in range(8):
        words = f"@target leave {number}"
        submit(minutes=-number, url=post(500 + number), words=words, postcode="")
    making.work_off(at=at)
    assert Trait.objects.filter(kind="target").exists()
    assert look(at) == 1
    row = Notice.objects.get(kind="wave")
    assert row.key.startswith("target:")
    assert "target" not in row.key.partition(":")[2]


def test_a_wave_whose_reports_are_put_together_shrinks_and_goes(past, submit, officer, at):
    reports = arrive(submit, 9)
    look(at)
    into = Case.objects.get(id=reports[0].case_id)
    for report in reports[5:8]:
        joining.merge(report_id=report.id, into_case_id=into.id, by=officer, at=at, reason="One thing.")
    look(at + timedelta(days=2))
    row = Notice.objects.get(kind="wave")
    assert (row.level, row.state) == (6, "open")
    for report in reports[1:4]:
        joining.merge(report_id=report.id, into_case_id=into.id, by=officer, at=at, reason="One thing.")
    look(at + timedelta(days=2))
    row.refresh_from_db()
    assert row.state == "gone"


def test_a_wave_is_of_nobody_who_was_erased(past, submit, at):
    reports = arrive(submit, 9)
    look(at)
    for report in reports[:5]:
        making.erase(report, at=at)
        forgetting.forget(report_id=report.id, by=HUB, at=at)
    making.work_off(at=at + timedelta(minutes=1))
    row = Notice.objects.get(kind="wave")
    assert row.members.count() == 4
    waves_noticed.look(by=HUB, at=at + timedelta(minutes=15))
    row.refresh_from_db()
    assert (row.state, row.members.count()) == ("gone", 0)


def test_one_post_is_one_occurrence_before_anything_was_matched(past, submit, at):
    arrive(submit, 12, one_post=True)
    assert waves_noticed.look(by=HUB, at=at) == 0


def test_a_look_asks_as_much_of_many_reports_as_of_few(past, submit, at):
    counts = []
    for number in (12, 24):
        arrive(submit, number, first=100 * number)
        making.work_off(at=at)
        with CaptureQueriesContext(connection) as asked:
            waves_noticed.look(by=HUB, at=at)
        counts.append(len(asked))
    assert counts[1] <= counts[0]


def test_reviewing_finds_what_was_withdrawn_meanwhile(by_victim, at):
    reports = by_victim(3)
    row = worked(at)["victim"]
    Report.objects.filter(id=reports[0].id).update(outcome="withdrawn")
    assert repeats_noticed.review_page(before=at + timedelta(hours=1), by=HUB, at=at + timedelta(hours=1)) == 1
    row.refresh_from_db()
    assert row.state == "gone"
