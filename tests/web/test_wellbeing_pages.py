"""The pages of wellbeing: the count, what one asked for, a break, and being asked before a case is opened."""

import re
from pathlib import Path

import pytest
from csp.constants import NONE
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hatehub.accounts.models import User
from reports.models import Report
from tests.making import reports as making
from triage.models import Preferences, SeenDay

pytest_plugins = ["tests.making.http"]
ROOT = Path(__file__).resolve().parent.parent.parent
SEEN, BREAK, PREFERENCES = reverse("hub_seen"), reverse("hub_break"), reverse("hub_preferences")
CHOSEN = {
    "avoided_strands": ["religion"],
    "starts_in_colour": "",
    "blur": "none",
    "suggests_breaks": "yes",
    "break_after_minutes": "",
    "break_after_seen": "",
    "has_keys": "yes",
}


def text(answer):
    return answer.content.decode()


def test_what_a_browser_shows_is_counted_and_stands_on_every_page(staff):
    officer = staff("officer")
    answer = officer.post(SEEN, {"words": "3"})
    assert answer.json() == {"words": "3 seen today", "is_break_due": False}
    assert "3 seen today" in text(officer.get("/hub/wellbeing/"))
    assert "0 seen today" in text(staff("officer").get("/hub/wellbeing/"))


@pytest.mark.parametrize("words", ["", "0", "-1", "51", "many"])
def test_count_that_makes_no_sense_is_refused(staff, words):
    assert staff("officer").post(SEEN, {"words": words}).status_code == 422
    assert not SeenDay.objects.exists()


def test_picture_and_words_of_a_file_count_when_they_are_served(staff, submit):
    evidence = submit(files=[making.picture(), b"Some words of a letter.\n"]).evidence.order_by("id")
    officer = staff("officer")
    for item in evidence:
        page = "words/" if item.content_type == "text/plain" else ""
        assert officer.get(f"/hub/exhibits/{item.id}/{page}").status_code == 200
        officer.get(f"/hub/exhibits/{item.id}/look/")
    row = SeenDay.objects.get()
    assert row.pictures == 1
    assert row.files >= 1


def test_break_is_suggested_on_the_next_page_and_goes_when_asked(staff):
    officer = staff("officer")
    assert officer.post(SEEN, {"words": "40"}).json()["is_break_due"] is True
    assert "data-break >" in text(officer.get("/hub/queues/"))
    answer = officer.post(BREAK, {"next": "/hub/queues/?order=clock"})
    assert (answer.status_code, answer["Location"]) == (302, "/hub/queues/?order=clock")
    assert "data-break hidden>" in text(officer.get("/hub/queues/"))


@pytest.mark.parametrize("address", ["https://example.org/hub/", "//example.org/hub/", "/admin/", "javascript:1"])
def test_break_leads_nowhere_else(staff, address):
    assert staff("officer").post(BREAK, {"next": address})["Location"] == "/hub/wellbeing/"


def test_preferences_are_drawn_into_every_page(staff):
    officer = staff("officer")
    page = text(officer.get("/hub/queues/"))
    assert "hub-grey" in page
    assert "data-no-keys" not in page
    more = {"starts_in_colour": "yes", "blur": "strong", "has_keys": ""}
    assert officer.post(PREFERENCES, {**CHOSEN, **more}).status_code == 302
    page = text(officer.get("/hub/queues/"))
    assert "hub-grey" not in page
    assert "hub-blurs--strong" in page
    assert "data-no-keys" in page
    assert re.search(r'value="religion"[^>]*checked', text(officer.get(PREFERENCES)))


@pytest.mark.parametrize(
    ("name", "value"), [("break_after_minutes", "9"), ("break_after_seen", "101"), ("blur", "black")]
)
def test_preference_outside_its_limits_is_refused_on_the_page(staff, name, value):
    answer = staff("officer").post(PREFERENCES, {**CHOSEN, name: value})
    assert answer.status_code == 422
    assert "govuk-error-summary" in text(answer)
    assert not Preferences.objects.exists()


