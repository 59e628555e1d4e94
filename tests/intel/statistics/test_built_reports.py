"""Reports that an analyst builds: what they count, who may see and change them, and when they are counted again."""

import csv
import html
import io
import re
from datetime import timedelta

import pytest

from hatehub.accounts.actors import HUB, Actor
from hatehub.accounts.permissions import NotPermitted
from hatehub.accounts.roles import Role
from hatehub.audit.models import Entry
from intel.models import BuiltReport, BuiltRun, ReportFact, Snapshot
from intel.rules.statistics.periods import Grain
from intel.rules.statistics.plans import BadPlan, Every, Plan
from intel.rules.statistics.terms import Unit
from intel.services.statistics import building, snapshots
from tests.making.worlds import make_counted

pytest_plugins = ["tests.making.http"]
PATH = "/hub/statistics/reports/"
pytestmark = pytest.mark.django_db
ALL = {"unit": Unit.REPORT, "measures": ("reports",), "back": 0}


@pytest.fixture
def world(submit, officer, at):
    reports = make_counted(submit, officer, at)
    snapshots.take(by=HUB, at=at + timedelta(days=1))
    return reports


def build(by, at, *, plan=None, **more):
    known = {"title": "Strands", "is_shared": False, "every": Every.NEVER}
    return building.build(**{**known, **more}, plan=plan or Plan(**ALL, dimensions=("strand",)), by=by, at=at)


def rows_of(report):
    return {tuple(row[:-1]): row[-1] for row in report.runs.latest("counted_at").rows}


def test_counts_by_several_values_and_by_pairs(world, officer, at):
    report = build(officer, at)
    assert rows_of(report) == {("Race or ethnicity",): 6, ("Religion or belief",): 3, ("Disability",): 2}
    pairs = build(officer, at, plan=Plan(**ALL, dimensions=("strand", "kind")))
    assert sum(rows_of(pairs).values()) == 11
    assert (
        rows_of(pairs)["Race or ethnicity", "Victim"]
        == ReportFact.objects.filter(strands__contains=["race"], kind="victim").count()
    )


def test_two_dimensions_of_several_values_are_crossed_not_paired(world, officer, at):
    ReportFact.objects.update(platforms=["facebook", "x"])
    crossed = rows_of(build(officer, at, plan=Plan(**ALL, dimensions=("strand", "platform"))))
    assert crossed["Religion or belief", "Facebook"] == crossed["Religion or belief", "X (formerly Twitter)"] == 3


def test_narrowed_counts_are_of_those_alone(world, officer, at):
    plan = Plan(**ALL, dimensions=("kind",), filters={"strand": ("religion",), "decided_as": ("undecided",)})
    report = build(officer, at, plan=plan)
    wanted = ReportFact.objects.filter(strands__contains=["religion"], decided_as="undecided")
    assert sum(rows_of(report).values()) == wanted.count()
    said = report.runs.get().said["narrowed"]
    assert {"name": "Strand", "values": ["Religion or belief"]} in said


def test_without_values_is_a_value_too(world, officer, at):
    plan = Plan(**ALL, dimensions=("offence",), filters={"offence": ("",)})
    assert set(rows_of(build(officer, at, plan=plan))) == {("No offence engaged",)}


