"""The picture of a subject's network: everything drawn once, nothing upon anything else."""

from itertools import combinations, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from intel.rules.network import WIDTH, AccountNode, CaseNode, Tie, draw


def network(accounts, cases, forces=3, own=1):
    nodes = [AccountNode(id=n, label=f"account{n}", is_own=n < own) for n in range(accounts)]
    of = [
        CaseNode(id=f"c{n}", label=f"C-{n}", forces=f"Force {n % forces}", people=n, is_urgent=not n % 5)
        for n in range(cases)
    ]
    named = {(n % accounts, f"c{n}") for n in range(cases)}
    ties = [Tie(one=a, other=b, is_confirmed=b < own) for a, b in pairwise(range(accounts))]
    return draw(accounts=nodes, cases=of, named=named, ties=ties)


def test_five_hundred_are_all_drawn_and_fit():
    picture = network(100, 380, forces=20, own=60)
    assert len(picture.accounts) == 100
    assert sum(len(box.cases) for box in picture.boxes) == 380
    assert len(picture.boxes) == 20
    assert picture.width == WIDTH
    assert picture.height < 5_000


@given(st.integers(1, 40), st.integers(0, 60), st.integers(1, 8), st.integers(0, 40))
@settings(max_examples=30, deadline=None)
def test_nothing_stands_upon_anything_else(accounts, cases, forces, own):
    picture = network(accounts, cases, forces, own)
    things = [(each.x, each.y, each.x + each.width, each.y + 24) for each in picture.accounts]
    things += [(box.x, box.y, box.x + box.width, box.y + box.height) for box in picture.boxes]
    assert not any(_meet(one, other) for one, other in combinations(things, 2))
    for box in picture.boxes:
        inside = [(each.x, each.y, each.x + each.width, each.y + 24) for each in box.cases]
        assert not any(_meet(one, other) for one, other in combinations(inside, 2))
        assert all(box.x < x and right < box.x + box.width for x, _, right, _ in inside)
        assert all(box.y < y and low < box.y + box.height for _, y, _, low in inside)
    assert all(low <= picture.height and right <= picture.width for _, _, right, low in things)


def test_a_line_is_as_thick_as_it_stands_for_many_and_own_accounts_come_first():
    picture = network(2, 12, forces=1, own=1)
    assert sorted(line.thickness for line in picture.lines) == [3, 3]
    assert network(1, 1).lines[0].thickness == 1
    assert [each.is_marked for each in picture.accounts] == [True, False]
    assert [tie.is_sure for tie in picture.ties] == [False]


def test_the_order_lets_lines_not_cross():
    nodes = [AccountNode(id=n, label=str(n), is_own=True) for n in range(4)]
    cases = [CaseNode(id=f"c{n}", label="", forces=f"F{n}", people=1, is_urgent=False) for n in range(4)]
    picture = draw(accounts=nodes, cases=cases, named={(n, f"c{3 - n}") for n in range(4)}, ties=[])
    order = [each.label for each in picture.accounts]
    assert [f"F{3 - int(each)}" for each in order] == [box.label for box in picture.boxes]


def test_long_names_are_cut_and_an_empty_network_is_a_picture():
    picture = draw(accounts=[AccountNode(id=1, label="x" * 99, is_own=True)], cases=[], named=(), ties=[])
    assert picture.accounts[0].label.endswith("…")
    assert picture.height > 0


def _meet(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
