import hashlib
import io
import zipfile
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from oauth2_provider.models import AccessToken

from hatehub.audit.models import Entry
from referrals.models import ForceAnswer
from reports.models import Report
from tests.making import reports as making
from triage.rules.responsibility import Facts, at_force, decide
from triage.services import assigning

pytest_plugins = ["tests.making.http", "tests.making.force_client"]
KENT = "E23000032"
NUMBER = {"crime_number": "13/12345/26"}


def assert_problem(answer, status, code=None):
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == status
    assert body["detail"]
    assert body["type"] == f"/api/docs/problems#{body['code']}"
    assert code is None or body["code"] == code


@pytest.fixture
def mine(program):
    return program()


@pytest.fixture
def packaged(report_at):
    report = report_at("packaged", narrative="They wrote this.", files=[making.picture()])
    making.work_off()
    return report


def test_feed_tells_each_change_once_in_order(mine, packaged):
    first = mine.get("cases").json()
    assert [change["change"] for change in first["changes"]][-2:] == ["assign", "mark_packaged"]
    assert {change["case"] for change in first["changes"]} == {packaged.case.reference}
    assert {change["state"] for change in first["changes"]} == {"packaged"}
    positions = [change["position"] for change in first["changes"]]
    assert positions == sorted(set(positions))
    assert first["next"] == positions[-1]
    after = {"changes": [], "next": first["next"], "more": False}
    assert mine.get("cases", {"since": first["next"]}).json() == after
    assert len(mine.get("cases", {"since": positions[-2]}).json()["changes"]) == 1


def test_case_is_told_as_far_as_consented_and_the_reading_recorded(mine, report_at):
    report = report_at("packaged", name="Quillfeather", email="quillfeather@example.org", identity="confidential")
    answer = mine.get(f"cases/{report.case.reference}")
    case = answer.json()
    assert (answer.status_code, case["state"]) == (200, "packaged")
    assert case["reports"][0]["narrative"] == "They wrote that I should leave."
    assert {row["role"] for row in case["responsibilities"]} == {"recording", "investigating", "victim_contact"}
    assert case["package"]["version"] == 1
    assert b"quillfeather" not in answer.content.lower()
    entry = Entry.objects.get(verb="read_by_force")
    assert entry.actor == f"force:{mine.row.client_id}"


def test_package_is_downloaded_whole_and_the_export_recorded(mine, packaged):
    answer = mine.get(f"cases/{packaged.case.reference}/package")
    content = b"".join(answer.streaming_content)
    assert answer["Content-Type"] == "application/zip"
    assert int(answer["Content-Length"]) == len(content)
    assert answer["ETag"] == f'"{hashlib.sha256(content).hexdigest()}"'
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None
    assert Entry.objects.filter(verb="package_exported", actor=f"force:{mine.row.client_id}").count() == 1


def test_package_that_is_not_built_yet_is_said_so(mine, report_at):
    report = report_at("assigned")
    assert_problem(mine.get(f"cases/{report.case.reference}/package"), 404, "no_package_yet")


def test_accepting_moves_the_case_and_the_same_twice_is_the_same(mine, packaged):
    answers = [mine.post(f"cases/{packaged.case.reference}/accept", NUMBER) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    assert answers[0].json()["crime_number"] == "13/12345/26"
    assert Report.objects.get(id=packaged.id).state == "with_force"
    assert ForceAnswer.objects.count() == 1
    assert Entry.objects.filter(verb="accepted_by_force").count() == 1


def test_accepting_with_another_number_afterwards_is_a_conflict(mine, packaged):
    mine.post(f"cases/{packaged.case.reference}/accept", NUMBER)
    other = mine.post(f"cases/{packaged.case.reference}/accept", {"crime_number": "99/1/26"})
    assert_problem(other, 409, "wrong_state")


def test_refusing_gives_the_case_back_to_the_hub_with_the_reason(mine, packaged):
    answer = mine.post(f"cases/{packaged.case.reference}/refuse", {"reason": "Not in our area."})
    assert (answer.status_code, answer.json()["answer"]) == (200, "refused")
    assert Report.objects.get(id=packaged.id).state == "assessed_crime"
    assert Entry.objects.get(verb="refused_by_force").reason == "Not in our area."
    making.work_off()
    assert mine.get(f"cases/{packaged.case.reference}").status_code == 404
    last = mine.get("cases").json()["changes"][-1]
    assert (last["change"], last["state"]) == ("refuse", None)


def test_case_that_is_not_on_offer_cannot_be_accepted(mine, report_at):
    report = report_at("assigned")
    assert_problem(mine.post(f"cases/{report.case.reference}/accept", NUMBER), 409, "wrong_state")


@pytest.mark.parametrize("action", ["", "/package", "/accept", "/refuse"])
def test_case_of_another_force_looks_as_if_there_were_none(program, packaged, action):
    kent = program(force=KENT)
    body = {"crime_number": "1", "reason": "r"}
    seen = []
    for reference in (packaged.case.reference, "OHC-0000-0000", packaged.reference, "x" * 300):
        path = f"cases/{reference}{action}"
        answer = kent.post(path, body) if action in ("/accept", "/refuse") else kent.get(path)
        assert_problem(answer, 404, "case_not_found")
        seen.append(answer.content.replace(reference.encode(), b""))
    assert len(set(seen)) == 1
    assert kent.get("cases").json()["changes"] == []
    written = Entry.objects.filter(actor__contains=kent.row.client_id)
    assert set(written.values_list("subject", "verb")) == {(f"force:{KENT}", "feed_read")}


@pytest.mark.parametrize("state", ["in_triage", "assessed_crime"])
def test_case_that_was_never_offered_is_seen_by_no_force(mine, report_at, state):
    report = report_at(state)
    assert_problem(mine.get(f"cases/{report.case.reference}"), 404, "case_not_found")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"crime_number": ""},
        {"crime_number": "a\0b"},
        {"crime_number": "x" * 41},
        {"crime_number": None},
        {"crime_number": ["1"]},
        {"crime_number": "<script>"},
        [],
    ],
)
def test_number_that_cannot_be_one_is_refused_with_the_field(mine, packaged, body):
    answer = mine.post(f"cases/{packaged.case.reference}/accept", body)
    assert_problem(answer, 400, "invalid")
    assert answer.json()["errors"]
    assert Report.objects.get(id=packaged.id).state == "packaged"


