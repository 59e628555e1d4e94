"""What becomes of a request that was sent: answers, re-checks, silence, and who hears of it."""

from datetime import timedelta

import pytest

from hatehub.accounts.actors import HUB
from hatehub.accounts.permissions import NotPermitted
from hatehub.audit.models import Entry
from hatehub.reference.models import Platform
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from referrals.models import AnswerLink, FeedEntry, Letter, Takedown, TakedownStep
from referrals.registries import find_letter
from referrals.rules.takedowns.steps import Asked, StepRefused
from referrals.selectors import league
from referrals.selectors.takedowns import Worklist, list_takedowns
from referrals.services import answer_links, letters, takedowns
from referrals.services.takedowns.stepping import step_field
from referrals.services.takedowns.writing import (
    note_letter_failed,
    note_letter_sent,
    note_letter_unwanted,
    to_pass_on,
    write_again,
    write_notice,
)
from referrals.web.takedown_answer_pages import shown_to_platform
from reports.models import Report, Sharing, StatusEntry
from reports.selectors.story import list_about_posts, list_story
from tests.making import reports as making
from tests.making import takedowns as asking
from triage.services import merging

HOUR = timedelta(hours=1)


def now(takedown):
    return Takedown.objects.select_related("report").get(id=takedown.id)


def lines(report):
    return list(
        StatusEntry.objects.filter(report=report, kind__startswith="takedown")
        .order_by("id")
        .values_list("kind", flat=True)
    )


def seen(takedown, what, at):
    return takedowns.note_seen(post_id=takedown.posts.get().id, seen=what, at=at)


def test_a_request_that_was_sent_has_a_deadline_and_a_reminder(sent, at):
    assert (sent.state, sent.reference) == ("sent", "T-1")
    assert sent.answer_due_at == at + 24 * HOUR
    assert sent.remind_at == at + 18 * HOUR


def test_what_a_platform_says_about_removal_is_a_claim_until_it_is_seen_gone(sent, at):
    takedowns.note_removed(takedown_id=sent.id, at=at + HOUR)
    assert (now(sent).state, now(sent).claimed_at, now(sent).confirmed_at) == ("removed", at + HOUR, None)
    seen(sent, "unknown", at + 2 * HOUR)
    assert now(sent).confirmed_at is None
    seen(sent, "gone", at + 3 * HOUR)
    assert now(sent).confirmed_at == at + 3 * HOUR


def test_a_platform_that_says_removed_while_it_is_still_up_is_asked_again(sent, at):
    takedowns.note_removed(takedown_id=sent.id, at=at + HOUR)
    seen(sent, "up", at + 2 * HOUR)
    found = now(sent)
    assert (found.state, found.found_up_at, found.answer_due_at) == ("sent", at + 2 * HOUR, at + 26 * HOUR)
    seen(sent, "up", at + 3 * HOUR)
    assert TakedownStep.objects.filter(step="found_up").count() == 1


def test_what_was_seen_gone_and_is_up_again_has_reappeared(sent, at):
    takedowns.note_removed(takedown_id=sent.id, at=at)
    seen(sent, "gone", at + HOUR)
    seen(sent, "unknown", at + 2 * HOUR)
    seen(sent, "up", at + 3 * HOUR)
    assert (now(sent).state, now(sent).confirmed_at) == ("reappeared", None)
    takedowns.escalate(takedown_id=sent.id, at=at + 4 * HOUR)
    assert (now(sent).state, now(sent).escalations) == ("sent", 1)


def test_what_is_seen_gone_without_an_answer_is_removed_and_confirmed(sent, at):
    seen(sent, "gone", at + HOUR)
    assert (now(sent).state, now(sent).claimed_at, now(sent).confirmed_at) == ("removed", None, at + HOUR)


def test_a_login_wall_says_nothing(sent, at):
    seen(sent, "unknown", at + HOUR)
    assert now(sent).state == "sent"
    with pytest.raises(ValueError, match="perhaps"):
        seen(sent, "perhaps", at)


