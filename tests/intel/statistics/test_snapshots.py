"""Snapshots are derived from the case tables, reconcile with them, and come out the same when derived from nothing."""

import random
from contextlib import suppress
from datetime import date, timedelta

import pytest
from django.db.models import Sum

from hatehub.accounts.permissions import NotPermitted
from hatehub.audit.models import Entry
from intel.models import ReportFact, Snapshot, SnapshotCell, SupportFact, TakedownFact
from intel.rules.statistics.catalogue import SUBJECTS
from intel.rules.statistics.tables import TABLES
from intel.rules.statistics.terms import Unit
from intel.selectors import fact_statements, reconciling
from intel.services.statistics import deriving, snapshots
from reports.models import Case, Report
from reports.rules.gates import GatesOpen
from reports.rules.workflow import StepRefused
from reports.services import following, workflow
from tests.making import reports as making
from tests.making import supporting, takedowns
from tests.making.worlds import is_merged, make_counted, make_world, merge_and_take_apart, try_merge

pytestmark = pytest.mark.django_db
FACTS = (ReportFact, TakedownFact, SupportFact)


def facts():
    return {model: sorted(model.objects.values_list(), key=str) for model in FACTS}


def differing(snapshot):
    return {check["name"]: check["differing"] for check in snapshot.checks if check["differing"]}


def close_some(chance, reports, officer, at):
    for report in chance.sample([each for each in reports if not is_merged(each)], 3):
        with suppress(StepRefused, GatesOpen):
            making.close(Report.objects.get(id=report.id), by=officer, at=at)


def look_again(chance, reports, officer, at):
    for report in chance.sample(reports, 3):
        now = Report.objects.get(id=report.id)
        with suppress(StepRefused):
            workflow.reopen(report_id=now.id, by=officer, at=at, reason="Looked at again.")


@pytest.mark.parametrize("seed", range(2))
def test_day_of_merges_reviews_and_erasures_reconciles(submit, officer, hub, at, seed):
    chance = random.Random(seed)
    reports = make_world(chance, submit, officer, hub, at)
    first = snapshots.take(by=hub, at=at)
    assert differing(first) == {}
    assert first.reports == len(reports)

    merge_and_take_apart(chance, reports, officer, at + timedelta(hours=1))
    close_some(chance, reports, officer, at + timedelta(hours=2))
    look_again(chance, reports, officer, at + timedelta(hours=3))
    for report in chance.sample(reports, 2):
        making.erase(Report.objects.get(id=report.id), at=at + timedelta(hours=4))
    submit(minutes=600, strands=["transgender"], kind="witness")
    making.work_off()
    second = snapshots.take(by=hub, at=at + timedelta(days=1))
    assert differing(second) == {}
    assert second.written > 0
    nightly = facts()

    third = snapshots.take(by=hub, at=at + timedelta(days=1, hours=1), rebuild=True)
    assert differing(third) == {}
    assert facts() == nightly
    assert cells(third) == cells(second)
    assert snapshots.take(by=hub, at=at + timedelta(days=1, hours=2)).written == 0


def cells(snapshot):
    rows = SnapshotCell.objects.filter(snapshot=snapshot)
    return {(row.table, row.period, tuple(row.values)): (row.numbers, row.of) for row in rows}


def test_report_has_the_decision_and_force_of_the_case_it_is_in(report_at, submit, officer, hub, at):
    lead = report_at("packaged", strands=["religion", "race"], postcode="LS6 2AB")
    member = submit(minutes=90, kind="witness", strands=["disability"], url=lead.contents.get().url)

    assert try_merge(member, lead, officer, at + timedelta(hours=2))
    making.work_off()
    snapshots.take(by=hub, at=at + timedelta(days=1))
    own, joined = ReportFact.objects.get(pk=lead.id), ReportFact.objects.get(pk=member.id)
    assert (own.leads, joined.leads) == (True, False)
    assert own.combination == "race+religion"
    assert joined.strands == ["disability"]
    assert (joined.decided_as, joined.stage, joined.recording_force) == ("crime", "packaged", "E23000010")
    assert joined.offences == own.offences != []
    assert joined.kind == "witness"
    assert own.platforms == ["x"]
    assert own.to_decided == 0
    assert joined.to_decided is None, "its case had been decided before it came"
    assert own.month == date(at.year, at.month, 1)


def test_withdrawn_report_is_told_apart(submit, officer, hub, at):
    report = submit()

    following.withdraw(report_id=report.id, at=at)
    snapshots.take(by=hub, at=at + timedelta(days=1))
    fact = ReportFact.objects.get()
    assert (fact.decided_as, fact.outcome, fact.stage) == ("withdrawn", "withdrawn", "closed")


