"""Batches of reports: an answer for each row, gone on with after a process that died, sealed and forgotten."""

from datetime import timedelta

import pytest
from django.db import OperationalError

from hatehub.accounts.models import ApiClient
from hatehub.vault.models import DataKey
from referrals.models import InboundBatch, InboundReport, InboundRow
from referrals.services import inbound_batches
from reports.models import Report

pytest_plugins = ["tests.making.http", "tests.making.force_client"]


@pytest.fixture
def sender(program):
    return program(scope="reports:write", allowed="reports:write")


def rows(number, **more):
    return [{"own_reference": f"A-{each}", "narrative": f"It was number {each}.", **more} for each in range(number)]


def send(sender, reports):
    return sender.post("reports/batches", {"reports": reports})


def test_few_rows_are_answered_at_once_in_order(sender):
    bad = {"own_reference": "B", "narrative": "x", "postcode": "nowhere"}
    answer = send(sender, [*rows(1), bad, {"own_reference": "C"}, "no report", {"x": "\ud800"}, *rows(2)])
    assert answer.status_code == 200, answer.content
    body = answer.json()
    assert (body["state"], body["rows"], body["done"]) == ("done", 7, 7)
    told = [(each["row"], each["status"], each["own_reference"]) for each in body["results"]]
    assert told == [
        (1, 201, "A-0"),
        (2, 400, "B"),
        (3, 400, "C"),
        (4, 400, ""),
        (5, 400, ""),
        (6, 200, "A-0"),
        (7, 201, "A-1"),
    ]
    assert body["results"][0]["report"]["reference"] == body["results"][5]["report"]["reference"]
    assert body["results"][1]["problem"]["errors"].keys() == {"postcode"}
    assert body["results"][2]["problem"]["code"] == "nothing_to_report"
    assert Report.objects.count() == 2


def test_row_is_answered_as_if_it_had_come_by_itself(sender):
    [row] = send(sender, rows(1, kind="professional")).json()["results"]
    alone = sender.post("reports", rows(2, kind="professional")[1]).json()
    assert row["report"].keys() == alone.keys()
    assert row["report"]["receipt_code"]


def test_many_rows_are_worked_behind(sender, at):
    answer = send(sender, rows(60))
    assert answer.status_code == 202
    assert (answer.json()["state"], answer.json()["done"]) == ("running", 0)
    [batch_id] = inbound_batches.lease_due(at=at)
    assert answer.json()["id"] == str(batch_id)
    assert inbound_batches.lease_due(at=at) == []
    assert inbound_batches.work(batch_id=batch_id, at=at)
    body = sender.get(f"reports/batches/{batch_id}").json()
    assert (body["state"], body["done"], body["finished_at"] is None) == ("done", 60, False)
    assert {each["status"] for each in body["results"]} == {201}


def test_what_waits_is_sealed_and_removed_once_worked(sender, at):
    send(sender, rows(60))
    assert not any(b"number 3" in bytes(row.sealed) for row in InboundRow.objects.all())
    [batch_id] = inbound_batches.lease_due(at=at)
    inbound_batches.work(batch_id=batch_id, at=at)
    assert not InboundRow.objects.filter(sealed__isnull=False).exists()


def test_another_process_goes_on_where_one_died(sender, at, monkeypatch):
    send(sender, rows(60))
    [batch_id] = inbound_batches.lease_due(at=at)
    refer, calls = inbound_batches.refer_given, []

    def dies(**given):
        calls.append(given)
        if len(calls) == 21:
            raise OperationalError
        return refer(**given)

    monkeypatch.setattr(inbound_batches, "refer_given", dies)
    with pytest.raises(OperationalError):
        inbound_batches.work(batch_id=batch_id, at=at)
    assert inbound_batches.lease_due(at=at + timedelta(seconds=59)) == []
    assert inbound_batches.lease_due(at=at + timedelta(minutes=2)) == [batch_id]
    assert inbound_batches.work(batch_id=batch_id, at=at)
    results = sender.get(f"reports/batches/{batch_id}").json()["results"]
    assert [each["status"] for each in results] == [201] * 60
    assert Report.objects.count() == InboundReport.objects.count() == 60


def test_row_that_fails_on_our_side_stops_no_other(sender, monkeypatch):
    refer = inbound_batches.refer_given

    def fails(*, given, **more):
        if given["own_reference"] == "A-1":
            raise RuntimeError
        return refer(given=given, **more)

    monkeypatch.setattr(inbound_batches, "refer_given", fails)
    body = send(sender, rows(3)).json()
    assert [each["status"] for each in body["results"]] == [201, 500, 201]
    assert body["results"][1]["problem"]["code"] == "row_failed"


def test_one_batch_of_a_program_runs_at_a_time(sender, program):
    assert send(sender, rows(60)).status_code == 202
    again = send(sender, rows(1))
    assert (again.status_code, again.json()["code"]) == (409, "batch_running")
    other = program(force="E23000032", scope="reports:write", allowed="reports:write")
    assert send(other, rows(1)).status_code == 200


def test_idempotency_key_names_the_same_batch(sender):
    headers = {"Idempotency-Key": "11112222-3333"}
    first, again = (sender.post("reports/batches", {"reports": rows(60)}, headers=headers) for _ in range(2))
    assert first.json() == again.json()
    assert InboundBatch.objects.count() == 1


def test_rows_of_a_revoked_program_are_not_taken(sender, at):
    send(sender, rows(60))
    ApiClient.objects.update(is_active=False)
    [batch_id] = inbound_batches.lease_due(at=at)
    inbound_batches.work(batch_id=batch_id, at=at)
    assert not Report.objects.exists()
    assert set(InboundRow.objects.values_list("status", flat=True)) == {403}


def test_answers_are_forgotten_after_a_week(sender, at):
    batch_id = send(sender, rows(1)).json()["id"]
    InboundBatch.objects.update(finished_at=at)
    assert inbound_batches.forget_old(at=at + timedelta(days=6)) == 0
    assert inbound_batches.forget_old(at=at + timedelta(days=8)) == 1
    gone = sender.get(f"reports/batches/{batch_id}")
    assert (gone.status_code, gone.json()["code"]) == (404, "batch_not_found")
    assert DataKey.objects.get(owner=batch_id).wrapped is None
    assert Report.objects.count() == 1


def test_another_programs_batch_is_answered_as_one_that_is_not_there(sender, program):
    batch_id = send(sender, rows(1)).json()["id"]
    other = program(force="E23000032", scope="reports:write", allowed="reports:write")
    theirs, nothing = other.get(f"reports/batches/{batch_id}"), other.get("reports/batches/x")
    assert theirs.status_code == nothing.status_code == 404
    assert theirs.json() == nothing.json()


@pytest.mark.parametrize(
    "body", [[], {}, {"reports": []}, {"reports": {}}, {"reports": [{}], "more": 1}, {"reports": [{}] * 1001}]
)
def test_what_is_no_batch_is_refused(sender, body):
    answer = sender.post("reports/batches", body)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


def test_batch_that_is_too_long_is_refused(sender):
    answer = sender.post("reports/batches", "x" * 20_000_001)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_body_of_nobody_is_not_read(sender):
    sender.token = "none"
    assert sender.post("reports/batches", "x" * 20_000_001).status_code == 401


def test_batch_may_be_longer_than_other_bodies(sender):
    long = rows(40, narrative="x" * 20_000, why="")
    for row in long:
        row["posts"] = [{"url": f"https://x.com/a/status/{row['own_reference'][2:]}1", "words": "y" * 10_000}] * 6
    assert send(sender, long).status_code == 200
    assert Report.objects.count() == 40