def test_a_refusal_has_a_reason_that_the_hub_knows_and_words_that_are_sealed(sent, at):
    with pytest.raises(takedowns.UnknownReason):
        takedowns.note_refused(takedown_id=sent.id, reason="because", at=at)
    takedowns.note_refused(takedown_id=sent.id, reason="not_illegal", words="We think it is satire.", at=at)
    row = TakedownStep.objects.get(step="note_refused")
    assert (now(sent).state, row.reason) == ("refused", "not_illegal")
    assert b"satire" not in bytes(row.sealed_words)
    words = vault.unseal(row.sealed_words, owner=sent.report_id, purpose=Purpose.MATERIAL, field=step_field(row.id))
    assert words == "We think it is satire."
    assert "satire" not in str(Entry.objects.get(verb="takedown_refused").details)


def test_a_question_stands_until_an_officer_answers_and_the_platform_gets_a_letter(sent, officer, at):
    asking.by_mail()
    takedowns.note_question(takedown_id=sent.id, text="Which account do you mean?", at=at + HOUR)
    assert (now(sent).state, now(sent).question_open_at) == ("acknowledged", at + HOUR)
    takedowns.answer_question(takedown_id=sent.id, text="The one named in the notice.", by=officer, at=at + 2 * HOUR)
    assert (now(sent).question_open_at, now(sent).answer_due_at) == (None, at + 26 * HOUR)
    letter = Letter.objects.get(kind="takedown_answer")
    assert (letter.to_address, letter.link.used_at, letter.link.revoked_at) == ("abuse@platform.example", None, None)


def test_an_answer_goes_through_the_same_door(sent, officer, at):
    takedowns.note_question(takedown_id=sent.id, text="Who told you?", at=at)
    for text, codes in (("", ["needed"]), ("Ask somebody@example.org", ["email"])):
        with pytest.raises(takedowns.WordingRefused) as refused:
            takedowns.answer_question(takedown_id=sent.id, text=text, by=officer, at=at)
        assert refused.value.problems == {"answer": codes}


def test_silence_is_chased_reminded_and_noted_once(sent, at):
    asking.by_mail()
    assert takedowns.chase(at=at + 17 * HOUR) == 0
    assert takedowns.chase(at=at + 18 * HOUR) == 1
    assert takedowns.chase(at=at + 19 * HOUR) == 0
    assert Letter.objects.filter(kind="takedown_again").count() == 1
    assert takedowns.chase(at=at + 24 * HOUR) == 1
    assert takedowns.chase(at=at + 25 * HOUR) == 0
    assert now(sent).state == "no_answer"


@pytest.mark.parametrize("heard", ["acknowledge", "note_question"])
def test_a_platform_that_was_heard_is_not_reminded_and_keeps_its_link(heard, sent, at):
    asking.by_mail()
    link = AnswerLink.objects.get(subject=f"takedown:{sent.id}")
    said = {"text": "Which one?"} if heard == "note_question" else {}
    getattr(takedowns, heard)(takedown_id=sent.id, at=at + HOUR, **said)
    assert now(sent).remind_at is None
    Takedown.objects.update(remind_at=at + HOUR)  # as a row may have it that was written before
    assert takedowns.chase(at=at + 20 * HOUR) == 0
    assert not Letter.objects.filter(kind="takedown_again").exists()
    assert AnswerLink.objects.get(id=link.id).revoked_at is None


def test_silence_is_taken_one_level_up_once_where_there_is_an_address(sent, at):
    Platform.objects.filter(code="x").update(escalation_address="regulator@example.org")
    takedowns.chase(at=at + 24 * HOUR)
    found = now(sent)
    assert (found.state, found.escalations, found.answer_due_at) == ("sent", 1, at + 48 * HOUR)
    assert Letter.objects.get(kind="takedown_again").to_address == "regulator@example.org"
    takedowns.chase(at=at + 48 * HOUR)
    assert (now(sent).state, now(sent).escalations) == ("no_answer", 1)


def test_a_platform_that_waits_for_our_answer_is_not_late(sent, at):
    takedowns.note_question(takedown_id=sent.id, text="Which one?", at=at)
    assert takedowns.chase(at=at + 30 * HOUR) == 0


