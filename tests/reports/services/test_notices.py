from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hatehub.accounts.actors import actor_for_complainant
from hatehub.accounts.permissions import NotPermitted
from hatehub.audit.models import Entry
from hatehub.audit.selectors import verify
from hatehub.reference.models import BankHoliday
from reports.models import Complainant, DecisionNotice, Report, Update
from reports.rules.workflow import STEPS
from reports.selectors.notices import latest_notice
from reports.selectors.shipped_texts import TEXTS
from reports.services import following, gates, messages, notices, updates, workflow
from reports.services.notices import AlreadyTold, TellingNeedsReason
from tests.making import reports as making
from triage.services import merging
from triage.web.wording import DECISIONS

pytest_plugins = ["tests.making.mail_server"]
ADDRESS = "a@example.org"
END_OF_TUESDAY = datetime(2026, 3, 3, 23, 59, 59, 999999, tzinfo=UTC)
END_OF_MONDAY = datetime(2026, 3, 9, 23, 59, 59, 999999, tzinfo=UTC)


@pytest.fixture
def decided(submit, officer, at):
    """Make a report on which a decision has been made and published; its person left an address."""

    def make(state="assessed_crime"):
        sent = submit(email=ADDRESS, kind="victim")
        report = making.walk(sent, to=state, by=officer, at=at)
        report.code = sent.code
        making.work_off()
        return report

    return make


def notice_of(report, step="record_crime"):
    return DecisionNotice.objects.get(report=report, step=step)


def update_of(report, step="record_crime"):
    return Update.objects.get(entry__report=report, entry__kind=f"step_{step}")


def verbs(report, *among):
    return list(
        Entry.objects.filter(subject=f"report:{report.reference}", verb__in=among)
        .order_by("sequence")
        .values_list("verb", flat=True)
    )


def open_page(report, at):
    return following.open_report(reference=report.reference, code=report.code, at=at)


def test_every_decision_has_its_texts_and_no_other_step_has_a_notice():
    assert updates.DECISIONS < notices.MUST_BE_TOLD < set(STEPS)
    assert {f"step_{step}" for step in notices.MUST_BE_TOLD} <= set(TEXTS)
    assert set(DECISIONS) == notices.MUST_BE_TOLD


# Opening -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("state", "step"),
    [
        ("assessed_crime", "record_crime"),
        ("assessed_non_crime", "record_non_crime"),
        ("out_of_scope", "mark_out_of_scope"),
        ("closed", "close_without_enforcement"),
    ],
)
def test_decision_starts_the_clock_of_telling_it(decided, at, state, step):
    report = decided(state)
    notice = notice_of(report, step)
    assert (notice.told_at, notice.route, notice.decided_at) == (None, "", at)
    assert (notice.entitlement, notice.tell_by) == ("enhanced", END_OF_TUESDAY)
    assert notice.entry.kind == f"step_{step}"


def test_closing_after_the_force_starts_the_clock(decided, officer, at):
    report = decided("out_of_scope")
    for gate in ("support_offered", "intelligence_considered"):
        gates.waive(report_id=report.id, name=gate, by=officer, at=at, reason="for the test")
    workflow.close(report_id=report.id, by=officer, at=at, outcome="out_of_scope", reason="Not hate.")
    making.work_off()
    assert notice_of(report, "close").tell_by == END_OF_TUESDAY


def test_steps_that_decide_nothing_start_no_clock(decided):
    decided("in_triage")
    assert not DecisionNotice.objects.exists()


def test_withdrawn_report_needs_no_notice(report_at, at):
    report = report_at("in_triage", email=ADDRESS)
    following.withdraw(report_id=report.id, at=at)
    making.work_off()
    assert not DecisionNotice.objects.exists()


