"""The pages of claims: the identity bar, taking over, giving, the end of a shift; and who else looks at a case."""

import html

import pytest
from django.core.cache import cache
from django.test import override_settings

from hatehub.accounts.actors import actor_for_user
from hatehub.accounts.models import User
from hatehub.audit.models import Entry
from reports.clients import tallies
from reports.models import Report
from tests.making.sent_pages import hidden_in
from triage.models import Claim
from triage.rules.priority_table import Band
from triage.selectors import claims
from triage.services import claiming, priority_overrides

pytest_plugins = ["tests.making.http"]


@pytest.fixture(autouse=True)
def _nobody_looks(db):
    cache.clear()


@pytest.fixture
def ann(staff):
    return staff("officer")


@pytest.fixture
def bob(staff, ann):
    return staff("officer")


@pytest.fixture
def sue(staff, ann, bob):
    return staff("supervisor")


def user_of(client):
    return User.objects.get(id=client.session["_auth_user_id"])


def path(report, page=""):
    return f"/hub/cases/{report.case.reference}/{page}"


def text_of(page):
    return html.unescape(page.content.decode())


def owner(report):
    found = claims.find_claim(case_id=report.case_id)
    return found.officer if found else None


# The identity bar --------------------------------------------------------------------------------------------
def test_bar_says_whose_the_case_is_and_offers_what_can_be_done(ann, bob, sue, report_at):
    report = report_at("in_triage")
    assert "Nobody\u2019s" in text_of(ann.get(path(report)))
    assert ann.post(path(report, "claim/")).status_code == 302
    assert owner(report) == user_of(ann)
    mine, theirs, supervisors = (text_of(each.get(path(report))) for each in (ann, bob, sue))
    assert "Yours" in mine
    assert path(report, "release/") in mine
    assert path(report, "give/") in mine
    assert f"{user_of(ann).username} since" in theirs
    assert path(report, "take-over/") in theirs
    assert path(report, "release/") not in theirs
    assert path(report, "give/") not in theirs
    assert path(report, "give/") in supervisors


def test_nothing_is_claimed_of_what_is_closed(ann, report_at):
    report = report_at("closed")
    assert path(report, "claim/") not in text_of(ann.get(path(report)))
    assert "Nobody has to work on this case now." in text_of(ann.post(path(report, "claim/"), follow=True))
    assert not Claim.objects.exists()


def test_slower_officer_is_told_who_claimed_it(ann, bob, report_at):
    report = report_at("in_triage")
    ann.post(path(report, "claim/"))
    told = text_of(bob.post(path(report, "claim/"), follow=True))
    assert f"{user_of(ann).username} works on this case already." in told
    assert owner(report) == user_of(ann)


def test_beginning_triage_claims_and_other_acts_do_not(ann, bob, report_at):
    report, other = report_at("received"), report_at("in_triage", url="https://x.com/other/status/4")
    ann.post(path(report, "start/"))
    assert owner(report) == user_of(ann)
    bob.post(path(other, "priority/"), {"band": "high", "reason": "Near."})
    assert owner(other) is None


def test_pages_on_which_one_acts_warn_of_the_colleague_who_works_on_it(ann, bob, report_at):
    report = report_at("in_triage")
    ann.post(path(report, "claim/"))
    for page in ("assess/", "priority/", "gates/support_offered/", "emergency/"):
        assert "Talk to them before you go on" in text_of(bob.get(path(report, page)))
        assert "Talk to them before you go on" not in text_of(ann.get(path(report, page)))


def test_release_gives_the_case_back(ann, report_at):
    report = report_at("in_triage")
    ann.post(path(report, "claim/"))
    ann.post(path(report, "release/"), hidden_in(ann.get(path(report))))
    assert owner(report) is None


@pytest.mark.parametrize("number", ["", "x", "9" * 40, "0", "²"])
def test_release_of_what_nobody_has_says_so(ann, report_at, number):
    answer = ann.post(path(report_at("in_triage"), "release/"), {"claim": number}, follow=True)
    assert "The case has changed hands" in text_of(answer)


