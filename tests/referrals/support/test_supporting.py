from datetime import timedelta

import pytest

from hatehub.accounts.actors import HUB, PUBLIC, Actor
from hatehub.accounts.permissions import NotPermitted
from hatehub.accounts.roles import Role
from hatehub.audit.models import Entry
from hatehub.reference.models import Partner
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from referrals.models import AnswerLink, Letter, SupportReferral
from referrals.rules.support.steps import Decline, Outcome, StepRefused, Withdrawn
from referrals.selectors import support as selecting
from referrals.services import answer_links, support
from referrals.services.answer_links import LinkRefused
from referrals.services.support import stepping
from reports.models import Gate, Sharing, StatusEntry
from reports.services import following, wishes
from tests.making import reports as making
from tests.making.supporting import CODE, DESK, OTHER, a_service, again, link_of, send, wanting_report
from triage.services import merging

SERVICE = Actor(role=Role.PARTNER, identifier=CODE)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def report(db, at):
    return wanting_report(at=at)


@pytest.fixture
def sent(report, officer, at):
    return send(report, by=officer, at=at)


@pytest.fixture
def accepted(sent, at):
    support.accept(referral_id=sent.id, by=SERVICE, at=at + HOUR)
    return again(sent)


def gate_of(report):
    return Gate.objects.get(report=report, name="support_offered")


def told(report):
    return set(StatusEntry.objects.filter(report=report, kind__startswith="support").values_list("kind", flat=True))


def kinds(row):
    return list(Letter.objects.filter(subject=row.subject).order_by("asked_at", "id").values_list("kind", flat=True))


def give(link, at, **data):
    return answer_links.take_answer(link=link, give=lambda: support.take(link=link, data=data, at=at), at=at)


def test_asking_sends_a_letter_with_nothing_personal_and_a_link(sent, report):
    letter = Letter.objects.get()
    assert (letter.to_address, letter.kind, letter.link) == (DESK, "support", link_of(sent))
    text = support.write_letter(letter)
    for secret in ("Alma", "alma@example.org", "neighbour", "religion", report.reference):
        assert secret not in text.subject_line + text.body
    assert told(report) == {"support_asked"}
    assert gate_of(report).state == "open"
    assert not Sharing.objects.exists()


def test_asking_is_refused_without_the_consent(officer, at, db):
    unwilling = wanting_report(at=at, agrees=False)
    with pytest.raises(support.NoConsent):
        send(unwilling, by=officer, at=at)
    assert not SupportReferral.objects.exists()
    assert not Letter.objects.exists()


def test_asking_is_refused_where_nobody_can_be_reached(officer, at, db, report):
    with pytest.raises(support.NoRoute):
        send(wanting_report(at=at, email=""), by=officer, at=at)
    vault.destroy_key(owner=report.id, purpose=Purpose.PERSON, at=at)
    with pytest.raises(support.NoRoute):
        send(report, by=officer, at=at)


@pytest.mark.parametrize("by", [PUBLIC, SERVICE, HUB])
def test_only_officers_ask(report, at, by):
    with pytest.raises(NotPermitted):
        send(report, by=by, at=at)


def test_two_services_are_not_asked_for_one_person(sent, report, officer, at):
    with pytest.raises(support.SupportRefused):
        send(report, by=officer, at=at, code=OTHER)


def test_service_without_an_address_is_not_asked(report, officer, at):
    a_service()
    Partner.objects.filter(code=CODE).update(email="")
    with pytest.raises(support.SupportRefused):
        send(report, by=officer, at=at)


def test_service_that_does_not_fit_is_asked_only_with_a_reason_which_is_sealed(report, officer, at):
    a_service(areas=["E23000032"])
    with pytest.raises(support.DoesNotFit):
        send(report, by=officer, at=at)
    row = send(report, by=officer, at=at, despite="They moved to Kent last week.")
    assert b"Kent" not in bytes(again(row).sealed_words)
    [line] = stepping.read_words(rows=[row])[row.id]
    assert (line.step, line.text) == ("send", "They moved to Kent last week.")
    assert "Kent" not in str(list(Entry.objects.values_list("details", "reason")))


