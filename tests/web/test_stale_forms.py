"""Two officers act on one case at once: the slower one goes over nothing, loses nothing, and is told who did what."""

import html
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from hatehub.accounts.actors import actor_for_user
from hatehub.accounts.models import User
from hatehub.audit.models import Entry
from hatehub.reference.models import Force, ForceUnit
from reports.models import Gate, Message, Report
from reports.rules.gates import GATES
from reports.services import gates, messaging, workflow
from tests.making import reports as making
from tests.making.sent_pages import hidden_in
from tests.making.transfers import KENT
from triage.models import Assessment, DuplicateMatch, EngagedOffence, Priority, Responsibility, Transfer
from triage.rules.priority_table import Band
from triage.services import duplicates, offences, priority_overrides

pytest_plugins = ["tests.making.http"]
TYPED = "What I wrote & thought about."
THEIRS = "What my colleague wrote."
ALARM = "poa-1986-s5"
WYP = making.WEST_YORKSHIRE


def case_path(report, page):
    return f"/hub/cases/{report.case.reference}/{page}"


def text_of(page):
    return html.unescape(page.content.decode())


def waive_every_gate(report, by, at):
    for name in GATES:
        gates.waive(report_id=report.id, name=name, by=by, at=at, reason="before")


def add_unit(report, by, at):
    ForceUnit.objects.create(force=Force.objects.get(code=WYP), code="leeds", name="Leeds")


def add_offence(report, by, at):
    entry = offences.Entry(offence_code=ALARM)
    offences.record(case_id=report.case_id, entry=entry, by=by, at=at, expected_version=report.version)


def urgent(report, by, at):
    priority_overrides.override(case_id=report.case_id, band=Band.URGENT, by=by, at=at, reason=THEIRS)


def support(report, by, at):
    gates.waive(report_id=report.id, name="support_offered", by=by, at=at, reason=THEIRS)


def assessed_answers():
    told = {f"answer_{name}": answer.answer for name, answer in making.CRIME.items()}
    return told | {f"reason_{name}": TYPED for name in making.CRIME}


@dataclass(frozen=True)
class Page:
    """One form: where it is, what is typed, what a colleague does meanwhile, and how to tell that nothing was done."""

    state: str
    path: str | Callable[[Report], str]
    typed: dict[str, Any]
    undone: Callable[[Report], bool]
    meanwhile: Callable[..., Any] = urgent
    before: Callable[..., Any] | None = None
    verb: str = "priority set"
    after: int = field(default=302)


WITH_FORCES = {"victim": "force", "victim_force": WYP, "suspect": "unknown"}
PAGES = {
    "gate": Page(
        "in_triage",
        "gates/support_offered/",
        {"how": "declined", "reason": TYPED},
        lambda report: Gate.objects.get(report=report, name="support_offered").reason == THEIRS,
        meanwhile=support,
        verb="gate waived",
    ),
    "priority": Page(
        "in_triage",
        "priority/",
        {"band": "low", "reason": TYPED},
        lambda report: Priority.objects.get(case=report.case_id).overridden_band == "urgent",
    ),
    "close": Page(
        "out_of_scope",
        "close/",
        {"outcome": "out_of_scope", "reason": TYPED},
        lambda report: report.state == "out_of_scope",
        before=waive_every_gate,
    ),
    "reopen": Page(
        "closed",
        "reopen/",
        {"reason": TYPED},
        lambda report: report.state == "closed",
        meanwhile=lambda report, by, at: gates.meet(
            report_id=report.id, name="support_offered", by=by, at=at, reason=THEIRS
        ),
        verb="gate met",
    ),
    "ask": Page(
        "in_triage",
        lambda report: f"ask/{report.id}/",
        {"text": TYPED},
        lambda report: Message.objects.filter(report=report).count() == 1,
        meanwhile=lambda report, by, at: messaging.ask(report_id=report.id, text="Which day?", by=by, at=at),
        verb="question",
    ),
    "assess": Page(
        "in_triage",
        "assess/",
        {**assessed_answers(), "record": "1"},
        lambda report: not Assessment.objects.exists(),
    ),
    "responsibility": Page(
        "assessed_crime",
        "responsibility/",
        {**WITH_FORCES, "override_force": KENT, "override_reason": TYPED},
        lambda report: report.state == "assessed_crime",
    ),
    "forces": Page(
        "with_force",
        "forces/",
        {**WITH_FORCES, "to_force": KENT, "reason": TYPED},
        lambda report: not Transfer.objects.filter(from_force__isnull=False).exists(),
    ),
    "unit": Page(
        "assigned",
        "unit/",
        {"unit": "leeds", "unit_reason": TYPED},
        lambda report: Responsibility.objects.filter(case=report.case_id, unit__isnull=False).count() == 0,
        before=add_unit,
    ),
    "offence": Page(
        "assessed_crime",
        f"offences/?offence={ALARM}",
        {"offence": ALARM, "point_0": TYPED, "hostility": "none", "first_act_on_day": "20",
         "first_act_on_month": "2", "first_act_on_year": "2026"},
        lambda report: not EngagedOffence.objects.exists(),
    ),
    "offence_removed": Page(
        "assessed_crime",
        lambda report: f"offences/{EngagedOffence.objects.get().id}/remove/",
        {"reason": TYPED},
        lambda report: EngagedOffence.objects.filter(replaced_at=None).count() == 1,
        before=add_offence,
    ),
    "intelligence": Page(
        "in_triage",
        "intelligence/",
        {"finding": TYPED},
        lambda report: Gate.objects.get(report=report, name="intelligence_considered").state == "waived",
        meanwhile=lambda report, by, at: gates.waive(
            report_id=report.id, name="intelligence_considered", by=by, at=at, reason=THEIRS
        ),
        verb="gate waived",
    ),
}  # fmt: skip