@pytest.mark.parametrize(
    ("kind", "change", "entitlement", "tell_by"),
    [
        ("victim", {}, "enhanced", END_OF_TUESDAY),
        ("witness", {}, "standard", END_OF_MONDAY),
        ("unstated", {}, "standard", END_OF_MONDAY),
        ("witness", {"danger": "danger"}, "enhanced", END_OF_TUESDAY),
        ("witness", {"circumstances": {"under_18": "yes"}}, "enhanced", END_OF_TUESDAY),
        ("witness", {"circumstances": {"under_18": ["odd"]}}, "standard", END_OF_MONDAY),
    ],
)
def test_limit_follows_from_the_facts(report_at, kind, change, entitlement, tell_by):
    report = report_at("assessed_crime", email=ADDRESS, kind=kind)
    Report.objects.filter(id=report.id).update(**change)
    making.work_off()
    notice = notice_of(report)
    assert (notice.entitlement, notice.tell_by) == (entitlement, tell_by)


def test_notice_is_opened_once_whatever_the_worker_repeats(decided, hub, at):
    report = decided()
    for _ in range(2):
        updates.tell_of_step(report=report, step="record_crime", version=report.version, by=hub, at=at)
    assert DecisionNotice.objects.count() == 1
    assert verbs(report, "decision_to_be_told") == ["decision_to_be_told"]


def test_notice_is_audited_with_its_limit_and_nothing_about_the_person(decided):
    entry = Entry.objects.get(subject=f"report:{decided().reference}", verb="decision_to_be_told")
    assert entry.details["tell_by"] == END_OF_TUESDAY.isoformat()
    assert entry.details["entitlement"] == "enhanced"
    assert "under_18" not in entry.details


def test_force_opens_no_notices(db, west_yorkshire, at):
    with pytest.raises(NotPermitted):
        notices.open_notices(
            reports=[], step="record_crime", version=1, key="k", by=west_yorkshire, at=at, published_at=at
        )


def test_past_the_table_of_holidays_weekends_count_and_that_is_logged(decided, caplog):
    BankHoliday.objects.filter(date__year__gt=2025).delete()
    with caplog.at_level("WARNING", logger="reports.services.time_limits"):
        report = decided()
    assert notice_of(report).tell_by == END_OF_TUESDAY
    assert {record.known_to for record in caplog.records} == {"2025-12-31"}


# Telling -------------------------------------------------------------------------------------------
def test_person_without_a_route_is_told_by_the_status_page_when_the_line_is_there(submit, officer, at, hub):
    report = making.walk(submit(), to="out_of_scope", by=officer, at=at)
    later = at + timedelta(days=2)
    updates.tell_of_step(
        report=report, step="mark_out_of_scope", version=report.version, by=hub, at=at, published_at=later
    )
    notice = notice_of(report, "mark_out_of_scope")
    assert (notice.decided_at, notice.told_at, notice.route) == (at, later, "status_page")
    assert verbs(report, "decision_told", "decision_to_be_told") == ["decision_told"]


@pytest.mark.parametrize(
    ("change", "is_told"),
    [
        ({"wants_updates": False}, True),
        ({"has_email": False}, True),
        ({"has_email": False, "has_telephone": True}, False),
        ({"bounced_at": datetime(2026, 3, 1, tzinfo=UTC)}, False),
    ],
)
def test_only_somebody_who_gave_no_route_is_told_by_the_page_alone(report_at, change, is_told):
    report = report_at("assessed_crime", email=ADDRESS)
    Complainant.objects.filter(report=report).update(**change)
    making.work_off()
    assert (notice_of(report).told_at is not None) is is_told


def test_person_is_told_once_the_mail_server_has_taken_the_message(decided, letterbox, at):
    report = decided()
    letterbox.at_data = ["451 try again later"]
    messages.send(update_id=update_of(report).id, at=at)
    assert notice_of(report).told_at is None
    messages.send(update_id=update_of(report).id, at=at)
    notice = notice_of(report)
    assert (notice.told_at, notice.route) == (at, "message")
    assert Entry.objects.get(verb="decision_told").actor == "hub:hub"


def test_message_that_fails_leaves_the_decision_untold(decided, letterbox, at):
    report = decided()
    letterbox.at_recipient = ["550 no such person"]
    messages.send(update_id=update_of(report).id, at=at)
    assert notice_of(report).told_at is None


def test_message_about_no_decision_tells_none(decided, letterbox, at):
    report = decided()
    messages.send(update_id=update_of(report, "start_triage").id, at=at)
    assert notice_of(report).told_at is None


