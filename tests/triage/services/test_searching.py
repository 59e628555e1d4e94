"""Finding a case by anything that an officer remembers of it, and finding nothing that may not be found."""

import json
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import connection

from hatehub.accounts.permissions import NotPermitted
from hatehub.audit.models import Entry
from hatehub.reference.models import Material
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from reports.models import Case, Content, Report
from reports.services import diversion, subjects, workflow
from tests.making import reports as making
from tests.making.reports import NON_CRIME
from triage.models import SearchDocument
from triage.selectors import searching
from triage.services import forgetting, merging, search_documents
from triage.services.searching import search

URL = "https://x.com/Night_Owl/status/1700000000000000001"
WORDS = "Those people from the lower valley should be put on the night bus"
TOLD = "A man whom I know from the harbour has been attacking my family for weeks."


@pytest.fixture
def report(submit):
    made = submit(
        url=URL,
        words=WORDS,
        narrative=TOLD,
        suspect="He sells lanterns in Millbrook",
        strands=("religion",),
        happened_on=date(2026, 2, 27),
        postcode="LS6 2AB",
    )
    making.work_off()
    return made


@pytest.fixture
def look(officer, at):
    def ask(query, **more):
        return search(query=query, by=officer, at=at, **more)

    return ask


def cases(found):
    return found.case_ids


@pytest.mark.parametrize(
    "query",
    [
        "valley",
        "VALLEYS",
        "v\u0430lley",
        "bus valley",
        '"night bus"',
        "\u201clower valley\u201d",
        "nothing or valley",
        "valley -mountain",
        "harbour",
        "attacked families",
        "lanterns",
        "@night_owl",
        "Night_Owl",
        "@N1ght_Owl or @night_owl",
        URL,
        "https://twitter.com/night_owl/status/1700000000000000001?s=20",
        "x.com/night_owl",
        "status/1700000000000000001",
        "1700000000000000001",
        "West Yorkshire",
        "west yorkshire police",
        "religion",
        "Twitter",
        "27 February 2026",
        "2026-02-27",
        "February 2026",
        "2 March 2026",
        "religion March 2026 valley",
    ],
)
def test_is_found_by_what_somebody_remembers(report, look, query):
    found = look(query)
    assert cases(found) == [report.case_id]
    assert found.reports == {report.case_id: report.id}
    assert (found.total, found.is_more, found.following) == (1, False, "")


@pytest.mark.parametrize(
    "query",
    [
        "mountain",
        "valley mountain",
        "valley -bus",
        '"bus night"',
        '"bus on the night"',
        '-"night bus" valley',
        "@somebody_else",
        "https://x.com/night_owl/status/1700000000000000002",
        "Kent",
        "disability",
        "28 February 2026",
        "April 2026",
        "receipt",
    ],
)
def test_is_not_found_by_what_was_not_said(report, look, query):
    found = look(query)
    assert (cases(found), found.total, found.is_more) == ([], 0, False)


def test_nothing_of_the_complainant_is_found(submit, look):
    submit(name="Ann Lantern", email="ann@example.org")
    making.work_off()
    for query in ("Lantern", "ann@example.org", "@example.org", "LS6 2AB", '"LS6 2AB"'):
        assert cases(look(query)) == []


@pytest.mark.parametrize("write", [str, str.lower, lambda text: text.replace("-", "")])
def test_reference_of_report_or_case_leads_straight_to_the_case(report, look, write):
    for reference in (report.reference, report.case.reference):
        assert look(write(reference)).straight_to == report.case.reference


def test_part_of_a_reference_and_a_reference_among_words_are_found(report, look):
    assert cases(look(report.reference.split("-")[1])) == [report.case_id]
    assert cases(look(f"{report.reference} valley")) == [report.case_id]
    assert cases(look(f"{report.case.reference} valley")) == [report.case_id]


def test_report_written_down_while_merged_is_found_under_its_own_case(report, submit, look, officer, hub, at):
    other = submit(words="Quite another thing about the lower valley")
    merging.merge(report_id=other.id, into_case_id=report.case_id, by=officer, at=at, reason="same")
    making.work_off()
    search_documents.refresh(report_ids=[other.id], by=hub, at=at)
    merging.unmerge(report_id=other.id, by=officer, at=at, reason="not the same")
    making.work_off()
    assert cases(look(f"{other.case.reference} another")) == [other.case_id]
    assert cases(look(f"{report.case.reference} another")) == []


def test_reference_that_nobody_has_is_answered_like_anything_else(report, look):
    found = look("OHC-0000-0000")
    assert (found.straight_to, cases(found)) == ("", [])


