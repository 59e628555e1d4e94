from hypothesis import given
from hypothesis import strategies as st

from triage.rules.mentions import find_mentions


def test_names_are_found_once_in_order_and_in_small_letters():
    text = "@Ana-1, look with @ben.smith. (@ana-1 knows.) @chris_2!"
    assert find_mentions(text) == ("ana-1", "ben.smith", "chris_2")


def test_addresses_links_and_fediverse_handles_are_no_mentions():
    for text in (
        "ana@example.org",
        "https://video.example/@somebody",
        "@somebody@social.example",
        "@some.body@social.example",
        "a @ b",
        "@",
        "@...",
        "@@ana",
    ):
        assert find_mentions(text) == (), text


def test_name_at_the_end_of_a_sentence_is_found_without_the_stop():
    assert find_mentions("ask @ben.") == ("ben",)


@given(st.text())
def test_any_text_is_read(text):
    assert all(name == name.casefold() and name for name in find_mentions(text))


@given(st.lists(st.from_regex(r"[a-z0-9][a-z0-9_.-]{0,8}[a-z0-9]", fullmatch=True), unique=True))
def test_every_name_that_stands_alone_is_found(names):
    assert find_mentions(" ".join(f"@{name}" for name in names)) == tuple(names)