@pytest.mark.parametrize("body", [{}, {"reason": " "}, {"reason": "x" * 4001}, {"reason": "a\0b"}])
def test_refusal_without_a_usable_reason_is_refused(mine, packaged, body):
    assert_problem(mine.post(f"cases/{packaged.case.reference}/refuse", body), 400, "invalid")


@pytest.mark.parametrize("since", ["-1", "abc", "1.5", str(2**63), "9" * 5000])
def test_cursor_that_is_none_is_refused(mine, since):
    assert_problem(mine.get("cases", {"since": since}), 400, "invalid")


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("{", "application/json", 400),
        ("\xff", "application/json", 400),
        ("a=b", "application/x-www-form-urlencoded", 415),
    ],
)
def test_body_that_is_no_json_is_a_problem(mine, packaged, body, kind, status):
    text = body.encode("latin-1")
    assert_problem(mine.post(f"cases/{packaged.case.reference}/accept", text, content_type=kind), status)


def test_other_method_is_a_problem(mine, packaged):
    assert_problem(mine.post("cases", {}), 405)
    assert_problem(mine.get(f"cases/{packaged.case.reference}/accept"), 405)


@pytest.mark.parametrize(
    "header", [None, "Bearer", "Bearer nonsense", "Basic eDp5", "Bearer \xff", "Bearer " + "x" * 5000]
)
def test_caller_without_a_token_is_asked_for_one(db, header):
    headers = {"authorization": header} if header else {}
    for path in ("cases", "cases/OHC-0000-0000", "cases/OHC-0000-0000/package"):
        answer = Client().get(f"/api/v1/{path}", headers=headers)
        assert_problem(answer, 401)
        assert answer["WWW-Authenticate"].startswith("Bearer")


def test_expired_token_and_revoked_client_are_refused(mine, program, packaged):
    assert AccessToken.objects.filter(application=mine.row).update(expires=timezone.now() - timedelta(seconds=1)) == 1
    assert_problem(mine.get("cases"), 401)
    other = program()
    assert other.get("cases").status_code == 200
    type(other.row).objects.filter(id=other.row.id).update(is_active=False)
    assert_problem(other.get("cases"), 401)
    assert_problem(other.post(f"cases/{packaged.case.reference}/accept", NUMBER), 401)
    assert other.sign_in().status_code == 401


def test_wrong_secret_gets_no_token(mine):
    assert mine.sign_in(secret="wrong").status_code == 401


def test_token_without_the_scope_is_refused_for_what_needs_it(program, packaged):
    reader = program(scope="cases:read")
    assert reader.get("cases").status_code == 200
    assert_problem(reader.get(f"cases/{packaged.case.reference}/package"), 403)
    assert_problem(reader.post(f"cases/{packaged.case.reference}/accept", NUMBER), 403)
    assert Report.objects.get(id=packaged.id).state == "packaged"


def test_client_gets_no_scope_beyond_those_it_was_allowed(program, packaged):
    reader = program(allowed="cases:read")
    assert reader.post(f"cases/{packaged.case.reference}/accept", NUMBER).status_code in (401, 403)
    assert Report.objects.get(id=packaged.id).state == "packaged"


def test_token_without_a_scope_asked_for_only_reads(program, packaged):
    reader = program(scope="")
    assert reader.get("cases").status_code == 200
    assert_problem(reader.post(f"cases/{packaged.case.reference}/accept", NUMBER), 403)


def test_force_that_only_keeps_in_touch_cannot_accept(program, report_at, officer, at):
    report = report_at("assessed_crime")
    facts = Facts(victim=at_force(KENT), suspect=at_force(making.WEST_YORKSHIRE))
    assigning.assign(
        case_id=report.case_id, facts=facts, decision=decide(facts), by=officer, at=at, expected_version=report.version
    )
    kent = program(force=KENT)
    assert kent.get(f"cases/{report.case.reference}").status_code == 200
    assert_problem(kent.post(f"cases/{report.case.reference}/accept", NUMBER), 409, "another_force_asked")
