import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referrals.rules.masking import REMOVED, Mask, values_of_account, values_of_person

PERSON = values_of_person(
    name="Zoë O'Quill-Marrow", email="zoe.q@mail.example", telephone="+44 7700 900982", postcode="LS6 2AB"
)


@pytest.mark.parametrize(
    "text",
    [
        "Zoë O'Quill-Marrow",
        "zoe o quill marrow",
        "ZOE O'QUILL-MARROW",
        "@zoeoquillmarrow99",
        "zoe.q@mail.example",
        "ZOE.Q at no other place, zoe.q@MAIL.example",
        "07700 900982",
        "(07700) 900-982",
        "00447700900982",
        "ls62ab",
        "LS6\u00a02AB",
    ],
)
def test_known_values_are_found_however_they_are_spelt(text):
    mask = Mask(values=PERSON)
    left = mask.text(f"They told {text} to leave.")
    assert REMOVED in left
    assert left.startswith("They told ")
    assert left.endswith(" to leave.")
    assert mask.found >= 1


@pytest.mark.parametrize("text", ["They should leave.", "A zoetrope", "LS6 3AB", "7700 900 98"])
def test_other_words_stay(text):
    assert Mask(values=PERSON).text(text) == text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("write to a.b@c.example now", f"write to {REMOVED} now"),
        ("ring 0113 496 0000 today", f"ring {REMOVED} today"),
        ("at 14 Hollybush Terrace then", f"at {REMOVED} then"),
        ("I live in LS6 2AB.", f"I live in {REMOVED}."),
        ("It hurts. Kind regards, Orla Tamblyn", f"It hurts. Kind regards, {REMOVED}"),
        ("my name is Orla and they laughed", f"my name is {REMOVED} and they laughed"),
        ("https://x.com/a/status/1700000000000000001", "https://x.com/a/status/1700000000000000001"),
        ("In 2026, 12 people came.", "In 2026, 12 people came."),
    ],
)
def test_what_looks_like_contact_details_is_found_where_asked(text, left):
    assert Mask(values=(), patterns=True).text(text) == left
    assert Mask(values=()).text(text) == text


def test_structure_is_left_alone():
    mask = Mask(values=values_of_person(name="Orla Tamblyn"))
    told = {"reference": "Orla", "posts": [{"words": "Orla!", "n": 3, "none": None}]}
    assert mask.everywhere(told, but=frozenset({"reference"})) == {
        "reference": "Orla",
        "posts": [{"words": f"{REMOVED}!", "n": 3, "none": None}],
    }


def test_account_is_found_with_and_without_its_sign():
    mask = Mask(values=values_of_account(["@grimwarble", "https://x.com/grimwarble"]), mark="[]")
    assert mask.text("Grimwarble and @grimwarble at x.com/grimwarble") == "[] and @[] at x.com/[]"


@given(st.text(), st.text(min_size=6, alphabet="abcdefghijklmnopqrstuvwxyz"), st.text())
def test_long_name_never_survives(before, name, after):
    left = Mask(values=values_of_person(name=name)).text(f"{before}{name}{after}")
    assert name not in left.replace(REMOVED, "").casefold() or name in REMOVED


@given(st.text())
def test_nothing_is_changed_where_nothing_is_known(text):
    assert Mask(values=()).text(text) == text


def test_name_of_an_e_mail_address_alone_is_found():
    encoded = base64.b64encode(b"zoe.q").decode()
    assert Mask(values=PERSON).text(f"user zoe.q and {encoded}") == f"user {REMOVED} and {encoded}"