def test_opening_the_status_page_tells_every_decision_that_stands_there(decided, at):
    report = decided("closed")
    later = at + timedelta(hours=1)
    open_page(report, later)
    rows = DecisionNotice.objects.filter(report=report)
    assert {(row.told_at, row.route) for row in rows} == {(later, "status_page")}
    assert len(rows) == 2
    told = Entry.objects.filter(verb="decision_told")
    assert {entry.actor for entry in told} == {f"complainant:{report.reference}"}


def test_wrong_code_tells_nothing(decided, at):
    report = decided()
    with pytest.raises(following.NoSuchReport):
        following.open_report(reference=report.reference, code="0000-0000-0000-0000", at=at)
    assert notice_of(report).told_at is None


def test_first_telling_counts(decided, letterbox, officer, at):
    report = decided()
    messages.send(update_id=update_of(report).id, at=at)
    open_page(report, at + timedelta(days=1))
    with pytest.raises(AlreadyTold):
        notices.tell_in_person(notice_id=notice_of(report).id, by=officer, at=at, reason="By telephone.")
    assert (notice_of(report).told_at, notice_of(report).route) == (at, "message")
    assert verbs(report, "decision_told") == ["decision_told"]


def test_later_decision_settles_those_before_it_that_were_never_told(decided, letterbox, at):
    report = decided("closed")
    messages.send(update_id=update_of(report, "close_without_enforcement").id, at=at)
    assert {row.route for row in DecisionNotice.objects.filter(report=report)} == {"message"}


def test_earlier_decision_does_not_settle_a_later_one(decided, letterbox, at):
    report = decided("closed")
    messages.send(update_id=update_of(report).id, at=at)
    assert notice_of(report).route == "message"
    assert notice_of(report, "close_without_enforcement").told_at is None


def test_review_leaves_a_decision_that_was_never_told_to_be_told(decided, officer, at):
    report = decided("assessed_non_crime")
    following.request_review(report_id=report.id, at=at)
    making.work_off()
    assert notice_of(report, "record_non_crime").told_at is None
    other = replace(officer, identifier="officer-2")
    making.assess(report, making.CRIME, by=other, at=at + timedelta(days=1))
    making.work_off()
    notices.tell_in_person(
        notice_id=notice_of(report).id, by=officer, at=at + timedelta(days=1), reason="By telephone."
    )
    assert notice_of(report, "record_non_crime").route == "in_person"


# In person -----------------------------------------------------------------------------------------
def test_officer_notes_that_somebody_was_told_and_how(decided, officer, at):
    report = decided()
    notices.tell_in_person(notice_id=notice_of(report).id, by=officer, at=at, reason="By telephone at 11.")
    assert (notice_of(report).told_at, notice_of(report).route) == (at, "in_person")
    entry = Entry.objects.get(verb="decision_told")
    assert (entry.actor, entry.reason) == (str(officer), "By telephone at 11.")


def test_telling_in_person_needs_its_reason(decided, officer, at):
    report = decided()
    with pytest.raises(TellingNeedsReason):
        notices.tell_in_person(notice_id=notice_of(report).id, by=officer, at=at, reason="  ")
    assert notice_of(report).told_at is None


def test_neither_force_nor_complainant_notes_a_telling_in_person(decided, west_yorkshire, at):
    report = decided()
    for by in (west_yorkshire, actor_for_complainant(report.reference)):
        with pytest.raises(NotPermitted):
            notices.tell_in_person(notice_id=notice_of(report).id, by=by, at=at, reason="By telephone.")
    with pytest.raises(NotPermitted):
        notices.mark_seen(report_id=report.id, by=west_yorkshire, at=at)
    assert not Entry.objects.filter(verb="decision_told").exists()


# Messages that come back ---------------------------------------------------------------------------
@pytest.fixture
def bounced(decided, letterbox, at, hub):
    """Send the message of a decision, and have it come back an hour later."""

    def come_back(report, step="record_crime"):
        update = update_of(report, step)
        update.bounced_at = at + timedelta(hours=1)
        update.save()
        return notices.reopen_notice(update=update, by=hub, at=at + timedelta(hours=1))

    return come_back