@pytest.fixture
def client(staff):
    return staff("officer")


@pytest.fixture
def colleague(db):
    return actor_for_user(User.objects.create_user(username="pc-214", role="officer"))


def opened(page, report_at, officer, at):
    report = report_at(page.state)
    if page.before:
        page.before(report, officer, at)
    path = page.path(report) if callable(page.path) else page.path
    return report, case_path(report, path)


def now(report):
    return Report.objects.get(id=report.id)


@pytest.mark.parametrize("name", PAGES)
def test_slower_officer_goes_over_nothing_loses_nothing_and_can_go_on(name, client, colleague, report_at, officer, at):
    page = PAGES[name]
    report, path = opened(page, report_at, officer, at)
    offence = {"offence": making.an_offence()} if name == "assess" else {}
    shown = client.get(path)
    assert shown.status_code == 200
    carried = hidden_in(shown)
    assert f"case:{report.case.reference}=" in carried["seen"]
    page.meanwhile(report, colleague, at)
    refused = client.post(path, {**carried, **offence, **page.typed})
    text = text_of(refused)
    assert refused.status_code == 409
    assert page.undone(now(report))
    assert TYPED in text
    assert "pc-214" in text
    assert page.verb in text
    again = client.post(path, {**hidden_in(refused), **offence, **page.typed})
    assert again.status_code == page.after, again.content.decode()[-3000:]
    assert not page.undone(now(report))


@pytest.mark.parametrize("name", PAGES)
def test_what_the_officer_did_meanwhile_in_another_window_holds_nothing_up(name, client, report_at, officer, at):
    page = PAGES[name]
    if name in ("gate", "ask", "intelligence"):
        pytest.skip("there it would be done already")
    report, path = opened(page, report_at, officer, at)
    offence = {"offence": making.an_offence()} if name == "assess" else {}
    carried = hidden_in(client.get(path))
    page.meanwhile(report, actor_for_user(User.objects.get(username__startswith="officer-")), at)
    assert client.post(path, {**carried, **offence, **page.typed}).status_code == 302


def test_error_in_a_form_does_not_hide_what_a_colleague_did(client, colleague, report_at, at):
    report = report_at("in_triage")
    path = case_path(report, "priority/")
    carried = hidden_in(client.get(path))
    urgent(report, colleague, at)
    wrong = client.post(path, {**carried, "band": "low", "reason": ""})
    assert wrong.status_code == 422
    refused = client.post(path, {**hidden_in(wrong), "band": "low", "reason": TYPED})
    assert refused.status_code == 409
    assert Priority.objects.get(case=report.case_id).overridden_band == "urgent"


