"""The attack: what it works out where something was left off, and that it works out nothing of what is protected."""

from dataclasses import replace

import pytest

from intel.rules.disclosure.attack import Contradiction, attack
from intel.rules.disclosure.attack.labels import read_labels
from intel.rules.disclosure.attack.puzzle import counts_shown_as
from intel.rules.disclosure.relations import Kind, relations_of
from intel.rules.disclosure.releases import Cell, Mark, Release, Rules, Statement
from intel.rules.disclosure.rounding import can_have_been, shown_as
from intel.rules.disclosure.statements import say
from tests.benches.disclosure import World
from tests.intel.tables_made import MONTH, cell, one_way, protected, two_way, with_quarters

EXACT = Rules(threshold=10, base=1)
QUARTER = ("2025-01", "2025-02", "2025-03")


def unprotected(*tables, rules=None, earlier=()):
    return say(tables, rules or Rules(), earlier)


def found_in(*done):
    return attack([each.release for each in done])


def told(findings):
    return {(each.what, each.cell, each.releases): (each.low, each.high) for each in findings}


def test_a_lone_small_cell_of_exact_numbers_is_found_to_the_last_unit():
    found = told(found_in(unprotected(one_way({MONTH: {"a": 49, "b": 3, "c": 20}}), rules=EXACT)))
    assert found[("cell", cell("b"), (1,))] == (3, 3)


def test_rounding_alone_gives_a_bound_away_in_a_short_row():
    found = told(found_in(unprotected(one_way({MONTH: {"a": 49, "b": 3}}))))
    assert found[("cell", cell("b"), (1,))] == (0, 4)


def test_two_small_cells_tell_their_sum_and_a_bound():
    found = told(found_in(unprotected(one_way({MONTH: {"a": 49, "b": 3, "c": 2}}), rules=EXACT)))
    assert found[("rest of a line", cell(), (1,))] == (5, 5)
    assert found[("cell", cell("b"), (1,))] == (0, 5)


def test_a_block_of_four_tells_nothing_where_each_can_be_any_and_else_does():
    safe = two_way([[5, 5, 60], [4, 5, 80], [70, 90, 110]])
    assert found_in(protected(safe, rules=EXACT)) == []
    open_ = two_way([[1, 0, 60], [0, 1, 80], [70, 90, 110]])
    found = told(found_in(unprotected(open_, rules=EXACT)))
    assert found[("cell", Cell((("kind", "k0"), ("strand", "s0")), MONTH), (1,))] == (0, 1)
    assert found_in(protected(open_, rules=EXACT)) == []


def test_a_total_that_is_exact_gives_a_small_cell_away_and_a_rounded_one_does_not():
    table = one_way({MONTH: {"a": 40, "b": 3, "c": 35}})
    exact_totals = Rules(base_of_totals=1)
    row = one_way({MONTH: {"a": 40, "b": 0}})
    assert told(found_in(unprotected(row, rules=exact_totals)))[("cell", cell("b"), (1,))] == (0, 2)
    assert found_in(unprotected(table, rules=exact_totals)) != []
    assert found_in(protected(table, rules=exact_totals)) == []
    wider = one_way({MONTH: {"a": 40, "b": 3, "c": 35, "d": 50, "e": 62}})
    assert found_in(unprotected(wider)) == []


def test_a_table_that_is_part_of_another_gives_it_away():
    """Margins of a crossed table are the cells of the plain one."""
    crossed = two_way([[30, 4], [50, 60]])
    plain = one_way({MONTH: {"k0": 34, "k1": 110}})
    found = told(found_in(unprotected(crossed, plain, rules=EXACT)))
    assert found[("cell", Cell((("kind", "k0"), ("strand", "s1")), MONTH), (1,))] == (4, 4)
    assert found_in(protected(crossed, plain, rules=EXACT)) == []
    assert found_in(protected(crossed, plain)) == []


