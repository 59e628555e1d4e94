import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.rules.pasted import find_links
from reports.rules.post_keys.links import parse_link

TABLE = [
    ("", (), False),
    ("https://x.com/a/status/1", ("https://x.com/a/status/1",), False),
    ("x.com/a/status/1", ("x.com/a/status/1",), False),
    ("See https://x.com/a/status/1.", ("https://x.com/a/status/1",), True),
    ("(https://x.com/a/status/1)", ("https://x.com/a/status/1",), False),
    ("https://en.wikipedia.org/wiki/A_(b)", ("https://en.wikipedia.org/wiki/A_(b)",), False),
    ("<https://x.com/a/status/1>", ("https://x.com/a/status/1",), False),
    ("“https://x.com/a/status/1”", ("https://x.com/a/status/1",), False),
    ("https://x.com/a https://x.com/b\nhttps://x.com/a", ("https://x.com/a", "https://x.com/b"), False),
    ("t.me/channel/5 then youtu.be/abc", ("t.me/channel/5", "youtu.be/abc"), True),
    ("انظر https://x.com/a/status/1 هنا", ("https://x.com/a/status/1",), True),
    ("write to me@x.com/or not", (), True),
    ("and/or 3.5/2 w/o", (), True),
    ("HTTPS://X.com/A", ("HTTPS://X.com/A",), False),
]


@pytest.mark.parametrize(("text", "links", "has_more"), TABLE)
def test_links_are_found_in_what_people_paste(text, links, has_more):
    found = find_links(text)
    assert (found.links, found.has_more) == (links, has_more)


@given(st.text(max_size=300))
def test_any_text_gives_links_that_are_links_and_stand_in_it(text):
    for link in find_links(text).links:
        assert parse_link(link) is not None
        assert link in text


@given(st.lists(st.from_regex(r"\Ahttps://[a-z]{1,8}\.org/[a-z0-9]{1,9}\Z"), max_size=5, unique=True))
def test_links_come_back_each_once_in_their_order(links):
    assert set(find_links(" and ".join(links)).links) == set(links)


@pytest.mark.parametrize("text", [")" * 20_000, "https://" + ")" * 20_000, "a." * 10_000, "https://x.com/" * 1_400])
def test_hostile_text_is_answered(text):
    assert all(parse_link(link) for link in find_links(text).links)
