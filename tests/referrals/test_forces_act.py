"""What a force does with a case by the API: says that it arrived, writes, asks, tells people, records how it ended."""

import base64
import uuid
from datetime import UTC, date, datetime

import pytest
from django.test import Client

from hatehub.audit.models import Entry
from referrals.models import Charge, ForceMessage, ForceOutcome, IdempotencyKey, PackageFeedback
from referrals.services import force_outcomes
from reports.models import Report, StatusEntry, Update
from tests.making import bags
from tests.making import reports as making
from triage.services import merging

pytest_plugins = ["tests.making.http", "tests.making.force_client"]
ENDED = {"outcome": 1, "outcome_date": "2026-01-01"}


@pytest.fixture
def given(report_at):
    """A case that West Yorkshire has accepted."""
    return report_at("with_force", email="a@example.org", identity="named")


@pytest.fixture
def force(program):
    return program()


def of(report, path):
    return f"cases/{report.case.reference}/{path}"


def code_of(answer):
    assert answer.headers["Content-Type"] == "application/problem+json"
    return answer.json()["code"]


def test_outcome_of_today_is_recorded_an_hour_after_midnight_in_summer(given, west_yorkshire):
    past_midnight = datetime(2027, 6, 30, 23, 30, tzinfo=UTC)
    known = {"reference": given.case.reference, "number": 1, "charges": [], "reason": "", "by": west_yorkshire}
    with pytest.raises(force_outcomes.OutcomeRefused):
        force_outcomes.record_outcome(outcome_date=date(2027, 7, 2), at=past_midnight, **known)
    row = force_outcomes.record_outcome(outcome_date=date(2027, 7, 1), at=past_midnight, **known)
    assert row.outcome_date == date(2027, 7, 1)


def test_arrival_is_noted_once_and_is_no_answer(report_at, force):
    report = report_at("packaged")
    first, again = (force.post(of(report, "acknowledge"), {}) for _ in range(2))
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    assert first.json()["answer"] == "acknowledged"
    assert Report.objects.get(id=report.id).state == "packaged"
    assert Entry.objects.filter(verb="acknowledged").count() == 1
    assert force.post(of(report, "accept"), {"crime_number": "13/1"}).status_code == 200


def test_note_for_the_hub_waits_for_an_officer_and_is_sealed(given, force):
    answer = force.post(of(given, "notes"), {"text": "An address is known now."})
    assert answer.status_code == 201
    row = ForceMessage.objects.get()
    assert (row.kind, row.waits, str(row.id)) == ("note", True, answer.json()["id"])
    assert b"address is known" not in bytes(row.sealed_text)
    assert "address" not in str(Entry.objects.get(verb="force_message").details)
    assert not StatusEntry.objects.filter(kind="force_message").exists()


def test_question_is_listed_with_its_text(given, force):
    asked = force.post(of(given, "questions"), {"text": "Is there a picture?"}).json()
    [listed] = force.get(of(given, "messages")).json()["messages"]
    assert listed == asked
    assert (listed["kind"], listed["side"], listed["text"]) == ("question", "force", "Is there a picture?")


def test_people_are_told_in_the_forces_words(given, force):
    answer = force.post(of(given, "notes"), {"text": "We have found the account.", "to": "complainant"})
    assert answer.status_code == 201
    making.work_off()
    making.work_off()
    [line] = StatusEntry.objects.filter(kind="force_message")
    assert (line.report_id, line.role) == (given.id, "force")
    assert Update.objects.filter(entry=line).exists()
    assert b"found the account" not in bytes(line.sealed_note)


@pytest.fixture
def merged(given, submit, officer, at):
    other = submit(narrative="Me too.", name="Amira Example", email="amira@example.org", minutes=1)
    merging.merge(report_id=other.id, into_case_id=given.case_id, by=officer, at=at, reason="same")
    making.work_off()
    return other


def test_what_is_for_several_must_not_name_one_of_them(given, merged, force):
    named = {"text": "We have spoken to Amira.", "to": "complainant"}
    refused = force.post(of(given, "notes"), named)
    assert (refused.status_code, code_of(refused)) == (409, "names_somebody")
    assert "Amira" not in refused.content.decode()
    assert not ForceMessage.objects.exists()
    assert force.post(of(given, "notes"), {**named, "report": merged.reference}).status_code == 201
    making.work_off()
    assert [line.report_id for line in StatusEntry.objects.filter(kind="force_message")] == [merged.id]


