import csv
import html
import io
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from hatehub.accounts.actors import HUB
from hatehub.accounts.models import Team, User
from hatehub.design.charts import BarPicture
from reports.models import Report
from reports.services import following
from tests.making import reports as making
from triage.models import Claim
from triage.selectors.figures import get_figures
from triage.services import figures
from triage.web.figure_pages import BUILDERS

pytest_plugins = ["tests.making.http"]
PATH = "/hub/overview/"
FRAME = 11
"""What signing in and the counts of the navigation ask on every page of a supervisor."""


@pytest.fixture
def client(staff):
    return staff("supervisor")


@pytest.fixture
def world(staff, officer):
    """A team with an officer, cases at several states, some closed, one opened again; all of it counted."""
    staff("officer")
    now = timezone.now()
    user = User.objects.latest("id")
    user.team = Team.objects.create(name="=Night desk")
    user.first_name, user.last_name = "Ada", "Quill"
    user.save()
    for days, state in ((0, "received"), (2, "in_triage"), (5, "assessed_crime"), (40, "assessed_non_crime")):
        at = now - timedelta(days=days, hours=2)
        report = making.walk(making.submit(at=at), to=state, by=officer, at=at + timedelta(hours=1))
    Claim.objects.create(case=report.case, officer=user, claimed_at=now, claimed_by="officer:x")
    closed = [making.submit(at=now - timedelta(days=1)) for _ in range(2)]
    for report in closed:
        making.walk(report, to="closed", by=officer, at=now - timedelta(hours=20))
    following.request_review(report_id=closed[0].id, at=now - timedelta(hours=1))
    making.work_off()
    figures.count_again(by=HUB, at=now)
    figures.count_now(by=HUB, at=now)


def text_of(page):
    return html.unescape(page.content.decode())


def download(client, code, table):
    answer = client.get(f"{PATH}{code}/", {"csv": table})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(answer.content.decode())))


# What is shown -------------------------------------------------------------------------------------
def test_nothing_counted_yet_says_so(client):
    text = text_of(client.get(PATH))
    assert "The counting has not run for half an hour" in text
    for code in BUILDERS:
        assert client.get(f"{PATH}{code}/").status_code == 200


def test_overview_shows_the_large_numbers_and_every_picture(client, world):
    page = client.get(PATH)
    text = text_of(page)
    assert [(item["number"], item["meaning"]) for item in page.context["large"]][:2] == [
        (5, "cases open"),
        (4, "of them with nobody"),
    ]
    assert "Counted every ten minutes." in text
    assert "The counting has not run" not in text
    assert text.count('role="img"') == 7
    for title in ("Open cases by team", "Open cases by queue and age", "Reports and decisions by day"):
        assert title in text


def test_workload_counts_by_team_and_by_officer(client, world):
    rows = download(client, "workload", "workload-teams")
    assert rows[0] == [
        *("Team", "New", "In triage", "To assign", "To close"),
        *("Package being built", "Waiting on force", "With force", "All"),
    ]
    assert rows[1:] == [
        ["'=Night desk", "0", "0", "0", "1", "0", "0", "0", "1"],
        ["No team", "0", "0", "0", "0", "0", "0", "0", "0"],
        ["Nobody", "1", "2", "1", "0", "0", "0", "0", "4"],
    ]
    officers = {row[0]: row[1:] for row in download(client, "workload", "workload-officers")[1:]}
    assert officers["Ada Quill"][:2] == ["'=Night desk", "1"]


def test_ageing_adds_up(client, world):
    rows = download(client, "ageing", "ageing")
    numbers = [[int(cell) for cell in row[1:]] for row in rows[1:]]
    assert [sum(column) for column in zip(*numbers[:-1], strict=True)] == numbers[-1]
    assert numbers[-1] == [1, 2, 1, 0, 0, 1, 5]


def test_reopening_names_reason_and_outcome(client, world):
    rows = download(client, "reopening", "reopening-reasons")
    asked = dict(zip(rows[0], rows[1], strict=True))
    assert asked["Why"] == "The complainant asked for a review"
    assert (asked["No enforcement was possible"], asked["Other"], asked["All"]) == ("1", "0", "1")


def test_few_are_not_given_as_a_share(client, world):
    rows = download(client, "clocks", "clocks-weeks")
    assert rows[-1][-1] in ("too few to say", "")
    assert not any("%" in cell for row in rows for cell in row)


def test_every_picture_table_and_file_say_the_same(client, world):
    for code in BUILDERS:
        says_the_same(client, code)


def says_the_same(client, code):
    page = client.get(f"{PATH}{code}/")
    figure = page.context["figure"]
    text = text_of(page)
    for table in figure.tables:
        rows = download(client, code, table.code)
        assert len(rows) == len(table.rows) + 1
        shown = re.search(rf'<h2[^>]*id="{table.code}">.*?(?=<h2|$)', text, re.DOTALL).group()
        cells = [
            cell.strip().replace(",", "") for cell in re.findall(r'<td[^>]*data-label="[^"]*">([^<]*)</td>', shown)
        ]
        assert cells == [str(cell).replace(",", "") for row in table.rows for cell in row[1:]]
    by_title = {table.title: table for table in figure.tables}
    for picture in figure.bars:
        assert isinstance(picture, BarPicture)
        table = by_title[picture.title]
        places = [table.headings.index(key.name) for key in picture.keys]
        for bar, row in zip(picture.rows, table.rows, strict=False):
            assert bar.total == sum(row[place] for place in places)
    for picture in figure.lines:
        assert {key.name for key in picture.keys} <= set(by_title[picture.title].headings)


def test_pages_carry_no_reference_and_no_words_of_a_report(client, world):
    references = list(Report.objects.values_list("reference", "case__reference"))
    for path in (PATH, *(f"{PATH}{code}/" for code in BUILDERS)):
        text = text_of(client.get(path))
        assert "style=" not in text
        assert not any(own in text or case in text for own, case in references)


# Cost ----------------------------------------------------------------------------------------------
def test_pages_ask_three_questions_at_most(client, world, supervisor, django_assert_max_num_queries):
    now = timezone.now()
    with django_assert_max_num_queries(2):
        get_figures(by=supervisor, at=now)
    with django_assert_max_num_queries(3):
        get_figures(by=supervisor, at=now, with_questions=True)
    for path in (PATH, *(f"{PATH}{code}/" for code in BUILDERS)):
        with django_assert_max_num_queries(FRAME + 3):
            client.get(path)


# Refusals ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", ["officer", "force", "partner", "reference_admin"])
@pytest.mark.parametrize("path", [PATH, f"{PATH}workload/", f"{PATH}workload/?csv=workload-officers"])
def test_others_are_refused_the_overview(staff, role, path):
    assert staff(role).get(path).status_code == 403


@pytest.mark.parametrize("path", ["else/", "workload/?csv=else", "workload/?csv=", "ageing/?csv=workload-teams"])
def test_what_there_is_not_is_not_found(client, path):
    assert client.get(f"{PATH}{path}").status_code == 404


def test_overview_is_only_looked_at(client):
    assert client.post(PATH).status_code == 405
    assert client.post(f"{PATH}ageing/").status_code == 405
