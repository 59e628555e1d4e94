from datetime import timedelta

import pytest
from django.utils import timezone

from hatehub.accounts.actors import HUB, PUBLIC
from hatehub.accounts.permissions import NotPermitted
from hatehub.audit.models import Entry
from hatehub.reference.models import Partner
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from referrals.models import AdviceRequest, AnswerLink, Letter
from referrals.services import advice_answers, advice_talk, advising, answer_links
from referrals.services.answer_links import LinkRefused
from reports.models import Sharing
from tests.making.advising import CODE, a_body, ask, names_of, showable_report
from triage.services import merging

pytest_plugins = ["tests.making.committing"]
ANSWER = {
    "reply": "answer",
    "harm": "yes",
    "harm_why": "It threatens.",
    "term": "moon sign",
    "meaning": "Worn by those who want them gone.",
    "remove": "yes",
    "sure": "high",
}


@pytest.fixture
def report(db):
    return showable_report()


@pytest.fixture
def asked(report, officer):
    return ask(report, by=officer)


def link_of(row):
    return AnswerLink.objects.filter(subject=row.subject).order_by("-made_at").first()


def again(row):
    return AdviceRequest.objects.get(id=row.id)


def test_asking_makes_a_link_and_a_letter_to_the_desk(asked, officer):
    letter = Letter.objects.get()
    assert (letter.to_address, letter.link, letter.kind) == ("desk@body.invalid", link_of(asked), "advice")
    assert link_of(asked).recipient == "Invented expert"
    entry = Entry.objects.get(verb="advice_asked")
    assert entry.subject == f"case:{asked.case.reference}"
    assert "moon" not in str(entry.details)


def test_words_are_sealed(asked):
    assert b"moon" not in bytes(again(asked).sealed_talk)
    [line] = advice_talk.open_one(again(asked)).talk
    assert (line.side, line.text) == ("hub", "What does the moon sign mean?")


def test_erased_request_says_so(asked, at):
    vault.destroy_key(owner=asked.report_id, purpose=Purpose.MATERIAL, at=at)
    opened = advice_talk.open_one(again(asked))
    assert (opened.is_erased, opened.talk, opened.answer) == (True, (), None)


@pytest.mark.parametrize(
    "text",
    [
        "Is Alma Example right about this?",
        "Write to alma@example.org about it.",
        "Ring 07700 900123 about it.",
        "She lives at LS6 2AB.",
    ],
)
def test_question_that_tells_who_complained_is_refused(report, officer, text):
    with pytest.raises(advising.TellsWhoComplained):
        ask(report, by=officer, question=text)
    assert not AdviceRequest.objects.exists()
    assert not Letter.objects.exists()


def test_question_that_names_a_member_of_the_case_is_refused(report, officer, at):
    member = showable_report(name="Bert Sample", email="bert@example.org")
    merging.merge(report_id=member.id, into_case_id=report.case_id, by=officer, at=at, reason="same post")
    with pytest.raises(advising.TellsWhoComplained):
        ask(report, by=officer, question="Is Bert Sample right about this?")
    assert not Letter.objects.exists()


def test_reply_in_a_case_that_was_merged_since_names_nobody_of_the_whole(asked, officer, at):
    whole = showable_report(name="Bert Sample", email="bert@example.org")
    data = {"reply": "question", "said": "Who?"}
    advice_answers.take(link=link_of(asked), data=data, at=timezone.now())
    merging.merge(report_id=asked.report_id, into_case_id=whole.case_id, by=officer, at=at, reason="same post")
    for name in ("Bert", "Alma"):
        with pytest.raises(advising.TellsWhoComplained):
            advising.reply(request_id=asked.id, text=f"Ask {name}.", by=officer, at=timezone.now())


@pytest.mark.parametrize("change", [{"question": "  "}, {"question": "x" * 4001}, {"days": 0}, {"days": 61}])
def test_incomplete_requests_are_refused(report, officer, change):
    with pytest.raises(advising.AdviceRefused):
        ask(report, by=officer, **change)


