import gzip

from hypothesis import given
from hypothesis import strategies as st

from reports.rules.web_source import source_as_text, unzipped_beginning


def test_bomb_is_unpacked_no_further_than_is_shown():
    assert len(unzipped_beginning(gzip.compress(bytes(50_000_000)), most=1000)) == 1000


def test_members_are_read_one_after_the_other_until_one_is_broken():
    members = [gzip.compress(word) for word in (b"one ", b"two ", b"three")]
    assert unzipped_beginning(b"".join(members), most=100) == b"one two three"
    assert unzipped_beginning(members[0] + b"junk", most=100) == b"one "
    assert unzipped_beginning(members[0][:-9], most=100).startswith(b"on")


@given(st.binary(max_size=200))
def test_source_of_anything_has_no_controls(content):
    text = source_as_text(content)
    assert not any(ord(letter) < 32 and letter not in "\t\n\r" for letter in text)
