import io
import json
import os
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from triage.models import NumberCount, TextFingerprint, UncountedText
from triage.services import rebuilding, words

ROOT = Path(__file__).resolve().parents[2]
POST = "Those people from Northmarch never pay for the ferry and then they shout at the captain all the way"
ROUND = "Th0s3 people from N0rthm@rch never pay for the ferry!! and then they shout at the c a p t a i n"
OTHER = "The baker in Westhaven opens at seven and sells the best bread between the two rivers"
OF_A_PIPE = "SELECT datname FROM pg_stat_activity WHERE application_name = %s AND datname LIKE 'hub_scratch_%%'"
STANDS = "SELECT datname FROM pg_database WHERE datname = %s"


class Pipe(subprocess.Popen):
    """The command, under a name of its own on the server: other runs of it are no business of a test."""

    def __init__(self):
        self._name = f"pipe-{secrets.token_hex(6)}"
        super().__init__(
            [sys.executable, "manage.py", "duplicates_pipe"],
            cwd=ROOT,
            env={**os.environ, "DATABASE_URL": _address(), "PGAPPNAME": self._name},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def database(self):
        """Wait until it works in a scratch database, and return its name."""
        deadline = time.monotonic() + 180
        while time.monotonic() < deadline:
            if found := _names(OF_A_PIPE, self._name):
                return found.pop()
            time.sleep(0.1)
        raise AssertionError("the pipe made no database")


def stands(database):
    return bool(_names(STANDS, database))


def _names(statement, value):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # else a transaction sees the activity of its first look
        cursor.execute(statement, [value])
        return {name for (name,) in cursor.fetchall()}


def _address():
    """Return the address of the server of this test run, so that what is left behind can be seen."""
    settings = connection.settings_dict
    host = settings["HOST"].replace("/", "%2F")
    return f"postgres://{settings['USER']}@{host}/postgres"


def ask(pipe, line):
    pipe.stdin.write(json.dumps(line) + "\n")
    pipe.stdin.flush()
    return json.loads(pipe.stdout.readline())


def write(pipe, line):
    pipe.stdin.write(json.dumps(line) + "\n")


@pytest.mark.deployment
@pytest.mark.xdist_group("scratch databases")
@pytest.mark.django_db
def test_pipe_answers_in_json_and_leaves_no_database():
    pipe = Pipe()
    write(pipe, {"op": "corpus", "id": 0, "text": POST})
    write(pipe, {"op": "corpus", "id": 7, "text": OTHER})
    write(pipe, {"op": "corpus", "id": 8, "text": "ok"})
    assert ask(pipe, {"op": "build"})["seconds"] > 0
    assert ask(pipe, {"op": "add", "id": 9, "text": f"{OTHER}, they say"}) == {}
    same = ask(pipe, {"op": "query", "id": "q1", "text": ROUND})
    assert (same["id"], same["dup"], same["matches"][0]["id"]) == ("q1", True, 0)
    added = ask(pipe, {"op": "query", "id": "q2", "text": OTHER})
    assert {match["id"] for match in added["matches"][:2]} == {7, 9}
    template = ask(pipe, {"op": "query", "id": "q3", "text": POST.replace("Northmarch", "Westhaven")})
    assert not template["dup"]
    assert template["matches"][0]["score"] < same["matches"][0]["score"]
    assert ask(pipe, {"op": "query", "id": "q4", "text": ""}) == {"id": "q4", "matches": [], "dup": False}
    size = ask(pipe, {"op": "size"})
    assert 0 < size["index_bytes"] < size["total_bytes"]
    database = pipe.database()
    assert stands(database)
    rest, errors = pipe.communicate(timeout=180)
    assert (rest, errors, pipe.returncode) == ("", "", 0)
    assert not stands(database)


@pytest.mark.deployment
@pytest.mark.xdist_group("scratch databases")
@pytest.mark.django_db
def test_pipe_refuses_what_it_cannot_read_and_leaves_no_database():
    pipe = Pipe()
    database = pipe.database()
    rest, errors = pipe.communicate('{"op": "corpus", "id": 1, "text": "those people"}\n{"op": "dance"}\n', timeout=180)
    assert (rest, pipe.returncode) == ("", 2)
    assert errors.startswith("Line 2 cannot be read")
    assert not stands(database)


@pytest.mark.deployment
@pytest.mark.xdist_group("scratch databases")
@pytest.mark.django_db
def test_stopped_pipe_leaves_no_database():
    pipe = Pipe()
    write(pipe, {"op": "corpus", "id": 0, "text": POST})
    ask(pipe, {"op": "build"})
    database = pipe.database()
    pipe.send_signal(signal.SIGTERM)
    pipe.communicate(timeout=180)
    assert not stands(database)


def rebuild(**options):
    out, errors = io.StringIO(), io.StringIO()
    call_command("rebuild_fingerprints", stdout=out, stderr=errors, **options)
    assert out.getvalue() == ""
    return errors.getvalue()


def test_rebuilding_makes_what_is_lacking_and_shows_how_far_it_is(submit):
    reports = [submit(words=POST, narrative="", minutes=number) for number in range(5)]
    assert "words [##############################] 100%  5 of 5 reports" in rebuild(kind="words")
    assert TextFingerprint.objects.count() == 5
    assert UncountedText.objects.count() == 0
    assert NumberCount.objects.filter(count=5).exists()
    rebuild()
    assert TextFingerprint.objects.count() == len(reports)


def test_rebuilding_goes_on_where_it_was_killed(submit, hub, at, monkeypatch):
    for number in range(5):
        submit(words=POST, narrative="", minutes=number)
    monkeypatch.setattr(rebuilding, "BATCH", 2)
    going = rebuilding.rebuild(kind="words", by=hub, at=at)
    assert next(going) == 2
    going.close()
    assert TextFingerprint.objects.count() == 2
    assert list(rebuilding.rebuild(kind="words", by=hub, at=at)) == [2, 2, 1]
    assert TextFingerprint.objects.count() == 5


def test_a_new_version_stands_beside_the_active_one_until_old_ones_are_dropped(submit):
    first = submit(words=POST, narrative="")
    later = submit(words=ROUND, narrative="", minutes=5)
    rebuild(kind="words")
    rebuild(kind="words", prints=2)
    assert [one.report_id for one in words.find(report=later)] == [first.id]
    assert TextFingerprint.objects.filter(version=2).count() == 2
    assert "2 old prints dropped" in rebuild(kind="words", drop_old=True)
    assert not TextFingerprint.objects.filter(version=2).exists()
    assert not NumberCount.objects.filter(version=2).exists()
    assert [one.report_id for one in words.find(report=later)] == [first.id]


@pytest.mark.parametrize("version", [0, -1, 40_000])
def test_a_version_that_cannot_be_is_refused(db, version):
    with pytest.raises(CommandError):
        rebuild(prints=version)


def test_a_kind_that_nobody_knows_is_refused(db):
    with pytest.raises(CommandError):
        call_command("rebuild_fingerprints", "--kind", "smells")


def test_version_may_be_given_as_an_option(submit):
    submit(words=POST, narrative="")
    call_command("rebuild_fingerprints", "--kind", "words", "--version", "3", stderr=io.StringIO())
    assert set(TextFingerprint.objects.values_list("version", flat=True)) == {3}
