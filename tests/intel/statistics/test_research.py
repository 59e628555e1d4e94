"""Research projects: rows under pseudonyms of the project, alike enough, for approved projects alone."""

import csv
import html
import io
import json
import re
import uuid
import zipfile
from collections import Counter
from datetime import date, timedelta
from hashlib import sha256

import pytest
from django.utils import timezone

from hatehub.accounts.actors import HUB, Actor
from hatehub.accounts.permissions import NotPermitted
from hatehub.accounts.roles import Role
from hatehub.audit.models import Entry
from hatehub.vault.models import DataKey
from intel.models import ReportFact, ResearchExport, ResearchProject
from intel.rules.statistics.research_columns import FURTHER, K
from intel.services.statistics import research, snapshots
from intel.services.statistics.research import ProjectRefused
from reports.models import Report
from tests.making import facts
from tests.making.worlds import make_counted

pytest_plugins = ["tests.making.http"]
PATH = "/hub/statistics/research/"
MONTHS = [date(2025, month, 1) for month in range(1, 13)]
OTHER = Actor(role=Role.SUPERVISOR, identifier="supervisor-2")
KNOWN = {
    "title": "Escalation",
    "organisation": "A university",
    "purpose": "How soon threats follow insults.",
    "ethics": "Its board, 2026/17",
    "since": MONTHS[0],
    "until": date(2026, 1, 1),
}
pytestmark = pytest.mark.django_db


@pytest.fixture
def counted(db):
    facts.add_reports(300, months=MONTHS)
    return facts.add_snapshot(date(2026, 1, 10))


def approved(by, at, **more):
    known = {**KNOWN, "columns": ["decided_as", "days_to_decision"], "ends_on": at.date() + timedelta(days=90), **more}
    project = research.ask(**known, by=by, at=at)
    return research.settle(project_id=project.id, is_approved=True, reason="It serves the public.", by=OTHER, at=at)


def read(packed):
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        rows = list(csv.DictReader(io.StringIO(archive.read("reports.csv").decode())))
        return rows, json.loads(archive.read("dictionary.json")), archive.read("TERMS.txt").decode()


def test_file_has_the_rows_the_dictionary_and_the_terms(counted, officer, at):
    project = approved(officer, at)
    made, packed = research.export(project_id=project.id, by=officer, at=at)
    rows, about, terms = read(packed)
    assert len(rows) == made.rows == 300 - made.left_out
    assert list(rows[0]) == list(about["columns"])
    assert list(rows[0])[-2:] == ["decided_as", "days_to_decision"]
    assert about["left_out"] == made.left_out < K
    assert "Do not try to find out who anybody is" in terms
    assert made.sha256 == sha256(packed).hexdigest()
    assert len({row["report"] for row in rows}) == len(rows)


def test_nobody_stands_out_in_a_file(counted, officer, at):
    project = approved(officer, at)
    rows, _about, _terms = read(research.export(project_id=project.id, by=officer, at=at)[1])
    alike = Counter((row["when"], row["where"], row["kind"], row["strands"]) for row in rows)
    assert min(alike.values()) >= K
    assert len(alike) > 10


def test_pseudonyms_are_the_projects_own_and_stay(counted, officer, at):
    one, other = approved(officer, at), approved(officer, at, title="Another")
    first, again, elsewhere = (
        {row["report"] for row in read(research.export(project_id=each.id, by=officer, at=at)[1])[0]}
        for each in (one, one, other)
    )
    assert first == again
    assert not first & elsewhere


def test_no_identifier_of_the_hub_is_in_a_file(submit, officer, hub, at):
    reports = make_counted(submit, officer, at)
    snapshots.take(by=hub, at=at + timedelta(days=1))
    project = approved(officer, at, columns=list(FURTHER), since=date(2026, 3, 1), until=date(2026, 4, 1))
    rows, about, _terms = read(research.export(project_id=project.id, by=officer, at=at)[1])
    text = json.dumps([rows, about])
    for each in reports:
        report = Report.objects.get(id=each.id)
        for secret in (str(report.id), report.id.hex, report.reference, str(report.case_id), report.case.reference):
            assert secret not in text
        handles = set(report.contents.exclude(account_handle="").values_list("account_handle", flat=True))
        assert not handles & set(text.split('"'))
    assert len(rows) == len(reports)
    assert len({row["case"] for row in rows}) == len(reports) - 1


def test_ending_destroys_the_key_and_no_file_is_made_any_more(counted, officer, supervisor, at):
    project = approved(officer, at)
    research.export(project_id=project.id, by=officer, at=at)
    research.end(project_id=project.id, by=supervisor, at=at)
    project.refresh_from_db()
    assert (project.state, project.sealed_key) == ("ended", None)
    assert DataKey.objects.get(owner=project.id).wrapped is None
    with pytest.raises(ProjectRefused, match="not approved"):
        research.export(project_id=project.id, by=officer, at=at)
    with pytest.raises(ProjectRefused, match="Only a project"):
        research.end(project_id=project.id, by=supervisor, at=at)
    noted = Entry.objects.filter(subject=f"research_project:{project.id}").order_by("at", "id")
    assert list(noted.values_list("verb", flat=True)) == ["asked", "approved", "exported", "ended"]


def test_projects_end_by_themselves_after_their_last_day(counted, officer, hub, at):
    project = approved(officer, at, ends_on=at.date() + timedelta(days=1))
    assert research.end_due(by=hub, at=at + timedelta(days=1)) == 0
    with pytest.raises(ProjectRefused):
        research.export(project_id=project.id, by=officer, at=at + timedelta(days=2))
    assert research.end_due(by=hub, at=at + timedelta(days=2)) == 1
    assert research.end_due(by=hub, at=at + timedelta(days=2)) == 0


