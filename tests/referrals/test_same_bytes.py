"""The same inputs make the same bytes: another time, in another process, in another zone and on another day."""

import hashlib
import os
import subprocess
import sys
import textwrap
from collections import deque

from django.conf import settings
from django.db import connection

from referrals.services import bagging, packaging
from reports.models import Report
from tests.making import bags
from tests.making import reports as making

pytest_plugins = ["tests.making.committing"]

PROGRAM = """
import hashlib, os, sys, time
real = time.time
time.time = lambda: real() + 86_400 * 40
time.tzset()
import django
django.setup()
from datetime import datetime
from django.conf import settings
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
settings.MEDIA_ROOT = sys.argv[2]
from referrals.models import EvidencePackage
from referrals.services import bagging
package = EvidencePackage.objects.select_related("case__lead").get()
at = datetime.fromisoformat(sys.argv[3])
pieces = bagging.write(package=package, at=at, note=lambda *told: None)
print(hashlib.sha256(b"".join(pieces)).hexdigest())
"""


def written(package, at):
    told = []
    pieces = bagging.write(package=package, at=at, note=lambda *step: told.append(step))
    return b"".join(pieces)


def test_writing_twice_makes_the_same_bytes(report_at, at):
    report = report_at("assigned", files=[making.picture()], name="A Name", identity="named", shares_with_force=True)
    package = packaging.request(case_id=report.case_id, by=packaging.HUB, at=at)
    assert written(package, at) == written(package, at)


def test_another_process_zone_and_day_make_the_same_bytes(committed, at, officer):
    report = making.walk(making.submit(at=at, files=[making.picture()]), to="assigned", by=officer, at=at)
    package = packaging.request(case_id=Report.objects.get(id=report.id).case_id, by=packaging.HUB, at=at)
    here = hashlib.sha256(written(package, at)).hexdigest()
    command = [sys.executable, "-c", textwrap.dedent(PROGRAM)]
    given = [connection.settings_dict["NAME"], str(settings.MEDIA_ROOT), at.isoformat()]
    done = subprocess.run(
        [*command, *given],
        env={**os.environ, "TZ": "Pacific/Auckland", "LC_ALL": "C"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == here


def test_row_says_how_far_the_building_is(report_at, at, monkeypatch):
    report = report_at("assigned", files=[making.picture(), making.picture(colour="red")])
    package = packaging.request(case_id=report.case_id, by=packaging.HUB, at=at)
    seen, real = [], bagging.write

    def write(**given):
        note = given["note"]

        def noted(*told):
            note(*told)
            package.refresh_from_db()
            seen.append((package.step, package.step_done, package.step_total))

        return (yield from real(**{**given, "note": noted}))

    monkeypatch.setattr(bagging, "write", write)
    assert packaging.build(package_id=package.id, at=at)
    assert seen == [("reading", 0, 1), ("copying", 1, 2), ("copying", 2, 2), ("writing", 0, 0), ("sealing", 0, 0)]


def test_newer_version_names_what_it_replaces_and_the_older_one_verifies_still(report_at, at, tmp_path):
    from referrals.clients.signing import public_pem
    from referrals.verify_package import load_key, verify

    report = report_at("packaged")
    older = packaging.latest_sealed(case=report.case)
    content = bags.content_of(bags.built(report, at=at), at=at)
    info = bags.members(content)["bag-info.txt"].decode()
    assert f"Replaces: {report.case.reference}-v1\n" in info
    assert bags.data(content, "case.json")["replaces"] == f"{report.case.reference}-v1"
    (tmp_path / "hub.pem").write_bytes(public_pem())
    (tmp_path / "older.zip").write_bytes(bags.content_of(older, at=at))
    checks = verify(str(tmp_path / "older.zip"), load_key(str(tmp_path / "hub.pem")))
    assert all(check["ok"] for check in checks), deque(checks, maxlen=1)