def test_people_of_the_case_hear_of_each_step_once_and_see_with_whom_the_link_was_shared(sent, submit, officer, at):
    other = submit(minutes=5)
    case_id = Report.objects.get(id=sent.report_id).case_id
    merging.merge(report_id=other.id, into_case_id=case_id, by=officer, at=at, reason="the same")
    making.work_off()
    takedowns.note_removed(takedown_id=sent.id, at=at + HOUR)
    making.work_off()
    making.work_off()
    for report in (sent.report, other):
        assert lines(report) == ["takedown_asked", "takedown_removed"]
        shared = Sharing.objects.get(report=report, purpose="takedown")
        assert (shared.recipient, shared.parts) == ("X (formerly Twitter)", ["link"])
        assert [line.title for line in list_about_posts(report=report)] == [
            "The post has been taken down, as far as we know"
        ]
    assert "We have asked X (formerly Twitter) to take the post down" in [
        line.title for line in list_story(report=other)
    ]


def test_nobody_outside_hears_that_data_is_to_be_preserved(submit, officer, at):
    report = submit()
    made = asking.draft(report, by=officer, at=at, action=Asked.PRESERVE, terms="")
    takedowns.ask_to_send(takedown_id=made.id, by=officer, at=at)
    takedowns.note_sent(takedown_id=made.id, reference="", at=at)
    making.work_off()
    assert lines(report) == []


def test_the_forces_of_the_case_hear_of_it_and_not_of_drafts(report_at, officer, at):
    report = report_at("packaged")
    making.work_off()
    asking.sealed(report, by=officer, at=at)
    made = asking.draft(report, by=officer, at=at)
    making.work_off()
    assert not FeedEntry.objects.filter(change="takedown").exists()
    takedowns.ask_to_send(takedown_id=made.id, by=officer, at=at)
    takedowns.note_sent(takedown_id=made.id, reference="", at=at)
    making.work_off()
    assert FeedEntry.objects.filter(change="takedown", case=report.case_id).count() == 1


def test_queues_can_be_filtered_by_how_the_requests_of_a_case_stand(sent, at):
    making.work_off()
    terms = Report.objects.get(id=sent.report_id).queue_terms
    assert {"takedown:sent", "waiting:platform"} <= set(terms)
    takedowns.note_refused(takedown_id=sent.id, reason="other", at=at)
    making.work_off()
    terms = set(Report.objects.get(id=sent.report_id).queue_terms)
    assert {"takedown:refused", "takedown:to_do"} <= terms
    assert "waiting:platform" not in terms


def test_a_request_by_mail_is_one_letter_that_notes_when_it_has_gone(report_at, officer, at):
    asking.by_mail()
    report = report_at("assessed_crime")
    asking.sealed(report, by=officer, at=at)
    made = asking.draft(report, by=officer, at=at)
    takedowns.ask_to_send(takedown_id=made.id, by=officer, at=at)
    letter = Letter.objects.get(kind="takedown")
    text = write_notice(letter)
    assert text.subject_line == f"Notice {report.case.reference}"
    assert AnswerLink.objects.get(subject=letter.subject).id == letter.link_id
    note_letter_sent(letter, at=at + HOUR)
    assert (now(made).state, now(made).sent_at) == ("sent", at + HOUR)
    assert write_notice(letter) is None
    assert "This is a reminder" in write_again(letter).body


def test_a_letter_that_comes_back_makes_it_a_draft_again(report_at, officer, at):
    asking.by_mail()
    report = report_at("assessed_crime")
    asking.sealed(report, by=officer, at=at)
    made = asking.draft(report, by=officer, at=at)
    takedowns.ask_to_send(takedown_id=made.id, by=officer, at=at)
    letter = Letter.objects.get(kind="takedown")
    letter.failure = "550"
    note_letter_failed(letter, at=at)
    assert (now(made).state, now(made).undeliverable) == ("drafted", "550")
    note_letter_failed(letter, at=at)
    takedowns.ask_to_send(takedown_id=made.id, by=officer, at=at)
    assert Letter.objects.filter(kind="takedown").count() == 2


def ready_by_mail(report_at, officer, at):
    asking.by_mail()
    report = report_at("assessed_crime")
    asking.sealed(report, by=officer, at=at)
    made = asking.draft(report, by=officer, at=at)
    takedowns.ask_to_send(takedown_id=made.id, by=officer, at=at)
    return made, Letter.objects.get(kind="takedown", subject=f"takedown:{made.id}")


def went(letter, at):
    Letter.objects.filter(id=letter.id).update(state="sent", sent_at=at)
    note_letter_sent(letter, at=at)


