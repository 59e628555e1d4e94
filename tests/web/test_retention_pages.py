"""The pages of retention: what is due, reviewing, holding, asking for erasure, and what is left afterwards."""

import html
import re
import time
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hatehub.accounts.actors import HUB, Actor
from hatehub.accounts.roles import Role
from reports.models import Report
from reports.services.submission import receipt_hash
from tests.making import reports as making
from tests.making.sent_pages import hidden_in
from triage.models import ErasureRequest, LegalHold, RetentionReview
from triage.registries import list_tabs
from triage.services import retaining

pytest_plugins = ["tests.making.http"]
OTHER = Actor(role=Role.SUPERVISOR, identifier="somebody-else")
OFFICER = Actor(role=Role.OFFICER, identifier="officer-1")
TYPED = "What I wrote & thought about."


def text_of(page):
    return re.sub(r"\s+", " ", html.unescape(page.content.decode()))


@pytest.fixture
def closed(db):
    """Make a case that was closed more than six years ago, and count it."""

    def make(**more):
        long_ago = timezone.now() - timedelta(days=6 * 366 + 2)
        report = making.submit(at=long_ago, narrative="They shouted.", email="sam@example.org", **more)
        making.walk(report, to="closed", by=OFFICER, at=long_ago)
        retaining.count_all(by=HUB, at=timezone.now())
        return Report.objects.select_related("case").get(id=report.id)

    return make


def path(report, page=""):
    return f"/hub/cases/{report.case.reference}/retention/{page}"


def propose(report, by=OTHER):
    return retaining.propose(case_id=report.case_id, reason="Not needed.", by=by, at=timezone.now())


def test_due_cases_are_listed_and_narrowed_by_class(closed, staff):
    report, client = closed(), staff("supervisor")
    assert report.case.reference in text_of(client.get("/hub/retention/"))
    assert report.case.reference in text_of(client.get("/hub/retention/?retention_class=crime_no_action"))
    assert "Nothing is to be reviewed." in text_of(client.get("/hub/retention/?retention_class=misuse"))
    assert report.case.reference in text_of(client.get("/hub/retention/?retention_class=nonsense&page=99&show=x"))


def test_list_is_paged_and_asks_no_more_for_more_cases(closed, staff, monkeypatch):
    monkeypatch.setattr("triage.web.retention_pages.ROWS", 3)
    client = staff("supervisor")
    closed()
    with CaptureQueriesContext(connection) as before:
        client.get("/hub/retention/")
    for number in range(3):
        closed(url=f"https://x.com/a/status/{number}")
    with CaptureQueriesContext(connection) as after:
        page = client.get("/hub/retention/")
    assert len(after) <= len(before)
    assert "page=2" in page.content.decode()


@pytest.mark.parametrize("show", ["due", "proposed", "kept", "requests", "periods"])
def test_every_list_says_when_there_is_nothing(db, staff, show):
    page = staff("supervisor").get("/hub/retention/", {"show": show})
    assert page.status_code == 200
    assert "Retention" in text_of(page)


def test_periods_name_their_version_and_their_source(closed, staff):
    closed()
    said = text_of(staff("supervisor").get("/hub/retention/?show=periods"))
    assert "Version 2026-11.1" in said
    assert "general minimum of six years (m)" in said
    assert "after 90 days" in said


def test_review_says_why_what_goes_and_what_stays(closed, staff):
    report = closed()
    said = text_of(staff("supervisor").get(path(report)))
    for sentence in ("Crime, no further action", "6 years", "what 1 person told", "None of it names anybody"):
        assert sentence in said


def test_keeping_needs_a_ground_and_loses_nothing_that_was_typed(closed, staff):
    report, client = closed(), staff("supervisor")
    address = path(report, "keep/")
    carried = hidden_in(client.get(address))
    page = client.post(address, {**carried, "reason": TYPED})
    assert page.status_code == 422
    assert "Choose at least one ground." in text_of(page)
    assert TYPED in text_of(page)
    done = client.post(address, {**carried, "grounds": ["vulnerable"], "reason": TYPED}, follow=True)
    assert "Kept for longer, with your reason." in text_of(done)
    assert TYPED in text_of(done)
    assert "It concerns a child or a vulnerable person" in text_of(done)


def test_case_that_is_kept_by_something_is_refused_with_a_sentence(closed, staff):
    report, client = closed(), staff("supervisor")
    address = path(report, "propose/")
    carried = hidden_in(client.get(address))
    retaining.place_hold(
        case_id=report.case_id,
        ground="inquiry",
        reason="X.",
        by=Actor(role=Role.HUB, identifier="hub"),
        at=timezone.now(),
    )
    page = client.post(address, {**carried, "reason": TYPED})
    assert page.status_code in (409, 422)
    assert TYPED in text_of(page)
    assert not RetentionReview.objects.exists()
    page = client.post(address, {**hidden_in(page), "reason": TYPED})
    assert page.status_code == 422
    assert "A legal hold keeps the case. Lift it first." in text_of(page)


