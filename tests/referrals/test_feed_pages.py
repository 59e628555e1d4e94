"""What a page of the change feed says, leaves out and refuses."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.management import call_command
from jsonschema import Draft202012Validator

from hatehub.audit.models import Entry
from referrals.models import FeedEntry
from referrals.services import feeding
from reports.models import Report
from tests.making import reports as making
from triage.models import Responsibility
from triage.rules.responsibility import Facts, at_force, decide
from triage.services import assigning, merging

pytest_plugins = ["tests.making.http", "tests.making.force_client"]
KENT = "E23000032"


@pytest.fixture
def mine(program):
    return program()


@pytest.fixture
def many(report_at, at):
    """A case with changes numbered from 1000 on: `many(12)`."""

    def make(count, **answers):
        report = report_at("assigned", **answers)
        for number in range(1000, 1000 + count):
            feeding.note_change(case_id=report.case_id, event_position=number, change=f"c{number}", at=at)
        return report.case

    return make


def follow(mine, first):
    """Return the pages from the first on, each found by the link of the one before."""
    pages, answer = [], mine.get("cases", first)
    while True:
        pages.append(answer.json())
        if "Link" not in answer:
            assert not pages[-1]["more"]
            return pages
        assert pages[-1]["more"]
        address, relation = answer["Link"].split("; ")
        assert relation == 'rel="next"'
        answer = mine.get("cases", parse_qs(urlsplit(address.strip("<>")).query))


def test_change_says_how_the_case_stands_now(mine, report_at):
    report = report_at("packaged", strands=["religion", "race"])
    making.work_off()
    change = mine.get("cases").json()["changes"][-1]
    assert change == {
        "position": change["position"],
        "case": report.case.reference,
        "change": "mark_packaged",
        "at": "2026-03-02T12:00:00Z",
        "state": "packaged",
        "unit": None,
        "strands": ["race", "religion"],
        "priority": report.case.priority.band_in_force,
        "version": change["position"],
        "merged_into": None,
    }


def test_page_is_as_the_schema_says(mine, many, tmp_path):
    many(2)
    call_command("spectacular", format="openapi-json", file=str(tmp_path / "schema.json"))
    schema = json.loads((tmp_path / "schema.json").read_text())
    feed = {"$ref": "#/components/schemas/Feed", "components": schema["components"]}
    for part in ("Feed", "Change"):
        schema["components"]["schemas"][part]["additionalProperties"] = False
    page = mine.get("cases").json()
    assert page["changes"]
    Draft202012Validator(feed).validate(page)


def test_pages_follow_each_other_by_their_links(mine, many):
    many(23)
    pages = follow(mine, {"limit": 10})
    assert [len(page["changes"]) for page in pages[:-1]] == [10] * (len(pages) - 1)
    told = [change["change"] for page in pages for change in page["changes"]]
    assert told[-23:] == [f"c{number}" for number in range(1000, 1023)]
    assert mine.get("cases", {"since": pages[-1]["next"]}).json()["changes"] == []


def test_filters_leave_out_by_how_the_case_stands_and_the_cursor_moves_on(mine, many, report_at):
    race, faith = many(3, strands=["race"]), many(3, strands=["religion"])
    making.work_off()
    race.refresh_from_db()
    last = FeedEntry.objects.filter(position__isnull=True).count()
    for query, expected in (
        ({"strand": "race"}, {race.reference}),
        ({"strand": "religion,race"}, {race.reference, faith.reference}),
        ({"strand": ["religion", "race"]}, {race.reference, faith.reference}),
        ({"strand": "disability"}, set()),
        ({"state": "assigned"}, {race.reference, faith.reference}),
        ({"state": "with_force,closed"}, set()),
        ({"state": "assigned", "strand": "religion"}, {faith.reference}),
        ({"priority": race.priority.band_in_force.value, "strand": "race"}, {race.reference}),
    ):
        page = mine.get("cases", query).json()
        assert {change["case"] for change in page["changes"]} == expected, query
        assert page["next"] >= last
    small = follow(mine, {"strand": "religion", "limit": 2})
    assert {change["case"] for page in small for change in page["changes"]} == {faith.reference}
    assert any(not page["changes"] and page["more"] for page in small)


def test_case_that_is_gone_is_told_whatever_is_wanted(mine, report_at):
    report = report_at("packaged")
    making.work_off()
    mine.post(f"cases/{report.case.reference}/refuse", {"reason": "Not in our area."})
    making.work_off()
    changes = mine.get("cases", {"state": "closed", "strand": "disability"}).json()["changes"]
    assert {change["case"] for change in changes} == {report.case.reference}
    assert {(change["state"], change["version"], change["priority"]) for change in changes} == {(None, None, None)}


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"state": "in_triage"}, "state"),
        ({"state": ""}, "state"),
        ({"state": "assigned,"}, "state"),
        ({"strand": ["race", "nonsense"]}, "strand"),
        ({"priority": "URGENT"}, "priority"),
        ({"limit": "0"}, "limit"),
        ({"limit": "501"}, "limit"),
        ({"limit": "ten"}, "limit"),
        ({"since": "x"}, "since"),
        ({"starnd": "race"}, "starnd"),
        ({"x" * 400: "1"}, "x" * 40),
    ],
)
def test_what_is_not_known_is_refused_beside_its_field(mine, query, field):
    answer = mine.get("cases", query)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    errors = answer.json()["errors"]
    assert field in errors
    assert isinstance(errors[field][0], str)


def test_each_page_leaves_one_entry_of_counts(mine, many):
    many(5)
    pages = follow(mine, {"limit": 3})
    entries = list(Entry.objects.filter(verb="feed_read").order_by("sequence"))
    assert len(entries) == len(pages)
    assert {entry.subject for entry in entries} == {f"force:{making.WEST_YORKSHIRE}"}
    assert entries[0].details == {"since": 0, "next": pages[0]["next"], "changes": 3}


def test_page_costs_the_same_for_many_cases(mine, report_at, django_assert_max_num_queries):
    for number in range(3):
        report_at("assigned", url=f"https://x.com/somebody/status/17000000000000000{number}")
    making.work_off()
    mine.get("cases", {"limit": 1})
    with django_assert_max_num_queries(12):
        assert len({change["case"] for change in mine.get("cases").json()["changes"]}) == 3


def assign_to(report, force, officer, at):
    facts = Facts(victim=at_force(force), suspect=at_force(force))
    decision = decide(facts)
    version = Report.objects.get(id=report.id).version
    assigning.assign(
        case_id=report.case_id, facts=facts, decision=decision, by=officer, at=at, expected_version=version
    )


def test_merged_case_names_the_one_it_is_worked_as_to_the_force_of_both_alone(program, report_at, officer, at):
    lead, member = report_at("assigned"), report_at("assessed_crime", narrative="Another.")
    row = Responsibility.objects.filter(case=lead.case, role="recording").values().first()
    for force in (row["force_id"], program(force=KENT).row.force_id):
        Responsibility.objects.create(
            **{
                **row,
                "id": None,
                "case_id": member.case_id,
                "force_id": force,
                "role": "recording" if force == row["force_id"] else "investigating",
            }
        )
    emptied = member.case.reference
    merging.merge(report_id=member.id, into_case_id=lead.case_id, by=officer, at=at, reason="same post")
    making.work_off()
    told = {
        force: [c for c in program(force=force).get("cases").json()["changes"] if c["change"] == "case_merged"]
        for force in (making.WEST_YORKSHIRE, KENT)
    }
    assert [(c["case"], c["merged_into"]) for c in told[making.WEST_YORKSHIRE]] == [(emptied, lead.case.reference)]
    assert [(c["case"], c["merged_into"]) for c in told[KENT]] == [(emptied, None)]


def test_force_that_keeps_in_touch_hears_of_that_persons_strands_alone(program, report_at, submit, officer, at):
    lead = report_at("assessed_crime", strands=["race"])
    member = submit(postcode="CT1 2AB", strands=["disability"], narrative="The other.")
    merging.merge(report_id=member.id, into_case_id=lead.case_id, by=officer, at=at, reason="same post")
    assign_to(lead, making.WEST_YORKSHIRE, officer, at)
    making.work_off()
    strands = {
        force: {tuple(change["strands"]) for change in program(force=force).get("cases").json()["changes"]}
        for force in (making.WEST_YORKSHIRE, KENT)
    }
    assert strands == {making.WEST_YORKSHIRE: {("disability", "race")}, KENT: {("disability",)}}