def test_looks_claims_and_complainants_hold_nothing_up(client, colleague, staff, report_at, at):
    from triage.services import claiming

    report = report_at("in_triage")
    path = case_path(report, "priority/")
    carried = hidden_in(client.get(path))
    staff("officer").get(case_path(report, ""))
    claiming.claim(case_id=report.case_id, by=colleague, at=at)
    messaging.add_information(report_id=report.id, text="One more thing.", at=at)
    assert client.post(path, {**carried, "band": "low", "reason": TYPED}).status_code == 302


def test_mark_of_another_case_says_nothing_of_this_one(client, colleague, report_at, at):
    report, other = report_at("in_triage"), report_at("in_triage", url="https://x.com/other/status/9")
    carried = hidden_in(client.get(case_path(other, "priority/")))
    urgent(other, colleague, at)
    answer = client.post(case_path(report, "priority/"), {**carried, "band": "low", "reason": TYPED})
    assert answer.status_code == 302
    assert b"pc-214" not in client.get(answer.headers["Location"]).content


# Where there is nothing to go on with: all that was typed is kept on a page of its own -----------------------
def test_slower_assessment_of_what_was_assessed_is_kept_word_for_word(client, colleague, report_at, at):
    report = report_at("in_triage")
    path = case_path(report, "assess/")
    carried = hidden_in(client.get(path))
    making.assess(report, making.OUT_OF_SCOPE, by=colleague, at=at)
    sent = {**carried, **assessed_answers(), "offence": making.an_offence(), "record": "1"}
    refused = client.post(path, sent)
    text = text_of(refused)
    assert refused.status_code == 409
    assert text.count(TYPED) >= len(making.CRIME)
    assert "pc-214" in text
    assert "marked out of scope" in text
    assert now(report).state == "out_of_scope"
    assert Assessment.objects.get().outcome == "out_of_scope"
    workflow_again(report, colleague, at)
    kept = hidden_in(refused)
    again = client.post(path, kept)
    assert again.status_code == 409
    assert client.post(path, {**sent, **hidden_in(again)}).status_code == 302
    assert now(report).state == "assessed_crime"


def workflow_again(report, by, at):
    workflow.reopen(report_id=report.id, by=by, at=at, reason="once more")


GONE = {
    "responsibility": ("assessed_crime", "responsibility/", {**WITH_FORCES, "override_reason": TYPED}),
    "forces": ("with_force", "forces/", {**WITH_FORCES, "to_force": KENT, "reason": TYPED}),
    "unit": ("assigned", "unit/", {"unit": "leeds", "unit_reason": TYPED}),
    "offence": ("assessed_crime", f"offences/?offence={ALARM}", {"offence": ALARM, "point_0": TYPED}),
}


@pytest.mark.parametrize("name", GONE)
def test_what_cannot_be_recorded_any_more_is_kept(name, client, colleague, report_at, at):
    state, page, typed = GONE[name]
    report = report_at(state)
    if name == "unit":
        add_unit(report, colleague, at)
    path = case_path(report, page)
    carried = hidden_in(client.get(path))
    workflow_again(report, colleague, at)
    refused = client.post(path, {**carried, **typed})
    assert refused.status_code == 409
    assert TYPED in text_of(refused)
    assert "pc-214" in text_of(refused)
    assert "reopened" in text_of(refused)
    assert now(report).state == "in_triage"


def test_question_that_was_taken_back_meanwhile_keeps_the_reason(client, colleague, report_at, at):
    report = report_at("in_triage")
    question = messaging.ask(report_id=report.id, text="Which day?", by=colleague, at=at)
    path = case_path(report, f"questions/{question.id}/take-back/")
    carried = hidden_in(client.get(path))
    messaging.take_back(question_id=question.id, by=colleague, at=at, reason=THEIRS)
    refused = client.post(path, {**carried, "reason": TYPED})
    assert refused.status_code in (404, 409)
    if refused.status_code == 409:
        assert TYPED in text_of(refused)


def test_case_that_was_merged_meanwhile_keeps_what_was_typed(client, colleague, submit, at):
    from triage.services import merging

    report, other = submit(), submit(minutes=1)
    path = case_path(report, "priority/")
    carried = hidden_in(client.get(path))
    merging.merge(report_id=report.id, into_case_id=other.case_id, by=colleague, at=at, reason="same")
    refused = client.post(path, {**carried, "band": "low", "reason": TYPED})
    assert refused.status_code == 409
    assert TYPED in text_of(refused)
    assert other.case.reference in text_of(refused)
    assert not Priority.objects.exclude(overridden_band="").exists()