def test_release_of_a_colleagues_case_is_refused(ann, bob, report_at):
    report = report_at("in_triage")
    ann.post(path(report, "claim/"))
    assert bob.post(path(report, "release/"), {"claim": Claim.objects.get().id}).status_code == 403
    assert owner(report) == user_of(ann)


# Taking over and giving --------------------------------------------------------------------------------------
def test_taking_over_asks_why_and_leaves_the_colleague_word(ann, bob, report_at, at):
    report = report_at("in_triage")
    ann.post(path(report, "claim/"))
    page = path(report, "take-over/")
    carried = hidden_in(bob.get(page))
    assert bob.post(page, {**carried, "reason": ""}).status_code == 422
    assert bob.post(page, {**carried, "reason": "Ann is in court."}).status_code == 302
    assert owner(report) == user_of(bob)
    assert Claim.objects.get(officer=user_of(ann)).reason == "Ann is in court."


def test_taking_over_too_late_keeps_the_reason_and_says_that_it_changed_hands(ann, bob, sue, report_at, at):
    report = report_at("in_triage")
    ann.post(path(report, "claim/"))
    carried = hidden_in(bob.get(path(report, "take-over/")))
    claiming.take_over(claim_id=Claim.objects.get().id, by=actor_for_user(user_of(sue)), at=at, reason="mine")
    answer = bob.post(path(report, "take-over/"), {**carried, "reason": "Ann is in court."})
    assert answer.status_code == 422
    assert "Ann is in court." in text_of(answer)
    assert owner(report) == user_of(sue)


def test_supervisor_gives_to_an_officer_and_officers_only_hand_on_their_own(ann, bob, sue, report_at):
    report = report_at("in_triage")
    page, to = path(report, "give/"), {"colleague": user_of(bob).id, "reason": "Your area."}
    assert ann.post(page, {**hidden_in(ann.get(page)), **to}).status_code == 403
    assert sue.post(page, {**hidden_in(sue.get(page)), **to}).status_code == 302
    assert owner(report) == user_of(bob)
    back = {"colleague": user_of(ann).id, "reason": "Not mine."}
    assert bob.post(page, {**hidden_in(bob.get(page)), **back}).status_code == 302
    assert owner(report) == user_of(ann)


def test_supervisor_takes_a_case_on_by_giving_it_to_oneself(sue, report_at):
    report = report_at("in_triage")
    page = path(report, "give/")
    sue.post(page, {**hidden_in(sue.get(page)), "colleague": user_of(sue).id, "reason": "I know them."})
    assert owner(report) == user_of(sue)


# The end of a shift ------------------------------------------------------------------------------------------
def three(report_at, client):
    made = [report_at("in_triage", url=f"https://x.com/a/status/{n}") for n in range(3)]
    for report in made:
        client.post(path(report, "claim/"))
    return made, [Claim.objects.get(case=report.case_id).id for report in made]


def test_shift_is_handed_over_after_a_preview(ann, bob, report_at):
    made, ids = three(report_at, ann)
    sent = {"claims": ids[:2], "to": user_of(bob).id, f"note_{ids[0]}": "Waits for a reply", "note": "Please go on"}
    preview = ann.post("/hub/hand-over/", sent)
    text = text_of(preview)
    assert preview.status_code == 200
    assert "Waits for a reply" in text
    assert "Please go on" in text
    assert user_of(bob).username in text
    assert owner(made[0]) == user_of(ann)
    assert "Waits for a reply" in text_of(ann.post("/hub/hand-over/", {**sent, "change": "yes"}))
    assert ann.post("/hub/hand-over/", {**sent, "go": "yes"}).status_code == 302
    assert [owner(report) for report in made] == [user_of(bob), user_of(bob), user_of(ann)]
    assert "hand over" in text_of(ann.get("/hub/hand-over/")).lower()


def test_shift_goes_back_to_the_queue(ann, report_at):
    made, ids = three(report_at, ann)
    ann.post("/hub/hand-over/", {"claims": ids, "to": "queue", "go": "yes"})
    assert [owner(report) for report in made] == [None, None, None]
    assert "nothing to hand over" in text_of(ann.get("/hub/hand-over/"))