def test_a_quarter_less_its_months_gives_a_month_away():
    rows = with_quarters({"2025-01": {"a": 44}, "2025-02": {"a": 2}, "2025-03": {"a": 31}})
    found = told(found_in(unprotected(one_way(rows))))
    assert found[("cell", cell("a", period="2025-02"), (1,))] == (0, 6)
    assert found_in(protected(one_way(rows))) == []


def test_three_small_months_are_not_bounded_by_their_quarter():
    rows = with_quarters({"2025-01": {"a": 9}, "2025-02": {"a": 9}, "2025-03": {"a": 9}})
    assert told(found_in(unprotected(one_way(rows))))[("cell", cell("a", period="2025-01"), (1,))] == (5, 9)
    assert found_in(protected(one_way(rows))) == []


def test_strands_that_overlap_tell_by_what_they_have_to_cover():
    rows = {MONTH: {"a": 30, "b": 5, "c": 14}}
    table = one_way(rows, total={MONTH: 49}, adds_up=False)
    found = told(found_in(unprotected(table, rules=EXACT)))
    assert found[("cell", cell("b"), (1,))] == (5, 9)
    assert found_in(protected(table, rules=EXACT)) == []
    loose = one_way({MONTH: {"a": 30, "b": 5, "c": 24}}, total={MONTH: 45}, adds_up=False)
    assert found_in(unprotected(loose, rules=EXACT)) == []


def test_categories_that_leave_some_out_bound_only_from_above():
    table = one_way({MONTH: {"a": 44, "b": 1}}, total={MONTH: 46}, covers=False)
    assert told(found_in(unprotected(table, rules=EXACT)))[("cell", cell("b"), (1,))] == (0, 2)
    assert found_in(protected(table, rules=EXACT)) == []


def test_what_cannot_occur_is_known_and_makes_others_tell():
    row = {MONTH: {"a": 60, "b": 3, "c": 0}}
    table = one_way(row, impossible={"c"})
    assert told(found_in(unprotected(table)))[("cell", cell("b"), (1,))] == (1, 9)
    assert found_in(protected(table)) == []


def _by_hand(number, statements, *, frame, rules):
    return Release(number=number, rules=rules, frames=(frame,), statements=statements)


def test_two_releases_that_are_both_rounded_afresh_pin_a_small_change():
    """As it would be, were numbers not frozen."""
    table = one_way({MONTH: {"a": 50, "b": 20}})
    first = unprotected(table, rules=EXACT)
    statements = {
        at: Statement(mark=Mark.SHOWN, since=2, value=said.value + (3 if at != cell("b") else 0))
        for at, said in first.release.statements.items()
    }
    second = _by_hand(2, statements, frame=table.frame, rules=EXACT)
    found = told(attack([first.release, second]))
    assert found[("difference", cell("a"), (1, 2))] == (3, 3)
    assert found[("difference", cell("b"), (1, 2))] == (0, 0)


def test_a_revised_total_does_not_tell_which_small_cell_moved():
    first = protected(one_way({MONTH: {"a": 49, "b": 33, "c": 60}}))
    second = protected(one_way({MONTH: {"a": 49, "b": 47, "c": 59}}), earlier=[first])
    assert second.release.statements[cell("b")].revised
    assert found_in(first, second) == []


def test_a_cell_that_falls_under_the_threshold_is_not_found_by_what_was_released_before():
    rows = [{"a": 49, "b": 33, "c": 21}, {"a": 49, "b": 33, "c": 4}, {"a": 61, "b": 8, "c": 4}]
    first = protected(one_way({MONTH: rows[0]}))
    second = protected(one_way({MONTH: rows[1]}), earlier=[first])
    third = protected(one_way({MONTH: rows[2]}), earlier=[first, second])
    assert found_in(first, second, third) == []


