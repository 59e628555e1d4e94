"""What the hub merges by itself, where that is switched on, and what it leaves to an officer."""

import pytest

from hatehub.accounts.actors import HUB
from reports.models import Complainant, Report
from tests.making import reports as making
from triage.models import DuplicateMatch, Merge
from triage.rules.differences import URGENT, Difference
from triage.services import automatic_merging, duplicates, merging

OTHER = "https://x.com/somebody/status/1700000000000000002"


@pytest.fixture
def switched_on(settings):
    settings.AUTO_MERGE = True


def take_in(report, at):
    while not duplicates.take_in(report_id=report.id, by=HUB, at=at):
        pass
    return Report.objects.get(id=report.id)


def test_nothing_is_merged_where_it_is_not_switched_on(submit):
    submit()
    later = submit(minutes=5)
    making.work_off()
    assert Report.objects.get(id=later.id).state == "received"
    assert DuplicateMatch.objects.get().state == "offered"


def test_certain_duplicate_is_merged_into_the_earliest_open_case_and_marked(switched_on, submit):
    first, later, last = submit(), submit(minutes=5), submit(minutes=9)
    making.work_off()
    assert set(Report.objects.filter(case=first.case_id).values_list("id", flat=True)) == {first.id, later.id, last.id}
    made = set(Merge.objects.values_list("is_automatic", "merged_by", "into_case"))
    assert made == {(True, str(HUB), first.case_id)}
    assert not DuplicateMatch.objects.filter(state="offered").exclude(report__case=first.case_id).exists()


def test_near_identical_words_alone_are_left_to_an_officer(switched_on, submit, at):
    words = "Those people from the lower valley should all be put on the night bus and sent back over the hill"
    take_in(submit(url="", words=words), at)
    later = take_in(submit(url="", words=words, minutes=5), at)
    assert later.state == "received"
    assert DuplicateMatch.objects.filter(state="offered", kind="same_words").exists()


URGENT_ANSWERS = {
    Difference.IN_DANGER: {"danger": "danger"},
    Difference.CHILD: {"danger": "child"},
    Difference.IS_VICTIM: {"kind": Complainant.Kind.VICTIM},
    Difference.PERHAPS_IN_DANGER: {"danger": "unsure"},
    Difference.FOR_VICTIM: {"kind": Complainant.Kind.THIRD_PARTY},
    Difference.OTHER_STRAND: {"strands": ("disability",)},
    Difference.OWN_FILE: {"files": [making.picture()]},
    Difference.OWN_POST: {"url": OTHER},
}


def test_every_urgent_difference_is_tried():
    assert set(URGENT_ANSWERS) == URGENT


@pytest.mark.parametrize("difference", sorted(URGENT_ANSWERS))
def test_report_that_differs_urgently_is_never_merged_away(switched_on, submit, at, difference):
    answers = URGENT_ANSWERS[difference]
    first = submit(kind=Complainant.Kind.WITNESS, strands=("race",), files=[making.picture(colour="red")])
    own = {"kind": Complainant.Kind.WITNESS, "strands": ("race",), "files": [making.picture(colour="red")], **answers}
    if difference == Difference.OWN_FILE:
        own["files"] = [making.picture(colour="red"), making.picture()]
    later = take_in(submit(minutes=5, **own), at)
    assert (later.state, later.case_id == first.case_id) == ("received", False)
    assert DuplicateMatch.objects.filter(state="offered").exists()
    plain = {"kind": Complainant.Kind.WITNESS, "strands": ("race",), "minutes": 9}
    assert take_in(submit(**plain), at).case_id == first.case_id


@pytest.mark.parametrize("decide", [duplicates.refuse, duplicates.relate])
def test_pair_that_an_officer_told_apart_is_not_merged(switched_on, settings, submit, officer, at, decide):
    settings.AUTO_MERGE = False
    first, third = submit(), submit(minutes=1)
    later = submit(minutes=5)
    for report in (first, third, later):
        take_in(report, at)
    match = DuplicateMatch.objects.get(report=later, other=first)
    decide(match_id=match.id, by=officer, at=at)
    merging.merge(report_id=third.id, into_case_id=first.case_id, by=officer, at=at, reason="same")
    settings.AUTO_MERGE = True
    assert DuplicateMatch.objects.get(report=later, other=third).state == "offered"
    assert take_in(later, at).state == "received"


def test_closed_case_takes_nobody_in(switched_on, report_at, submit, at):
    report_at("closed")
    later = take_in(submit(minutes=5), at)
    assert later.state == "received"
    assert DuplicateMatch.objects.get(report=later).state == "offered"


def test_replayed_event_changes_nothing(switched_on, submit, at):
    submit()
    later = take_in(submit(minutes=5), at)
    assert later.state == "merged"
    assert take_in(later, at).version == later.version
    assert Merge.objects.count() == 1


def test_report_that_an_officer_took_out_is_not_merged_again(switched_on, submit, officer, at):
    submit()
    later = take_in(submit(minutes=5), at)
    merging.unmerge(report_id=later.id, by=officer, at=at, reason="A case of its own.")
    making.work_off()
    assert Report.objects.get(id=later.id).state == "received"


def test_case_of_several_and_one_that_is_in_work_stay(switched_on, settings, submit, officer, at):
    settings.AUTO_MERGE = False
    first, lead, member = submit(), submit(minutes=1), submit(minutes=2)
    merging.merge(report_id=member.id, into_case_id=lead.case_id, by=officer, at=at, reason="same")
    begun = making.walk(submit(minutes=3), to="in_triage", by=officer, at=at)
    settings.AUTO_MERGE = True
    for report in (lead, begun):
        duplicates.find(report_id=report.id, by=HUB, at=at)
        assert automatic_merging.merge_if_certain(report_id=report.id, by=HUB, at=at) is None
    assert Report.objects.filter(case=first.case_id).count() == 1
