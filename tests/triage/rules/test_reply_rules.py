import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.rules import replies
from triage.selectors.replies import shipped_replies

GOOD = {"name": "Which post?", "text": "About {reference} on {platform}, sent on {sent_on}. A brace: {{."}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": "For {reference}"}, "name"),
        ({"name": "two\nlines"}, "name"),
        ({"text": ""}, "text"),
        ({"text": "x " * 1001}, "text"),
        ({"text": "Dear {name}"}, "text"),
        ({"text": "Yours, {officer}"}, "text"),
        ({"text": "{reference.__class__}"}, "text"),
        ({"text": "{reference!r}"}, "text"),
        ({"text": "{0}"}, "text"),
        ({"text": "{}"}, "text"),
        ({"text": "an open {"}, "text"),
        ({"text": "<b>bold</b>"}, "text"),
    ],
)
def test_reply_that_is_not_sound_is_refused_beside_its_field(changed, field):
    replies.check_reply(**GOOD)
    with pytest.raises(replies.BrokenReply) as refusal:
        replies.check_reply(**{**GOOD, **changed})
    assert refusal.value.field == field
    assert str(refusal.value).endswith(".")


def test_placeholders_are_filled_and_those_without_a_value_stay_to_be_filled():
    values = {"reference": "OHR-1", "platform": "", "sent_on": "2 March", "name": "somebody"}
    filled = replies.fill_reply(GOOD["text"], values)
    assert filled == "About OHR-1 on {platform}, sent on 2 March. A brace: {."
    assert replies.left_unfilled(filled) == ("platform",)


@given(st.text(), st.text(min_size=1))
def test_nothing_that_was_typed_is_lost(typed, reply):
    begun = replies.begin_with(reply, typed=typed)
    assert begun.startswith(typed.rstrip())
    assert begun.endswith(reply)


@given(st.text(), st.sets(st.sampled_from(["reply", "reply-2", "a", "a-2", "which-post"])))
def test_new_code_is_a_code_and_not_taken(name, taken):
    code = replies.code_from(name, taken=taken)
    assert replies.CODE.fullmatch(code)
    assert len(code) <= replies.LONGEST_CODE
    assert code not in taken


def test_shipped_replies_are_sound_and_say_that_they_await_review():
    assert len(shipped_replies()) >= 5
    for reply in shipped_replies():
        assert "{reference}" in reply.text


@pytest.mark.parametrize(
    "data",
    [
        {},
        [],
        {"replies": [{"code": "a"}]},
        {"replies": [{"code": "A b", "name": "x", "text": "x"}]},
        {"replies": [{"code": "a", "name": "x", "text": "{who}"}]},
        {"replies": [{"code": "a", "name": "x", "text": "x"}] * 2},
    ],
)
def test_file_that_cannot_be_used_is_refused(data):
    with pytest.raises(replies.BadReplies):
        replies.read_shipped(data)