@pytest.mark.parametrize(
    "change", [{"claims": []}, {"to": ""}, {"note": ""}, {"to": "999999"}, {"claims": ["999999"]}, {"note": "x" * 301}]
)
def test_what_is_missing_is_said_and_nothing_changes_hands(ann, bob, report_at, change):
    made, ids = three(report_at, ann)
    sent = {"claims": ids, "to": user_of(bob).id, "note": "Please go on", "go": "yes", **change}
    assert ann.post("/hub/hand-over/", sent).status_code == 422
    assert [owner(report) for report in made] == [user_of(ann)] * 3


def test_page_of_the_shift_costs_the_same_for_one_case_as_for_many(ann, report_at, django_assert_max_num_queries):
    three(report_at, ann)
    with django_assert_max_num_queries(12):
        ann.get("/hub/hand-over/")


# Who else looks ----------------------------------------------------------------------------------------------
def test_both_see_each_other_and_nobody_sees_oneself(ann, bob, report_at):
    report, other = report_at("in_triage"), report_at("in_triage", url="https://x.com/other/status/4")
    assert "Also looking" not in text_of(ann.get(path(report)))
    assert f"Also looking: {user_of(ann).username}" in text_of(bob.get(path(report)))
    assert f"Also looking: {user_of(bob).username}" in text_of(ann.get(path(report)))
    assert "Also looking" not in text_of(ann.get(path(other)))


def test_sign_of_life_says_who_looks_who_owns_and_who_changed(ann, bob, report_at, at):
    report = report_at("in_triage")
    seen = hidden_in(ann.get(path(report, "priority/")))["seen"]
    beat = path(report, "looking/")
    first = ann.get(beat, {"seen": seen}).json()
    assert first == {"looking": "", "changed": "", "owner": "", "claim": None}
    bob.post(path(report, "claim/"))
    priority_overrides.override(
        case_id=report.case_id, band=Band.HIGH, by=actor_for_user(user_of(bob)), at=at, reason="Near."
    )
    name = user_of(bob).username
    second = ann.get(beat, {"seen": seen}).json()
    assert second["looking"] == f"Also looking: {name}"
    assert second["changed"] == f"{name} has changed this case since you opened it."
    assert second["owner"] == name


def test_sign_of_life_leaves_no_trace_and_holds_nothing_of_the_report(ann, report_at):
    report = report_at("in_triage", narrative="They wrote it.", name="Jo Example", email="jo@example.org")
    before = Entry.objects.count()
    answer = ann.get(path(report, "looking/"), {"seen": "rubbish"})
    assert Entry.objects.count() == before
    assert b"Jo" not in answer.content
    assert answer.headers["Cache-Control"] == "no-store"


def test_sign_of_life_is_for_staff(client, staff, report_at):
    report = report_at("in_triage")
    assert client.get(path(report, "looking/")).status_code == 302
    assert staff("reference_admin").get(path(report, "looking/")).status_code == 403


def test_sign_of_life_costs_little(ann, report_at, django_assert_max_num_queries):
    report = report_at("in_triage")
    seen = hidden_in(ann.get(path(report, "priority/")))["seen"]
    with django_assert_max_num_queries(8):
        ann.get(path(report, "looking/"), {"seen": seen})


def test_without_redis_nothing_is_shown_and_nothing_breaks(ann, bob, report_at, settings):
    report = report_at("in_triage")
    bob.get(path(report))
    away = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}}
    with override_settings(CACHES=away):
        page = ann.get(path(report))
        assert page.status_code == 200
        assert "Also looking" not in text_of(page)
        assert ann.get(path(report, "looking/")).json()["looking"] == ""
        assert ann.post(path(report, "claim/")).status_code == 302
    assert owner(report) == user_of(ann)


def test_who_looked_is_forgotten_when_the_time_is_over(db):
    assert tallies.gather("looking:a", "1:ann", seconds=120) == ["1:ann"]
    assert tallies.gather("looking:a", "2:bob", seconds=120) == ["1:ann", "2:bob"]
    assert tallies.gather("looking:a", "2:bob", seconds=0) == []
    assert Report.objects.count() == 0
