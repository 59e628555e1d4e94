"""A new hub, which begins with the squashed migrations, has the tables of an older one that went every step."""

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

pytest_plugins = ["tests.making.upgrading"]
FIRST = [("reports", "0001_reports_and_cases"), ("reference", "0001_reference_tables"), ("triage", "0001_decisions")]
SHAPE = (
    """SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns
    WHERE table_schema = 'public'""",
    """SELECT conrelid::regclass::text, conname, replace(pg_get_constraintdef(oid), ' NOT VALID', '') FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace""",
    "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal",
    "SELECT sequencename, start_value, increment_by FROM pg_sequences WHERE schemaname = 'public'",
    "SELECT relname, reloptions FROM pg_class WHERE relnamespace = 'public'::regnamespace AND reloptions IS NOT NULL",
)


def _shape():
    found = set()
    with connection.cursor() as cursor:
        for sql in SHAPE:
            cursor.execute(sql)
            found |= {str(row) for row in cursor.fetchall()}
    return found


def test_new_hub_begins_with_the_squashed_ones(db):
    done = MigrationRecorder(connection).applied_migrations()
    for app in ("accounts", "reference", "reports", "triage", "referrals", "intel"):
        assert (app, "0001_squashed") in done


@pytest.mark.long
def test_new_hub_has_the_tables_of_one_that_went_every_step(older_hub):
    older_hub.go_to(FIRST)
    older_hub.go_to_newest()
    stepped = _shape()
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    older_hub.go_to_newest()
    new = _shape()
    assert len(new) > 4000
    assert new ^ stepped == set()