def came_back(letter, at):
    on_failed = find_letter(letter.kind).on_failed
    return letters.note_came_back(letter_id=letter.id, code="5.1.1", on_failed=on_failed, at=at)


def to_do(by, at):
    found = list_takedowns(worklist=Worklist.TO_DO, platform="", after="", by=by, at=at)
    return [each.id for each in found.rows]


@pytest.mark.parametrize("hours", [2, 30])
def test_a_notice_that_bounces_was_never_sent(hours, report_at, officer, at):
    made, letter = ready_by_mail(report_at, officer, at)
    went(letter, at)
    if hours > 24:
        takedowns.chase(at=at + 24 * HOUR)
        assert now(made).state == "no_answer"
    assert league.count(since=None, by=officer, at=at + hours * HOUR).whole.asked == 1
    assert came_back(letter, at + hours * HOUR)
    found = now(made)
    assert (found.state, found.undeliverable, found.sent_at, found.answer_due_at) == ("drafted", "5.1.1", None, None)
    assert to_do(officer, at + hours * HOUR) == [made.id]
    assert league.count(since=None, by=officer, at=at + hours * HOUR).whole.asked == 0


def test_a_notice_that_bounces_though_it_was_answered_stays_with_the_platform_and_before_an_officer(
    report_at, officer, at
):
    made, letter = ready_by_mail(report_at, officer, at)
    went(letter, at)
    takedowns.acknowledge(takedown_id=made.id, at=at + HOUR)
    came_back(letter, at + 2 * HOUR)
    assert (now(made).state, now(made).undeliverable) == ("acknowledged", "5.1.1")
    assert to_do(officer, at + 2 * HOUR) == [made.id]
    making.work_off()
    assert "takedown:to_do" in Report.objects.get(id=made.report_id).queue_terms


def test_a_bounce_of_a_request_that_is_over_or_approved_anew_changes_nothing(report_at, officer, at):
    made, letter = ready_by_mail(report_at, officer, at)
    takedowns.note_undeliverable(takedown_id=made.id, why="withheld", at=at + HOUR)
    takedowns.ask_to_send(takedown_id=made.id, by=officer, at=at + 2 * HOUR)
    came_back(letter, at + 3 * HOUR)
    note_letter_unwanted(letter, at=at + 3 * HOUR)
    assert now(made).state == "ready"
    takedowns.note_sent(takedown_id=made.id, reference="", at=at + 3 * HOUR)
    takedowns.note_removed(takedown_id=made.id, at=at + 4 * HOUR)
    newer = Letter.objects.exclude(id=letter.id).get(kind="takedown")
    came_back(newer, at + 5 * HOUR)
    assert (now(made).state, now(made).undeliverable) == ("removed", "")


@pytest.mark.parametrize("kind", ["takedown_again", "takedown_answer"])
def test_a_later_letter_that_does_not_arrive_stands_before_an_officer_until_the_platform_is_heard(
    kind, report_at, officer, at
):
    made, notice = ready_by_mail(report_at, officer, at)
    went(notice, at)
    if kind == "takedown_again":
        takedowns.chase(at=at + 18 * HOUR)
    else:
        takedowns.note_question(takedown_id=made.id, text="Which one?", at=at + HOUR)
        takedowns.answer_question(takedown_id=made.id, text="The first.", by=officer, at=at + 2 * HOUR)
    stood_at = now(made).state
    came_back(Letter.objects.get(kind=kind), at + 19 * HOUR)
    assert (now(made).state, now(made).undeliverable) == (stood_at, "5.1.1")
    assert TakedownStep.objects.get(step="letter_failed").reason == "5.1.1"
    assert to_do(officer, at + 19 * HOUR) == [made.id]
    takedowns.note_question(takedown_id=made.id, text="And now?", at=at + 20 * HOUR)
    assert now(made).undeliverable == ""


def test_a_request_whose_letter_is_not_sent_comes_back_to_an_officer(report_at, officer, at):
    made, letter = ready_by_mail(report_at, officer, at)
    answer_links.revoke(subject=letter.subject, by=officer, at=at, why="Mistaken.")
    kind = find_letter("takedown")
    ends = {"on_failed": kind.on_failed, "on_sent": kind.on_sent, "on_unwanted": kind.on_unwanted}
    assert not letters.send(letter_id=letter.id, write=kind.write, at=at + HOUR, **ends)
    assert (now(made).state, now(made).undeliverable) == ("drafted", letters.NOT_WANTED)
    assert to_do(officer, at + HOUR) == [made.id]