def test_merged_report_is_found_as_its_case(report, submit, look, officer, at):
    other = submit(url="https://x.com/somebody/status/17", words="About the old mill", minutes=5)
    making.work_off()
    merging.merge(report_id=other.id, into_case_id=report.case_id, by=officer, at=at, reason="The same")
    making.work_off()
    found = look("mill")
    assert (cases(found), found.reports) == ([report.case_id], {report.case_id: other.id})
    assert look(other.reference).straight_to == report.case.reference
    assert cases(look("valley or mill")) == [report.case_id]


def test_better_ones_come_first_and_newer_ones_among_equals(submit, look):
    told = submit(narrative="a bus and nothing else", words="")
    older, newer = (submit(words="a bus and nothing else", narrative="", minutes=n) for n in (1, 2))
    making.work_off()
    assert cases(look("bus")) == [newer.case_id, older.case_id, told.case_id]


def test_filters_are_those_of_queues(report, submit, look):
    other = submit(words=WORDS, minutes=3)
    making.work_off()
    Report.objects.filter(id=report.id).update(queue_terms=["strand:religion", "is:open"])
    Report.objects.filter(id=other.id).update(queue_terms=["is:open"])
    assert cases(look("valley", terms=[["strand:religion", "strand:race"]])) == [report.case_id]
    assert cases(look("valley", terms=[["is:open"]])) == [other.case_id, report.case_id]
    assert cases(look("valley", terms=[["strand:religion"], ["is:late"]])) == []
    assert cases(look('"night bus"', terms=[["strand:religion", "strand:race"]])) == [report.case_id]


def test_pages_follow_each_other_without_gap_though_more_comes_in(submit, look, monkeypatch):
    monkeypatch.setattr(searching, "PAGE", 2)
    made = [submit(words="bus", narrative="", minutes=n).case_id for n in range(5)]
    making.work_off()
    first = look("bus")
    submit(words="bus", narrative="", minutes=9)
    making.work_off()
    second = look("bus", after=first.following)
    third = look("bus", after=second.following)
    assert [*cases(first), *cases(second), *cases(third)] == made[::-1]
    assert (first.total, third.total, third.following) == (5, 5, "")


@pytest.mark.parametrize("after", ["x", "_", "1_", "-1_5", "\u0661_5", "9" * 50 + "_1", "0_" + "9" * 50])
def test_spoilt_cursor_spoils_nothing(report, look, after):
    assert look("valley", after=after).total in (0, 1)


def test_says_that_there_is_more_than_was_considered(submit, look, monkeypatch):
    for number in range(4):
        submit(words="bus", narrative="", minutes=number)
    making.work_off()
    monkeypatch.setattr(searching, "MOST_RANKED", 3)
    assert (look("bus").total, look("bus").is_more) == (3, True)
    monkeypatch.setattr(searching, "MOST_RANKED", 1_000)
    monkeypatch.setattr(searching, "MOST_CONSIDERED", 3)
    assert (look("bus").total, look("bus").is_more) == (3, True)
    assert look("bus", terms=[["none:such"]]).is_more
    monkeypatch.setattr(searching, "MOST_CONSIDERED", 4)
    assert (look("bus").total, look("bus").is_more) == (4, False)


def test_blocks_are_asked_one_after_the_other(submit, look):
    older = submit(words="bus", narrative="")
    making.work_off()
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(pg_get_serial_sequence('triage_searchdocument', 'id'), 3 * 16384)")
    newer = submit(words="bus", narrative="", minutes=1)
    making.work_off()
    assert cases(look("bus")) == [newer.case_id, older.case_id]


def test_needs_at_most_three_statements(report, officer, django_assert_max_num_queries):
    for query in ("valley", '"night bus" -mountain or harbour', report.reference):
        with django_assert_max_num_queries(3):
            searching.find(query=query, by=officer, terms=())


def test_search_is_recorded_without_its_words(report, look, officer):
    look("valley")
    look("VALLEY ")
    entries = list(Entry.objects.filter(verb="searched", subject=f"search:{officer.identifier}"))
    assert [entry.details["hits"] for entry in entries] == [1, 1]
    assert len({entry.details["question"] for entry in entries}) == 1
    assert "valley" not in json.dumps([entry.details for entry in entries]).casefold()


def test_only_who_sees_cases_may_search(report, west_yorkshire, at):
    with pytest.raises(NotPermitted):
        search(query="valley", by=west_yorkshire, at=at)
    with pytest.raises(NotPermitted):
        search_documents.write(report_ids=[report.id], by=west_yorkshire, at=at)


def test_nothing_readable_stands_in_the_index(report):
    [row] = SearchDocument.objects.values()
    for word in ("valley", "night", "owl", "harbour", "twitter", "yorkshire", "2026", report.reference[4:8].casefold()):
        assert word not in row["vector"].casefold()


