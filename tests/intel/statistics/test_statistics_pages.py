"""The officers' statistics: what is shown is what was counted, with definitions, pictures and files."""

import csv
import html
import io
import re

import pytest
from django.utils import timezone

from hatehub.accounts.actors import HUB
from intel.models import ReportFact, Snapshot
from intel.rules.statistics.tables import TABLES
from intel.rules.statistics.topics import TOPICS
from intel.services.statistics import snapshots
from tests.making.worlds import make_counted

pytest_plugins = ["tests.making.http"]
PATH = "/hub/statistics/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def client(staff):
    return staff("officer")


@pytest.fixture
def world(submit, officer, at):
    reports = make_counted(submit, officer, at)
    snapshots.take(by=HUB, at=timezone.now())
    return reports


def text_of(page):
    assert page.status_code == 200
    return html.unescape(page.content.decode())


def rows_of(answer):
    return list(csv.reader(io.StringIO(answer.content.decode())))


def test_before_the_first_night_it_says_that_nothing_was_counted(client):
    for path in (PATH, f"{PATH}on/how-much/", f"{PATH}snapshots/"):
        assert "Nothing was counted yet" in text_of(client.get(path))


def test_large_numbers_are_those_of_the_facts(client, world):
    text = text_of(client.get(PATH))
    numbers = {
        meaning: int(number.replace(",", ""))
        for number, meaning in re.findall(
            r'hub-figures__number">([\d,]+)</span>\s*<span class="hub-figures__meaning">([^<]+)<', text
        )
    }
    assert numbers["reports in twelve months"] == len(world)
    assert numbers["cases that these are worked as"] == ReportFact.objects.filter(leads=True).count()


@pytest.mark.parametrize("code", TOPICS)
def test_every_question_has_pictures_tables_definitions_and_files(client, world, code):
    page = client.get(f"{PATH}on/{code}/")
    text = text_of(page)
    for shown in TOPICS[code].tables:
        assert shown.table in TABLES
        table = f"{shown.table.replace('/', '-')}-{shown.measure}"
        assert f'id="{table}"' in text
        rows = rows_of(client.get(f"{PATH}on/{code}/", {"csv": table}))
        assert len(rows) >= 1
        assert all(len(row) == len(rows[0]) for row in rows)
    assert text.count("What is counted") == len(TOPICS[code].tables)
    assert "Left out:" in text


def test_months_quarters_and_years_add_up_to_the_same(client, world):
    for table, code in (("report-reports", "how-much"), ("report-strand-reports", "what-kind")):
        totals = set()
        for by in ("month", "quarter", "year"):
            rows = rows_of(client.get(f"{PATH}on/{code}/", {"csv": table, "by": by}))[1:]
            totals.add(sum(int(row[1] or 0) for row in rows))
        assert len(totals) == 1
        assert totals.pop() >= len(world)


def test_years_in_the_wrong_order_are_refused_beside_the_field(client, world):
    ReportFact.objects.filter(pk=world[0].id).update(month="2024-01-01")
    Snapshot.objects.all().delete()
    snapshots.take(by=HUB, at=timezone.now())
    year = timezone.localdate().year
    page = client.get(f"{PATH}on/how-much/", {"since": str(year), "until": str(year - 40)})
    assert "Select a valid choice" in text_of(page)


def test_difference_is_shown_to_whoever_reads_the_figures(client, world):
    Snapshot.objects.update(
        differs=1, checks=[{"name": "stages", "facts": 9, "tables": 10, "differing": {"x": [0, 1]}}]
    )
    assert "differ from the case tables" in text_of(client.get(PATH))
    assert "x 0/1" in text_of(client.get(f"{PATH}snapshots/"))


def test_old_figures_say_so(client, world):
    Snapshot.objects.update(taken_at=timezone.now() - timezone.timedelta(hours=40))
    assert "these figures are old" in text_of(client.get(PATH))


def test_unknown_question_or_file_is_not_found(client, world):
    assert client.get(f"{PATH}on/nothing/").status_code == 404
    assert client.get(f"{PATH}on/how-much/", {"csv": "nothing"}).status_code == 404


def test_pages_ask_the_same_number_of_queries_however_much_there_is(client, world, django_assert_max_num_queries):
    for path, most in ((PATH, 45), (f"{PATH}on/what-kind/", 35), (f"{PATH}snapshots/", 25)):
        with django_assert_max_num_queries(most):
            client.get(path)
