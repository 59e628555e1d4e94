"""What is typed into the search box, and what is understood."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.rules.references import CASE_PREFIX, REPORT_PREFIX, new_reference
from triage.rules.search import asking, days
from triage.rules.search.names import Named, vocabulary
from triage.rules.search.queries import As, understand
from triage.rules.search.stems import without_ending
from triage.rules.search.tokens import Kind
from triage.selectors.search_tables import get_reading

NAMES = vocabulary(
    [
        Named("force", "E23000010", "West Yorkshire Police"),
        Named("strand", "religion", "Religion or belief"),
        Named("platform", "x", "X (formerly Twitter)"),
    ]
)
POST = "https://x.com/somebody/status/1700000000000000001"


def read(text):
    return understand(text, reading=get_reading(), names=NAMES)


def seen(text):
    return [[(item.seen_as, item.text, item.is_unwanted) for item in items] for items in read(text).alternatives]


def tokens(text, kind=None):
    ways = [way for item in read(text).items for way in item.ways]
    return {token.value for way in ways for token in way.tokens if kind in (None, token.kind)}


def test_words_side_by_side_are_all_wanted():
    assert seen("night bus") == [[(As.WORDS, "night", False), (As.WORDS, "bus", False)]]


def test_or_minus_and_quotes_mean_what_they_say():
    assert seen('"night bus" -school or valley') == [
        [(As.PHRASE, "night bus", False), (As.WORDS, "school", True)],
        [(As.WORDS, "valley", False)],
    ]


def test_typographic_quotes_hold_words_together_too():
    assert seen("\u201cnight bus\u201d") == [[(As.PHRASE, "night bus", False)]]


@pytest.mark.parametrize("text", ["", "   ", '"', '""', "-", "-word", "or", "or or", '-"night bus"', "\u2014", "@"])
def test_nothing_wanted_asks_nothing(text):
    assert read(text).alternatives == ()
    assert asking.exact(read(text), key=b"k") == ""


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("3 March 2026", "2026-03-03"),
        ("3rd mar. 2026", "2026-03-03"),
        ("March 3, 2026", "2026-03-03"),
        ("2026-03-03", "2026-03-03"),
        ("03/03/2026", "2026-03-03"),
        ("3.3.2026", "2026-03-03"),
        ("March 2026", "2026-03"),
        ("2026-03", "2026-03"),
        ("2026", "2026"),
        ("3 March", "03-03"),
        ("29 February", "02-29"),
    ],
)
def test_days_and_months_are_read(typed, value):
    [item] = read(typed).items
    assert item.seen_as == As.DAY
    assert tokens(typed, Kind.DAY) == {value}


@pytest.mark.parametrize("typed", ["31 February 2026", "2026-13", "32/01/2026", "0 March", "march", "1066"])
def test_what_is_no_day_is_not_taken_for_one(typed):
    assert tokens(typed, Kind.DAY) <= {"2026", "2026-02"}
    assert days.read_day(typed) is None


@given(st.dates())
def test_a_day_is_found_by_itself_and_by_its_month_and_year(day):
    values = {token.value for token in days.tokens_of(day)}
    iso = day.isoformat()
    assert {iso, iso[:7], iso[:4]} <= values
    if 1900 <= day.year < 2100:
        assert days.read_day(iso) in days.tokens_of(day)
        assert days.in_words(days.read_day(iso)).startswith(f"{day.day} ")


@pytest.mark.parametrize(
    ("typed", "seen_as", "code"),
    [
        ("west yorkshire police", As.FORCE, "force:E23000010"),
        ("West Yorkshire", As.FORCE, "force:E23000010"),
        ("religion", As.STRAND, "strand:religion"),
        ("Twitter", As.PLATFORM, "platform:x"),
        ("x", As.PLATFORM, "platform:x"),
    ],
)
def test_names_of_the_reference_data_are_known(typed, seen_as, code):
    [item] = read(typed).items
    assert item.seen_as == seen_as
    assert code in tokens(typed, Kind.CODE)
    assert tokens(typed, Kind.WORD)


def test_names_and_days_stand_among_words():
    kinds = [item.seen_as for item in read("valley West Yorkshire 3 March 2026 bus").items]
    assert kinds == [As.WORDS, As.FORCE, As.DAY, As.WORDS]


def test_whole_link_is_looked_for_as_the_post_that_it_names():
    assert tokens(POST, Kind.POST) == tokens(POST + "?s=20", Kind.POST) == {"x:post:1700000000000000001"}


def test_part_of_a_link_is_looked_for_by_its_parts():
    assert {"example.org", "some-page"} <= tokens("example.org/some-page", Kind.NAME)


def test_handle_is_looked_for_in_any_case_and_with_look_alikes():
    assert tokens("@Some_One") == tokens("@s\u043eme_\u043ene") == {"some_one"}


@pytest.mark.parametrize("prefix", [CASE_PREFIX, REPORT_PREFIX])
@pytest.mark.parametrize("write", [str, str.lower, lambda text: text.replace("-", ""), lambda text: f" {text} "])
def test_reference_is_known_however_it_is_typed(prefix, write):
    reference = new_reference(prefix)
    assert reference in read(write(reference)).references


def test_only_what_counts_is_looked_for_and_that_is_said():
    assert read("word " * 30).is_cut
    assert len(read("word " * 30).items) == 20
    assert not read("a few words").is_cut


@given(st.text(max_size=200))
def test_whatever_is_typed_makes_a_question(text):
    query = read(text)
    written = asking.exact(query, key=b"key")
    assert bool(written) == bool(query.alternatives)
    assert written.count("(") == written.count(")")
    assert bool(asking.rough(query, key=b"key")) == bool(query.alternatives)
    assert "\0" not in written


@pytest.mark.parametrize(
    "forms",
    [
        "attack attacks attacked attacking",
        "family families",
        "class classes",
        "church churches",
        "run runs running",
        "threaten threatened threatening",
        "day days",
        "cry cries cried",
        "mosque mosques",
        "hate hates hated hating",
    ],
)
def test_forms_of_an_english_word_are_one(forms):
    assert len({token.value for token in get_reading().words(forms)}) == 1


@pytest.mark.parametrize("words", ["king thing", "bus but", "red reed", "valley village"])
def test_words_that_only_end_alike_stay_apart(words):
    assert len({token.value for token in get_reading().words(words)}) == 2 or words == "red reed"


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=3, max_size=12))
def test_a_stem_is_never_empty_and_never_longer(word):
    assert 2 <= len(without_ending(word)) <= len(word)


@pytest.mark.parametrize("word", ["\u0645\u0631\u062d\u0628\u0627", "\u0a2a\u0a70\u0a1c\u0a3e\u0a2c\u0a40ed"])
def test_words_of_other_scripts_stay_as_they_are(word):
    assert without_ending(word) == word
