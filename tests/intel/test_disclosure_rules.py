"""What a release says: rounding, freezing, what follows from labels, and small cases with known answers."""

import json

import pytest

from intel.rules.disclosure import protecting
from intel.rules.disclosure.attack import attack
from intel.rules.disclosure.protecting import NothingProtects, protect
from intel.rules.disclosure.relations import Kind, Relation, relations_of
from intel.rules.disclosure.releases import (
    BadTables,
    Cell,
    Dimension,
    Frame,
    Mark,
    Protected,
    Release,
    Rules,
    Statement,
    Table,
)
from intel.rules.disclosure.rounding import can_have_been, may_describe, share_in_hundred, shown_as
from intel.rules.disclosure.statements import counts_of, say
from tests.intel.tables_made import MONTH, cell, one_way, protected

RULES = Rules()


@pytest.mark.parametrize(("count", "value"), [(10, 10), (12, 10), (13, 15), (17, 15), (18, 20), (102, 100)])
def test_a_count_is_rounded_to_the_nearest_five(count, value):
    shown = cell("a")
    assert shown_as(count, cell=shown, rules=RULES) == value
    low, high = can_have_been(value, cell=shown, rules=RULES)
    assert low <= count <= high


def test_what_a_value_can_have_been_is_just_what_is_shown_as_it():
    for rules in (RULES, Rules(threshold=8, base=4), Rules(threshold=6, base=3), Rules(base_of_totals=1)):
        for place in (cell("a"), cell()):
            for count in range(rules.threshold, 80):
                value = shown_as(count, cell=place, rules=rules)
                low, high = can_have_been(value, cell=place, rules=rules)
                assert value >= rules.threshold
                same = [n for n in range(rules.threshold, 120) if shown_as(n, cell=place, rules=rules) == value]
                assert (low, high) == (same[0], same[-1])


@pytest.mark.parametrize(("threshold", "base"), [(10, 3), (4, 5), (10, 0), (1, 1)])
def test_rules_that_could_show_a_small_count_are_refused(threshold, base):
    with pytest.raises(BadTables):
        Rules(threshold=threshold, base=base)


@pytest.mark.parametrize("name", ["", "a=b", "a|b", "a@b"])
def test_names_that_could_not_be_told_apart_are_refused(name):
    with pytest.raises(BadTables):
        Frame(name="t", dimensions=(Dimension(name="kind", categories=(name,)),), periods=(MONTH,))


def test_a_period_that_is_none_is_refused():
    with pytest.raises(BadTables, match="neither a year"):
        relations_of([one_way({"2025-13": {"a": 20}}).frame])


def test_tables_have_to_agree_and_to_be_whole():
    table, other = one_way({MONTH: {"a": 20}}), one_way({MONTH: {"b": 21}}, name="other")
    with pytest.raises(BadTables):
        counts_of([table, other])
    with pytest.raises(BadTables):
        counts_of([Table(frame=table.frame, counts={})])


def test_what_cannot_occur_must_not_occur():
    frame = one_way({MONTH: {"a": 20}}).frame
    frame = Frame(
        name=frame.name, dimensions=frame.dimensions, periods=frame.periods, impossible=frozenset([cell("a")])
    )
    with pytest.raises(BadTables, match="impossible"):
        counts_of([Table(frame=frame, counts={cell("a"): 20, cell(): 20})])


def test_a_small_count_and_zero_are_alike_and_an_impossible_one_is_said():
    table = one_way({MONTH: {"a": 400, "b": 0, "c": 9, "d": 0, "e": 50, "f": 60, "g": 80}}, impossible={"d"})
    said = protected(table).release.statements
    assert said[cell("b")] == said[cell("c")] == Statement(mark=Mark.FEWER, since=1)
    assert said[cell("d")].mark is Mark.IMPOSSIBLE


