"""The door, the links and the words of a request, without a database."""

import string
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referrals.rules.takedowns.door import EVERYDAY, People, Person, Tells
from referrals.rules.takedowns.links import clean_link
from referrals.rules.takedowns.notice import Notice, Post
from referrals.rules.takedowns.notice_text import subject_line, words_of
from referrals.rules.takedowns.steps import Asked
from referrals.rules.takedowns.wording import Lacks, Wording, legal_basis, problems_of
from reports.rules.post_keys import recognise_post

WILFREDA = Person(
    name="Wilfreda Featherly",
    email="wil.feather@example.org",
    telephone="+44 7700 900123",
    postcode="LS6 2AB",
    organisation="Millbrook Tenants",
    own_reference="MT/2291",
)
PEOPLE = People([WILFREDA, Person(name="Christian May", email="info@example.org")])


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("The post calls for those people to be driven out.", set()),
        ("The christian families may leave in may.", set()),
        ("In May a Christian group was meant.", set()),
        ("Christian May was meant.", {Tells.NAME}),
        ("W i l f r e d a Featherly", {Tells.NAME}),
        ("Featherly's door", {Tells.NAME}),
        ("a featherly light", set()),
        ("wil.feather", {Tells.EMAIL}),
        ("somebody else at other@example.com", {Tells.EMAIL}),
        ("more info", set()),
        ("07700-900-123", {Tells.TELEPHONE}),
        ("the Millbrook tenants", {Tells.ORGANISATION}),
        ("our MT 2291", {Tells.REFERENCE}),
        ("ohr 7k3m 9qxd", {Tells.REFERENCE}),
        ("1AB2-CD3E-4F5G-6H7J", {Tells.REFERENCE}),
        ("post 1700000000000000001", set()),
        ("case OHC-7K3M-9QXD", set()),
        ("in LS6", set()),
        ("LS6 2AB", {Tells.POSTCODE}),
    ],
)
def test_the_door_knows_what_tells_who_complained(text, kinds):
    assert PEOPLE.told_by(text) == kinds


@given(
    name=st.text(string.ascii_lowercase, min_size=4, max_size=12).filter(lambda word: word not in EVERYDAY),
    before=st.text(string.ascii_lowercase + " .", max_size=20),
    after=st.text(string.ascii_lowercase + " .", max_size=20),
)
def test_a_name_written_as_one_never_passes(name, before, after):
    people = People([Person(name=name.capitalize())])
    assert Tells.NAME in people.told_by(f"{before} {name.capitalize()} {after}")


@given(text=st.text(max_size=300))
def test_the_door_takes_any_text(text):
    People([WILFREDA]).told_by(text)
    People([]).told_by_link(text)


@pytest.mark.parametrize(
    ("typed", "given_on"),
    [
        ("https://x.com/a/status/17?s=20&t=abc", "https://x.com/a/status/17"),
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ&si=XYZ&t=10", "https://www.youtube.com/watch?v=dQw4w9WgXcQ"),
        ("www.instagram.com/p/Cabcdefghij/?igsh=zzz", "https://www.instagram.com/p/Cabcdefghij/"),
        (
            "https://forum.example.org/thread?id=5&utm_source=mail#post-9",
            "https://forum.example.org/thread?id=5#post-9",
        ),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.org%2Fa%3Fid%3D5&h=x", "https://example.org/a?id=5"),
        ("https://somebody:secret@example.org/x?y=1", "https://example.org/x?y=1"),
        (
            "https://www.facebook.com/story.php?story_fbid=123456789&id=987654321&mibextid=q",
            "https://www.facebook.com/story.php?story_fbid=123456789&id=987654321",
        ),
        ("no link at all", ""),
    ],
)
def test_a_link_loses_what_tells_who_shared_or_read_it(typed, given_on):
    assert clean_link(typed) == given_on


@given(
    link=st.sampled_from(
        [
            "https://x.com/a/status/1700000000000000001",
            "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
            "https://www.reddit.com/r/some/comments/abc123/title/",
            "https://forum.example.org/thread?id=5",
        ]
    ),
    tracking=st.sampled_from(["utm_source=mail", "fbclid=1", "igsh=2", "si=3", "ref_src=twsrc"]),
)
def test_a_clean_link_names_the_same_post_and_is_clean_already(link, tracking):
    shared = f"{link}{'&' if '?' in link else '?'}{tracking}"
    assert recognise_post(clean_link(shared)).key == recognise_post(shared).key
    assert clean_link(clean_link(shared)) == clean_link(shared)


def test_a_link_that_holds_an_address_or_a_name_is_told():
    assert PEOPLE.told_by_link("https://example.org/a?m=x%40example.com") == {Tells.EMAIL}
    assert PEOPLE.told_by_link("https://example.org/wilfreda.featherly/posts/1") == {Tells.NAME}
    assert PEOPLE.told_by_link("https://example.org/somebody/posts/07700900999") == frozenset()


def test_what_goes_further_than_removing_needs_harm():
    wording = Wording(action=Asked.OTHER_SANCTION, terms="Hate.", explanation="It does.", good_faith=True)
    assert problems_of(wording, offered=(), people=PEOPLE) == {"harm": [Lacks.NEEDED]}


def notice(**more):
    fields = {
        "id": UUID(int=1),
        "case_reference": "OHC-7K3M-9QXD",
        "action": "remove",
        "platform_code": "x",
        "posts": (Post(url="https://x.com/a/status/17", kind="post", post_id="17", account="a"),),
        "legal_basis": legal_basis(offences=["Threats: Some Act, section 1"], terms="Hate."),
        "explanation": "It calls for violence.",
        "notifier_name": "The hub",
        "notifier_email": "hub@example.org",
    }
    return Notice(**{**fields, **more})


def test_the_words_hold_every_field_and_the_subject_line_is_neutral():
    words = words_of(notice(answer_address="https://hub.example.org/answer/x/"))
    for part in ("https://x.com/a/status/17", "id 17", "Some Act", "your own terms: Hate.", "good faith", "/answer/x/"):
        assert part in words
    assert subject_line(notice()) == "Notice OHC-7K3M-9QXD"


def test_a_request_to_preserve_asks_for_no_removal_and_no_disclosure():
    words = words_of(notice(action="preserve", legal_basis=""))
    assert "not a request to disclose it, nor to remove anything" in words
    assert "Why:" not in words