def test_requests_and_referrals_are_counted_once_sent(report_at, officer, hub, at):
    report = report_at("assigned", shares_with_support=True, email="somebody@example.org")
    takedowns.draft(report, by=officer, at=at, action=takedowns.Asked.PRESERVE, terms="")
    takedowns.sealed(report, by=officer, at=at)
    sent = takedowns.sent(report, by=officer, at=at)
    supporting.send(report, by=officer, at=at)
    snapshots.take(by=hub, at=at + timedelta(days=1))
    row = TakedownFact.objects.get()
    assert (row.takedown_id, row.platform, row.result, row.posts, row.posts_gone) == (sent.id, "x", "sent", 1, 0)
    assert SupportFact.objects.get().result == "sent"
    fact = ReportFact.objects.get()
    assert (fact.takedown, fact.support) == ("asked", "sent")


def test_every_table_is_counted_and_adds_up_where_it_should(submit, officer, hub, at):
    reports = make_counted(submit, officer, at)
    snapshot = snapshots.take(by=hub, at=at)
    kept = SnapshotCell.objects.filter(snapshot=snapshot)
    assert set(kept.values_list("table", flat=True)) >= {
        code for code, table in TABLES.items() if table.unit == "report"
    }
    for code, table in TABLES.items():
        if table.unit != "report" or any(SUBJECTS[table.unit].dimensions[each].several for each in table.dimensions):
            continue
        numbers = [row.numbers["reports"] for row in kept.filter(table=code, period__regex=r"^\d{4}-\d\d$")]
        assert sum(numbers) == len(reports), code
    whole = kept.get(table="report", period="")
    assert whole.numbers["cases"] == Case.objects.filter(reports__isnull=False).distinct().count()
    assert whole.of["days_to_decision"] == ReportFact.objects.filter(to_decided__isnull=False).count()


def test_differing_fact_is_seen_by_the_other_count(submit, officer, hub, at):
    make_counted(submit, officer, at)
    snapshots.take(by=hub, at=at)
    for change in ({"kind": "witness"}, {"stage": "nowhere"}, {"area": "E23000099"}, {"strands": []}):
        one = ReportFact.objects.order_by("pk").exclude(**change).first()
        ReportFact.objects.filter(pk=one.pk).update(**change)
        assert any(not each.holds for each in reconciling.check_all()), change
        deriving.derive_all(rebuild=False)
    assert all(each.holds for each in reconciling.check_all())


def test_snapshot_that_does_not_reconcile_says_so(submit, hub, at, monkeypatch):
    submit()
    wrong = fact_statements.REPORTS.replace("coalesce(person.kind, 'unstated')", "'professional'")
    monkeypatch.setattr(deriving, "STATEMENTS", {**deriving.STATEMENTS, Unit.REPORT: (ReportFact, wrong)})
    snapshot = snapshots.take(by=hub, at=at)
    assert snapshot.differs == 1
    assert list(differing(snapshot)) == ["who reported"]


def test_fact_of_what_is_gone_goes(submit, hub, at):
    submit()
    snapshots.take(by=hub, at=at)
    stale = ReportFact.objects.get()
    stale.pk = "00000000-0000-4000-8000-000000000000"
    stale.save(force_insert=True)
    assert snapshots.take(by=hub, at=at).written == 1
    assert ReportFact.objects.count() == 1


def test_only_the_hub_takes_snapshots(officer, supervisor, west_yorkshire, at):
    for actor in (officer, west_yorkshire):
        with pytest.raises(NotPermitted):
            snapshots.take(by=actor, at=at)
    assert not Snapshot.objects.exists()


def test_snapshot_is_noted_in_the_audit_without_anything_personal(submit, hub, at):
    submit(narrative="Somebody wrote something.", email="somebody@example.org")
    snapshots.take(by=hub, at=at)
    entry = Entry.objects.get(verb="counted")
    assert entry.details == {"reports": 1, "written": 1, "differs": 0}


def test_tables_of_long_past_nights_go_but_the_first_of_each_month_stays(hub, at):
    for day in range(60):
        Snapshot.objects.create(
            taken_at=at + timedelta(days=day),
            day=(at + timedelta(days=day - 1)).date(),
            written=0,
            reports=0,
            seconds=0,
        )
    last = snapshots.take(by=hub, at=at + timedelta(days=60))
    kept = list(Snapshot.objects.order_by("day").values_list("day", flat=True))
    old = [day for day in kept if day < (last.taken_at - snapshots.KEPT).date() - timedelta(days=1)]
    assert len(old) == len({(day.year, day.month) for day in old})
    assert kept[-1] == last.day


def test_numbers_of_facts_are_of_whole_tables(submit, officer, hub, at):
    make_counted(submit, officer, at)
    snapshots.take(by=hub, at=at)
    total = TakedownFact.objects.aggregate(n=Sum("posts"))["n"] or 0
    cell = SnapshotCell.objects.filter(table="takedown", period="").first()
    assert (cell.numbers["posts"] if cell else 0) == total