def test_categories_add_to_totals_and_months_to_quarters_and_years():
    months = {f"2025-{at:02}": {"a": 20} for at in range(1, 13)}
    quarters = {f"2025-Q{at}": {"a": 60} for at in range(1, 5)}
    found = relations_of([one_way(months | quarters | {"2025": {"a": 240}}).frame])
    assert Relation(cell(period="2025-01"), (cell("a", period="2025-01"),)) in found
    whole = tuple(cell("a", period=f"2025-{at:02}") for at in (4, 5, 6))
    assert Relation(cell("a", period="2025-Q2"), whole) in found
    assert Relation(cell(period="2025"), tuple(cell(period=f"2025-Q{at}") for at in range(1, 5))) in found


def test_a_year_without_all_its_parts_is_at_least_those():
    found = relations_of([one_way({"2025": {"a": 240}, "2025-Q1": {"a": 60}, "2025-05": {"a": 20}}).frame])
    parts = (cell("a", period="2025-Q1"), cell("a", period="2025-05"))
    assert Relation(cell("a", period="2025"), parts, Kind.AT_MOST) in found


def test_categories_that_overlap_are_each_at_most_the_total_and_together_at_least():
    found = relations_of([one_way({MONTH: {"a": 20, "b": 15}}, total={MONTH: 30}, adds_up=False).frame])
    assert Relation(cell(), (cell("b"),), Kind.AT_MOST) in found
    assert Relation(cell(), (cell("a"), cell("b")), Kind.AT_LEAST) in found
    assert not [each for each in found if each.kind is Kind.SUM]


def test_a_cell_has_one_name_in_every_table_and_file():
    place = Cell((("force", "E23000001"), ("strand", "race")), "2025-Q1")
    assert place.code == "force=E23000001|strand=race@2025-Q1"
    assert Cell.named(place.code) == place
    assert Cell.named("@2025") == Cell((), "2025")


def test_a_release_goes_through_a_file_unchanged_and_tells_no_true_count():
    done = protected(one_way({MONTH: {"a": 49, "b": 3, "c": 33}}))
    text = json.dumps(done.release.as_dict())
    assert Release.read(json.loads(text)) == done.release
    assert "49" not in text
    assert "33" not in text
    kept = Protected.read(json.loads(json.dumps(done.as_dict())))
    assert (kept.release, kept.counts) == (done.release, done.counts)
    assert "49" not in repr(done)


def test_what_is_published_stays_until_the_count_moved_by_the_threshold():
    first = protected(one_way({MONTH: {"a": 400, "b": 70, "c": 90, "d": 120}}))
    second = protected(one_way({MONTH: {"a": 409, "b": 80, "c": 81, "d": 120}}), earlier=[first])
    said = second.release.statements
    assert (said[cell("a")].value, said[cell("a")].since, said[cell("a")].revised) == (400, 1, False)
    assert said[cell("b")] == Statement(mark=Mark.SHOWN, since=2, value=80, revised=True, former=70)
    assert said[cell("c")].value == 90
    third = protected(one_way({MONTH: {"a": 410, "b": 80, "c": 81, "d": 120}}), earlier=[first, second])
    assert third.release.statements[cell("a")].former == 400
    assert third.release.statements[cell("b")] == Statement(mark=Mark.SHOWN, since=2, value=80)


def test_a_number_that_becomes_a_small_one_stands_as_it_was_released():
    first = protected(one_way({MONTH: {"a": 400, "b": 25, "c": 90, "d": 300, "e": 200}}))
    second = protected(one_way({MONTH: {"a": 400, "b": 4, "c": 90, "d": 300, "e": 200}}), earlier=[first])
    said = second.release.statements[cell("b")]
    assert said == Statement(mark=Mark.SHOWN, since=1, value=25, holds=False)
    assert not may_describe(said)


def test_a_small_count_that_grows_a_little_is_still_said_as_it_was():
    table = {"a": 400, "b": 5, "c": 90, "d": 300, "e": 200}
    first = protected(one_way({MONTH: table}))
    second = protected(one_way({MONTH: table | {"b": 14}}), earlier=[first])
    third = protected(one_way({MONTH: table | {"b": 40}}), earlier=[first, second])
    assert second.release.statements[cell("b")] == Statement(mark=Mark.FEWER, since=1)
    assert third.release.statements[cell("b")] == Statement(mark=Mark.SHOWN, since=3, value=40, revised=True)


