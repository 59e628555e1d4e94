"""One case as a force's program reads it: what is told, what is kept back, how it is paged and revalidated."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from jsonschema import Draft202012Validator
from rest_framework import serializers

from hatehub.audit.models import Entry
from hatehub.vault.models import Purpose
from hatehub.vault.services import destroy_key
from referrals import registries
from referrals.services import case_reports
from reports.models import Case, Complainant, Evidence, Report, Sharing
from tests.making import reports as making
from triage.models import Responsibility
from triage.rules.responsibility import Facts, at_force, decide
from triage.services import assigning, linking, merging

pytest_plugins = ["tests.making.http", "tests.making.force_client"]
KENT = "E23000032"
POST = "https://x.com/{}/status/17000000000000000{}"


@pytest.fixture
def mine(program):
    return program()


def assign_to(report, force, officer, at):
    facts = Facts(victim=at_force(force), suspect=at_force(force))
    version = Report.objects.get(id=report.id).version
    decision = decide(facts)
    assigning.assign(
        case_id=report.case_id, facts=facts, decision=decision, by=officer, at=at, expected_version=version
    )


def read(program, case):
    answer = program.get(f"cases/{case.reference}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_case_tells_decision_accounts_exhibits_and_urgency(mine, report_at):
    report = report_at("packaged", url=POST.format("somebody", 1), strands=["race"], files=[making.picture()])
    making.work_off()
    case = read(mine, report.case)
    assert case["assessment"]["outcome"] == "crime"
    assert case["assessment"]["policy"]
    assert (case["strands"], case["merged_into"], case["reports_next"]) == (["race"], None, None)
    assert case["priority"] in ("urgent", "high", "normal", "low")
    assert case["accounts"] == [
        {"platform": "x", "handle": "somebody", "posts": 1, "first_reported_at": case["reports"][0]["submitted_at"]}
    ]
    [exhibit] = case["reports"][0]["exhibits"]
    item = Evidence.objects.get(report=report)
    assert (exhibit["exhibit"], exhibit["sha256"], exhibit["size"]) == (item.exhibit, item.sha256, item.size)
    assert (exhibit["left_out"], exhibit["is_redacted"], exhibit["kind"]) == (None, False, "reported")
    assert (case["takedowns"], case["related"]) == ([], [])


def test_case_is_as_the_schema_says(mine, report_at, tmp_path):
    report = report_at("packaged", url=POST.format("somebody", 1), files=[making.picture()])
    call_command("spectacular", format="openapi-json", file=str(tmp_path / "schema.json"))
    parts = json.loads((tmp_path / "schema.json").read_text())["components"]
    for name in ("Case", "Report", "Exhibit", "Post", "AccountOfCase"):
        parts["schemas"][name]["additionalProperties"] = False
    case = read(mine, report.case)
    assert {"takedowns", "accounts", "related"} <= set(parts["schemas"]["Case"]["properties"])
    Draft202012Validator({"$ref": "#/components/schemas/Case", "components": parts}).validate(case)


def test_what_tells_who_complained_is_taken_out_unless_they_agreed(mine, report_at):
    told = "I am Quillfeather and they wrote to me."
    hidden = report_at("packaged", name="Quillfeather", identity="confidential", narrative=told)
    shared = report_at("packaged", name="Quillfeather", identity="named", shares_with_force=True, narrative=told)
    assert "Quillfeather" not in json.dumps(read(mine, hidden.case))
    assert "they wrote to me" in read(mine, hidden.case)["reports"][0]["narrative"]
    assert read(mine, shared.case)["reports"][0]["narrative"] == told


def test_diverted_exhibits_and_posts_are_counted_and_nothing_else_told(mine, report_at):
    report = report_at("packaged", url=POST.format("somebody", 1), files=[making.picture()])
    item = Evidence.objects.get(report=report)
    Evidence.objects.filter(id=item.id).update(diverted_as="terrorist")
    report.contents.update(diverted_as="terrorist")
    answer = mine.get(f"cases/{report.case.reference}")
    case = answer.json()
    assert case["reports"][0]["exhibits"][0]["left_out"] == "diverted"
    assert case["reports"][0]["posts"] == [
        {"position": 1, "url": "", "platform": "", "account": "", "left_out": "diverted"}
    ]
    assert case["accounts"] == []
    for word in (item.sha256, "somebody", "terrorist", item.content_type):
        assert word not in answer.content.decode()


def test_withheld_subject_is_told_nowhere(mine, report_at, at):
    report = report_at(
        "packaged", url=POST.format("somebody", 1), narrative="It was somebody.", files=[making.picture()]
    )
    Case.objects.filter(id=report.case_id).update(subject_restricted_at=at, subject_destroy_at=at + timedelta(days=9))
    answer = mine.get(f"cases/{report.case.reference}")
    assert b"somebody" not in answer.content.lower()
    case = answer.json()
    assert (case["accounts"], case["reports"][0]["posts"]) == ([], [])
    assert case["reports"][0]["exhibits"][0]["left_out"] == "subject_withheld"


def test_etag_revalidates_and_the_reading_is_recorded_all_the_same(mine, report_at, hub, at):
    report = report_at("packaged")
    making.work_off()
    mine.get("cases")
    path = f"cases/{report.case.reference}"
    first = mine.get(path)
    version = first.json()["version"]
    assert version == mine.get("cases").json()["changes"][-1]["version"] > 0
    assert first["ETag"].startswith(f'"{version}.')
    again = mine.get(path, if_none_match=first["ETag"])
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert Entry.objects.filter(verb="read_by_force").count() == 2
    destroy_key(owner=report.id, purpose=Purpose.MATERIAL, at=at)
    changed = mine.get(path, if_none_match=first["ETag"])
    assert (changed.status_code, changed.json()["version"]) == (200, version)
    mine.post(f"{path}/accept", {"crime_number": "1/26"})
    making.work_off()
    mine.get("cases")
    assert mine.get(path).json()["version"] > version


@pytest.fixture
def several(submit, officer, at, monkeypatch):
    """A case of West Yorkshire's with five reports, of which two come at once."""
    monkeypatch.setattr(case_reports, "PAGE", 2)
    lead = submit()
    for number in range(4):
        member = submit(narrative=f"Story {number}.", minutes=number + 1)
        merging.merge(report_id=member.id, into_case_id=lead.case_id, by=officer, at=at, reason="same")
    making.walk(lead, to="assigned", by=officer, at=at)
    return Report.objects.select_related("case__lead").get(id=lead.id).case


