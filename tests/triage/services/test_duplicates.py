import pytest

from hatehub.accounts.permissions import NotPermitted
from hatehub.audit.models import Entry
from reports.models import Complainant, Evidence, Report
from reports.services import following, wishes
from reports.services.personal import Contact, sender_keys
from tests.making import reports as making
from triage.models import DuplicateMatch
from triage.rules.matching import FEW_OFFERED, MOST_OFFERED
from triage.services import duplicates, merging

POST = "https://x.com/somebody/status/1700000000000000001"
OTHER = "https://x.com/somebody/status/1700000000000000002"


@pytest.fixture
def find(hub, at):
    return lambda report: duplicates.find(report_id=report.id, by=hub, at=at)


def matches():
    return set(DuplicateMatch.objects.values_list("report", "other", "kind"))


def test_same_post_in_another_spelling_is_offered_with_its_platform(submit, find):
    first = submit(url=POST)
    later = submit(url="https://mobile.twitter.com/i/status/1700000000000000001?s=20", minutes=5)
    assert find(later) == 1
    assert matches() == {(later.id, first.id, "same_post")}
    match = DuplicateMatch.objects.get()
    assert (match.state, match.facts) == ("offered", {"platform": "x"})


def test_same_file_is_offered_even_for_another_post(submit, find):
    first = submit(url=POST, files=[making.picture()])
    later = submit(url=OTHER, files=[making.picture(colour="red"), making.picture()], minutes=5)
    assert find(later) == 1
    assert matches() == {(later.id, first.id, "same_file")}


def test_same_post_and_same_file_are_two_reasons(submit, find):
    submit(files=[making.picture()])
    later = submit(files=[making.picture()], minutes=5)
    assert find(later) == 2


@pytest.mark.parametrize("url", [OTHER, "", "https://x.com/somebody", "https://example.org/"])
def test_other_posts_and_links_that_name_none_are_no_duplicates(submit, find, url):
    submit(url=url if url != OTHER else POST)
    assert find(submit(url=url, minutes=5)) == 0


def test_looking_again_finds_nothing_new_from_either_side(submit, find):
    first, later = submit(), submit(minutes=5)
    assert [find(later), find(later), find(first)] == [1, 0, 0]
    same_moment = submit(minutes=5)
    assert find(same_moment) == 2
    assert find(later) == 0


def test_report_is_no_duplicate_of_itself(submit, find):
    assert find(submit(files=[making.picture()])) == 0


def test_worker_looks_for_duplicates_of_each_new_report(submit):
    submit()
    submit(minutes=5)
    submit(minutes=9)
    making.work_off()
    assert DuplicateMatch.objects.count() == 3


def test_refusal_is_remembered_and_recorded_once(submit, find, officer, at):
    submit()
    later = submit(minutes=5)
    find(later)
    match = DuplicateMatch.objects.get()
    for _ in range(2):
        duplicates.refuse(match_id=match.id, by=officer, at=at)
    assert find(later) == 0
    match.refresh_from_db()
    assert (match.state, match.decided_by, match.decided_at) == ("refused", "officer:officer-1", at)
    assert Entry.objects.filter(verb="duplicate_refused").count() == 1


def test_force_refuses_no_match(submit, find, west_yorkshire, at):
    submit()
    find(submit(minutes=5))
    with pytest.raises(NotPermitted):
        duplicates.refuse(match_id=DuplicateMatch.objects.get().id, by=west_yorkshire, at=at)
    assert DuplicateMatch.objects.get().state == "offered"


def test_many_earlier_reports_offer_a_bounded_number(submit, find):
    earlier = [submit(minutes=number) for number in range(12)]
    later = submit(minutes=99)
    assert find(later) == MOST_OFFERED
    offered = {other for _, other, _ in matches()}
    assert offered == {report.id for report in earlier[:MOST_OFFERED]}


def test_in_a_wave_the_three_earliest_stand_for_all(submit, find):
    earlier = [submit(minutes=number) for number in range(5)]
    for report in earlier:
        find(report)
    DuplicateMatch.objects.all().delete()
    assert find(submit(minutes=9)) == FEW_OFFERED
    assert {other for _, other, _ in matches()} == {report.id for report in earlier[:FEW_OFFERED]}


def test_cost_does_not_grow_with_the_number_of_reports_of_a_post(submit, find, django_assert_max_num_queries):
    for number in range(8):
        find(submit(minutes=number))
    later = submit(minutes=9)
    with django_assert_max_num_queries(60):
        find(later)