def test_median_says_of_how_many_it_is(world, officer, at):
    plan = Plan(unit=Unit.REPORT, measures=("days_to_decision", "reports"), back=0)
    run = build(officer, at, plan=plan).runs.get()
    assert run.headings == ["Median days to a decision", "Median days to a decision: of how many", "Reports"]
    timed = ReportFact.objects.filter(to_decided__isnull=False)
    assert run.rows[0][1] == timed.count()
    minutes = sorted(timed.values_list("to_decided", flat=True))
    middle = (minutes[(len(minutes) - 1) // 2] + minutes[len(minutes) // 2]) / 2
    assert run.rows[0][0] == pytest.approx(round(middle / 1440, 1))


def test_only_whole_months_are_counted(world, officer, at):
    plan = Plan(unit=Unit.REPORT, measures=("reports",), grain=Grain.MONTH, back=12)
    assert build(officer, at, plan=plan).runs.get().rows == [], "the month of all reports is not over"
    Snapshot.objects.update(day=(at + timedelta(days=40)).date())
    assert build(officer, at, plan=plan).runs.get().rows == [["2026-03", 8]]


def test_too_many_rows_are_refused_and_nothing_is_kept(world, officer, at, monkeypatch):
    monkeypatch.setattr(building, "MOST_ROWS", 2)
    with pytest.raises(BadPlan, match="more than 2 rows"):
        build(officer, at)
    assert not BuiltReport.objects.exists()


def test_before_the_first_snapshot_nothing_is_kept(officer, at):
    with pytest.raises(building.NothingCounted):
        build(officer, at)
    assert not BuiltReport.objects.exists()


def test_only_its_owner_changes_or_removes_it(world, officer, supervisor, west_yorkshire, at):
    report = build(officer, at, is_shared=True)
    plan = Plan(**ALL)
    known = {"report_id": report.id, "title": "Mine", "plan": plan, "is_shared": False, "every": Every.NEVER}
    with pytest.raises(building.ReportChanged):
        building.change(**known, expected_edits=0, by=supervisor, at=at)
    with pytest.raises(building.ReportChanged):
        building.remove(report_id=report.id, expected_edits=0, by=supervisor, at=at)
    with pytest.raises(NotPermitted):
        building.count_again(report_id=report.id, by=west_yorkshire, at=at)
    building.change(**known, expected_edits=0, by=officer, at=at)
    with pytest.raises(building.ReportChanged):
        building.change(**known, expected_edits=0, by=officer, at=at)
    with pytest.raises(BuiltReport.DoesNotExist):
        building.count_again(report_id=report.id, by=supervisor, at=at)
    building.remove(report_id=report.id, expected_edits=1, by=officer, at=at)
    assert not BuiltRun.objects.exists()
    assert list(
        Entry.objects.filter(subject=f"built_report:{report.id}").order_by("at", "id").values_list("verb", flat=True)
    ) == [
        "built",
        "changed",
        "removed",
    ]


def test_what_is_due_is_counted_once_by_the_night(world, officer, hub, at):
    report = build(officer, at, every=Every.WEEK)
    never = build(officer, at)
    assert report.due_on.weekday() == 0
    due = at + timedelta(days=(report.due_on - at.date()).days)
    assert building.count_due(by=hub, at=due - timedelta(days=1)) == 0
    assert building.count_due(by=hub, at=due) == 1
    assert building.count_due(by=hub, at=due) == 0
    assert (report.runs.count(), never.runs.count()) == (2, 1)
    report.refresh_from_db()
    assert report.due_on == due.date() + timedelta(days=7)


def test_due_report_that_cannot_be_counted_any_more_stops_no_other(world, officer, hub, at):
    broken, whole = build(officer, at, every=Every.MONTH), build(officer, at, every=Every.MONTH)
    BuiltReport.objects.filter(id=broken.id).update(plan={**broken.plan, "unit": "gone"})
    assert building.count_due(by=hub, at=at + timedelta(days=40)) == 1
    assert whole.runs.count() == 2


def test_old_countings_go(world, officer, at, monkeypatch):
    monkeypatch.setattr(building, "KEPT_RUNS", 3)
    report = build(officer, at)
    for minute in range(5):
        building.count_again(report_id=report.id, by=officer, at=at + timedelta(minutes=minute + 1))
    assert report.runs.count() == 3


# The pages


@pytest.fixture
def client(staff):
    return staff("officer")


def text_of(page, status=200):
    assert page.status_code == status
    return html.unescape(page.content.decode())


SENT = {
    "title": "Who, by strand",
    "measures": ["reports", "crimes"],
    "by_1": "strand",
    "by_2": "kind",
    "by_3": "",
    "grain": "whole",
    "back": "0",
    "every": "week",
    "is_shared": "on",
}


def test_report_is_built_read_downloaded_narrowed_and_removed(client, world):
    assert "What do you want to count?" in text_of(client.get(f"{PATH}new/"))
    assert "Who reported" in text_of(client.get(f"{PATH}new/", {"unit": "report"}))
    answer = client.post(f"{PATH}new/?unit=report", SENT)
    assert answer.status_code == 302
    report = BuiltReport.objects.get()
    page = text_of(client.get(answer.url))
    assert "Who, by strand" in page
    assert "Each Monday, next on" in page
    assert "As the person who reported sees it" in page or "as the person who reported sees it" in page
    rows = list(csv.reader(io.StringIO(client.get(answer.url, {"csv": "counted"}).content.decode())))
    assert rows[0] == ["Strand", "Who reported", "Reports", "Crimes"]
    assert sum(int(row[2]) for row in rows[1:]) == 11

    only = f"{answer.url}only/kind/"
    assert "Count only these" in text_of(client.get(only))
    assert client.post(only, {"edits": report.edits, "values": ["victim"]}).status_code == 302
    assert "Only Who reported: Victim." in re.sub(r"\s+", " ", text_of(client.get(answer.url)))
    report.refresh_from_db()
    assert client.post(f"{answer.url}count/").status_code == 302
    assert "Earlier countings" in text_of(client.get(answer.url))
    assert "goes with all that it has counted" in text_of(client.get(f"{answer.url}remove/"))
    assert client.post(f"{answer.url}remove/", {"edits": report.edits}).status_code == 302
    assert client.get(answer.url).status_code == 404


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": ""}, "Write a title."),
        ({"measures": []}, "Choose what is counted."),
        ({"by_2": "strand"}, "Choose each only once."),
        ({"by_1": "partner"}, "Select a valid choice"),
        ({"back": "5"}, "Select a valid choice"),
    ],
)
def test_wrong_plan_is_refused_beside_the_field_and_nothing_typed_is_lost(client, world, change, said):
    text = text_of(client.post(f"{PATH}new/?unit=report", {**SENT, **change}), status=422)
    assert said in text
    assert change.get("title", SENT["title"]) in text
    assert not BuiltReport.objects.exists()


def test_others_see_what_is_shared_and_nothing_else(staff, world, at):
    client = staff("officer")
    other = Actor(role=Role.OFFICER, identifier="somebody-else")
    own, shared = build(other, at, title="Kept to oneself"), build(other, at, title="For all", is_shared=True)
    text = text_of(client.get(PATH))
    assert "For all" in text
    assert "Kept to oneself" not in text
    assert client.get(f"{PATH}{own.id}/").status_code == 404
    assert "Change what it counts" not in text_of(client.get(f"{PATH}{shared.id}/"))
    for page in ("change/", "only/kind/", "remove/"):
        assert client.get(f"{PATH}{shared.id}/{page}").status_code == 404


def test_somebody_else_in_between_is_said(client, world):
    answer = client.post(f"{PATH}new/?unit=report", SENT)
    text = text_of(client.post(f"{answer.url}change/", {**SENT, "edits": 7}), status=422)
    assert "changed or removed since you opened it" in text
    stale = client.post(f"{answer.url}remove/", {"edits": "7"}, follow=True)
    assert "changed or removed since you opened it" in text_of(stale)


def test_units_without_anything_are_counted_too(client, world):
    sent = {**SENT, "measures": ["requests", "days_to_gone"], "by_1": "", "by_2": ""}
    answer = client.post(f"{PATH}new/?unit=takedown", sent)
    assert "Requests to platforms" in text_of(client.get(answer.url))