def test_reports_of_a_large_case_come_in_pages(mine, several):
    case = read(mine, several)
    reports, after, people = case["reports"], case["reports_next"], case["responsibilities"]
    while after:
        page = mine.get(f"cases/{several.reference}/reports", {"after": after}).json()
        reports, after, people = reports + page["reports"], page["next"], people + page["responsibilities"]
    expected = list(several.reports.order_by("submitted_at", "id").values_list("reference", flat=True))
    assert [report["reference"] for report in reports] == expected
    assert {row["report"] for row in people if row["report"]} == set(expected)
    assert Sharing.objects.filter(report__case=several).count() == 5
    assert Entry.objects.filter(verb="read_by_force").count() == 3


@pytest.mark.parametrize("query", [{}, {"after": ""}, {"after": "x"}, {"after": "2026-01-01_x"}, {"after": "9" * 101}])
def test_cursor_of_reports_that_is_none_is_refused(mine, several, query):
    answer = mine.get(f"cases/{several.reference}/reports", query)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


def test_force_that_keeps_in_touch_gets_its_report_and_no_section(program, report_at, submit, officer, at):
    lead = report_at("assessed_crime", strands=["race"], files=[making.picture()])
    member = submit(postcode="CT1 2AB", strands=["disability"], narrative="The other.", files=[making.picture()])
    merging.merge(report_id=member.id, into_case_id=lead.case_id, by=officer, at=at, reason="same post")
    assign_to(lead, making.WEST_YORKSHIRE, officer, at)
    kent = program(force=KENT)
    case = read(kent, lead.case)
    assert [report["reference"] for report in case["reports"]] == [member.reference]
    assert (case["strands"], case["reports"][0]["exhibits"]) == (["disability"], [])
    assert {case[name] for name in ("takedowns", "accounts", "related", "package")} == {None}


