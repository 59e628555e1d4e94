"""A database that the version before made goes on to this one with all that is in it; so does a copy of it."""

import io
import json

import pytest
from django.db import connection, transaction

from hatehub.audit.selectors import verify
from hatehub.backups import tables
from hatehub.backups.migrating import go_to, go_to_newest, is_newest
from hatehub.backups.putting_back import put_back
from hatehub.backups.taking import take
from hatehub.vault import erasures, ledger
from hatehub.vault.models import DataKey, Purpose
from hatehub.vault.services import unseal
from reports.models import Report
from tests.deployment.environment_reads import ROOT
from tests.making import reports as making

pytest_plugins = ["tests.making.hubs"]
LANDED = json.loads((ROOT / "tests" / "deployment" / "landed.json").read_text(encoding="utf-8"))["migrations"]
KEPT_BY_MIGRATE = {"auth_permission", "django_content_type"}  # what migrating adds to is not compared


def _rows(wanted=None):
    """Every table as text, in the columns that are wanted of it."""
    found = {}
    names = tables.list_tables()
    with tables.snapshot(names) as cursor:
        for shape in tables.shapes(cursor, names):
            columns = [name for name in shape.columns if wanted is None or name in wanted.get(shape.name, ())]
            if columns:
                pieces = []
                chosen = tables.Shape(shape.name, columns, shape.order)
                tables.read_out(cursor, chosen, pieces.append)
                found[shape.name] = (chosen, b"".join(pieces))
    return found


def _columns():
    with connection.cursor() as cursor:
        return {shape.name: shape.columns for shape in tables.shapes(cursor, tables.list_tables())}


@pytest.fixture
def landed(hubs, at, officer):
    """Stand in a hub of the version before, with rows; return its reports and rows."""
    first = making.submit(at=at, narrative="They wrote this.", files=[making.picture()], email="sam@example.org")
    second = making.walk(making.submit(at=at, narrative="And that."), to="with_force", by=officer, at=at)
    making.work_off(at=at)
    media = hubs.media
    hubs.stand_in(2, is_bare=True)
    go_to(LANDED)
    hubs.keep_files_in(media)
    assert not is_newest()
    older = _columns()
    hubs.stand_in(1)
    newer = _rows(wanted=older)
    with connection.cursor() as cursor:
        sequences = tables.read_sequences(cursor)
    hubs.stand_in(2)
    hubs.keep_files_in(media)
    with connection.cursor() as cursor:
        with transaction.atomic(), tables.emptied(cursor, sorted(older)):
            for shape, held in newer.values():
                tables.put_back(cursor, shape, io.BytesIO(held))
        tables.set_sequences(cursor, sequences)
    return first, second, {name: held for name, (_shape, held) in _rows().items()}, older


def _check(first, second, before, older):
    after = {name: held for name, (_shape, held) in _rows(wanted=older).items()}
    changed = {name for name in before if before[name] != after[name]} - KEPT_BY_MIGRATE
    assert changed <= {"audit_entry", "audit_chainhead", "vault_datakey"}
    assert verify().first_broken is None
    assert Report.objects.get(id=second.id).state == "with_force"
    assert unseal(second.sealed_narrative, owner=second.id, purpose=Purpose.MATERIAL, field="narrative") == "And that."


def test_a_database_of_the_version_before_goes_on_with_all_that_is_in_it(landed, at):
    first, second, before, older = landed
    go_to_newest()
    assert is_newest()
    _check(first, second, before, older)
    assert {name for name in before if before[name]} >= {"reports_report", "vault_datakey", "audit_entry"}
    making.submit(at=at)  # and it is worked with
    making.work_off(at=at)


@pytest.mark.long
def test_a_copy_of_the_version_before_goes_into_this_one(landed, hubs, at):
    first, second, before, older = landed
    out = io.BytesIO()
    take(write=out.write, at=at)
    ledger.add(ledger.Erasure(owner=first.id, purpose=Purpose.PERSON, at=at))
    hubs.stand_in(3, is_bare=True)
    done = put_back(source=io.BytesIO(out.getvalue()), at=at)
    assert is_newest()
    assert done["erased_again"] == 1
    assert DataKey.objects.get(owner=first.id, purpose=Purpose.PERSON).wrapped is None
    assert erasures.waiting() == 1
    erased = ("triage_", "reports_complainant", "outbox_")  # what forgetting somebody changes
    _check(first, second, {name: held for name, held in before.items() if not name.startswith(erased)}, older)


def test_the_list_names_migrations_that_are_there(db):
    assert len(LANDED) > 150
    for each in LANDED:
        app, _, name = each.partition(".")
        assert app
        assert name