def test_a_request_sent_by_an_officer_before_its_letter_stays_sent(report_at, officer, at):
    made, letter = ready_by_mail(report_at, officer, at)
    takedowns.note_sent(takedown_id=made.id, reference="", by=officer, at=at)
    note_letter_unwanted(letter, at=at + HOUR)
    assert now(made).state == "sent"


def test_what_is_ready_for_hours_is_before_an_officer(report_at, officer, at):
    made, _letter = ready_by_mail(report_at, officer, at)
    assert to_do(officer, at + 5 * HOUR) == []
    assert to_do(officer, at + 6 * HOUR) == [made.id]


def test_what_is_to_go_by_hand_is_in_no_letter_and_waits_for_an_officer(report_at, officer, at):
    made, letter = ready_by_mail(report_at, officer, at)
    letter.failure = "550"
    note_letter_failed(letter, at=at)
    takedowns.ask_to_send(takedown_id=made.id, by_hand=True, by=officer, at=at + HOUR)
    assert now(made).is_by_hand
    assert Letter.objects.count() == 1
    by_hand = list_takedowns(worklist=Worklist.BY_HAND, platform="", after="", by=officer, at=at + HOUR)
    assert [each.id for each in by_hand.rows] == to_do(officer, at + HOUR) == [made.id]
    takedowns.note_undeliverable(takedown_id=made.id, why="550", at=at + 2 * HOUR)
    takedowns.ask_to_send(takedown_id=made.id, by=officer, at=at + 3 * HOUR)
    assert not now(made).is_by_hand


def test_a_platform_without_an_address_keeps_its_link_and_reads_the_answer_behind_it(sent, officer, at):
    link = AnswerLink.objects.get(subject=f"takedown:{sent.id}")
    takedowns.note_question(takedown_id=sent.id, text="Which one?", at=at)
    assert shown_to_platform(link)["answer"] == ""
    takedowns.answer_question(takedown_id=sent.id, text="The first of them.", by=officer, at=at + HOUR)
    [kept] = AnswerLink.objects.filter(subject=link.subject)
    assert (kept.id, kept.revoked_at) == (link.id, None)
    assert shown_to_platform(kept)["answer"] == "The first of them."
    text = to_pass_on(now(sent))
    assert "The first of them." in text
    assert answer_links.address_of(kept) in text


def test_a_platform_whose_link_has_expired_gets_another_with_the_answer(sent, officer, at):
    AnswerLink.objects.update(expires_at=at + HOUR)
    takedowns.note_question(takedown_id=sent.id, text="Which one?", at=at)
    takedowns.answer_question(takedown_id=sent.id, text="The first.", by=officer, at=at + 2 * HOUR)
    assert AnswerLink.objects.filter(revoked_at=None, expires_at__gt=at + 2 * HOUR).count() == 1


def test_a_request_given_up_sends_no_letter(report_at, officer, at):
    asking.by_mail()
    report = report_at("assessed_crime")
    asking.sealed(report, by=officer, at=at)
    made = asking.draft(report, by=officer, at=at)
    takedowns.ask_to_send(takedown_id=made.id, by=officer, at=at)
    takedowns.cancel(takedown_id=made.id, by=officer, at=at, why="It is gone.")
    letter = Letter.objects.select_related("link").get(kind="takedown")
    assert write_notice(letter) is None
    assert letter.link.revoked_at == at
    note_letter_sent(letter, at=at)
    assert now(made).state == "cancelled"


@pytest.mark.parametrize("step", ["acknowledge", "note_removed", "note_restricted"])
def test_a_force_answers_for_no_platform(step, sent, west_yorkshire, at):
    with pytest.raises(NotPermitted):
        getattr(takedowns, step)(takedown_id=sent.id, at=at, by=west_yorkshire)


def test_nothing_is_sent_twice(sent, at):
    with pytest.raises(StepRefused):
        takedowns.note_sent(takedown_id=sent.id, reference="T-2", at=at, by=HUB)
    assert now(sent).reference == "T-1"