def test_capacity_is_counted_over_seven_days(officer, at, db):
    a_service(capacity_a_week=1)
    first, second = (wanting_report(at=at, url=f"https://x.com/a/status/17000000000000000{n}") for n in (11, 12))
    row = send(first, by=officer, at=at)
    with pytest.raises(support.DoesNotFit):
        send(second, by=officer, at=at + DAY)
    [found] = support.suggest(report=second, by=officer, at=at + 8 * DAY)
    assert found.fits
    support.decline(referral_id=row.id, reason=Decline.NO_CAPACITY, by=SERVICE, at=at + HOUR)
    assert send(second, by=officer, at=at + DAY)


def test_before_it_accepts_a_service_is_shown_nobody(sent, at):
    with pytest.raises(LinkRefused):
        support.show_person(link=link_of(sent), at=at)
    shown = str(support.outline(row=support.referral_of(link_of(sent))))
    assert "Alma" not in shown
    assert "West Yorkshire" in shown
    assert not Entry.objects.filter(verb="read").exists()


def test_accepting_meets_the_gate_tells_the_person_and_asks_for_contact(accepted, sent, report, at):
    assert (accepted.state, accepted.contact_due_at) == ("accepted", at + HOUR + 2 * DAY)
    gate = gate_of(report)
    assert (gate.state, gate.reason) == ("met", f"Invented {CODE} has accepted.")
    assert told(report) == {"support_asked", "support_accepted"}
    assert kinds(sent) == ["support", "support_next"]


def test_who_it_is_is_shown_after_accepting_and_recorded_under_the_name_of_the_service(accepted, report, at):
    person = support.show_person(link=link_of(accepted, "support_contact"), at=at + 2 * HOUR)
    assert (person.name, person.email, person.safe_hours) == ("Alma Example", "alma@example.org", "day")
    assert "neighbour" not in str(person)
    read = Entry.objects.get(verb="read")
    assert (read.actor, read.subject) == (f"partner:{CODE}", f"report:{report.reference}")
    support.show_person(link=link_of(accepted, "support_contact"), at=at + 3 * HOUR)
    assert Entry.objects.filter(verb="read").count() == 2
    sharing = Sharing.objects.get()
    assert (sharing.recipient, sharing.parts, sharing.purpose) == (f"Invented {CODE}", ["contact"], "support")
    assert again(accepted).shown_at == at + 2 * HOUR


def test_link_of_one_referral_opens_nobody_else(accepted, officer, at):
    other = send(wanting_report(at=at, name="Bert Example"), by=officer, at=at)
    link = link_of(accepted, "support_contact")
    link.subject = other.subject
    with pytest.raises(LinkRefused):
        support.show_person(link=link, at=at)


def test_whole_way_over_links_from_accepting_to_the_outcome(sent, at):
    first = link_of(sent)
    second = give(first, at + HOUR, reply="accept")
    with pytest.raises(LinkRefused):
        give(first, at + HOUR, reply="accept")
    third = give(second, at + 2 * HOUR, reply="not_reached")
    assert (again(sent).state, again(sent).tries, again(sent).waits_since) == ("not_reached", 1, at + 2 * HOUR)
    fourth = give(third, at + DAY, reply="contacted", words="They were glad.")
    assert (again(sent).contact_made_at, again(sent).waits_since) == (at + DAY, at + 91 * DAY)
    with pytest.raises(LinkRefused):
        support.show_person(link=fourth, at=at + DAY)
    assert give(fourth, at + 9 * DAY, reply="end", outcome="supported") is None
    assert (again(sent).state, again(sent).outcome) == ("ended", Outcome.SUPPORTED)
    assert kinds(sent) == ["support", "support_next", "support_next", "support_next"]


def test_declining_leads_to_the_next_and_the_gate_stays_open(sent, report, officer, at):
    a_service(OTHER)
    give(link_of(sent), at + HOUR, reply="decline", reason="no_capacity")
    row = again(sent)
    assert (row.state, row.declined_as, row.waits_since) == ("declined", "no_capacity", at + HOUR)
    assert gate_of(report).state == "open"
    first, last = support.suggest(report=report, by=officer, at=at + HOUR)
    assert (first.service.code, first.fits, last.service.code, last.fits) == (OTHER, True, CODE, False)
    with pytest.raises(support.DoesNotFit):
        send(report, by=officer, at=at + HOUR, despite="Try again.")
    assert send(report, by=officer, at=at + HOUR, code=OTHER).state == "sent"


