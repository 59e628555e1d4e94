from datetime import timedelta

import pytest

from hatehub.audit.models import Entry
from hatehub.reference.models import Force, ForceUnit
from reports.models import Report
from tests.making import reports as making
from tests.making.transfers import KENT, propose
from triage.models import Responsibility, Transfer
from triage.services import disputes, silences, transferring, units
from triage.services.units import UnitOfAnotherForce

pytest_plugins = ["tests.making.http", "tests.making.force_client"]
WYP = making.WEST_YORKSHIRE
DORSET = "E23000039"


def assert_problem(answer, status, code):
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == code


@pytest.fixture
def proposed(report_at, officer, at):
    report = report_at("with_force", files=[making.picture()])
    return report, propose(report, by=officer, at=at)


@pytest.fixture
def mine(program):
    return program()


@pytest.fixture
def kent(program):
    return program(force=KENT)


def path(report, action=""):
    return f"cases/{report.case.reference}{action}"


def changes(client):
    making.work_off()
    return [(each["change"], each["state"]) for each in client.get("cases").json()["changes"]]


def test_force_that_is_asked_sees_the_case_with_its_package_and_the_proposal(proposed, kent, mine):
    report, row = proposed
    case = kent.get(path(report)).json()
    assert case["transfer"] == {
        "from_force": WYP,
        "to_force": KENT,
        "state": "proposed",
        "reason": "The suspect was traced.",
        "proposed_at": row.proposed_at.isoformat().replace("+00:00", "Z"),
        "answer_by": row.answer_by.isoformat().replace("+00:00", "Z"),
        "answered_at": None,
        "answer_reason": "",
        "settled_at": None,
        "settled_for": None,
        "settled_reason": "",
    }
    assert kent.get(path(report, "/transfer")).json() == case["transfer"]
    assert case["reports"]
    assert kent.get(path(report, "/package")).status_code == 200
    assert Entry.objects.filter(verb="read_by_force", actor=f"force:{kent.row.client_id}").exists()
    assert mine.get(path(report)).json()["transfer"]["to_force"] == KENT
    assert changes(kent) == [("transfer_proposed", "with_force")]


def test_third_force_sees_nothing_of_it(proposed, program):
    report, _ = proposed
    dorset = program(force=DORSET)
    assert_problem(dorset.get(path(report)), 404, "case_not_found")
    assert_problem(dorset.post(path(report, "/transfer/accept"), {}), 404, "no_transfer")
    assert_problem(dorset.post(path(report, "/transfer/refuse"), {"reason": "x"}), 404, "no_transfer")
    assert changes(dorset) == []


