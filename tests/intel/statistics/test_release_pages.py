"""The pages on which supervisors ask for a release, read it, publish or discard it."""

import html
from datetime import date

import pytest
from django.utils import timezone

from hatehub.accounts.actors import HUB
from intel.models import StatisticsRelease
from intel.rules.statistics.release_views import tables_of
from intel.services.statistics import releasing
from intel.web.released_figures import figure, tidy_rows
from tests.making import facts

pytest_plugins = ["tests.making.http", "tests.making.kept"]
PATH = "/hub/statistics/releases/"
MONTHS = [date(2025, month, 1) for month in range(1, 13)]
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def counted(kept_rows):
    facts.add_reports(300, months=MONTHS)
    return facts.add_snapshot(date(2026, 1, 10))


def text_of(page, status=200):
    assert page.status_code == status
    return html.unescape(page.content.decode())


def ask(client):
    answer = client.post(f"{PATH}new/", {"note": "The first year."})
    assert answer.status_code == 302
    return answer.url


def test_release_is_asked_for_read_and_published_by_another(counted, staff):
    asker, other = staff("supervisor"), staff("supervisor")
    assert "Ask for the next release" in text_of(asker.get(PATH))
    url = ask(asker)
    assert "It is being made" in text_of(asker.get(url))
    assert releasing.make_due(by=HUB, at=timezone.now()) == 1

    text = text_of(asker.get(url))
    assert "a supervisor other than you" in text
    assert "Publish it for good" not in text
    assert "fewer than 10" in text
    read = text_of(other.get(url, {"table": "reports-strand"}))
    assert "Race or ethnicity" in read
    assert "Publish it for good" in read
    refused = asker.post(f"{url}publish/", follow=True)
    assert "somebody else has to" in text_of(refused)
    assert StatisticsRelease.objects.get().state == "drafted"
    assert "Published. It stays as it is for good." in text_of(other.post(f"{url}publish/", follow=True))
    assert StatisticsRelease.objects.get().state == "published"
    assert "published or discarded meanwhile" in text_of(other.post(f"{url}discard/", follow=True))
    assert "Release 1" in text_of(other.get(PATH))


def test_second_one_waits_for_the_first_and_what_was_typed_stays(counted, staff):
    client = staff("supervisor")
    url = ask(client)
    text = text_of(client.post(f"{PATH}new/", {"note": "Once more, with care."}), status=422)
    assert "being made or read" in text
    assert "Once more, with care." in text
    assert "Say what is new in it." in text_of(client.post(f"{PATH}new/", {"note": ""}), status=422)
    assert "Discarded." in text_of(client.post(f"{url}discard/", follow=True))
    ask(client)


def test_release_that_is_not_safe_says_so(counted, staff, monkeypatch):
    monkeypatch.setattr(releasing, "attack", lambda found: ["x", "y"])
    client = staff("supervisor")
    url = ask(client)
    releasing.make_due(by=HUB, at=timezone.now())
    text = text_of(staff("supervisor").get(url))
    assert "worked out 2 counts" in text
    assert "Publish it" not in text


def test_every_table_is_read_in_words_and_as_data(counted, staff):
    ask(staff("supervisor"))
    releasing.make_due(by=HUB, at=timezone.now())
    tables = list(tables_of(StatisticsRelease.objects.get().public))
    assert len({table.code for table in tables}) == len(tables) == 16
    for table in tables:
        shown = figure(table)
        assert shown.rows[0].name == "All"
        assert shown.rows[0].is_total
        assert len({row.name for row in shown.rows}) == len(shown.rows), shown.title
        assert all(len(row.cells) == len(shown.periods) for row in shown.rows)
        assert all(words for row in shown.rows for _period, words in row.cells)
        rows = tidy_rows(table)
        assert len(rows) == len(shown.rows) * len(shown.periods)
        assert all(row["value"] == "" or int(row["value"]) >= 10 for row in rows)
    months = next(table for table in tables if table.code == "reports-decided-as")
    assert len(months.periods(months=1)) == 12
    assert months.periods(months=12) == ["2025"]


def test_officer_asks_and_reads_and_does_not_publish(counted, staff):
    client = staff("officer")
    url = ask(client)
    releasing.make_due(by=HUB, at=timezone.now())
    text = text_of(client.get(url))
    assert "a supervisor other than you" in text
    assert "A supervisor has to read and publish it." in text_of(staff("officer").get(url))
    assert client.post(f"{url}publish/").status_code == 403
    assert "Publish it for good" in text_of(staff("supervisor").get(url))


def test_unknown_release_is_not_found(staff):
    assert staff("supervisor").get(f"{PATH}987654/").status_code == 404