# Forms without anything to type ------------------------------------------------------------------------------
def test_priority_of_a_colleague_is_not_taken_back_by_an_older_page(client, colleague, officer, report_at, at):
    report = report_at("in_triage")
    priority_overrides.override(case_id=report.case_id, band=Band.LOW, by=officer, at=at, reason="first")
    carried = hidden_in(client.get(case_path(report, "priority/")))
    urgent(report, colleague, at)
    assert client.post(case_path(report, "priority/take-back/"), carried).status_code == 409
    assert Priority.objects.get(case=report.case_id).overridden_band == "urgent"


@pytest.fixture
def match(submit):
    submit(narrative="First told.")
    submit(narrative="Told again.", minutes=1)
    making.work_off()
    return DuplicateMatch.objects.select_related("report__case", "other__case").get()


def test_what_a_colleague_said_of_two_reports_stands_against_an_older_page(client, colleague, match, at):
    path = f"/hub/matches/{match.id}/"
    carried = hidden_in(client.get(path))
    duplicates.relate(match_id=match.id, by=colleague, at=at)
    refused = client.post(f"{path}refuse/", carried)
    assert refused.status_code == 409
    assert "duplicate related" in text_of(refused)
    match.refresh_from_db()
    assert match.state == "related"
    merge = client.post(f"{path}merge/", {**carried, "reason": TYPED})
    assert merge.status_code == 409
    assert TYPED in text_of(merge)
    assert now(match.report).state == "received"


def test_report_is_not_taken_out_by_a_page_older_than_a_decision(client, colleague, match, at):
    from triage.services import merging

    merging.merge(report_id=match.report_id, into_case_id=match.other.case_id, by=colleague, at=at, reason="same")
    carried = hidden_in(client.get(case_path(match.other, "tab/reports/")))
    urgent(match.other, colleague, at)
    assert client.post(f"/hub/reports/{match.report_id}/unmerge/", carried).status_code == 409
    assert now(match.report).state == "merged"


# Nobody forgets ----------------------------------------------------------------------------------------------
WITHOUT = {
    "advice_again.html": "says something more, refused by the request itself where it is over",
    "advice_ask.html": "asks a body, which goes over nothing",
    "advice_ask_prosecutor.html": "asks a body, which goes over nothing",
    "advice_withdraw.html": "withdraws once, refused by the request itself where it is over",
    "force_answer.html": "answers once, refused by the question itself where it is answered",
    "support_ask.html": "asks a service, refused where one is asked already",
    "support_said.html": "notes what a service said, refused by the referral where that cannot be",
    "support_take_back.html": "takes back once, refused by the referral where it is over",
    "capture_link.html": "asks for one capture more, which goes over nothing",
    "capture_own.html": "adds an exhibit, which goes over nothing",
    "case.html": "begins triage, which is done once, whoever does it",
    "contact.html": "shows who reported it, and changes nothing",
    "claim_bar.html": "claims carry the claim that the page showed",
    "claim_reason.html": "claims carry the claim that the page showed",
    "hand_over.html": "each claim is asked for by its number; one that has ended is left alone",
    "strike_note.html": "strikes a note out once: a second time is refused by the note itself",
    "tasks.html": "sets another task, which goes over none",
    "tabs/messages.html": "notes as read what the page showed, which can be done twice",
}


def test_every_form_of_a_case_carries_how_the_case_stood_when_it_was_opened():
    folder = Path(settings.BASE_DIR) / "templates" / "hub"
    for file in sorted(folder.rglob("*.html")):
        text, name = file.read_text(encoding="utf-8"), file.relative_to(folder).as_posix()
        if 'method="post"' not in text or "case_frame.html" not in text or name in WITHOUT:
            continue
        posts = text.count('method="post"')
        assert text.count("hub/seen.html") == posts, f"{name}: a form without its mark; include hub/seen.html"


def test_refusals_leave_no_trace_in_the_audit(client, colleague, report_at, at):
    report = report_at("in_triage")
    path = case_path(report, "priority/")
    carried = hidden_in(client.get(path))
    urgent(report, colleague, at)
    before = Entry.objects.exclude(verb="read").count()
    client.post(path, {**carried, "band": "low", "reason": TYPED})
    assert Entry.objects.exclude(verb="read").count() == before