def test_accepting_moves_the_case_and_both_feeds_say_so(proposed, kent, mine):
    report, _ = proposed
    answers = [kent.post(path(report, "/transfer/accept"), {}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    assert answers[0].json()["state"] == "accepted"
    assert changes(kent) == [
        ("transfer_proposed", "assigned"),
        ("transfer_accepted", "assigned"),
        ("assign", "assigned"),
    ]
    assert changes(mine)[-2:] == [("transfer_accepted", None), ("assign", None)]
    assert_problem(mine.get(path(report)), 404, "case_not_found")
    making.pack(report, at=Report.objects.get(id=report.id).state_since)
    assert kent.post(path(report, "/accept"), {"crime_number": "46/1/26"}).status_code == 200
    assert Report.objects.get(id=report.id).state == "with_force"


def test_refusing_needs_a_reason_and_hides_the_case_again(proposed, kent, mine):
    report, _ = proposed
    for body in ({}, {"reason": " "}, {"reason": "x" * 4001}, {"reason": "a\0b"}, []):
        assert_problem(kent.post(path(report, "/transfer/refuse"), body), 400, "invalid")
    answer = kent.post(path(report, "/transfer/refuse"), {"reason": "He has moved."})
    assert (answer.status_code, answer.json()["answer_reason"]) == (200, "He has moved.")
    assert_problem(kent.get(path(report)), 404, "case_not_found")
    assert_problem(kent.post(path(report, "/transfer/refuse"), {"reason": "Again."}), 409, "transfer_is_over")
    assert_problem(kent.post(path(report, "/transfer/accept"), {}), 409, "transfer_is_over")
    assert Report.objects.get(id=report.id).state == "with_force"
    assert mine.get(path(report)).json()["transfer"] is None
    assert changes(kent)[-1] == ("transfer_refused", None)
    assert changes(mine)[-1] == ("transfer_refused", "with_force")


def test_answer_after_it_has_lapsed_is_too_late(proposed, kent, hub, at):
    report, row = proposed
    for hours in (72, 120, 168):
        silences.chase(case_id=report.case_id, by=hub, at=at + timedelta(hours=hours))
    assert Transfer.objects.get(id=row.id).state == "lapsed"
    assert_problem(kent.post(path(report, "/transfer/accept"), {}), 409, "transfer_is_over")
    assert [change for change, _ in changes(kent)] == ["transfer_proposed", "reminder", "reminder", "transfer_lapsed"]


def test_force_that_has_it_answers_no_transfer(proposed, mine):
    report, _ = proposed
    assert_problem(mine.post(path(report, "/transfer/accept"), {}), 404, "no_transfer")
    assert Transfer.objects.latest("id").state == "proposed"


def test_force_that_is_asked_neither_accepts_nor_refuses_as_if_it_had_it(proposed, kent):
    report, _ = proposed
    assert_problem(kent.post(path(report, "/accept"), {"crime_number": "1"}), 409, "another_force_asked")
    assert_problem(kent.post(path(report, "/refuse"), {"reason": "x"}), 409, "another_force_asked")


def test_token_without_the_scope_answers_nothing(proposed, program):
    report, _ = proposed
    reader = program(force=KENT, scope="cases:read")
    assert reader.post(path(report, "/transfer/accept"), {}).status_code == 403
    assert Transfer.objects.latest("id").state == "proposed"


def test_both_forces_hear_what_the_registrar_decides(proposed, kent, mine, officer, supervisor, at):
    report, row = proposed
    kent.post(path(report, "/transfer/refuse"), {"reason": "He has moved."})
    disputes.escalate(transfer_id=row.id, reason="By the rule.", by=officer, at=at)
    disputes.settle(transfer_id=row.id, force=WYP, reason="It stays.", by=supervisor, at=at)
    assert [change for change, _ in changes(kent)][-2:] == ["dispute_raised", "dispute_settled"]
    assert changes(mine)[-1] == ("dispute_settled", "with_force")
    for client in (kent, mine):
        read = client.get(path(report, "/transfer")).json()
        assert (read["state"], read["settled_for"], read["settled_reason"]) == ("settled", WYP, "It stays.")
        assert read["answer_reason"] == "He has moved."


def test_force_without_a_part_in_it_reads_no_transfer(proposed, program):
    report, _ = proposed
    dorset = program(force=DORSET)
    assert_problem(dorset.get(path(report, "/transfer")), 404, "no_transfer")
    assert_problem(dorset.get("cases/OHC-0000-0000/transfer"), 404, "no_transfer")


def test_offer_that_came_back_is_read_by_the_force_that_let_it(report_at, mine, hub, at):
    report = report_at("packaged")
    for hours in (0, 48, 72, 120):
        silences.chase(case_id=report.case_id, by=hub, at=at + timedelta(hours=hours))
    read = mine.get(path(report, "/transfer")).json()
    assert (read["from_force"], read["state"], read["answer_reason"]) == (None, "lapsed", "No answer in 120 hours.")


def test_force_that_lost_an_offer_hears_of_it(report_at, officer, mine, kent, at):
    from tests.making.transfers import TRACED
    from triage.rules.responsibility import decide

    report = report_at("packaged")
    transferring.offer_instead(
        case_id=report.case_id,
        facts=TRACED,
        decision=decide(TRACED),
        to_force=KENT,
        reason="Traced.",
        by=officer,
        at=at,
        expected_version=report.version,
    )
    assert ("offer_withdrawn", "assigned") in changes(mine)  # it still records until the other accepts (S3)
    assert ("assign", "assigned") in changes(kent)


# Units -------------------------------------------------------------------------------------------------
@pytest.fixture
def unit(db):
    return ForceUnit.objects.create(
        force=Force.objects.get(code=WYP), code="leeds-north", name="Leeds North", basis="test"
    )


def test_unit_of_the_victims_area_is_named_and_told_in_the_case_and_the_feed(unit, submit, officer, mine, at):
    report = submit()
    Report.objects.filter(id=report.id).update(victim_area={**report.victim_area, "unit": "leeds-north"})
    making.walk(report, to="packaged", by=officer, at=at)
    making.work_off()
    case = mine.get(path(report)).json()
    named = {"code": "leeds-north", "name": "Leeds North"}
    assert [each["unit"] for each in case["responsibilities"]] == [named, named, named]
    assert {each["unit"] for each in mine.get("cases").json()["changes"]} == {"leeds-north"}


def test_unit_of_another_force_than_the_one_responsible_is_not_named(unit, submit, officer, at):
    report = submit()
    Report.objects.filter(id=report.id).update(victim_area={**report.victim_area, "unit": "leeds-north"})
    making.walk(report, to="assessed_crime", by=officer, at=at)
    making.assign(report, by=officer, at=at, force=KENT)
    assert not Responsibility.objects.filter(unit__isnull=False).exists()


def test_case_without_a_unit_says_so(report_at, mine):
    report = report_at("packaged")
    making.work_off()
    assert mine.get(path(report)).json()["responsibilities"][0]["unit"] is None
    assert {each["unit"] for each in mine.get("cases").json()["changes"]} == {None}


def test_officer_names_another_unit_of_that_force_and_no_other(unit, report_at, officer, west_yorkshire, at):
    report = report_at("packaged")
    row = units.name_unit(case_id=report.case_id, unit="leeds-north", by=officer, at=at, reason="They know him.")
    assert row.unit == unit
    entry = Entry.objects.get(verb="unit_named")
    assert (entry.reason, entry.details) == ("They know him.", {"from": "", "to": "leeds-north"})
    with pytest.raises(UnitOfAnotherForce):
        units.name_unit(case_id=report.case_id, unit="ctiru", by=officer, at=at, reason="x")
    assert units.name_unit(case_id=report.case_id, unit="", by=officer, at=at, reason="None.").unit is None
