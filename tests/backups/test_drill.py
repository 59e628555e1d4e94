"""The drill of `make restore-drill`, in short: real servers, real commands, everything compared."""

import os
import subprocess
import sys

import pytest

from tests.deployment.environment_reads import ROOT

pytestmark = [pytest.mark.deployment, pytest.mark.long]


def test_drill_in_short_agrees():
    usual = {name: value for name, value in os.environ.items() if not name.startswith(("HATEHUB_", "DJANGO_SETTINGS"))}
    command = [sys.executable, "-m", "tests.drills.restoring", "--short"]
    done = subprocess.run(command, cwd=ROOT, env=usual, capture_output=True, text=True, check=False, timeout=560)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "All agree." in done.stdout
