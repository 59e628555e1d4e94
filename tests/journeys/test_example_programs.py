"""The example programs keep a folder in step with a running hub: both alike, and after a download that broke off."""

import hashlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from hatehub.demonstration import invented
from tests.journeys.conftest import ROOT, RunningHub, until

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

PROGRAMS = {
    "python": [sys.executable, str(ROOT / "examples" / "keep_in_step.py")],
    "curl": ["sh", str(ROOT / "examples" / "keep_in_step.sh")],
}

# One worker builds a package for each case of the demonstration, beside all else that the journeys before have begun.
BUILT_SECONDS = 400
OWN = "E23000010"
WITH_PACKAGE = ("assigned", "packaged", "with_force")


def run(hub: RunningHub, name: str, folder: Path) -> subprocess.CompletedProcess[str]:
    known = {"HUB_URL": hub.site, "CLIENT_ID": invented.CLIENT_ID, "CLIENT_SECRET": invented.CLIENT_SECRET}
    return subprocess.run(
        [*PROGRAMS[name], str(folder)],
        env={"PATH": os.environ["PATH"], **known},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def kept(folder: Path) -> dict[str, dict[str, Any]]:
    """Return what lies in a folder: cases by their references, without what differs from one reading to the next."""
    return {
        case.parent.name: json.loads(case.read_text(encoding="utf-8")) for case in sorted(folder.glob("*/case.json"))
    }


def packages(folder: Path) -> dict[str, str]:
    return {file.parent.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.glob("*/package-v*.zip")}


def is_to_have_one(case: dict[str, Any]) -> bool:
    """Tell whether a package is made for the force: not where it keeps in touch with somebody, or records, alone."""
    own = {each["role"] for each in case["responsibilities"] if each["force"] == OWN}
    return case["state"] in WITH_PACKAGE and "investigating" in own


@pytest.fixture(scope="module")
def folder(hub: RunningHub, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that the program in Python has filled, once every package of the demonstration is built."""
    found = tmp_path_factory.mktemp("in-step")

    def is_filled() -> bool:
        before = packages(found)
        time.sleep(2)
        done = run(hub, "python", found)
        assert done.returncode == 0, done.stderr
        waiting = [case for case in kept(found).values() if is_to_have_one(case) and not case["package"]]
        return bool(before) and before == packages(found) and not waiting

    until(is_filled, seconds=BUILT_SECONDS)
    return found


def test_folder_holds_what_the_hub_says(folder: Path) -> None:
    cases = kept(folder)
    assert cases
    for reference, digest in packages(folder).items():
        case = cases[reference]
        assert case["package"]["sha256"] == digest
    assert int((folder / "cursor").read_text(encoding="utf-8")) > 0


def test_both_programs_keep_the_same(hub: RunningHub, folder: Path, tmp_path: Path) -> None:
    done = run(hub, "curl", tmp_path)
    assert done.returncode == 0, done.stderr
    assert run(hub, "python", folder).returncode == 0
    assert set(kept(tmp_path)) == set(kept(folder))
    assert packages(tmp_path).items() <= packages(folder).items()
    assert packages(tmp_path)


@pytest.mark.parametrize("name", PROGRAMS)
def test_download_goes_on_where_it_broke_off(hub: RunningHub, name: str, folder: Path, tmp_path: Path) -> None:
    assert run(hub, name, tmp_path).returncode == 0
    whole = sorted(tmp_path.glob("*/package-v*.zip"))[0]
    before = whole.read_bytes()
    whole.with_name(whole.name + ".part").write_bytes(before[: len(before) // 2])
    whole.unlink()
    (tmp_path / "cursor").write_text("0", encoding="utf-8")
    done = run(hub, name, tmp_path)
    assert done.returncode == 0, done.stderr
    assert whole.read_bytes() == before


@pytest.mark.parametrize("name", PROGRAMS)
def test_damaged_download_is_thrown_away_and_said(hub: RunningHub, name: str, folder: Path, tmp_path: Path) -> None:
    assert run(hub, name, tmp_path).returncode == 0
    whole = sorted(tmp_path.glob("*/package-v*.zip"))[0]
    whole.with_name(whole.name + ".part").write_bytes(b"x" * 1000)
    whole.unlink()
    (tmp_path / "cursor").write_text("0", encoding="utf-8")
    done = run(hub, name, tmp_path)
    assert done.returncode == 1
    assert "came damaged" in done.stderr
    assert run(hub, name, tmp_path).returncode == 0
    assert whole.exists()


@pytest.mark.parametrize("name", PROGRAMS)
def test_run_that_broke_off_misses_nothing(hub: RunningHub, name: str, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "cursor").write_text("0\n", encoding="utf-8")
    assert run(hub, name, tmp_path).returncode == 0
    assert set(kept(tmp_path)) >= set(kept(folder))
