"""Replies that officers pick from: versions added, retired, brought back."""

import pytest

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import NotPermitted
from hatehub.accounts.roles import Role
from hatehub.audit.models import Entry
from triage.models import ReplyTemplate
from triage.rules.replies import BrokenReply
from triage.selectors import replies as reading
from triage.services import replies

CODE = "which-account"
NEW = {"name": "Which one?", "text": "About {reference}: which one?\r\nThank you."}


def offered(by, language="en-gb"):
    found = reading.list_offered(language=language, by=by)
    return [each.code for each in found.own], [each.code for each in found.english]


def test_supervisor_changes_what_shipped_and_the_audit_has_no_words(supervisor, officer, at, db):
    saved = replies.save(code=CODE, language="en-gb", **NEW, based_on=0, by=supervisor, at=at)
    assert (saved.version, saved.awaits_review) == (1, False)
    assert "\r" not in saved.text
    assert reading.find_reply(code=CODE, language="en-gb").name == "Which one?"
    versions = reading.list_versions(code=CODE, language="en-gb", by=officer)
    assert [(each.version, each.awaits_review) for each in versions] == [(1, False), (0, True)]
    [entry] = Entry.objects.filter(subject=f"reply:{CODE}")
    assert (entry.verb, entry.reason, entry.details) == ("reply_saved", "", {"language": "en-gb", "version": 1})


def test_new_reply_gets_a_code_of_its_own(supervisor, at, db):
    codes = [replies.add(language="pl", **NEW, by=supervisor, at=at).code for _ in range(3)]
    assert codes == ["which-one", "which-one-2", "which-one-3"]


def test_complainants_language_is_offered_first_and_english_for_what_it_has_not(supervisor, officer, at, db):
    shipped = {reply.code for reply in reading.shipped_replies()}
    own, english = offered(officer, "pl")
    assert (own, set(english)) == ([], shipped)
    replies.save(code=CODE, language="pl", **NEW, based_on=0, by=supervisor, at=at)
    own, english = offered(officer, "pl")
    assert (own, set(english)) == ([CODE], shipped - {CODE})
    own, english = offered(officer)
    assert (set(own), english) == (shipped, [])


def test_retired_reply_is_not_offered_stays_and_comes_back(supervisor, officer, at, db):
    replies.retire(code=CODE, language="en-gb", based_on=0, by=supervisor, at=at)
    assert CODE not in offered(officer)[0]
    assert CODE in {reply.code for reply in reading.list_replies(by=officer)}
    with pytest.raises(replies.ReplyRefused):
        replies.retire(code=CODE, language="en-gb", based_on=1, by=supervisor, at=at)
    replies.save(code=CODE, language="en-gb", **NEW, based_on=1, by=supervisor, at=at)
    assert CODE in offered(officer)[0]
    verbs = Entry.objects.filter(subject=f"reply:{CODE}").order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["reply_retired", "reply_saved"]


@pytest.mark.parametrize("based_on", [0, 2])
def test_stale_version_overwrites_nothing(supervisor, at, db, based_on):
    replies.save(code=CODE, language="en-gb", **NEW, based_on=0, by=supervisor, at=at)
    with pytest.raises(replies.StaleReply):
        replies.save(code=CODE, language="en-gb", **NEW, based_on=based_on, by=supervisor, at=at)
    with pytest.raises(replies.StaleReply):
        replies.retire(code=CODE, language="en-gb", based_on=based_on, by=supervisor, at=at)
    assert ReplyTemplate.objects.count() == 1


def test_reply_that_is_not_sound_or_of_no_language_is_refused(supervisor, at, db):
    with pytest.raises(BrokenReply):
        replies.add(language="en-gb", name="x", text="Dear {name}", by=supervisor, at=at)
    with pytest.raises(replies.ReplyRefused):
        replies.save(code=CODE, language="xx", **NEW, based_on=0, by=supervisor, at=at)
    with pytest.raises(reading.UnknownReply):
        replies.retire(code=CODE, language="pl", based_on=0, by=supervisor, at=at)
    assert not ReplyTemplate.objects.exists()


def test_only_supervisors_write_replies_and_only_officers_read_them(officer, kent, hub, at, db):
    for by in (officer, kent, hub, Actor(role=Role.REFERENCE_ADMIN, identifier="a")):
        with pytest.raises(NotPermitted):
            replies.add(language="en-gb", **NEW, by=by, at=at)
        with pytest.raises(NotPermitted):
            replies.save(code=CODE, language="en-gb", **NEW, based_on=0, by=by, at=at)
        with pytest.raises(NotPermitted):
            replies.retire(code=CODE, language="en-gb", based_on=0, by=by, at=at)
    for by in (kent, hub):
        with pytest.raises(NotPermitted):
            reading.list_offered(language="en-gb", by=by)
    assert not ReplyTemplate.objects.exists()


def test_replies_are_read_with_one_query(supervisor, officer, at, db, django_assert_num_queries):
    for language in ("pl", "fr", "cy"):
        replies.save(code=CODE, language=language, **NEW, based_on=0, by=supervisor, at=at)
    with django_assert_num_queries(1):
        reading.list_offered(language="pl", by=officer)