def test_declining_with_nobody_left_answers_the_offer(sent, report, at):
    support.decline(referral_id=sent.id, reason=Decline.NOT_OUR_WORK, by=SERVICE, at=at)
    assert gate_of(report).state == "met"
    assert "no other service fits" in gate_of(report).reason


def test_silent_service_is_reminded_and_then_an_officer_is_told(sent, at, officer):
    # 2 March 2026 is a Monday: the first working day after it ends on Tuesday at midnight.
    assert support.chase(by=HUB, at=at + DAY) == 0
    assert support.chase(by=HUB, at=at + DAY + 12 * HOUR) == 1
    assert support.chase(by=HUB, at=at + DAY + 12 * HOUR) == 0
    assert kinds(sent) == ["support", "support_reminder"]
    assert again(sent).waits_since is None
    assert support.chase(by=HUB, at=at + 2 * DAY + 12 * HOUR) == 1
    assert again(sent).waits_since == at + 2 * DAY + 12 * HOUR
    assert support.note_seen(referral_id=sent.id, by=officer, at=at + 3 * DAY)
    assert support.chase(by=HUB, at=at + 9 * DAY) == 0
    assert again(sent).waits_since == at + 10 * DAY


def test_no_contact_after_two_days_is_chased(accepted, at):
    assert support.chase(by=HUB, at=at + 2 * DAY) == 0
    assert support.chase(by=HUB, at=at + HOUR + 2 * DAY) == 1
    assert support.chase(by=HUB, at=at + HOUR + 2 * DAY) == 0
    assert kinds(accepted)[-1] == "support_chased"
    letter = Letter.objects.get(kind="support_chased")
    assert letter.link == link_of(accepted, "support_contact")
    assert again(accepted).waits_since == at + HOUR + 2 * DAY


def waiting(officer, at):
    return [row.id for row in selecting.waiting(by=officer, at=at)]


def test_what_an_officer_has_seen_to_waits_again_in_a_week_while_it_runs(accepted, officer, at):
    support.note_not_reached(referral_id=accepted.id, by=SERVICE, at=at + DAY)
    assert waiting(officer, at + DAY) == [accepted.id]
    assert support.note_seen(referral_id=accepted.id, by=officer, at=at + DAY)
    assert not support.note_seen(referral_id=accepted.id, by=officer, at=at + 2 * DAY)
    assert waiting(officer, at + 7 * DAY) == []
    assert waiting(officer, at + 8 * DAY) == [accepted.id]


def test_service_that_never_says_how_it_ended_waits_for_an_officer_as_its_link_ends(accepted, officer, at):
    support.note_contacted(referral_id=accepted.id, by=SERVICE, at=at + DAY)
    ends = link_of(accepted, "support_outcome").expires_at
    assert waiting(officer, ends - HOUR) == []
    assert waiting(officer, ends) == [accepted.id]


def test_what_was_declined_is_seen_to_for_good(sent, officer, at):
    support.decline(referral_id=sent.id, reason=Decline.NO_CAPACITY, by=SERVICE, at=at)
    assert support.note_seen(referral_id=sent.id, by=officer, at=at)
    assert waiting(officer, at + 99 * DAY) == []


def test_strangers_chase_nothing(db, at):
    with pytest.raises(NotPermitted):
        support.chase(by=PUBLIC, at=at)


def test_withdrawn_consent_takes_everything_back_but_what_was_shared(accepted, report, at):
    link = link_of(accepted, "support_contact")
    support.show_person(link=link, at=at + HOUR)
    wishes.change_consents(report_id=report.id, consents={"shares_with_support": False}, at=at + 2 * HOUR)
    with pytest.raises(support.NoConsent):
        support.show_person(link=link, at=at + 2 * HOUR)
    making.work_off(at=at + 2 * HOUR)
    row = again(accepted)
    assert (row.state, row.withdrawn_as) == ("withdrawn", Withdrawn.CONSENT)
    assert AnswerLink.objects.get(id=link.id).revoked_at is not None
    assert Sharing.objects.filter(purpose="support").count() == 1
    text = support.write_letter(Letter.objects.get(kind="support_withdrawn"))
    assert "destroy" in text.body
    assert "Alma" not in text.body
    making.work_off(at=at + 3 * HOUR)
    assert Letter.objects.filter(kind="support_withdrawn").count() == 1