def test_what_was_hidden_stays_hidden():
    first = protected(one_way({MONTH: {"a": 49, "b": 3}}))
    place = next(at for at, said in first.release.statements.items() if said.mark is Mark.HIDDEN)
    second = protected(one_way({MONTH: {"a": 149, "b": 30}}), earlier=[first])
    assert second.release.statements[place] == Statement(mark=Mark.HIDDEN, since=1, holds=False)


def test_nothing_is_hidden_where_rounding_hides_enough():
    done = protected(one_way({MONTH: {"a": 400, "b": 3, "c": 50, "d": 300, "e": 200}}))
    assert (done.tally.primary, done.tally.secondary) == (1, 0)


def test_a_lone_small_cell_of_a_short_row_has_company():
    done = protected(one_way({MONTH: {"a": 49, "b": 3}}))
    assert [done.release.statements[cell(at)].mark for at in ("a", "b")] == [Mark.HIDDEN, Mark.FEWER]
    assert done.tally.secondary == 1


def test_two_small_cells_alone_keep_their_total_from_saying_anything():
    """A total known to be 10 or more would say of either that it is 1 at least."""
    done = protected(one_way({MONTH: {"a": 6, "b": 5}}))
    assert done.release.statements[cell()].mark is Mark.WITHHELD
    fewer = protected(one_way({MONTH: {"a": 2, "b": 3}}))
    assert fewer.release.statements == done.release.statements


def test_earlier_releases_have_to_be_given_in_order():
    first = protected(one_way({MONTH: {"a": 400}}))
    with pytest.raises(BadTables, match="earlier"):
        protect([one_way({MONTH: {"a": 400}})], [], RULES, [first, first])


def test_shares_are_made_of_shown_numbers_alone():
    whole, part = Statement(mark=Mark.SHOWN, since=1, value=80), Statement(mark=Mark.SHOWN, since=1, value=20)
    assert share_in_hundred(part, whole) == 25
    assert share_in_hundred(Statement(mark=Mark.FEWER, since=1), whole) is None
    assert share_in_hundred(Statement(mark=Mark.SHOWN, since=1, value=20, holds=False), whole) is None
    assert share_in_hundred(whole, Statement(mark=Mark.HIDDEN, since=1)) is None


def test_the_first_step_alone_hides_small_counts_only():
    done = say([one_way({MONTH: {"a": 49, "b": 3}})], RULES)
    assert [each.mark for each in done.release.statements.values()] == [Mark.SHOWN, Mark.SHOWN, Mark.FEWER]


def test_where_hiding_does_not_come_to_an_end_everything_of_a_group_is_withheld_and_that_is_said(monkeypatch):
    monkeypatch.setattr(protecting, "PASSES", 0)
    other = Table(
        frame=Frame(name="way", dimensions=(Dimension(name="way", categories=("x",)),), periods=("2025-02",)),
        counts={cell("x", of="way", period="2025-02"): 40, cell(period="2025-02"): 40},
    )
    done = protected(one_way({MONTH: {"a": 49, "b": 3}}), other)
    assert {done.release.statements[each].mark for each in (cell(), cell("a"), cell("b"))} == {Mark.WITHHELD}
    assert done.tally.lines_withheld == (f"@{MONTH}", f"kind@{MONTH}")
    assert done.release.statements[cell(period="2025-02")].value == 40
    assert attack([done.release]) == []


def test_a_count_that_follows_from_what_cannot_occur_is_refused():
    """Nothing of the other table can occur, so that there is nothing at all, whatever is withheld."""
    never = one_way({MONTH: {"x": 0, "y": 0}}, name="way", impossible={"x", "y"})
    with pytest.raises(NothingProtects):
        protected(never, one_way({MONTH: {"a": 0, "b": 0}}))
