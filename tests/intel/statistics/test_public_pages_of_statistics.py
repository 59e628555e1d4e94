"""The public statistics: what anybody reads, in words, pictures and files, of the newest and of earlier releases."""

import csv
import html
import io
import json
import re
from datetime import date

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from hatehub.accounts.actors import HUB, Actor
from hatehub.accounts.roles import Role
from intel.models import ReleaseCounts, StatisticsRelease
from intel.rules.statistics.release_views import tables_of
from intel.services.statistics import releasing
from tests.making import facts

pytest_plugins = ["tests.making.http", "tests.making.kept"]
MONTHS = [date(2025, month, 1) for month in range(1, 13)]
ONE, OTHER = (Actor(role=Role.SUPERVISOR, identifier=f"supervisor-{number}") for number in (1, 2))
pytestmark = pytest.mark.django_db


def release(*, note):
    at = timezone.now()
    number = releasing.ask(note=note, by=ONE, at=at).number
    releasing.make_due(by=HUB, at=at)
    return releasing.publish(number=number, by=OTHER, at=at)


@pytest.fixture(scope="module")
def published(kept_rows):
    facts.add_reports(300, months=MONTHS)
    facts.add_snapshot(date(2026, 1, 10))
    return release(note="The first year.").number


@pytest.fixture(autouse=True)
def _no_cache():
    cache.clear()


def text_of(page, status=200):
    assert page.status_code == status
    return re.sub(r"\s+", " ", html.unescape(page.content.decode()))


def test_front_page_has_numbers_pictures_and_how_to_read_them(client, published):
    text = text_of(client.get("/statistics/"))
    assert "Release 1, published on" in text
    assert "The first year." in text
    assert '300</span> <span class="hub-figures__meaning">reports in 2025' in text
    assert "Most hate is never reported" in text
    assert text.count("<svg") >= 4
    assert "They must not be added up." in text


def test_start_page_shows_what_reporting_leads_to(client, published):
    text = text_of(client.get("/"))
    assert "What reporting leads to" in text
    assert "reports in 2025" in text
    with_queries = Client()
    assert "reports in 2025" in text_of(with_queries.get("/"))


def test_every_table_has_its_page_and_its_file(client, published):
    for table in tables_of(StatisticsRelease.objects.get().public):
        text = text_of(client.get(f"/statistics/tables/{table.code}/"))
        assert "What is left out" in text
        assert "<table" in text
        answer = client.get(f"/statistics/releases/1/{table.code}.csv")
        rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
        assert len(rows) == len(table.lines) * len(table.frame.periods)
        assert {row["table"] for row in rows} == {table.code}


def test_periods_are_chosen_by_their_length(client, published):
    path = "/statistics/tables/reports-decided-as/"
    assert "Jan 2025</th>" in text_of(client.get(path, {"months": "1"}))
    assert "Jan\N{EN DASH}Mar 2025</th>" in text_of(client.get(path, {"months": "3"}))
    assert text_of(client.get(path, {"months": "nonsense"})).count("2025</th>") == 1


def test_files_hold_the_same_cells_and_a_dictionary(client, published):
    data = json.loads(client.get("/statistics/files/1.json").content)
    rows = list(csv.DictReader(io.StringIO(client.get("/statistics/files/1.csv").content.decode())))
    assert len(rows) == len(data["cells"])
    assert set(rows[0]) == set(data["cells"][0])
    known = {each["table"] for each in data["dictionary"]["tables"]}
    assert {row["table"] for row in rows} == known
    assert {row["mark"] for row in rows} <= set(data["dictionary"]["marks"])
    named = {each["dimension"] for each in data["dictionary"]["dimensions"]}
    assert {row["dimension_1"] for row in rows} <= named
    text = text_of(client.get("/statistics/dictionary/"))
    assert all(code in text for code in known)


def test_nothing_that_is_protected_is_on_any_page_or_in_any_file(client, published):
    """Plant the true numbers of small cells: no answer says one of them of its cell."""
    kept = ReleaseCounts.objects.get().counts
    true = kept["reports"]["counts"]
    rows = list(csv.DictReader(io.StringIO(client.get("/statistics/files/1.csv").content.decode())))
    small = 0
    for row in rows:
        if not row["table"].startswith("reports-") or "all" in (row["category_1"], row["category_2"]):
            continue
        pairs = sorted(
            (row[f"dimension_{place}"], row[f"category_{place}"]) for place in (1, 2) if row[f"dimension_{place}"]
        )
        number = true["|".join(f"{name}={category}" for name, category in pairs) + "@" + row["period"]]
        if number < 10:
            small += 1
            assert row["value"] == ""
    assert small > 100
    assert "counts" not in json.loads(client.get("/statistics/files/1.json").content)["dictionary"]


def test_earlier_release_stays_as_it_was(client, published):
    before = client.get("/statistics/files/1.csv").content
    facts.add_reports(200, months=[date(2026, month, 1) for month in (1, 2, 3)], seed=3)
    facts.add_snapshot(date(2026, 4, 2))
    assert release(note="A quarter more.").number == 2
    assert client.get("/statistics/files/1.csv").content == before
    assert "Release 2, published on" in text_of(client.get("/statistics/"))
    old = text_of(client.get("/statistics/releases/1/"))
    assert "See the newest release" in old
    assert "/statistics/releases/1/reports-strand/" in old
    assert "Jan\N{EN DASH}Mar 2026" not in text_of(
        client.get("/statistics/releases/1/reports-strand/", {"months": "3"})
    )
    assert "Jan\N{EN DASH}Mar 2026" in text_of(client.get("/statistics/tables/reports-strand/", {"months": "3"}))
    listed = text_of(client.get("/statistics/releases/"))
    assert listed.index("Release 2") < listed.index("Release 1")


def test_draft_is_seen_by_nobody_outside(client, published):
    facts.add_snapshot(date(2026, 4, 2))
    releasing.ask(note="Not yet.", by=ONE, at=timezone.now())
    releasing.make_due(by=HUB, at=timezone.now())
    for path in ("/statistics/releases/2/", "/statistics/files/2.csv", "/statistics/files/2.json"):
        assert client.get(path).status_code == 404
    assert "Not yet." not in text_of(client.get("/statistics/releases/"))


@pytest.mark.parametrize(
    "path",
    [
        "/statistics/releases/99/",
        "/statistics/tables/nothing/",
        "/statistics/releases/1/nothing/",
        "/statistics/releases/1/nothing.csv",
        "/statistics/files/99.csv",
        "/statistics/releases/99999999999999999999/",
    ],
)
def test_what_is_not_there_is_not_found(client, published, path):
    assert client.get(path).status_code == 404


def test_pages_ask_few_queries(client, published, django_assert_max_num_queries):
    for path, most in (("/statistics/", 25), ("/statistics/tables/reports-area/", 6), ("/statistics/releases/", 4)):
        with django_assert_max_num_queries(most):
            client.get(path)
    client.get("/")
    with django_assert_max_num_queries(0):
        client.get("/")
