"""Random sparse tables and revisions: nothing is worked out of protected ones, and without protection it is."""

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from intel.rules.disclosure.attack import attack
from intel.rules.disclosure.releases import Cell, Dimension, Frame, Mark, Release, Rules, Table
from intel.rules.disclosure.rounding import can_have_been
from intel.rules.disclosure.statements import say
from tests.intel.tables_made import one_way, protected, with_quarters

SLOWLY = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
RULES = st.sampled_from([Rules(), Rules(threshold=10, base=1), Rules(threshold=6, base=3), Rules(base_of_totals=1)])
COUNT = st.one_of(st.just(0), st.integers(0, 12), st.integers(0, 40), st.integers(0, 300))
MONTHS = [f"2025-{month:02}" for month in range(1, 7)]


@st.composite
def rows(draw, *, months=3, categories=4):
    names = "abcdef"[: draw(st.integers(1, categories))]
    return {month: {name: draw(COUNT) for name in names} for month in MONTHS[: draw(st.integers(1, months))]}


@st.composite
def revised(draw, before):
    """The same cells after some reports were merged, reviewed, erased, or came in late."""
    move = st.one_of(st.just(0), st.just(0), st.integers(-12, 12), st.integers(-60, 60))
    return {month: {name: max(0, count + draw(move)) for name, count in row.items()} for month, row in before.items()}


@SLOWLY
@given(rows(), RULES)
def test_nothing_is_worked_out_of_one_release(made, rules):
    table = one_way(with_quarters(made))
    done = protected(table, rules=rules)
    assert attack([done.release]) == []
    _says_what_is_true(done)


@SLOWLY
@given(st.data(), rows(months=2, categories=3), RULES)
def test_nothing_is_worked_out_of_three_releases(data, made, rules):
    earlier = []
    for number in range(3):
        late = {MONTHS[2 + number]: {name: data.draw(COUNT) for name in made[MONTHS[0]]}}
        made = data.draw(revised(made)) | late
        earlier.append(protected(one_way(with_quarters(made)), rules=rules, earlier=earlier))
        _says_what_is_true(earlier[-1])
    assert attack([each.release for each in earlier]) == []


@SLOWLY
@given(st.data(), st.integers(2, 3), st.integers(2, 3), RULES)
def test_nothing_is_worked_out_of_crossed_tables_with_their_margins(data, high, wide, rules):
    crossed = _crossed([[data.draw(COUNT) for _ in range(wide)] for _ in range(high)])
    first = protected(crossed, rules=rules)
    moved = _crossed([[data.draw(COUNT) for _ in range(wide)] for _ in range(high)])
    second = protected(moved, rules=rules, earlier=[first])
    assert attack([first.release, second.release]) == []


@SLOWLY
@given(st.data(), st.integers(1, 4), RULES, st.booleans())
def test_nothing_is_worked_out_of_categories_that_overlap(data, size, rules, covers):
    row = {name: data.draw(COUNT) for name in "abcd"[:size]}
    total = data.draw(st.integers(max(row.values()), max(sum(row.values()), max(row.values()) + (0 if covers else 50))))
    other = {"x": total // 3, "y": total - total // 3}
    tables = [
        one_way({"2025-01": row}, total={"2025-01": total}, adds_up=False, covers=covers),
        one_way({"2025-01": other}, name="way"),
    ]
    assert attack([protected(*tables, rules=rules).release]) == []


@SLOWLY
@given(st.integers(0, 9), st.integers(10, 400))
@example(9, 10)
def test_a_planted_small_cell_is_found_where_only_it_is_hidden_and_numbers_are_exact(small, other):
    done = say([one_way({"2025-01": {"a": other, "b": small, "c": 60}})], Rules(threshold=10, base=1))
    found = {each.cell: (each.low, each.high) for each in attack([done.release])}
    assert found[Cell((("kind", "b"),), "2025-01")] == (small, small)


@SLOWLY
@given(rows(months=1, categories=3))
def test_the_attack_finds_no_less_than_trying_every_number_does(made):
    """In one row every way of filling it in can be tried; what is narrow by that must be found, and nothing else."""
    table = one_way(made)
    done = say([table], Rules())
    row, period = list(made["2025-01"]), "2025-01"
    found = {each.cell: (each.low, each.high) for each in attack([done.release]) if each.what == "cell"}
    for name, (low, high) in _by_trying(done.release, row, period).items():
        narrow = (low, high) != (0, 9)
        assert found.get(Cell((("kind", name),), period)) == ((low, high) if narrow else None)


def _by_trying(release: Release, row, period):
    """The range of each small cell by sums of all possible values of the others, counted one by one."""
    spans = {}
    for name in (None, *row):
        cell = Cell((("kind", name),) if name else (), period)
        said = release.statements[cell]
        fewer = said.mark is Mark.FEWER
        spans[name] = (0, 9) if fewer else can_have_been(said.value, cell=cell, rules=release.rules)
    ranges = {}
    for name in (each for each in row if spans[each] == (0, 9)):
        sums = {0}
        for other in row:
            if other != name:
                sums = {done + more for done in sums for more in range(spans[other][0], spans[other][1] + 1)}
        fits = [n for n in range(10) if any(spans[None][0] <= n + rest <= spans[None][1] for rest in sums)]
        ranges[name] = (min(fits), max(fits))
    return ranges


def _crossed(cells):
    high, wide = len(cells), len(cells[0])
    ways = [tuple(f"k{at}" for at in range(high)), tuple(f"s{at}" for at in range(wide))]
    dimensions = tuple(Dimension(name=name, categories=way) for name, way in zip(("kind", "strand"), ways, strict=True))
    frame = Frame(name="crossed", dimensions=dimensions, periods=("2025-01",))
    counts = dict.fromkeys(frame.cells(), 0)
    for i, row in enumerate(cells):
        for j, count in enumerate(row):
            for chosen in ((None, None), (ways[0][i], None), (None, ways[1][j]), (ways[0][i], ways[1][j])):
                counts[frame.cell(chosen, "2025-01")] += count
    return Table(frame=frame, counts=counts)


def _says_what_is_true(done):
    """Whatever is said of a count is true of it, and no shown number is under the threshold."""
    release = done.release
    for cell, said in release.statements.items():
        if said.since != release.number:
            continue
        count, threshold = done.counts[cell], release.rules.threshold
        if said.mark is Mark.SHOWN:
            low, high = can_have_been(said.value, cell=cell, rules=release.rules)
            assert low <= count <= high
            assert said.value >= threshold
        assert said.mark is not Mark.FEWER or count < threshold
        assert said.mark is not Mark.HIDDEN or count >= threshold