def test_withdrawn_report_is_offered_to_nobody(submit, find, at):
    following.withdraw(report_id=submit().id, at=at)
    assert find(submit(minutes=5)) == 0


def test_reports_of_one_case_are_offered_to_each_other_no_more(submit, find, officer, at):
    lead, member, third = submit(), submit(minutes=1), submit(minutes=2)
    merging.merge(report_id=member.id, into_case_id=lead.case_id, by=officer, at=at, reason="same")
    assert find(third) == 1
    assert find(Report.objects.get(id=member.id)) == 1
    assert matches() == {(third.id, lead.id, "same_post"), (third.id, member.id, "same_post")}


@pytest.mark.parametrize("decide", [duplicates.refuse, duplicates.relate])
def test_what_was_told_apart_is_not_offered_again_for_another_reason(submit, find, officer, at, decide):
    first = submit(email="a@example.org")
    later = submit(minutes=5, files=[making.picture()], email="b@example.org")
    find(later)
    decide(match_id=DuplicateMatch.objects.get().id, by=officer, at=at)
    Evidence.objects.filter(report=later).update(file_hash="f" * 64)
    Evidence.objects.create(
        report=first,
        exhibit="X/1",
        storage_name="none",
        sealed_name=b"",
        size=1,
        sha256="0" * 64,
        file_hash="f" * 64,
        received_at=at,
    )
    assert find(later) == 0


def test_every_reason_between_two_reports_is_decided_at_once_and_can_be_taken_back(submit, find, officer, at):
    submit(files=[making.picture()])
    find(submit(minutes=5, files=[making.picture()]))
    match = DuplicateMatch.objects.first()
    for decide, state, who in (
        (duplicates.relate, "related", "officer:officer-1"),
        (duplicates.refuse, "refused", "officer:officer-1"),
        (duplicates.reconsider, "offered", ""),
    ):
        decide(match_id=match.id, by=officer, at=at)
        assert set(DuplicateMatch.objects.values_list("state", "decided_by")) == {(state, who)}
    verbs = ["duplicate_related", "duplicate_refused", "duplicate_reconsidered"]
    assert list(Entry.objects.filter(verb__in=verbs).order_by("id").values_list("verb", flat=True)) == verbs


def test_merged_match_is_not_refused_afterwards(submit, find, officer, at):
    lead, later = submit(), submit(minutes=5)
    find(later)
    match = DuplicateMatch.objects.get()
    merging.merge(report_id=later.id, into_case_id=lead.case_id, by=officer, at=at, reason="same")
    assert duplicates.refuse(match_id=match.id, by=officer, at=at).state == "merged"


# One person sending twice ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("first", "second", "by"),
    [
        ({"email": "A.Person@example.org"}, {"email": "a.person@EXAMPLE.org"}, "email"),
        (
            {"contact": Contact(telephone="+44 7700 900123")},
            {"contact": Contact(telephone="07700 900 123")},
            "telephone",
        ),
    ],
)
def test_person_who_sends_twice_is_found_without_opening_anything(submit, find, first, second, by):
    earlier = send(submit, url="", **first)
    later = send(submit, minutes=5, **second)
    assert find(later) == 1
    match = DuplicateMatch.objects.get()
    assert (match.report_id, match.other_id, match.kind) == (later.id, earlier.id, "same_sender")
    assert match.facts == {"by": by}


def send(submit, *, contact=None, minutes=0, **answers):
    report = submit(minutes=minutes, **answers)
    if contact is not None:
        Complainant.objects.filter(report=report).update(**sender_keys(contact))
    return report


def test_person_who_reports_two_posts_has_not_sent_twice(submit, find):
    submit(email="a@example.org")
    assert find(submit(email="a@example.org", url=OTHER, minutes=5)) == 0


def test_nobody_without_an_address_is_taken_for_the_same_person(submit, find):
    submit(url="")
    assert find(submit(url="", minutes=5)) == 0


def test_new_address_is_looked_up_from_then_on(submit, find, at):
    submit(url="", email="new@example.org")
    later = submit(url="", email="old@example.org", minutes=5)
    assert find(later) == 0
    wishes.change_contact(
        report_id=later.id,
        email="New@example.org",
        telephone="",
        details_in_mail=False,
        may_leave_messages=False,
        safe_hours="",
        at=at,
    )
    assert find(later) == 1
