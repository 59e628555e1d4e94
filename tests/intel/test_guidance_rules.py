"""Which guidance fits a case, what it may look like, and how the practice board is ranked."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intel.rules.guidance import (
    BECAUSE,
    PROBLEM_NAMES,
    CaseFacts,
    Problem,
    Scope,
    choose,
    fit_of,
    in_words,
    problems_of,
)
from intel.rules.guidance_files import Piece, as_section, as_text, path_of
from intel.rules.guidance_text import BadPiece, Words, check_code, check_life, clean, paragraphs, read_shipped
from intel.rules.practice import BadTable, Counted, Kind, Verdict, rank, read_table
from intel.selectors.data_files import read_data, results_table

TODAY = date(2026, 3, 2)
X = CaseFacts(offences=frozenset({"o1"}), platforms=frozenset({"x"}), strands=frozenset({"religion"}))


def scope(**lists):
    return Scope(**{kind: frozenset(codes) for kind, codes in lists.items()})


@pytest.mark.parametrize(
    ("facts", "problem"),
    [
        ({"names_account": True}, "anonymous_account"),
        ({"says_abroad": True}, "abroad"),
        ({"platform_declined": True}, "platform_declined"),
        ({"platforms": frozenset({"x"}), "earliest_on": TODAY - timedelta(days=31)}, "data_at_risk"),
        ({"failed_capture": True}, "not_captured"),
        ({"happened_before": True}, "repeat_victim"),
        ({"in_danger": True}, "victim_at_risk"),
        ({"under_18": True}, "young_victim"),
        ({"proceedings_by": TODAY + timedelta(days=60)}, "time_limit_near"),
        ({"proceedings_by": TODAY - timedelta(days=5)}, "time_limit_near"),
        ({"reports": 10}, "many_reports"),
    ],
)
def test_each_problem_is_told_from_its_facts(facts, problem):
    assert problems_of(CaseFacts(**facts), today=TODAY) == {problem}


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"names_account": True, "describes_suspect": True},
        {"platforms": frozenset({"x"}), "earliest_on": TODAY - timedelta(days=30)},
        {"platforms": frozenset({"x"}), "earliest_on": TODAY - timedelta(days=90), "asked_to_preserve": True},
        {"earliest_on": TODAY - timedelta(days=90)},
        {"failed_capture": True, "has_capture": True},
        {"proceedings_by": TODAY + timedelta(days=61)},
        {"reports": 9},
    ],
)
def test_no_problem_is_told_where_there_is_none(facts):
    assert problems_of(CaseFacts(**facts), today=TODAY) == frozenset()


def test_every_problem_has_a_name_and_a_sentence():
    assert set(PROBLEM_NAMES) == set(BECAUSE) == set(Problem)
    assert all(words.startswith("because ") for words in BECAUSE.values())


def test_every_kind_that_is_named_has_to_fit():
    assert fit_of("a", scope(platforms={"x"}, strands={"race"}), X, today=TODAY) is None
    fit = fit_of("a", scope(platforms={"x", "y"}, strands={"religion"}), X, today=TODAY)
    assert [(each.kind, each.code) for each in fit.reasons] == [("platforms", "x"), ("strands", "religion")]


def test_the_more_specific_comes_first_and_few_go():
    facts = CaseFacts(**{**vars(X), "says_abroad": True})
    pieces = [
        ("everywhere", scope()),
        ("strand", scope(strands={"religion"})),
        ("platform-of-two", scope(platforms={"x", "y"})),
        ("platform", scope(platforms={"x"})),
        ("offence", scope(offences={"o1"})),
        ("abroad", scope(problems={"abroad"})),
        ("abroad-on-x", scope(problems={"abroad"}, platforms={"x"})),
        ("elsewhere", scope(platforms={"z"})),
    ]
    chosen = [fit.code for fit in choose(pieces, facts, today=TODAY)]
    assert chosen == ["abroad-on-x", "abroad", "offence", "platform", "platform-of-two"]
    every = [fit.code for fit in choose(pieces, facts, today=TODAY, most=99)]
    assert every[-2:] == ["strand", "everywhere"]
    assert "elsewhere" not in every


@given(st.permutations([("a", scope()), ("b", scope(platforms={"x"})), ("c", scope()), ("d", scope(strands={"age"}))]))
def test_the_order_in_which_pieces_come_changes_nothing(pieces):
    assert [fit.code for fit in choose(pieces, X, today=TODAY)] == ["b", "a", "c"]


def test_reasons_are_told_in_words():
    names = {"platforms": {"x": "X (formerly Twitter)"}, "strands": {"religion": "Religion or belief"}}
    fit = fit_of("a", scope(platforms={"x"}, strands={"religion"}), X, today=TODAY)
    assert in_words(fit, names=names) == [
        "because the platform is X (formerly Twitter)",
        "because the case is about Religion or belief",
    ]
    assert in_words(fit_of("a", scope(), X, today=TODAY), names={}) == ["because it is for every case"]


WORDS = Words(title="A title", problem="A problem.", body="One.\n\nTwo.")


def test_text_is_brought_into_one_form():
    words = clean(Words(title=" A  title ", problem="x", body="One\nline.\r\n\r\n\r\n  Two. ", problems=("abroad",)))
    assert (words.title, words.body) == ("A title", "One line.\n\nTwo.")
    assert paragraphs(words.body) == ["One line.", "Two."]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"problem": ""}, "problem"),
        ({"body": "\n\n"}, "body"),
        ({"body": "x\n\n" * 13}, "body"),
        ({"body": "x" * 1501}, "body"),
        ({"problems": ("weather",)}, "problems"),
        ({"basis": "x" * 301}, "basis"),
    ],
)
def test_text_that_cannot_be_used_is_refused_by_its_field(changed, field):
    with pytest.raises(BadPiece) as refused:
        clean(Words(**{**vars(WORDS), **changed}))
    assert refused.value.field == field


@pytest.mark.parametrize("code", ["", "A", "a--b", "-a", "a_b", "a b", "x" * 61])
def test_codes_that_cannot_be_used_are_refused(code):
    with pytest.raises(BadPiece):
        check_code(code)


@pytest.mark.parametrize("days", [-1, 0, 733])
def test_guidance_is_looked_at_again_within_two_years(days):
    with pytest.raises(BadPiece):
        check_life(look_again_by=TODAY + timedelta(days=days), today=TODAY)
    check_life(look_again_by=TODAY + timedelta(days=1), today=TODAY)


def test_pieces_that_ship_can_be_used_and_say_what_awaits_confirmation():
    pieces = dict(read_shipped(read_data("guidance.json")))
    assert len(pieces) >= 12
    assert all("awaiting confirmation" in words.basis for words in pieces.values())
    assert {problem for words in pieces.values() for problem in words.problems} == {str(each) for each in Problem}


@pytest.mark.parametrize(
    "data",
    [None, {}, {"pieces": [1]}, {"pieces": [{"code": "a"}]}, {"pieces": [{"code": "A b", **vars(WORDS)}]}],
)
def test_a_file_that_cannot_be_used_is_refused(data):
    with pytest.raises(BadPiece):
        read_shipped(data)


def test_the_same_code_twice_is_refused():
    row = {"code": "a", "title": "x", "problem": "x", "body": "x"}
    with pytest.raises(BadPiece):
        read_shipped({"pieces": [row, row]})


def test_a_piece_lies_in_a_package_as_plain_text():
    piece = Piece(
        code="a-b",
        title="A title",
        number=3,
        problem="A problem.",
        body="One.\n\n" + "word " * 40,
        basis="Of somebody.",
        reviewed_on=TODAY,
        look_again_by=date(2027, 1, 9),
        because=["because of this", "because of that"],
    )
    text = as_text(piece).decode()
    assert path_of(piece, place=2) == "guidance/2-a-b-v3.txt"
    assert text.startswith("A title\n=======\n\nGuidance a-b, version 3, reviewed on 2 March 2026, to be looked at")
    assert "because of this, and because of that." in text
    assert "no evidence" in text
    assert max(map(len, text.splitlines())) <= 78
    assert as_section(piece)[0] == "A title"


# The board --------------------------------------------------------------------------------------------
def counted(code, cases, results, other_cases=0, other_results=0, kind=Kind.GUIDANCE):
    return Counted(
        kind=kind, code=code, cases=cases, results=results, other_cases=other_cases, other_results=other_results
    )


def test_the_board_ranks_by_the_low_end_and_leaves_too_few_last():
    rows = [counted("lucky", 9, 9), counted("few", 10, 10), counted("many", 1000, 900), counted("none", 50, 0)]
    ranked = rank(rows, fewest=10)
    assert [row.counted.code for row in ranked] == ["many", "few", "none", "lucky"]
    assert ranked[-1].share is None
    assert ranked[-1].verdict is Verdict.TOO_FEW


def test_interval_is_wilsons():
    """The second worked value is that of Newcombe (1998), table I: 81 of 263, 0.2553 to 0.3662."""
    (row,) = rank([counted("a", 263, 81)], fewest=10)
    assert (round(row.share.low, 4), round(row.share.high, 4)) == (0.2553, 0.3662)


@pytest.mark.parametrize(
    ("others", "verdict"),
    [
        ((9, 0), Verdict.NO_COMPARISON),
        ((200, 20), Verdict.MORE),
        ((200, 190), Verdict.FEWER),
        ((200, 100), Verdict.NO_DIFFERENCE),
    ],
)
def test_a_difference_is_claimed_only_where_the_intervals_do_not_meet(others, verdict):
    (row,) = rank([counted("a", 200, 100, *others)], fewest=10)
    assert row.verdict is verdict


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=8))
def test_every_line_stands_on_the_board_once(pairs):
    rows = [counted(f"c{place}", cases, min(cases, results)) for place, (cases, results) in enumerate(pairs)]
    ranked = rank(rows, fewest=10)
    assert sorted(row.counted.code for row in ranked) == sorted(row.code for row in rows)
    assert all((row.share is None) == (row.counted.cases < 10) for row in ranked)


def test_table_that_ships_names_the_results():
    assert results_table().results == {1, 2, 3, 6, 7, 8, 22}
    assert results_table().fewest == 10


@pytest.mark.parametrize(
    "data", [None, {}, {"results": [], "fewest": 10}, {"results": ["1"], "fewest": 10}, {"results": [1]}]
)
def test_a_table_that_cannot_be_used_is_refused(data):
    with pytest.raises(BadTable):
        read_table(data)
