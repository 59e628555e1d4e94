"""Reports that were there before hand-overs were kept wait for one as well."""

from datetime import timedelta
from importlib import import_module

from django.apps import apps
from django.db import connection

from tests.making import reports as making
from triage.models import Handover

migration = import_module("triage.migrations.0015_await_known_dangers")


def test_open_reports_in_danger_wait_and_no_others(submit, report_at, at):
    danger, child = submit(danger="danger"), submit(danger="child", minutes=1)
    submit(danger="unsure")
    submit()
    report_at("closed", danger="danger")
    migration.await_known_dangers(apps, connection.schema_editor)
    rows = Handover.objects.order_by("since").values_list("report", "kind", "state", "due_at")
    assert list(rows) == [
        (danger.id, "threat_to_life", "waiting", at + timedelta(minutes=15)),
        (child.id, "child_at_risk", "waiting", at + timedelta(minutes=16)),
    ]


def test_migrating_twice_adds_nothing(submit):
    submit(danger="danger")
    making.work_off()
    migration.await_known_dangers(apps, connection.schema_editor)
    assert Handover.objects.count() == 1