def test_approval_is_for_another_supervisor(counted, officer, supervisor, west_yorkshire, at):
    known = {**KNOWN, "columns": [], "ends_on": at.date() + timedelta(days=90)}
    own = research.ask(**known, by=supervisor, at=at)
    settled = {"project_id": own.id, "is_approved": True, "reason": "Good.", "at": at}
    with pytest.raises(ProjectRefused, match="somebody else"):
        research.settle(**settled, by=supervisor)
    with pytest.raises(NotPermitted):
        research.settle(**settled, by=officer)
    with pytest.raises(NotPermitted):
        research.ask(**known, by=west_yorkshire, at=at)
    with pytest.raises(ProjectRefused, match="not approved"):
        research.export(project_id=own.id, by=officer, at=at)
    research.settle(**{**settled, "is_approved": False}, by=OTHER)
    with pytest.raises(ProjectRefused, match="settled meanwhile"):
        research.settle(**settled, by=OTHER)
    assert not DataKey.objects.filter(owner=own.id).exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"columns": ["name"]}, "no column name"),
        ({"until": date(2025, 1, 1)}, "1 to 60 months"),
        ({"until": date(2031, 1, 1)}, "1 to 60 months"),
        ({"ends_on": date(2020, 1, 1)}, "after today"),
    ],
)
def test_what_cannot_be_given_is_refused(officer, at, change, said):
    known = {**KNOWN, "columns": [], "ends_on": at.date() + timedelta(days=90)}
    with pytest.raises(ProjectRefused, match=said):
        research.ask(**{**known, **change}, by=officer, at=at)
    assert not ResearchProject.objects.exists()


def test_nothing_is_made_of_figures_that_do_not_reconcile_or_are_too_many(counted, officer, at, monkeypatch):
    project = approved(officer, at)
    monkeypatch.setattr(research, "MOST_ROWS", 10)
    with pytest.raises(ProjectRefused, match="more than 10 rows"):
        research.export(project_id=project.id, by=officer, at=at)
    monkeypatch.undo()
    facts.add_snapshot(date(2026, 1, 11), differs=1)
    with pytest.raises(ProjectRefused, match="reconcile"):
        research.export(project_id=project.id, by=officer, at=at)
    assert not ResearchExport.objects.exists()


def test_only_reports_of_the_months_are_in_a_file(counted, officer, at):
    project = approved(officer, at, since=date(2025, 3, 1), until=date(2025, 5, 1))
    rows, about, _terms = read(research.export(project_id=project.id, by=officer, at=at)[1])
    wanted = ReportFact.objects.filter(month__in=MONTHS[2:4]).count()
    assert len(rows) + about["left_out"] == wanted
    assert {row["when"] for row in rows} <= {"2025-Q1", "2025-Q2", "2025", "*"}


# The pages


def text_of(page, status=200):
    assert page.status_code == status
    return re.sub(r"\s+", " ", html.unescape(page.content.decode()))


def sent(**more):
    end = timezone.localdate() + timedelta(days=60)
    days = {"since": date(2025, 1, 9), "until": date(2025, 12, 1), "ends_on": end}
    parts = {
        f"{name}_{part}": str(getattr(day, part)) for name, day in days.items() for part in ("day", "month", "year")
    }
    words = {name: KNOWN[name] for name in ("title", "organisation", "purpose", "ethics")}
    return {**words, **parts, "columns": ["decided_as"], **more}


def test_project_is_asked_for_approved_given_a_file_and_ended(counted, staff):
    officer, supervisor = staff("officer"), staff("supervisor")
    assert "There is none yet." in text_of(officer.get(PATH))
    assert "at least 5 rows are alike" in text_of(officer.get(f"{PATH}new/"))
    answer = officer.post(f"{PATH}new/", sent())
    assert answer.status_code == 302, text_of(answer, status=422)
    url = answer.url
    project = ResearchProject.objects.get()
    assert (project.since, project.until) == (date(2025, 1, 1), date(2026, 1, 1))
    assert "a supervisor other than you has to approve it" in text_of(officer.get(url))
    assert officer.post(f"{url}settle/", {"decision": "approve", "reason": "x"}).status_code == 403
    assert "Write your reason." in text_of(supervisor.post(f"{url}settle/", {"decision": "approve"}), status=422)
    assert supervisor.post(f"{url}settle/", {"decision": "approve", "reason": "It serves."}).status_code == 302
    file = officer.post(f"{url}export/")
    assert (file.status_code, file["Content-Type"]) == (200, "application/zip")
    assert len(read(file.content)[0]) > 280
    assert ResearchExport.objects.get().sha256 in text_of(officer.get(url))
    assert officer.post(f"{url}end/").status_code == 403
    assert "lead nowhere any more" in text_of(supervisor.post(f"{url}end/", follow=True))
    assert "not approved" in text_of(officer.post(f"{url}export/", follow=True))
    assert "Ended" in text_of(supervisor.get(PATH))


def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(staff):
    client = staff("officer")
    text = text_of(client.post(f"{PATH}new/", sent(title="", until_year="2024")), status=422)
    assert "Write a title." in text
    assert "not before the first" in text
    assert KNOWN["purpose"] in text
    past = sent(ends_on_year="2020")
    assert "after today" in text_of(client.post(f"{PATH}new/", past), status=422)


def test_unknown_project_is_not_found(staff):
    assert staff("supervisor").get(f"{PATH}{uuid.uuid4()}/").status_code == 404
    assert research.end_due(by=HUB, at=timezone.now()) == 0