def test_withdrawn_report_is_shown_to_nobody_and_taken_back(accepted, report, at):
    link = link_of(accepted, "support_contact")
    following.withdraw(report_id=report.id, at=at + HOUR)
    with pytest.raises(support.NoConsent):
        support.show_person(link=link, at=at + HOUR)
    making.work_off(at=at + HOUR)
    assert (again(accepted).state, again(accepted).withdrawn_as) == ("withdrawn", Withdrawn.CONSENT)
    assert AnswerLink.objects.get(id=link.id).revoked_at is not None


def test_report_that_is_to_be_withdrawn_from_others_is_taken_on_by_nobody(sent, report, officer, at):
    member = making.submit(at=at)
    merging.merge(report_id=member.id, into_case_id=report.case_id, by=officer, at=at, reason="same post")
    following.withdraw(report_id=report.id, at=at)
    with pytest.raises(LinkRefused):
        give(link_of(sent), at + HOUR, reply="accept")
    making.work_off(at=at + HOUR)
    assert again(sent).state == "withdrawn"


def test_erased_person_is_taken_on_by_nobody(sent, report, at):
    vault.destroy_key(owner=report.id, purpose=Purpose.PERSON, at=at)
    with pytest.raises(LinkRefused):
        give(link_of(sent), at + HOUR, reply="accept")
    assert again(sent).state == "sent"


def test_other_consents_take_nothing_back(sent, report, at):
    wishes.change_consents(report_id=report.id, consents={"shares_with_experts": True}, at=at)
    making.work_off(at=at)
    assert again(sent).state == "sent"


def test_answer_that_comes_after_the_consent_went_is_refused(sent, report, at):
    wishes.change_consents(report_id=report.id, consents={"shares_with_support": False}, at=at)
    with pytest.raises(LinkRefused):
        give(link_of(sent), at + HOUR, reply="accept")
    assert again(sent).state == "sent"
    assert gate_of(report).state == "open"


def test_officer_takes_a_referral_back_and_asks_another(sent, report, officer, at):
    support.withdraw(referral_id=sent.id, reason=Withdrawn.ANOTHER_SERVICE, by=officer, at=at)
    assert gate_of(report).state == "open"
    assert "destroy" not in support.write_letter(Letter.objects.get(kind="support_withdrawn")).body
    assert send(report, by=officer, at=at, code=OTHER)
    with pytest.raises(StepRefused):
        support.withdraw(referral_id=sent.id, reason=Withdrawn.MISTAKE, by=officer, at=at)


def test_what_a_service_said_by_telephone_closes_its_link(sent, report, officer, at):
    link = link_of(sent)
    row = support.say_for_service(
        referral_id=sent.id, step="accept", code="", words="Rang at noon.", by=officer, at=at + HOUR
    )
    assert (row.state, gate_of(report).state) == ("accepted", "met")
    with pytest.raises(LinkRefused):
        give(link, at + HOUR, reply="decline", reason="other")
    with pytest.raises(ValueError, match="edit"):
        support.say_for_service(referral_id=sent.id, step="edit", code="", words="x", by=officer, at=at)


def test_letter_that_does_not_arrive_gives_it_back(sent, at):
    letter = Letter.objects.get()
    letter.failure = "550"
    support.note_failed(letter, at=at)
    assert (again(sent).state, again(sent).waits_since) == ("undeliverable", at)
    with pytest.raises(LinkRefused):
        give(link_of(sent), at, reply="accept")


def test_words_go_with_the_person(sent, report, at):
    vault.destroy_key(owner=report.id, purpose=Purpose.PERSON, at=at)
    support.decline(referral_id=sent.id, reason=Decline.OTHER, by=SERVICE, at=at, words="We know them.")
    assert again(sent).sealed_words is None
    assert stepping.read_words(rows=[again(sent)])[sent.id] == []


def test_erased_person_is_shown_to_nobody(accepted, report, at):
    vault.destroy_key(owner=report.id, purpose=Purpose.PERSON, at=at)
    with pytest.raises(vault.KeyDestroyed):
        support.show_person(link=link_of(accepted, "support_contact"), at=at)
    assert not Sharing.objects.filter(purpose="support").exists()


def test_suggesting_costs_the_same_for_many(db, at, officer, django_assert_max_num_queries):
    a_service()
    reports = [wanting_report(at=at, url=f"https://x.com/a/status/17000000000000001{n}") for n in range(10, 18)]
    with django_assert_max_num_queries(4):
        assert len(support.suggest_for_all(reports=reports, by=officer, at=at)) == 8
