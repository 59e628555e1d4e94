"""A pytest plugin that gives a test run servers of its own, before any setting is read.

Where DATABASE_URL and REDIS_URL are set, those are used. Otherwise an embedded pair is started in a folder that
is thrown away: two runs at once, or a run beside `make run`, share nothing.
"""

import contextlib
import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest

MADE_BY = "HATEHUB_TEST_VAR"
_stack = contextlib.ExitStack()


def _prepare() -> None:
    """Name the folder once, in the process that leads the run; its workers inherit it."""
    if MADE_BY not in os.environ:
        folder = tempfile.mkdtemp(prefix="hub-", dir="/tmp")
        Path(folder).chmod(0o755)
        os.environ[MADE_BY] = folder
        os.environ["HATEHUB_VAR"] = folder
        os.environ["LOG_LEVEL"] = "ERROR"
        # Playwright keeps an event loop in the thread in which later tests use the database.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "yes"
        _compile_once(f"{folder}/bytecode")


def _compile_once(folder: str) -> None:
    """Where no bytecode may be written beside the modules, write it into a folder of the run.

    A run starts some hundred processes, and without any each of them would compile Django anew, for four seconds.
    """
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
        os.environ["PYTHONPYCACHEPREFIX"] = folder
        sys.pycache_prefix, sys.dont_write_bytecode = folder, False


_is_leader = MADE_BY not in os.environ
_prepare()


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Start the servers in the leading process."""
    if not _is_leader:
        return
    from hatehub import embedded

    var = Path(os.environ[MADE_BY])
    postgres, redis = "DATABASE_URL" not in os.environ, "REDIS_URL" not in os.environ
    _stack.callback(shutil.rmtree, var, ignore_errors=True)
    _stack.enter_context(embedded.servers(var, postgres=postgres, redis=redis, durable=False))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in the last lines when the journeys were not walked: a green run without them proves less."""
    reasons = [str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])]
    unwalked = sum("no browser was found" in reason for reason in reasons)
    if unwalked:
        terminalreporter.section("no browser", red=True)
        terminalreporter.line(f"{unwalked} journeys were NOT walked: install Chromium and run the tests again.")


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the servers and throw the folder away."""
    if _is_leader:
        _stack.close()
