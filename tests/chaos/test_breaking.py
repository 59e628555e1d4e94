"""The plan of faults, and a short run of it on a whole hub."""

import itertools
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.chaos.faults import KINDS, LONG, MEMBERS, SHORT, Faults

ROOT = Path(__file__).resolve().parents[2]


def planned(*, seed, number=200, ballast=Path("ballast")):
    faults = Faults(hub=None, mail=None, ballast=ballast)
    return list(itertools.islice(faults.plan(seed=seed), number))


def test_seed_says_what_breaks_when():
    assert planned(seed=1) == planned(seed=1)
    assert planned(seed=1) != planned(seed=2)


def test_every_kind_has_its_turn_in_every_round():
    kinds = [fault.kind for fault in planned(seed=3, number=2 * len(KINDS))]
    assert set(kinds[: len(KINDS)]) == set(KINDS) == set(kinds[len(KINDS) :])


def test_faults_name_parts_that_there_are_and_last_as_they_should():
    for fault in planned(seed=4):
        assert fault.member in MEMBERS[fault.kind.partition(" ")[0]]
        assert SHORT <= fault.seconds <= LONG


def test_disk_that_is_not_the_hubs_own_is_never_filled():
    assert "disk full" not in {fault.kind for fault in planned(seed=5, ballast=None)}


def run(module, *arguments):
    usual = {name: value for name, value in os.environ.items() if not name.startswith(("HATEHUB_", "DJANGO_SETTINGS"))}
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, cwd=ROOT, env=usual, capture_output=True, text=True, timeout=1800, check=False)


@pytest.mark.long
def test_nothing_is_lost_in_a_short_run():
    done = run("tests.chaos", "--faults", "12", "--seed", "5")
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    assert "Nothing was lost." in done.stdout


@pytest.mark.long
def test_loud_night_in_small_is_survived():
    done = run("tests.benches.surge_load", "--reports", "30", "--minutes", "0.2")
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    assert "refused without a way   0" in done.stdout
    assert "missing: 0 (must be 0)" in done.stdout