def test_second_person_destroys_and_the_case_still_opens(closed, staff):
    report, client = closed(), staff("supervisor")
    propose(report)
    assert report.case.reference in text_of(client.get("/hub/retention/?show=proposed"))
    page = client.get(path(report))
    carried = {**hidden_in(page), "review": RetentionReview.objects.get().id}
    done = client.post(path(report, "confirm/"), carried, follow=True)
    assert "Destroyed. What stays names nobody." in text_of(done)
    for tab in (tab.code for tab in list_tabs()):
        shown = client.get(f"/hub/cases/{report.case.reference}/tab/{tab}/")
        assert shown.status_code == 200, tab
        assert "They shouted" not in text_of(shown)
    assert "What this case held was destroyed on" in text_of(client.get(f"/hub/cases/{report.case.reference}/"))
    again = client.post(path(report, "confirm/"), carried)
    assert again.status_code == 409


def test_who_proposed_sees_no_way_to_confirm_and_is_refused(closed, staff):
    report, client = closed(), staff("supervisor")
    address = path(report, "propose/")
    client.post(address, {**hidden_in(client.get(address)), "reason": TYPED})
    page = client.get(path(report))
    assert "Destroy what the case holds" not in text_of(page)
    carried = {**hidden_in(page), "review": RetentionReview.objects.get().id}
    refused = client.post(path(report, "confirm/"), carried)
    assert refused.status_code == 409
    assert "You proposed it, so somebody else confirms it." in text_of(refused)
    withdrawn = client.post(path(report, "withdraw/"), hidden_in(page), follow=True)
    assert "Withdrawn. The case stays to be reviewed." in text_of(withdrawn)


@pytest.mark.parametrize("review", ["", "x", "0", "9" * 40, "\uff11"])
def test_confirming_something_that_is_not_there_destroys_nothing(closed, staff, review):
    report, client = closed(), staff("supervisor")
    propose(report)
    carried = hidden_in(client.get(path(report)))
    page = client.post(path(report, "confirm/"), {**carried, "review": review})
    assert page.status_code == 409
    assert Report.objects.get(id=report.id).destroyed_at is None


def test_destroying_asks_for_the_second_factor_again(closed, staff):
    cache.clear()
    report, client = closed(), staff("supervisor")
    propose(report)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time() - 3600}]
    session.save()
    carried = {**hidden_in(client.get(path(report))), "review": RetentionReview.objects.get().id}
    page = client.post(path(report, "confirm/"), carried)
    assert "Your second factor, once more" in text_of(page)
    assert Report.objects.get(id=report.id).destroyed_at is None


def test_hold_is_placed_shown_and_lifted(closed, staff):
    report, client = closed(), staff("supervisor")
    address = f"/hub/cases/{report.case.reference}/hold/"
    carried = hidden_in(client.get(address))
    assert "Choose what it is held for." in text_of(client.post(address, {**carried, "reason": TYPED}))
    done = client.post(address, {**carried, "ground": "inquiry", "reason": TYPED}, follow=True)
    assert "Held: nothing of the case is destroyed" in text_of(done)
    assert TYPED in text_of(done)
    assert "Legal hold" in text_of(client.get(f"/hub/cases/{report.case.reference}/"))
    assert report.case.reference in text_of(client.get("/hub/retention/?show=kept"))
    lift = f"{address}{LegalHold.objects.get().id}/lift/"
    lifted = client.post(lift, {**hidden_in(client.get(lift)), "reason": "It is over."}, follow=True)
    assert "The hold is lifted." in text_of(lifted)
    assert "It is over." in text_of(lifted)


def test_request_is_recorded_by_an_officer_and_decided_by_a_supervisor(closed, staff):
    report, officer, supervisor = closed(), staff("officer"), staff("supervisor")
    address = f"/hub/cases/{report.case.reference}/erasure/{report.id}/"
    carried = hidden_in(officer.get(address))
    today = timezone.localdate()
    typed = {"asked_on_day": today.day, "asked_on_month": today.month, "asked_on_year": today.year, "words": TYPED}
    late = officer.post(address, {**carried, **typed, "asked_on_year": today.year + 1})
    assert late.status_code == 422
    assert TYPED in text_of(late)
    assert "Recorded. A supervisor decides it." in text_of(officer.post(address, {**carried, **typed}, follow=True))
    request = ErasureRequest.objects.get()
    assert report.reference in text_of(supervisor.get("/hub/retention/?show=requests"))
    decide = f"/hub/cases/{report.case.reference}/erasure/{request.id}/decide/"
    assert officer.get(decide).status_code == 403
    page = supervisor.get(decide)
    assert TYPED in text_of(page)
    done = supervisor.post(decide, {**hidden_in(page), "ground": "not_needed", "reason": "Right."}, follow=True)
    assert "Granted" in text_of(done)
    request.refresh_from_db()
    assert request.state == "granted"


def test_status_page_says_honestly_that_it_is_gone(closed, staff, person):
    report = closed()
    code = making.submit(at=timezone.now()).code
    review = propose(report)
    second = Actor(role=Role.SUPERVISOR, identifier="second")
    retaining.confirm(case_id=report.case_id, review_id=review.id, by=second, at=timezone.now())
    Report.objects.filter(id=report.id).update(receipt_hash=receipt_hash(code))
    page = person.post("/status/", {"reference": report.reference, "code": code}, follow=True)
    assert page.status_code == 200
    said = text_of(page)
    assert "has been erased" in said
    assert "Ask for a review" not in said
    assert "Add something" not in said
    assert "has been erased" in text_of(person.post("/status/add/", {"text": "More."}, follow=True))
