"""Rows of the first release go through every migration of the duplicates."""

import uuid

import pytest
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

pytest_plugins = ["tests.making.upgrading"]
FIRST = [("triage", "0001_decisions"), ("reports", "0003_messages_are_read")]


def add_report(apps, number, at, *, state="assigned"):
    report_model, case_model = apps.get_model("reports", "Report"), apps.get_model("reports", "Case")
    report_id, case_id = uuid.uuid4(), uuid.uuid4()
    with transaction.atomic():
        report = report_model.objects.create(
            id=report_id,
            reference=f"OHR-{number}",
            receipt_hash="0" * 64,
            case_id=case_id,
            state=state,
            state_since=at,
            due_at=at,
            submitted_at=at,
            language="en-gb",
        )
        case = case_model.objects.create(id=case_id, reference=f"OHC-{number}", lead=report, opened_at=at)
    return report, case


def add_decisions(apps, report, case, at):
    responsibility = apps.get_model("triage", "Responsibility")
    for role in ("recording", "investigating", "victim_contact"):
        responsibility.objects.create(case=case, role=role, rule="R1", decided_by="officer:one", decided_at=at)
    apps.get_model("triage", "Assessment").objects.create(
        report=report,
        policy_version="1",
        outcome="non_crime",
        path=[],
        sealed_reasons=b"",
        decided_by="officer:one",
        decided_at=at,
    )


def add_merge(apps, member, own, into, at, **ended):
    apps.get_model("triage", "Merge").objects.create(
        report=member,
        from_case=own,
        into_case=into,
        stood_at="received",
        reason="same",
        merged_by="officer:one",
        merged_at=at,
        **ended,
    )


@pytest.mark.long
def test_decided_and_merged_cases_of_the_first_release_go_through(older_hub):
    first_release = older_hub.go_to(FIRST)
    at = timezone.now()
    lead, case = add_report(first_release, 1, at)
    member, own = add_report(first_release, 2, at)
    add_decisions(first_release, lead, case, at)
    add_decisions(first_release, member, own, at)
    add_merge(first_release, member, own, case, at, undone_at=at, undone_by="officer:one")
    add_merge(first_release, member, own, case, at)
    match = first_release.get_model("triage", "DuplicateMatch")
    match.objects.create(report=member, other=lead, kind="same_post", state="merged", found_at=at)

    now = older_hub.go_to_newest()
    contacts = now.get_model("triage", "Responsibility").objects.filter(role="victim_contact")
    assert set(contacts.values_list("case", "report")) == {(case.id, lead.id), (own.id, member.id)}
    cases = now.get_model("triage", "Assessment").objects.values_list("report", "case")
    assert set(cases) == {(lead.id, case.id), (member.id, own.id)}
    merges = now.get_model("triage", "Merge").objects.order_by("id")
    assert list(merges.values_list("ended_as", "is_automatic")) == [("unmerged", False), ("", False)]


def test_every_migration_is_applied(db):
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