def test_case_of_an_avoided_strand_is_asked_about_first(staff, submit):
    case = submit(strands=["religion", "race"]).case.reference
    officer = staff("officer")
    officer.post(PREFERENCES, CHOSEN)
    asked = text(officer.get(f"/hub/cases/{case}/tab/reports/"))
    assert "you asked not to see" in asked
    assert "hub-identity-bar" not in asked
    answer = officer.post(f"/hub/cases/{case}/open-anyway/", {"next": f"/hub/cases/{case}/tab/reports/"})
    assert answer["Location"] == f"/hub/cases/{case}/tab/reports/"
    assert "hub-identity-bar" in text(officer.get(f"/hub/cases/{case}/"))
    assert "hub-identity-bar" in text(staff("officer").get(f"/hub/cases/{case}/"))


def test_case_of_another_strand_is_opened_at_once(staff, submit):
    case = submit(strands=["race"]).case.reference
    officer = staff("officer")
    officer.post(PREFERENCES, CHOSEN)
    assert "hub-identity-bar" in text(officer.get(f"/hub/cases/{case}/"))


@pytest.mark.parametrize("danger", ["danger", "child"])
def test_emergency_is_shown_to_everybody(staff, submit, danger):
    report = submit(strands=["religion"])
    Report.objects.filter(id=report.id).update(danger=danger)
    officer = staff("officer")
    officer.post(PREFERENCES, CHOSEN)
    assert "hub-identity-bar" in text(officer.get(f"/hub/cases/{report.case.reference}/"))


def test_page_of_the_control_room_is_never_asked_about(staff, submit):
    case = submit(strands=["religion"]).case.reference
    officer = staff("officer")
    officer.post(PREFERENCES, CHOSEN)
    assert "you asked not to see" not in text(officer.get(f"/hub/cases/{case}/emergency/"))


def test_opening_anyway_leads_nowhere_else(staff, submit):
    case = submit().case.reference
    answer = staff("officer").post(f"/hub/cases/{case}/open-anyway/", {"next": "https://example.org/hub/"})
    assert answer["Location"] == f"/hub/cases/{case}/"


def test_supervisor_sees_teams_and_an_officer_does_not(staff):
    assert "What teams have seen" in text(staff("supervisor").get("/hub/wellbeing/"))
    assert "What teams have seen" not in text(staff("officer").get("/hub/wellbeing/"))


@pytest.mark.parametrize("page", ["/hub/wellbeing/", PREFERENCES])
def test_reference_admin_and_force_have_no_such_pages(staff, page):
    assert staff("reference_admin").get(page).status_code == 403
    assert staff("force").get(page).status_code == 403


def test_words_in_the_queue_are_covered(staff, submit):
    submit(words="Those people again.")
    page = text(staff("officer").get("/hub/queues/"))
    cover = page.index('<details class="hub-reveal hub-reveal--line"')
    assert cover < page.index("Those people again.") < page.index("</details>", cover)


def test_what_a_complainant_wrote_later_is_covered():
    templates = (ROOT / "templates" / "hub" / "tabs" / "messages.html").read_text(encoding="utf-8")
    assert re.search(r"\{% reveal label=message_label %\}\s*<p[^>]*>\{\{ each.text", templates)


def test_break_is_not_suggested_beside_an_emergency(staff, submit):
    case = submit().case.reference
    officer = staff("officer")
    officer.post(SEEN, {"words": "40"})
    assert "data-break" not in text(officer.get(f"/hub/cases/{case}/emergency/"))


def test_lists_and_cases_ask_one_statement_for_it(staff, submit, django_assert_max_num_queries):
    case = submit(strands=["race"]).case.reference
    officer = staff("officer")
    officer.post(PREFERENCES, CHOSEN)
    officer.post(SEEN, {"words": "1"})
    for page in ("/hub/wellbeing/", "/hub/queues/", f"/hub/cases/{case}/"):
        with CaptureQueriesContext(connection) as asked:
            officer.get(page)
        assert sum("triage_preferences" in query["sql"] for query in asked.captured_queries) == 1, page
    with django_assert_max_num_queries(12):
        officer.get("/hub/wellbeing/")


def test_no_page_has_sound_or_moving_pictures(settings):
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert directives["default-src"] == [NONE]
    assert "media-src" not in directives
    for path in (ROOT / "templates").rglob("*.html"):
        for tag in re.findall(r"<(?:audio|video)\b[^>]*>", path.read_text(encoding="utf-8")):
            assert "muted" in tag, path
            assert "autoplay" not in tag, path


def test_no_preferences_stand_in_the_admin():
    assert not {Preferences, SeenDay} & set(admin.site._registry)
    assert User._meta.get_field("preferences").one_to_one
