"""The same answers make the same report, or are refused, by the form's pages and by the API."""

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from reports.forms.lodging import build_answers
from reports.forms.steps import BY_SLUG, QUESTIONS
from reports.forms.whole_report import FIELDS, POST_FIELDS, AnswersRefused, clean
from reports.models import Draft
from reports.services import drafts

pytestmark = pytest.mark.django_db

ASKED = [step.slug for step in QUESTIONS if step.form is not None and step.slug not in ("no-link", "files")]
TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
YES_NO = st.sampled_from(["", "yes", "no", "unknown"])


def one_of(*values):
    return st.sampled_from(values)


ANSWERS = {
    "danger": one_of("", "danger", "no"),
    "under_18": YES_NO,
    "agreement": one_of("", "agrees", "unaware"),
    "organisation": TEXT,
    "own_reference": one_of("", "A-1"),
    "narrative": st.one_of(TEXT, one_of("a\r\nb", " \n", "x" * 19_999 + "\r\n")),
    "ongoing": YES_NO,
    "strand_values": st.lists(one_of("religion:muslim", "religion:jewish"), max_size=2),
    "why": TEXT,
    "suspect_known": one_of("", "yes", "account"),
    "suspect": TEXT,
    "suspect_whereabouts": one_of("", "uk"),
    "postcode": one_of("", "LS6 2AB", "ls6"),
    "impact": TEXT,
    "wishes": st.lists(one_of("remove", "stop"), max_size=2),
    "name": st.one_of(TEXT, one_of("Amira Example")),
    "email": one_of("", "a@example.org"),
    "details_in_mail": st.booleans(),
    "telephone": one_of("", "07700 900 982"),
    "safe_hours": one_of("", "any", "evening"),
    "needs_interpreter": st.booleans(),
    "contact_note": TEXT,
    "shares_with_force": st.booleans(),
    "shares_with_support": st.booleans(),
    "shares_with_experts": st.booleans(),
}
WRONG = one_of(
    ("danger", "later"),
    ("kind", "other"),
    ("own_reference", "x" * 101),
    ("narrative", "x" * 20_001),
    ("strands", ["unknown"]),
    ("strand_values", ["religion:unknown"]),
    ("postcode", "nowhere"),
    ("wishes", ["money"]),
    ("identity", "famous"),
    ("name", "x" * 201),
    ("email", "a@" + "x" * 64 + ".org"),
    ("telephone", "call me"),
    ("safe_hours", "night"),
    ("impact", "a\0b"),
)
BRANCHES = {
    "kind": one_of("", "victim", "third_party", "professional"),
    "identity": one_of("", "anonymous", "confidential", "named"),
    "strands": st.lists(one_of("religion", "race"), max_size=2),
}
FEW = st.lists(st.sampled_from(sorted(ANSWERS)), max_size=5, unique=True).flatmap(
    lambda names: st.fixed_dictionaries({name: ANSWERS[name] for name in names} | BRANCHES)
)
GIVEN = st.tuples(FEW, st.one_of(st.just(()), st.just(()), WRONG)).map(
    lambda both: {**both[0], **dict([both[1]] if both[1] else [])}
)


def typed(answers):
    """Return answers as a browser sends them."""
    sent = {name: value for name, value in answers.items() if value not in ("", False)}
    for value in answers.get("strand_values", ()):
        sent.setdefault(f"values_{value.partition(':')[0]}", []).append(value)
    return {name: "on" if value is True else value for name, value in sent.items()}


def by_the_pages(client, answers):
    """Answer the pages of the form one after the other; return what would be sent, or None where one refuses.

    What the pages of this person do not ask for is not answered, which the API refuses: None as well.
    """
    sent, asked, stored = typed(answers), set(), {}
    for slug in ASKED:
        if not BY_SLUG[slug].is_asked(stored):
            continue
        shown = client.get(f"/report/{slug}/")
        names = set(shown.context["form"].fields)
        asked |= names
        answer = client.post(f"/report/{slug}/", {name: sent[name] for name in names if name in sent})
        if answer.status_code != 302:
            return None
        stored = drafts.read_answers(draft=Draft.objects.latest("started_at"))
    boxes = {name for name in sent if name != "strand_values"}
    return build_answers(stored, language="en-gb") if boxes <= asked else None


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=GIVEN)
def test_form_and_program_are_judged_alike(client, answers):
    client.cookies.clear()
    Draft.objects.all().delete()
    made, answers = None, {name: value for name, value in answers.items() if value != ""}
    with suppress(AnswersRefused):
        made = clean(answers, posts=[], language="en-gb")
    expected = by_the_pages(client, answers)
    event("refused" if made is None else "taken")
    assert made == expected


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=8), inner, max_size=2),
    max_leaves=4,
)
ANY_POST = st.dictionaries(st.sampled_from([*POST_FIELDS, "more"]), JSON | TEXT, max_size=3)


@settings(max_examples=200, deadline=None)
@given(
    answers=st.dictionaries(st.sampled_from([*FIELDS, "more"]), JSON | TEXT, max_size=5),
    posts=JSON | st.lists(ANY_POST, max_size=3),
)
def test_whatever_is_sent_is_taken_or_refused_by_field(answers, posts):
    try:
        clean(answers, posts=posts, language="en-gb")
    except AnswersRefused as refusal:
        errors = refusal.errors
    else:
        return
    assert errors
    assert all(texts and all(isinstance(text, str) for text in texts) for texts in errors.values())
    assert "".join(errors).encode()


def test_answers_are_complete():
    """Every question of the form can be answered by a program."""
    names = {name for slug in ASKED for name in BY_SLUG[slug].form.base_fields}
    assert names <= FIELDS.keys()
    assert replace(clean({}, posts=[], language="cy"), language="en-gb") == clean({}, posts=[], language="en-gb")


@pytest.mark.parametrize(
    ("posts", "urls"),
    [
        ([{"url": "see https://x.com/a/status/1 there"}], ["https://x.com/a/status/1"]),
        (
            [{"url": "https://x.com/a/status/1"}, {"url": "https://twitter.com/a/status/1"}],
            ["https://x.com/a/status/1"],
        ),
        ([{"words": "Go."}], [""]),
        ([{}], []),
        ([], []),
    ],
)
def test_posts_are_listed_as_the_form_lists_them(posts, urls):
    made = clean({}, posts=posts, language="en-gb").posts
    assert [post.url for post in made] == urls