def test_related_case_is_named_to_the_force_of_both_and_opaque_to_others(program, report_at, officer, at):
    ours, also_ours, theirs, nobodys = (
        report_at("assessed_crime", url=POST.format("someone", number), narrative=f"Story {number}")
        for number in range(1, 5)
    )
    for report, force in ((ours, making.WEST_YORKSHIRE), (also_ours, making.WEST_YORKSHIRE), (theirs, KENT)):
        assign_to(report, force, officer, at)
    for other in (also_ours, theirs, nobodys):
        linking.link(case_id=ours.case_id, other_id=other.case_id, by=officer, at=at, reason="one author")
    making.work_off()
    answer = program().get(f"cases/{ours.case.reference}")
    related = answer.json()["related"]
    assert {each["case"] for each in related} == {also_ours.case.reference, None}
    assert len(related) == 2
    assert all("linked" in each["because"] for each in related)
    assert theirs.case.reference not in answer.content.decode()
    assert KENT not in str(related)
    assert [each["force"] for each in answer.json()["subjects"][0]["other_forces"]] == [KENT]  # told of one another
    opaque = {each["reference"] for each in related if each["case"] is None}
    from_there = read(program(force=KENT), theirs.case)["related"]
    assert opaque <= {each["reference"] for each in from_there}
    assert {each["case"] for each in from_there} == {None}


def test_emptied_case_is_read_as_the_one_it_was_merged_into_by_the_force_of_both_alone(program, report_at, officer, at):
    lead, member = report_at("assigned"), report_at("assessed_crime", narrative="Another.")
    row = Responsibility.objects.filter(case=lead.case, role="recording").values().first()
    kent = program(force=KENT)
    for force, role in ((row["force_id"], "recording"), (kent.row.force_id, "investigating")):
        Responsibility.objects.create(**{**row, "id": None, "case_id": member.case_id, "force_id": force, "role": role})
    emptied = member.case.reference
    merging.merge(report_id=member.id, into_case_id=lead.case_id, by=officer, at=at, reason="same post")
    stranger = report_at("assessed_crime", narrative="A third.").case
    making.work_off()
    found = program().get(f"cases/{emptied}").json()
    assert (found["reference"], found["merged_into"]) == (lead.case.reference, lead.case.reference)
    assert kent.get(f"cases/{emptied}").json()["code"] == "case_not_found"
    assert program().get(f"cases/{stranger.reference}").json()["code"] == "case_not_found"


def test_section_of_another_app_stands_in_answers_and_in_the_schema(mine, report_at, tmp_path, monkeypatch):
    monkeypatch.setattr(registries, "_sections", dict(registries._sections))
    registries.register_case_section(
        "weather", lambda *, case, by, at: f"fair for {case.reference}", lambda: serializers.CharField(allow_null=True)
    )
    report = report_at("packaged")
    assert read(mine, report.case)["weather"] == f"fair for {report.case.reference}"
    call_command("spectacular", format="openapi-json", file=str(tmp_path / "schema.json"))
    schema = json.loads((tmp_path / "schema.json").read_text())["components"]["schemas"]["Case"]
    assert schema["properties"]["weather"] == {"type": ["string", "null"]}


def test_name_is_masked_in_every_page_as_consents_change(mine, report_at):
    report = report_at(
        "packaged", name="Quillfeather", identity="named", shares_with_force=True, narrative="Quillfeather."
    )
    assert read(mine, report.case)["reports"][0]["narrative"] == "Quillfeather."
    Complainant.objects.filter(report=report).update(shares_with_force=False)
    assert "Quillfeather" not in json.dumps(read(mine, report.case))
