"""A judge that finds nothing wrong where something is would prove nothing: each line is shown what it has to find."""

import json
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from hatehub.outbox.models import Delivery
from reports.models import Evidence, Report, Update
from tests.chaos import judging
from tests.deployed.officers import Worked
from tests.deployed.reporters import Acknowledged
from tests.making import reports as making


@pytest.fixture
def told(db, at):
    report = making.submit(at=at, narrative="They wrote this.", email="a@example.org", files=[making.picture()])
    making.work_off()
    sha256 = report.evidence.get().sha256
    return Acknowledged(report.reference, report.code, "a@example.org", "They wrote this.", "", sha256)


@pytest.fixture
def taken(tmp_path):
    """Have every message sent, and taken by the mail server."""
    Update.objects.update(state="sent")
    file = tmp_path / "taken"
    lines = [json.dumps({"id": f"<{pk}@hub.example>"}) for pk in Update.objects.values_list("pk", flat=True)]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def wrong_in(lines):
    return {line.what.strip(): line.wrong for line in lines if line.wrong}


def test_hub_that_kept_everything_is_found_whole(told, taken, tmp_path):
    assert not wrong_in(judging._reports([told]))
    assert not wrong_in(judging._events())
    assert not wrong_in(judging._letters(taken, [told]))
    assert not wrong_in(judging._decisions(Worked()))
    wrong = wrong_in(judging._files(tmp_path))
    assert wrong == {"packages that verify": 1}  # there is none: a run without any proves nothing of packages


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"reference": "OHR-XXXX-XXXX"}, "reports acknowledged to a person, and there"),
        ({"words": "Other words."}, "whose words are those that were sent"),
        ({"file_sha256": "0" * 64}, "whose file is the one that was sent"),
    ],
)
def test_report_that_is_lost_or_changed_is_found(told, change, found):
    changed = Acknowledged(**{**vars(told), **change})
    assert wrong_in(judging._reports([changed]))[found] == 1


def test_report_that_was_made_twice_is_found(told, at):
    making.submit(at=at, narrative="They wrote this.")
    assert wrong_in(judging._reports([told])) == {"reports that were made twice": 1}


def test_delivery_that_is_missing_or_not_done_is_found(told):
    Delivery.objects.filter(id=Delivery.objects.first().id).delete()
    assert sum(wrong_in(judging._events()).values()) == 1
    Delivery.objects.filter(id=Delivery.objects.first().id).update(state="parked")
    assert sum(wrong_in(judging._events()).values()) == 2


def test_letter_that_never_arrived_or_that_nobody_sent_is_found(told, taken):
    taken.write_text(json.dumps({"id": f"<{uuid.uuid4()}@hub.example>"}) + "\n", encoding="utf-8")
    assert wrong_in(judging._letters(taken, [told])) == {
        "letters sent, that arrived": 1,
        "distinct Message-IDs that the hub knows it sent": 1,
    }


def test_letter_that_came_twice_is_counted_and_not_wrong(told, taken):
    taken.write_text(taken.read_text() * 2, encoding="utf-8")
    lines = list(judging._letters(taken, [told]))
    assert not wrong_in(lines)
    assert any(line.more == "1 came again with the same Message-ID" for line in lines)


def test_person_who_was_not_told_is_found(told, taken):
    Update.objects.update(state="failed")
    assert wrong_in(judging._letters(taken, [told]))["people who were told once that their report is there"] == 1


@pytest.mark.parametrize("hour", [20, 23])
def test_message_that_waits_for_the_hours_its_person_chose_is_no_unfinished_work(told, taken, monkeypatch, hour):
    Update.objects.update(state="waiting", not_before=datetime(2026, 3, 3, 8, tzinfo=UTC), claimed_until=None)
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 3, 2, hour, tzinfo=UTC))
    assert not sum(judging._waiting().values())
    lines = list(judging._letters(taken, [told]))
    assert "people who were told once that their report is there" not in wrong_in(lines)
    assert lines[-1].more == "1 messages wait for the hours that people chose"


@pytest.mark.parametrize(
    ("hour", "until", "claimed"),
    [
        (12, timedelta(hours=20), False),  # by day nobody's hours are shut
        (23, timedelta(minutes=1), False),  # a worker is to take it in a minute
        (23, timedelta(hours=9), True),  # one has taken it
    ],
)
def test_message_that_waits_for_another_reason_is_unfinished_work(told, taken, monkeypatch, hour, until, claimed):
    now = datetime(2026, 3, 2, hour, tzinfo=UTC)
    Update.objects.update(state="waiting", not_before=now + until, claimed_until=now if claimed else None)
    monkeypatch.setattr(timezone, "now", lambda: now)
    assert judging._waiting()["messages to people"] == 1
    assert wrong_in(judging._letters(taken, [told]))["people who were told once that their report is there"] == 1


def test_decision_that_an_officer_was_told_of_and_is_not_there_is_found(told):
    case = Report.objects.get().case.reference
    wrong = wrong_in(judging._decisions(Worked(decided=[case], assigned=[case])))
    assert sum(wrong.values()) == 3


def test_exhibit_whose_bytes_were_changed_is_found(told, tmp_path):
    item = Evidence.objects.get()
    path = Path(default_storage.path(item.storage_name))
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert wrong_in(judging._files(tmp_path))["exhibits that match their hash"] == 1
