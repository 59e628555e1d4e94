"""The search page: what it shows, what it says when there is nothing, and who may open it."""

import logging
import re

import pytest
import structlog
from django.utils import timezone

from hatehub.accounts.actors import actor_for_user
from hatehub.accounts.models import User
from tests.making import reports as making
from triage.selectors import searching
from triage.services import preferences

pytest_plugins = ["tests.making.http"]
PATH = "/hub/search/"
WORDS = "Those people from the lower valley"


@pytest.fixture
def officer_client(staff):
    return staff("officer")


@pytest.fixture
def report(submit):
    made = submit(words=WORDS, strands=("religion",))
    making.work_off()
    return made


def ask(client, query, **more):
    return client.get(PATH, {"q": query, **more})


def words_of(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def test_cases_are_shown_as_in_a_queue_with_what_was_understood(officer_client, report):
    page = ask(officer_client, "valley religion 2 March 2026 -mountain")
    [row] = page.context["rows"]
    assert (row["reference"], row["words"]) == (report.case.reference, WORDS)
    assert "1 case found for word valley , strand Religion or belief , date 2 March 2026 , without word mountain" in (
        words_of(page)
    )


@pytest.mark.parametrize("of_case", [True, False])
def test_reference_leads_straight_to_the_case(officer_client, report, of_case):
    reference = report.case.reference if of_case else report.reference
    answer = ask(officer_client, reference.casefold().replace("-", " "))
    assert answer.headers["Location"] == f"/hub/cases/{report.case.reference}/"


def test_nothing_found_says_what_was_looked_for_and_what_to_try(officer_client, report):
    page = ask(officer_client, "mountain")
    assert "Nothing found for word mountain" in words_of(page)
    assert "Not searched: who complained" in words_of(page)
    assert page.context["rows"] == []


@pytest.mark.parametrize("query", ["", "-mountain", '"', "\u2014"])
def test_nothing_asked_looks_for_nothing(officer_client, report, query):
    page = ask(officer_client, query)
    assert page.status_code == 200
    assert ("Nothing was looked for" in words_of(page)) == bool(query)


def test_says_when_there_is_more_and_leads_on(officer_client, report, submit, monkeypatch):
    submit(words=WORDS, minutes=1)
    making.work_off()
    monkeypatch.setattr(searching, "PAGE", 1)
    page = ask(officer_client, "valley")
    following = page.context["page"]["next"]
    assert officer_client.get(following).context["rows"][0]["reference"] == report.case.reference
    assert "There are more." not in words_of(page)
    monkeypatch.setattr(searching, "MOST_RANKED", 1)
    assert "There are more." in words_of(ask(officer_client, "valley"))


def test_what_is_typed_is_shown_as_text(officer_client, report):
    page = ask(officer_client, '<b>valley</b> "><script>')
    assert b"<script>" not in page.content.replace(b"<script ", b"")
    assert "&lt;b&gt;valley" in page.content.decode()


def test_box_stands_on_every_page_of_the_workbench_once(officer_client, report):
    for path in ("/hub/queues/", PATH, f"/hub/cases/{report.case.reference}/"):
        assert officer_client.get(path).content.decode().count("data-search") == 1


@pytest.mark.parametrize("role", ["reference_admin", "force", "partner"])
def test_others_are_refused(staff, report, role):
    assert staff(role).get(PATH, {"q": "valley"}).status_code == 403


def test_stranger_is_sent_to_sign_in_and_only_reading_is_answered(person, officer_client):
    assert person.get(PATH, {"q": "valley"}).status_code == 302
    assert officer_client.post(PATH, {"q": "valley"}).status_code == 405


def test_number_of_statements_does_not_grow_with_what_is_found(
    officer_client, report, submit, django_assert_max_num_queries
):
    ask(officer_client, "valley")
    for number in range(6):
        submit(words=WORDS, minutes=number)
    making.work_off()
    with django_assert_max_num_queries(14):  # twelve, and the two of a savepoint that a test has instead of COMMIT
        assert len(ask(officer_client, "valley").context["rows"]) == 7


def test_what_was_searched_for_stands_in_no_log(staff, officer_client, report, caplog):
    staff("partner").get(PATH, {"q": "valley"})
    officer_client.post(f"{PATH}?q=valley")
    officer_client.get("/hub/nowhere/?q=valley")
    [formatter] = {each.formatter for each in logging.getLogger().handlers if is_structured(each.formatter)}
    lines = [formatter.format(record) for record in caplog.records]
    assert len([line for line in lines if "/hub/" in line]) == 3
    assert "valley" not in "".join(lines)


def is_structured(formatter):
    return isinstance(formatter, structlog.stdlib.ProcessorFormatter)


def test_strands_left_to_colleagues_are_left_out_and_shown_when_asked(staff, report, submit):
    client = staff("officer")
    by_race = submit(words=WORDS, strands=("race",), minutes=1)
    making.work_off()
    officer = actor_for_user(User.objects.get(role="officer"))
    preferences.save(chosen=preferences.Chosen(avoided_strands=("religion",)), by=officer, at=timezone.now())
    page = ask(client, "valley")
    assert [row["reference"] for row in page.context["rows"]] == [by_race.case.reference]
    assert "Strands that you asked not to see are left out." in words_of(page)
    everything = client.get(page.context["everything"])
    assert {row["reference"] for row in everything.context["rows"]} == {by_race.case.reference, report.case.reference}
    assert ask(client, report.case.reference).headers["Location"] == f"/hub/cases/{report.case.reference}/"