def test_body_without_an_address_cannot_be_asked(report, officer):
    a_body()
    Partner.objects.filter(code=CODE).update(email="")
    with pytest.raises(advising.AdviceRefused):
        ask(report, by=officer)


def test_service_for_victims_is_no_adviser(report, officer):
    with pytest.raises(advising.AdviceRefused):
        ask(report, by=officer, kind="support")


def test_what_may_not_be_shown_is_refused(report, officer):
    other = showable_report(url="https://x.com/other/status/1700000000000000009")
    with pytest.raises(advising.AdviceRefused):
        ask(report, by=officer, shown=names_of(other))


def test_regulator_is_asked_and_shown_nothing(report, officer):
    with pytest.raises(advising.AdviceRefused):
        ask(report, by=officer, kind="regulator")
    assert ask(report, by=officer, kind="regulator", shown=[]).shown == []


def test_strangers_ask_nothing(report):
    with pytest.raises(NotPermitted):
        ask(report, by=PUBLIC)


def test_answer_stands_in_the_case_with_its_source(asked):
    now = timezone.now()
    link = link_of(asked)
    answer_links.take_answer(link=link, give=lambda: advice_answers.take(link=link, data=ANSWER, at=now), at=now)
    row = again(asked)
    assert row.state == "answered"
    assert advice_talk.open_one(row).answer["meaning"] == "Worn by those who want them gone."
    entry = Entry.objects.get(verb="advice_answered")
    assert (entry.actor, entry.details["recipient"]) == (f"partner:{CODE}", "Invented expert")
    assert "Worn" not in str(entry.details)


@pytest.mark.parametrize(("reply", "state"), [("question", "question"), ("decline", "declined")])
def test_body_may_ask_back_or_decline(asked, reply, state):
    advice_answers.take(link=link_of(asked), data={"reply": reply, "said": "Which sign?"}, at=timezone.now())
    row = again(asked)
    assert row.state == state
    assert advice_talk.open_one(row).talk[-1].text == "Which sign?"


def test_officer_replies_with_a_new_link_and_the_old_one_is_useless(asked, officer):
    now = timezone.now()
    first = link_of(asked)
    answer_links.take_answer(
        link=first,
        give=lambda: advice_answers.take(link=first, data={"reply": "question", "said": "Which?"}, at=now),
        at=now,
    )
    advising.reply(request_id=asked.id, text="The one on the flag.", by=officer, at=now + timedelta(minutes=1))
    row = again(asked)
    assert (row.state, row.round, Letter.objects.count()) == ("asked", 2, 2)
    assert link_of(asked).id != first.id
    assert [line.side for line in advice_talk.open_one(row).talk] == ["hub", "body", "hub"]


def test_request_that_waits_for_the_body_cannot_be_replied_to(asked, officer):
    with pytest.raises(advising.AdviceRefused):
        advising.reply(request_id=asked.id, text="More.", by=officer, at=timezone.now())
    answer_links.find(token=answer_links.token_of(link_of(asked)), at=timezone.now())


def test_withdrawn_request_closes_its_link(asked, officer):
    advising.withdraw(request_id=asked.id, why="not needed any more", by=officer, at=timezone.now())
    with pytest.raises(LinkRefused):
        answer_links.find(token=answer_links.token_of(link_of(asked)), at=timezone.now())
    with pytest.raises(LinkRefused):
        advice_answers.take(link=link_of(asked), data=ANSWER, at=timezone.now())
    with pytest.raises(advising.AdviceRefused):
        advising.withdraw(request_id=asked.id, why="again", by=officer, at=timezone.now())