def test_message_that_comes_back_has_told_nothing(decided, bounced, letterbox, at):
    report = decided()
    messages.send(update_id=update_of(report).id, at=at)
    assert [bounced(report), bounced(report)] == [1, 0]
    notice = notice_of(report)
    assert (notice.told_at, notice.route, notice.tell_by) == (None, "", END_OF_TUESDAY)
    assert verbs(report, "decision_told", "decision_not_received") == ["decision_told", "decision_not_received"]
    assert verify(subject=f"report:{report.reference}").first_broken is None


def test_what_was_settled_with_a_message_opens_with_it_unless_its_own_arrived(decided, bounced, letterbox, at):
    settled, arrived = decided("closed"), decided("closed")
    messages.send(update_id=update_of(arrived).id, at=at)
    for report in (settled, arrived):
        messages.send(update_id=update_of(report, "close_without_enforcement").id, at=at)
        bounced(report, "close_without_enforcement")
    assert notice_of(settled).told_at is None
    assert notice_of(arrived).route == "message"
    assert notice_of(arrived, "close_without_enforcement").told_at is None


def test_person_who_opened_the_page_before_the_message_came_back_was_told_by_it(decided, bounced, letterbox, at):
    report = decided()
    seen_at = notice_opened_at(report) + timedelta(minutes=1)
    messages.send(update_id=update_of(report).id, at=at)
    open_page(report, seen_at)
    assert bounced(report) == 0
    assert (notice_of(report).told_at, notice_of(report).route) == (seen_at, "status_page")


def notice_opened_at(report):
    return Entry.objects.get(subject=f"report:{report.reference}", verb="decision_to_be_told").at


def test_other_ways_and_later_decisions_stand_when_a_message_comes_back(decided, bounced, letterbox, officer, at):
    told = decided()
    notices.tell_in_person(notice_id=notice_of(told).id, by=officer, at=at, reason="By telephone.")
    superseded = decided("closed")
    messages.send(update_id=update_of(superseded).id, at=at)
    last = notice_of(superseded, "close_without_enforcement")
    notices.tell_in_person(notice_id=last.id, by=officer, at=at, reason="By telephone.")
    assert [bounced(told), bounced(superseded)] == [0, 0]
    assert notice_of(told).route == "in_person"
    assert notice_of(superseded).route == "message"


def test_message_about_no_decision_comes_back_and_opens_nothing(decided, bounced):
    assert bounced(decided(), "start_triage") == 0


# Members of a case ---------------------------------------------------------------------------------
@pytest.fixture
def pair(submit, officer, at):
    lead = submit(email="lead@example.org", kind="victim")
    member = submit(email="member@example.org", kind="witness")
    merging.merge(report_id=member.id, into_case_id=lead.case_id, by=officer, at=at, reason="same")
    making.walk(lead, to="assessed_crime", by=officer, at=at)
    making.work_off()
    return lead, member


def test_each_person_of_a_case_has_a_notice_with_their_own_limit(pair):
    lead, member = (notice_of(report) for report in pair)
    assert (lead.entitlement, member.entitlement) == ("enhanced", "standard")
    assert (lead.tell_by, member.tell_by) == (END_OF_TUESDAY, END_OF_MONDAY)


def test_one_person_told_is_not_another(pair, letterbox, at):
    lead, member = pair
    messages.send(update_id=update_of(lead).id, at=at)
    assert notice_of(lead).told_at == at
    assert notice_of(member).told_at is None


def test_report_taken_out_again_is_owed_nothing_on_the_decision_of_others(pair, officer, at):
    lead, member = pair
    merging.unmerge(report_id=member.id, by=officer, at=at, reason="not the same")
    making.work_off()
    assert not DecisionNotice.objects.filter(report=member).exists()
    assert notice_of(lead).told_at is None


def test_newest_decision_is_the_one_that_is_shown(decided):
    assert latest_notice(report_id=decided("closed").id).step == "close_without_enforcement"
    assert latest_notice(report_id=decided("in_triage").id) is None
