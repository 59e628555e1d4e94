"""What of a report stands in the index, and as what."""

import re

from hypothesis import given
from hypothesis import strategies as st

from triage.rules.search.documents import Said, places_of
from triage.rules.search.lexemes import BLOCK, hashed, lexeme, vector
from triage.rules.search.tokens import Kind, Token, code, post
from triage.selectors.search_tables import get_reading

KEY = b"a key of the tests"
SAID = Said(
    references=("OHR-7K3M-9QXD",),
    links=("https://x.com/nightowl/status/1700000000000000001",),
    handles=("nightowl",),
    posts=("x:post:1700000000000000001",),
    posted=("Those people from the lower valley, says @a_target",),
    told=("I saw that nightowl wrote it on the bus",),
    about=("He works at the harbour",),
    codes=(code("force", "E23000010"),),
)


def places(said, *, is_withheld=False):
    return places_of(said, reading=get_reading(), is_withheld=is_withheld)


def name(text):
    return Token(Kind.NAME, text)


def word(text):
    return get_reading().words(text)[0]


def test_everything_stands_with_its_weight():
    found = {token: {weight for _position, weight in at} for token, at in places(SAID).items()}
    assert found[name("7k3m")] == found[name("nightowl")] == found[name("a_target")] == {"A"}
    assert found[post("x:post:1700000000000000001")] == {"A"}
    assert found[word("valley")] == {"B"}
    assert found[word("bus")] == found[word("harbour")] == {"C"}
    assert found[code("force", "E23000010")] == {"D"}


def test_withheld_leaves_out_account_link_post_and_suspect():
    found = places(SAID, is_withheld=True)
    for token in (name("nightowl"), name("a_target"), word("nightowl"), word("harbour"), name("x.com")):
        assert token not in found
    assert post("x:post:1700000000000000001") not in found
    assert {word("valley"), word("bus"), name("7k3m"), code("force", "E23000010")} <= found.keys()


def test_no_phrase_reaches_from_one_text_into_the_next():
    found = places(Said(posted=("one valley", "bus two")))
    [(end, _)], [(start, _)] = found[word("valley")], found[word("bus")]
    assert start - end > 1


def test_what_is_written_with_look_alikes_and_signs_is_found_by_its_word():
    plain, disguised = (set(places(Said(posted=(text,)))) for text in ("valley", "v\u0430ll\u0435y"))
    assert plain <= disguised


def test_numbers_inside_a_text_are_names_as_well():
    assert {name("4417"), name("b4nk")} <= places(Said(told=("call 4417 about the b4nk",))).keys()


def test_very_long_text_is_read_to_its_end():
    assert word("harbour") in places(Said(told=("some words " * 2_000 + " harbour",)))


@given(st.lists(st.text(max_size=60), max_size=4), st.integers(min_value=0, max_value=10**8))
def test_vector_holds_nothing_readable(texts, number):
    written = vector(places(Said(told=tuple(texts))), number=number, key=KEY)
    assert re.fullmatch(r"(?:'[\w-]{12}':\d{1,5}[ABCD](?:,\d{1,5}[ABCD])*(?: |$))*", written, re.ASCII)


def test_lexemes_of_a_block_begin_alike_and_those_of_the_next_do_not():
    found = {word("valley"): [(1, "B")]}
    first, last, other = (vector(found, number=number, key=KEY) for number in (0, BLOCK - 1, BLOCK))
    assert first == last != other
    assert (first[:5], other[:5]) == ("'0000", "'0001")


def test_another_key_gives_other_lexemes_and_so_does_another_kind():
    assert hashed(name("a"), key=KEY) != hashed(name("a"), key=b"other")
    assert hashed(name("a"), key=KEY) != hashed(Token(Kind.WORD, "a"), key=KEY)
    assert lexeme(name("a"), key=KEY) == f"'~{hashed(name('a'), key=KEY)}'"
