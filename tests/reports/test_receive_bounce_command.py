import io
import json
import sys
import uuid

import pytest
from django.core.management import call_command

from reports.models import Complainant, Update
from tests.making.bounces import dsn

NOBODYS = uuid.UUID("0f3a1e9c-52f1-4b0b-9d7e-0c1a2b3c4d5e")


@pytest.fixture
def receive(monkeypatch, capsys):
    def run(raw, *arguments):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
        status = 0
        try:
            call_command("receive_bounce", *arguments, stdout=sys.stdout, stderr=sys.stderr)
        except SystemExit as ended:
            status = ended.code
        said = capsys.readouterr()
        return status, json.loads(said.out) if said.out else None, said.err

    return run


@pytest.fixture
def update(submit):
    return Update.objects.get(entry__report=submit(email="a@example.org"))


def test_failure_for_good_is_noted_once(receive, update):
    assert receive(dsn(update.id)) == (0, {"result": "noted", "code": "5.1.1"}, "")
    assert receive(dsn(update.id))[:2] == (0, {"result": "known", "code": "5.1.1"})
    assert Complainant.objects.get().bounce == "5.1.1"


def test_address_of_the_envelope_names_the_message(receive, update):
    assert receive(dsn(None), "--recipient", f"bounces+{update.id}@hub.example")[0] == 0
    assert Complainant.objects.get().bounced_at is not None


@pytest.mark.parametrize("raw", [dsn(NOBODYS, action="delayed"), b"Subject: I am away\n\nBack on Monday.", b"\xff\0"])
def test_anything_else_is_ignored(receive, update, raw):
    assert receive(raw)[:2] == (0, {"result": "ignored", "code": ""})
    assert Complainant.objects.get().bounced_at is None


def test_message_of_somebody_else_is_a_named_failure(receive, update):
    status, answer, error = receive(dsn(NOBODYS))
    assert (status, answer) == (1, None)
    assert "no message that the hub has sent" in error


@pytest.mark.parametrize("raw", [b"", b" \n"])
def test_no_message_is_misuse(receive, db, raw):
    assert receive(raw)[0] == 2
