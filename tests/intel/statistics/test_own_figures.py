"""What came of an officer's own cases: counted from what that officer had, and shown to nobody else."""

import csv
import html
import io
from datetime import timedelta

import pytest
from django.utils import timezone

from hatehub.accounts.actors import HUB, Actor
from hatehub.accounts.models import User
from hatehub.accounts.permissions import NotPermitted
from hatehub.accounts.roles import Role
from intel.models import ReportFact
from intel.selectors.own_figures import own_figures
from intel.services.statistics import snapshots
from tests.making.facts import add_reports
from triage.services import claiming

pytest_plugins = ["tests.making.http"]
PATH = "/hub/statistics/mine/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def had(submit, at):
    """Four cases that nobody has yet."""
    return [submit(minutes=number) for number in range(4)]


def claimed_by(client, reports, at, *, released=()):
    user = User.objects.get(pk=client.session["_auth_user_id"])
    by = Actor(role=Role.OFFICER, identifier=f"user:{user.username}", user_id=user.pk)
    claims = {report: claiming.claim(case_id=report.case_id, by=by, at=at) for report in reports}
    for report in released:
        claiming.release(claim_id=claims[report].pk, by=by, at=at + timedelta(minutes=5))
    return by


def counted(at):
    ReportFact.objects.all().delete()
    return snapshots.take(by=HUB, at=at)


def rows_of(answer):
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.content.decode())))


def test_counts_what_one_had_and_no_more(staff, had, at):
    mine, other = staff("officer"), staff("officer")
    claimed_by(mine, had[:3], at, released=had[:1])
    claimed_by(other, had[3:], at)
    counted(timezone.now())
    assert sum(int(row[1]) for row in rows_of(mine.get(PATH, {"csv": "own-stages"}))[1:]) == 3
    assert sum(int(row[1]) for row in rows_of(other.get(PATH, {"csv": "own-stages"}))[1:]) == 1
    assert "cases that you had" in html.unescape(mine.get(PATH).content.decode())


def test_months_hold_each_case_once_with_all_its_reports(staff, had, at, officer):
    mine = staff("officer")
    by = claimed_by(mine, had[:2], at)
    lead, second = had[:2]
    counted(timezone.now())
    month = ReportFact.objects.get(pk=lead.pk).month
    ReportFact.objects.filter(pk=second.pk).update(case_id=lead.case_id, leads=False, to_decided=7_000)
    ReportFact.objects.filter(pk=lead.pk).update(to_decided=2 * 1440, to_accepted=9_000, takedown="removed")
    found = own_figures(by=by, since=month, until=month + timedelta(days=31))
    assert [(each.cases, each.reports, each.decided, each.accepted, each.removed) for each in found.months] == [
        (1, 2, 1, 1, 1)
    ]
    assert found.months[0].days_to_decision == 2.0
    assert sum(found.stages.values()) == 1


def test_median_is_of_the_cases_that_are_decided(staff, had, at):
    mine = staff("officer")
    by = claimed_by(mine, had[:3], at)
    counted(timezone.now())
    for report, days in zip(had[:2], (1, 4), strict=True):
        ReportFact.objects.filter(pk=report.pk).update(to_decided=days * 1440)
    month = ReportFact.objects.get(pk=had[0].pk).month
    found = own_figures(by=by, since=month, until=month + timedelta(days=31)).months[0]
    assert (found.cases, found.decided, found.days_to_decision) == (3, 2, 2.5)


def test_without_a_case_it_says_so_and_where_to_find_one(staff, had, at):
    client = staff("officer")
    counted(timezone.now())
    text = client.get(PATH).content.decode()
    assert "None of your cases was counted yet" in text
    assert rows_of(client.get(PATH, {"csv": "own-months"}))[1:] == []


def test_before_the_first_night_and_for_an_unknown_file(staff):
    client = staff("officer")
    assert "Nothing was counted yet" in client.get(PATH).content.decode()
    counted(timezone.now())
    assert client.get(PATH, {"csv": "nothing"}).status_code == 404


def test_nobody_else_may_ask(staff, west_yorkshire):
    assert staff("force").get(PATH).status_code == 403
    with pytest.raises(NotPermitted):
        own_figures(by=west_yorkshire, since=timezone.localdate(), until=timezone.localdate())


def test_queries_stay_the_same_however_many_cases(staff, had, at, django_assert_max_num_queries):
    mine = staff("officer")
    claimed_by(mine, had, at)
    add_reports(500, months=[timezone.localdate().replace(day=1)])
    counted(timezone.now())
    with django_assert_max_num_queries(25):
        mine.get(PATH)