SUBJECT = ("@night_owl", "x.com/night_owl", URL, "1700000000000000001", "lanterns", "Night_Owl")


def withhold(report, officer, at):
    making.walk(report, to="in_triage", by=officer, at=at)
    making.assess(report, NON_CRIME, by=officer, at=at)
    assert subjects.withholds_subject(case=Case.objects.get(id=report.case_id))


def test_withheld_subject_is_not_found_and_is_again_when_looked_at_again(report, look, officer, at):
    withhold(report, officer, at)
    for query in (*SUBJECT, "valley"):  # until the document is written anew nothing is found at all
        assert cases(look(query)) == []
    making.work_off()
    for query in SUBJECT:
        assert cases(look(query)) == []
    assert cases(look("valley")) == cases(look("harbour")) == [report.case_id]
    workflow.reopen(report_id=report.id, by=officer, at=at, reason="A review")
    making.work_off()
    for query in SUBJECT:
        assert cases(look(query)) == [report.case_id]


def test_report_that_joins_a_withheld_case_is_covered(report, submit, look, officer, at):
    other = submit(url="https://x.com/mill_hand/status/17", words="About the old mill by mill_hand", minutes=5)
    making.work_off()
    withhold(report, officer, at)
    merging.merge(report_id=other.id, into_case_id=report.case_id, by=officer, at=at, reason="The same")
    making.work_off()
    assert cases(look("@mill_hand")) == cases(look("mill_hand")) == []
    assert cases(look("mill")) == [report.case_id]


def test_destroyed_subject_does_not_come_back(report, look, officer, hub, at):
    withhold(report, officer, at)
    assert subjects.destroy_due(by=hub, at=at + timedelta(days=4_000)) == 1
    making.work_off()
    workflow.reopen(report_id=report.id, by=officer, at=at, reason="A review")
    making.work_off()
    list(search_documents.rebuild(by=hub, at=at, is_anew=True))
    for query in SUBJECT:
        assert cases(look(query)) == []
    assert cases(look("valley")) == [report.case_id]


def test_words_of_diverted_posts_are_never_found(report, submit, look, officer, supervisor, at):
    post = Content.objects.get(report=report)
    diversion.mark_post(content_id=post.id, material=Material.TERRORIST, by=officer, at=at)
    making.work_off()
    again = submit(url=URL, words="Another wording of mountain", minutes=4)
    making.work_off()
    assert (cases(look("valley")), cases(look("mountain"))) == ([], [])
    assert set(cases(look(URL))) == {report.case_id, again.case_id}
    diversion.clear_post(content_id=post.id, by=supervisor, at=at, reason="It is none")
    making.work_off()
    assert cases(look("valley")) == [report.case_id]


def test_what_is_erased_is_found_by_nothing_and_stays_so(report, look, hub, at):
    making.erase(report, at=at)
    forgetting.forget(report_id=report.id, by=hub, at=at)
    assert not SearchDocument.objects.exists()
    list(search_documents.rebuild(by=hub, at=at))
    search_documents.refresh(report_ids=[report.id], by=hub, at=at)
    assert not SearchDocument.objects.exists()
    assert cases(look("valley")) == []


def test_document_written_before_the_key_was_destroyed_goes_when_it_is_written_anew(report, hub, at):
    vault.destroy_key(owner=report.id, purpose=Purpose.MATERIAL, at=at)
    assert search_documents.refresh(report_ids=[report.id], by=hub, at=at) == 0
    assert not SearchDocument.objects.exists()


def test_case_is_found_by_the_force_that_is_responsible(report_at, look):
    report = report_at("assigned", postcode="CT1 2AB")
    making.work_off()
    assert cases(look("West Yorkshire")) == cases(look("Kent")) == [report.case_id]


def test_writing_twice_changes_nothing_and_keeps_the_number(report, hub, at):
    before = SearchDocument.objects.values().get()
    assert search_documents.write(report_ids=[report.id], by=hub, at=at) == 0
    assert search_documents.refresh(report_ids=[report.id], by=hub, at=at) == 1
    assert SearchDocument.objects.values().get() == before


def test_rebuilding_writes_in_the_order_of_arrival_and_passes_over_what_is_there(submit, look, capsys):
    made = [submit(words="bus", narrative="", minutes=minutes).case_id for minutes in (3, 1, 2)]
    call_command("rebuild_search")
    assert cases(look("bus")) == [made[0], made[2], made[1]]
    before = list(SearchDocument.objects.order_by("id").values())
    call_command("rebuild_search")
    call_command("rebuild_search", "--anew")
    assert list(SearchDocument.objects.order_by("id").values()) == before
    output = capsys.readouterr()
    assert output.out == ""
    assert "3 of 3 reports" in output.err
