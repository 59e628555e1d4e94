from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from hatehub.accounts.actors import HUB, PUBLIC
from hatehub.accounts.permissions import NotPermitted
from hatehub.audit.models import Entry
from referrals.models import AnswerLink
from referrals.services import answer_links
from referrals.services.answer_links import LinkRefused, Why
from tests.making import reports as making
from tests.making.answer_links import KIND, make_link

pytest_plugins = ["tests.making.committing"]


def why(token, at):
    with pytest.raises(LinkRefused) as refusal:
        answer_links.find(token=token, at=at)
    return refusal.value.why


def test_token_opens_its_link_and_is_the_same_every_time(link):
    token = answer_links.token_of(link)
    assert answer_links.find(token=token, at=timezone.now()) == link
    assert answer_links.token_of(AnswerLink.objects.get(id=link.id)) == token
    assert answer_links.address_of(link).endswith(f"/answer/{token}/")


def test_nothing_in_the_database_opens_a_link(link):
    row = AnswerLink.objects.values().get()
    token = answer_links.token_of(link)
    assert not any(token in str(value) for value in row.values())
    assert token not in str(list(Entry.objects.values()))


@pytest.mark.parametrize("change", [{"kind": "other"}, {"subject": "thing:2"}, {"id": uuid4()}])
def test_token_is_useless_for_another_kind_subject_or_link(link, change):
    token = answer_links.token_of(link)
    AnswerLink.objects.filter(id=link.id).update(**change)
    assert why(token, timezone.now()) is Why.UNKNOWN


def test_token_of_one_link_does_not_open_another(link, submit):
    other = make_link(submit(minutes=1).case)
    mine, theirs = answer_links.token_of(link), answer_links.token_of(other)
    assert why(mine[:21] + theirs[21:], timezone.now()) is Why.UNKNOWN
    assert answer_links.find(token=theirs, at=timezone.now()).case_id == other.case_id


@pytest.mark.parametrize("token", ["", "x", "A" * 43, "é" * 43, "A" * 5000, "../" * 14])
def test_forged_token_opens_nothing(link, token):
    assert why(token, timezone.now()) is Why.UNKNOWN


def test_another_pepper_opens_nothing(link, settings):
    token = answer_links.token_of(link)
    settings.LOOKUP_PEPPER = "another"
    assert why(token, timezone.now()) is Why.UNKNOWN


def test_link_expires(link):
    token = answer_links.token_of(link)
    answer_links.find(token=token, at=link.expires_at - timedelta(seconds=1))
    assert why(token, link.expires_at) is Why.EXPIRED


def test_link_is_used_once(link):
    now = timezone.now()
    answer_links.use(link=link, at=now)
    assert why(answer_links.token_of(link), now) is Why.USED
    with pytest.raises(LinkRefused):
        answer_links.use(link=link, at=now)
    assert Entry.objects.filter(verb="answer_link_used").count() == 1


def test_revoking_closes_every_link_for_a_thing_and_no_other(link, submit, officer):
    now = timezone.now()
    second, other = make_link(link.case), make_link(link.case, subject="thing:2")
    used = make_link(link.case)
    answer_links.use(link=used, at=now)
    assert answer_links.revoke(subject="thing:1", by=officer, at=now, why="sent to the wrong body") == 2
    assert answer_links.revoke(subject="thing:1", by=officer, at=now, why="again") == 0
    assert {why(answer_links.token_of(each), now) for each in (link, second)} == {Why.REVOKED}
    answer_links.find(token=answer_links.token_of(other), at=now)
    entry = Entry.objects.filter(verb="answer_link_revoked").first()
    assert (entry.reason, entry.subject) == ("sent to the wrong body", f"case:{link.case.reference}")


def test_revoked_link_cannot_be_used(link, officer):
    now = timezone.now()
    assert answer_links.revoke_one(link_id=link.id, by=officer, at=now, why="wrong body")
    assert not answer_links.revoke_one(link_id=link.id, by=officer, at=now, why="wrong body")
    with pytest.raises(LinkRefused):
        answer_links.use(link=link, at=now)


def test_revoking_needs_a_reason(link, officer):
    with pytest.raises(answer_links.RevokingNeedsReason):
        answer_links.revoke_one(link_id=link.id, by=officer, at=timezone.now(), why="  ")
    with pytest.raises(answer_links.RevokingNeedsReason):
        answer_links.revoke(subject="thing:1", by=officer, at=timezone.now(), why="")


def test_strangers_make_and_revoke_nothing(link):
    at = timezone.now()
    common = {"subject": "thing:1", "by": PUBLIC, "at": at}
    with pytest.raises(NotPermitted):
        answer_links.make(kind=KIND, case_id=link.case_id, recipient="A", lasts=timedelta(days=1), **common)
    with pytest.raises(NotPermitted):
        answer_links.revoke(why="x", **common)


def test_making_is_audited_on_the_case(link):
    entry = Entry.objects.get(verb="answer_link_made")
    assert entry.subject == f"case:{link.case.reference}"
    assert entry.details == {"link": str(link.id), "kind": KIND, "subject": "thing:1", "recipient": "A body"}


def test_answer_that_fails_leaves_the_link_open(link):
    def give():
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        answer_links.take_answer(link=link, give=give, at=timezone.now())
    answer_links.find(token=answer_links.token_of(link), at=timezone.now())


def test_kind_that_uses_the_link_itself_is_no_second_use(link):
    now = timezone.now()
    answer_links.take_answer(link=link, give=lambda: answer_links.use(link=link, at=now), at=now)
    assert Entry.objects.filter(verb="answer_link_used").count() == 1


def test_database_refuses_a_link_that_is_used_and_revoked(link):
    now = timezone.now()
    rows = AnswerLink.objects.filter(id=link.id)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(used_at=now, revoked_at=now, revoked_why="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(revoked_at=now)


def test_of_two_answers_at_once_one_is_taken(together):
    at = timezone.now()
    link = make_link(making.submit(at=at).case, at=at)
    done = []

    def answer():
        return answer_links.take_answer(link=link, give=lambda: done.append("given"), at=at)

    answers = together(*[answer] * 4)
    refused = [each for each in answers if isinstance(each, LinkRefused)]
    assert ([each.why for each in refused], done) == ([Why.USED] * 3, ["given"])


def test_revoking_and_answering_at_once_leave_one_of_them(together):
    at = timezone.now()
    link = make_link(making.submit(at=at).case, at=at)
    together(
        lambda: answer_links.take_answer(link=link, give=lambda: None, at=at),
        lambda: answer_links.revoke(subject=link.subject, by=HUB, at=at, why="x"),
    )
    link.refresh_from_db()
    assert (link.used_at is None) != (link.revoked_at is None)
