"""The documentation of priorities says what the table says."""

import re
from pathlib import Path

import pytest

from triage.rules.priority_table import Fact
from triage.selectors.priority_tables import get_priority_table
from triage.web.priority_words import BANDS, FACTS

PAGE = Path(__file__).parents[3].joinpath("docs", "priority.md").read_text(encoding="utf-8")
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if line.startswith("|")]


@pytest.mark.parametrize("fact", list(Fact))
def test_points_of_each_fact_are_those_of_the_table(fact):
    [row] = [row for row in ROWS if row[0] == str(FACTS[fact])[:1].lower() + str(FACTS[fact])[1:]]
    steps = get_priority_table().weights[fact]
    points = [points for _, points in steps]
    assert [int(number) for number in row[2].split(", ")] == sorted(points)
    if len(steps) > 1:
        amounts = [int(number) for number in re.findall(r"\d+", row[1])]
        assert sorted(amounts) == [amount for amount, _ in steps]


def test_bands_are_those_of_the_table():
    table = get_priority_table()
    written = {row[0]: row[1] for row in ROWS}
    for band, least in table.bands.items():
        assert written[str(BANDS[band]).lower()] == str(least)


def test_every_sum_of_the_examples_adds_up():
    sums = re.findall(r"((?:\d+ \+ )+\d+) = \*\*(\d+),", " ".join(PAGE.split()))
    assert len(sums) >= 5
    for terms, total in sums:
        assert sum(map(int, terms.split(" + "))) == int(total)