def test_a_quarter_that_is_released_after_its_months_is_protected_with_them():
    months = {"2025-01": {"a": 44, "b": 12}, "2025-02": {"a": 2, "b": 71}}
    first = protected(one_way(months))
    second = protected(one_way(with_quarters(months | {"2025-03": {"a": 31, "b": 3}})), earlier=[first])
    assert found_in(first, second) == []
    careless = unprotected(one_way(with_quarters(months | {"2025-03": {"a": 31, "b": 3}})), earlier=[first])
    assert found_in(first, careless) != []


def test_another_table_of_a_later_release_gives_nothing_of_an_earlier_one_away():
    crossed, plain = two_way([[30, 4], [50, 60]]), one_way({MONTH: {"k0": 34, "k1": 110}})
    first = protected(plain)
    second = protected(plain, crossed, earlier=[first])
    assert found_in(first, second) == []


def test_the_attack_reads_only_what_a_file_has():
    done = protected(one_way({MONTH: {"a": 49, "b": 3, "c": 33}}))
    assert attack([Release.read(done.release.as_dict())]) == []


def test_what_cannot_all_be_true_is_said():
    done = protected(one_way({MONTH: {"a": 400, "b": 300, "c": 3, "d": 200, "e": 90}}))
    wrong = dict(done.release.statements) | {cell(): Statement(mark=Mark.SHOWN, since=1, value=100)}
    with pytest.raises(Contradiction):
        attack([replace(done.release, statements=wrong)])


def test_protector_and_attack_read_the_same_from_labels_each_in_its_own_way():
    rows = with_quarters({f"2025-{at:02}": {"a": 20, "b": 30} for at in range(1, 13)})
    for frame in (one_way(rows).frame, one_way(rows, adds_up=False).frame, two_way([[1, 2], [3, 4]]).frame):
        mine = {(each.whole, frozenset(each.parts), each.kind) for each in relations_of([frame])}
        kinds = {(0, 0): Kind.SUM, (None, 0): Kind.AT_MOST, (0, None): Kind.AT_LEAST}
        theirs = {(each.minus, frozenset(each.plus), kinds[each.low, each.high]) for each in read_labels([frame])}
        assert mine == theirs


def test_protector_and_attack_round_alike_each_in_its_own_way():
    for rules in (Rules(), Rules(threshold=8, base=4), EXACT):
        for count in range(rules.threshold, 60):
            value = shown_as(count, cell=cell("a"), rules=rules)
            found = counts_shown_as(value, base=rules.base, threshold=rules.threshold)
            assert found == can_have_been(value, cell=cell("a"), rules=rules)


def test_a_hub_of_half_a_year_is_open_without_secondary_suppression_and_tells_nothing_with_it():
    world = World(a_month=250, months=6)
    done, careless = [], []
    for months in (3, 6):
        tables = world.tables(months=months)
        done.append(protected(*tables, earlier=done))
        careless.append(unprotected(*tables, earlier=careless))
        world.revise(share=0.01)
    assert len(found_in(*careless)) > 10
    assert found_in(*done) == []
    assert done[-1].tally.shown > 150
    assert done[-1].tally.secondary < done[-1].tally.primary / 4


def test_a_hub_of_exact_numbers_is_wide_open_without_secondary_suppression_and_tells_nothing_with_it():
    tables = World(a_month=250, months=3).tables(months=3)
    rounded, exact = found_in(unprotected(*tables)), found_in(unprotected(*tables, rules=EXACT))
    assert len(exact) > 3 * len(rounded) > 0
    assert found_in(protected(*tables, rules=EXACT)) == []


def test_a_table_that_is_dropped_and_comes_back_is_protected_with_what_was_said_of_it():
    row = {"a": 49, "b": 3, "c": 20}
    other = one_way({MONTH: {"x": 60, "y": 12}}, name="way")
    first = protected(one_way({MONTH: row}), other)
    second = protected(other, earlier=[first])
    third = protected(one_way({MONTH: row | {"a": 45, "c": 24}}), other, earlier=[first, second])
    assert cell("b") not in second.release.statements
    assert third.release.statements[cell("b")].since == 1
    assert found_in(first, second, third) == []