def test_body_is_reminded_once_and_then_it_is_back_with_the_officer(asked):
    start = asked.asked_at
    assert advising.chase(by=HUB, at=start + timedelta(days=4)) == 0
    assert advising.chase(by=HUB, at=start + timedelta(days=5)) == 1
    assert advising.chase(by=HUB, at=start + timedelta(days=6)) == 0
    reminder = Letter.objects.get(kind="advice_reminder")
    assert reminder.link == link_of(asked)
    assert advising.chase(by=HUB, at=start + timedelta(days=7)) == 1
    assert again(asked).state == "expired"
    assert Entry.objects.filter(verb="advice_expired").count() == 1


def test_what_came_back_waits_until_an_officer_has_read_it(asked, officer):
    from referrals.selectors import advice

    assert advice.waiting(by=officer).count() == 0
    advice_answers.take(link=link_of(asked), data=ANSWER, at=timezone.now())
    assert advice.waiting(by=officer).count() == 1
    assert advising.note_read(request_id=asked.id, by=officer, at=timezone.now())
    assert not advising.note_read(request_id=asked.id, by=officer, at=timezone.now())
    assert advice.waiting(by=officer).count() == 0


def test_question_waits_until_somebody_replies(asked, officer):
    from referrals.selectors import advice

    data = {"reply": "question", "said": "Which sign?"}
    advice_answers.take(link=link_of(asked), data=data, at=timezone.now())
    assert not advising.note_read(request_id=asked.id, by=officer, at=timezone.now())
    assert advice.waiting(by=officer).count() == 1
    advising.reply(request_id=asked.id, text="The moon sign.", by=officer, at=timezone.now())
    assert advice.waiting(by=officer).count() == 0


def test_link_for_something_else_opens_no_request(asked, officer):
    other = answer_links.make(
        kind="other",
        subject=asked.subject,
        case_id=asked.case_id,
        recipient="x",
        lasts=timedelta(days=1),
        by=officer,
        at=timezone.now(),
    )
    with pytest.raises(LinkRefused):
        advice_answers.read(link=other, at=timezone.now())


def test_link_of_another_case_opens_no_request(asked, officer):
    elsewhere = showable_report(url="https://x.com/other/status/1700000000000000009")
    link = link_of(asked)
    link.case_id = elsewhere.case_id
    with pytest.raises(LinkRefused):
        advice_answers.read(link=link, at=timezone.now())


def test_complainant_can_see_that_the_post_was_shown(asked, report):
    for _ in range(2):
        advice_answers.read(link=link_of(asked), at=timezone.now())
    sharing = Sharing.objects.get(report=report)
    assert (sharing.recipient, sharing.parts, sharing.purpose) == ("Invented expert", ["redacted_post"], "advice")


def test_letter_that_cannot_be_delivered_gives_it_back(asked):
    from referrals.services import advice_letters

    letter = Letter.objects.get()
    letter.failure = "5.1.1"
    advice_letters.note_failed(letter, at=timezone.now())
    assert again(asked).state == "undeliverable"


def test_letter_says_nothing_of_the_case_but_its_reference(asked, report):
    from referrals.services import advice_letters

    text = advice_letters.write_asked(Letter.objects.get())
    assert text.subject_line == f"{report.case.reference}: Your view is asked for"
    assert answer_links.address_of(link_of(asked)) in text.body
    assert not any(word in text.body.lower() for word in ("moon", "alma", "x.com"))


def test_answering_and_withdrawing_at_once_leave_one_of_them(together, officer):
    a_body()
    row = ask(showable_report(), by=officer)
    link = AnswerLink.objects.get()
    at = timezone.now()
    together(
        lambda: answer_links.take_answer(
            link=link, give=lambda: advice_answers.take(link=link, data=ANSWER, at=at), at=at
        ),
        lambda: advising.withdraw(request_id=row.id, why="solved", by=officer, at=at),
    )
    link.refresh_from_db()
    row = again(row)
    assert (row.state, link.used_at is None, link.revoked_at is None) in [
        ("answered", False, True),
        ("withdrawn", True, False),
    ]