def test_all_of_a_case_are_told_once_each(given, merged, force):
    force.post(of(given, "notes"), {"text": "We have begun.", "to": "complainant"})
    for _ in range(3):
        making.work_off()
    told = StatusEntry.objects.filter(kind="force_message").values_list("report_id", flat=True)
    assert sorted(told) == sorted([given.id, merged.id])


def test_report_that_the_force_does_not_see_is_not_told_anything(given, report_at, force):
    stranger = report_at("with_force", minutes=5)
    said = {"text": "Hello.", "to": "complainant", "report": stranger.reference}
    refused = force.post(of(given, "notes"), said)
    assert (refused.status_code, code_of(refused)) == (404, "report_not_found")


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("notes", {}, "text"),
        ("notes", {"text": " "}, "text"),
        ("notes", {"text": "a", "to": "press"}, "to"),
        ("notes", {"text": "a", "report": "OHR-1"}, "report"),
        ("questions", {"text": "x" * 4001}, "text"),
        ("outcome", {"outcome": 1}, "outcome_date"),
        ("outcome", {"outcome": 99, "outcome_date": "2026-01-01"}, "outcome"),
        ("outcome", {"outcome": 1, "outcome_date": "2999-01-01"}, "outcome_date"),
        ("outcome", {**ENDED, "charges": [{}]}, "charges"),
        (
            "outcome",
            {"outcome": 1, "outcome_date": "2026-01-01", "charges": [{"offence": "none"}]},
            "charges.0.offence",
        ),
        ("package/feedback", {"version": 1, "verdict": "great"}, "verdict"),
        ("package/feedback", {"version": 7, "verdict": "enough"}, "version"),
    ],
)
def test_what_cannot_be_used_is_said_by_its_field(path, body, field, given, force):
    answer = force.post(of(given, path), body)
    assert (answer.status_code, code_of(answer)) == (400, "invalid")
    assert field in answer.json()["errors"]
    assert not ForceMessage.objects.exists()
    assert not ForceOutcome.objects.exists()


def test_outcome_is_kept_with_what_was_charged(given, force):
    offence = making.an_offence()
    charges = [{"offence": offence, "counts": 2, "charge_date": "2026-01-05"}, {"wording": "Another, invented"}]
    body = {"outcome": 1, "outcome_date": "2026-01-05", "charges": charges, "reason": "It was clear."}
    answer = force.post(of(given, "outcome"), body)
    assert answer.status_code == 201
    row = ForceOutcome.objects.get()
    assert (row.outcome.number, row.waits) == (1, True)
    assert sorted(Charge.objects.values_list("counts", flat=True)) == [1, 2]
    assert Report.objects.get(id=given.id).state == "with_force"
    making.work_off()
    changes = [each["change"] for each in force.get("cases").json()["changes"]]
    assert changes[-1] == "outcome_recorded"


def test_outcome_waits_until_the_case_is_accepted(report_at, force):
    report = report_at("packaged")
    refused = force.post(of(report, "outcome"), {"outcome": 18, "outcome_date": "2026-01-01"})
    assert (refused.status_code, code_of(refused)) == (409, "wrong_state")


def test_feedback_replaces_what_was_said_before(given, force, at):
    bags.built(given, at=at)
    version = given.case.packages.latest("version").version
    first = {"version": version, "verdict": "partly", "missing": ["capture", "identity"], "text": "No picture."}
    assert force.post(of(given, "package/feedback"), first).json()["missing"] == ["capture", "identity"]
    force.post(of(given, "package/feedback"), {"version": version, "verdict": "enough"})
    row = PackageFeedback.objects.get()
    assert (row.verdict, row.missing, row.sealed_text) == ("enough", [], None)


def test_force_that_has_no_part_learns_nothing(given, program):
    other = program(force="E23000009")
    for path in ("acknowledge", "notes", "questions", "outcome", "package/feedback", "accept"):
        body = {"text": "a", "outcome": 1, "outcome_date": "2026-01-01", "version": 1, "verdict": "enough"}
        answer = other.post(of(given, path), {**body, "crime_number": "1"})
        nowhere = other.post(f"cases/OHC-NONE-NONE/{path}", {**body, "crime_number": "1"})
        assert answer.status_code == nowhere.status_code == 404
        assert answer.content == nowhere.content
    assert other.get(of(given, "messages")).status_code == 404


# Once, and only as it stood -----------------------------------------------------------------------
def test_request_that_is_sent_again_changes_nothing(given, force):
    key = {"idempotency-key": str(uuid.uuid4())}
    first = force.post(of(given, "notes"), {"text": "Once."}, headers=key)
    again = force.post(of(given, "notes"), {"text": "Once."}, headers=key)
    assert first.json() == again.json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert ForceMessage.objects.count() == 1
    kept = IdempotencyKey.objects.get()
    assert b"Once." not in bytes(kept.sealed_answer)


def test_key_of_another_request_is_refused(given, force):
    key = {"idempotency-key": str(uuid.uuid4())}
    force.post(of(given, "notes"), {"text": "One."}, headers=key)
    refused = force.post(of(given, "notes"), {"text": "Another."}, headers=key)
    assert (refused.status_code, code_of(refused)) == (422, "idempotency_key_reused")
    assert ForceMessage.objects.count() == 1


def test_key_of_another_program_is_no_matter(given, force, program):
    key = {"idempotency-key": str(uuid.uuid4())}
    for each in (force, program()):
        assert each.post(of(given, "notes"), {"text": "One."}, headers=key).status_code == 201
    assert ForceMessage.objects.count() == 2


def test_refusal_is_not_kept_under_the_key(given, force):
    key = {"idempotency-key": str(uuid.uuid4())}
    assert force.post(of(given, "notes"), {"text": ""}, headers=key).status_code == 400
    assert force.post(of(given, "notes"), {"text": "Now."}, headers=key).status_code == 201


@pytest.mark.parametrize("key", ["short", "x" * 201, "with a blank in it"])
def test_key_that_is_none_is_refused(key, given, force):
    refused = force.post(of(given, "notes"), {"text": "One."}, headers={"idempotency-key": key})
    assert (refused.status_code, code_of(refused)) == (400, "idempotency_key_invalid")


def test_case_that_has_changed_meanwhile_is_not_written_to(given, force):
    making.work_off()
    force.get("cases")
    version = force.get("cases").json()["changes"][-1]["version"]
    tag = {"if-match": f'"{version}"'}
    assert force.post(of(given, "notes"), {"text": "One."}, headers=tag).status_code == 201
    force.post(of(given, "outcome"), {"outcome": 18, "outcome_date": "2026-01-01"})
    making.work_off()
    refused = force.post(of(given, "notes"), {"text": "Two."}, headers=tag)
    assert (refused.status_code, code_of(refused)) == (412, "changed_meanwhile")
    assert ForceMessage.objects.count() == 1
    assert force.post(of(given, "notes"), {"text": "Two."}, headers={"if-match": "*"}).status_code == 201


# Limits -------------------------------------------------------------------------------------------
def test_budget_is_told_and_kept(given, force, program, settings):
    settings.API_REQUESTS_A_MINUTE = 36
    answers = [force.get("outcomes") for _ in range(8)]
    assert answers[0].headers["RateLimit-Policy"] == '"client";q=3;w=5'
    assert 429 in [each.status_code for each in answers]
    refused = next(each for each in answers if each.status_code == 429)
    assert code_of(refused) == "throttled"
    assert int(refused.headers["Retry-After"]) >= 1
    assert program().get("outcomes").status_code == 200


def test_sign_in_is_paced_by_address(force, settings):
    settings.API_SIGN_INS_A_MINUTE = 24
    answers = [force.sign_in(secret="wrong") for _ in range(6)]
    assert {each.status_code for each in answers} <= {401, 429}
    assert 429 in {each.status_code for each in answers}
    assert all(each.headers["Retry-After"] for each in answers if each.status_code == 429)


def test_programs_have_no_cookie_and_need_none(force, given):
    strict = Client(enforce_csrf_checks=True)
    basic = base64.b64encode(f"{force.row.client_id}:{force.secret}".encode()).decode()
    asked = {"grant_type": "client_credentials"}
    signed_in = strict.post("/oauth/token", asked, headers={"authorization": f"Basic {basic}"})
    assert signed_in.status_code == 200
    bearer = {"authorization": f"Bearer {force.token}"}
    path = f"/api/v1/{of(given, 'notes')}"
    assert strict.post(path, {"text": "A note."}, content_type="application/json", headers=bearer).status_code == 201
