"""The one lock file: hashed, complete, and free of addresses."""

import re

from tests.deployment.environment_reads import ROOT

LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
WANTED = (ROOT / "requirements.in").read_text(encoding="utf-8")
NAME = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)")
PIN = re.compile(r"^[a-z0-9][a-z0-9._-]*(\[[a-z0-9,_-]+\])?==\S+( ; .+)?$")
HASH = re.compile(r"^--hash=sha256:[0-9a-f]{64}$")


def requirements(text: str) -> list[str]:
    """The requirements of a file, each on one line, without comments."""
    joined = re.sub(r"\s*\\\n\s*", "\n    ", text)
    blocks = re.split(r"\n(?=\S)", joined)
    lines = (re.sub(r"(^|\s)#.*", "", block).strip() for block in blocks)
    return [line for line in lines if line]


def name_of(requirement: str) -> str:
    found = NAME.match(requirement)
    assert found, requirement
    return re.sub(r"[-_.]+", "-", found[1]).lower()


def test_the_lock_names_no_host_and_no_path() -> None:
    assert re.findall(r"https?://|file:|--find|--extra|--index", LOCK) == []


def test_every_requirement_is_pinned_and_has_hashes() -> None:
    locked = requirements(LOCK)
    assert len(locked) > len(requirements(WANTED))
    for requirement in locked:
        pin, *hashes = [part.strip() for part in requirement.splitlines()]
        assert PIN.match(pin), pin
        assert hashes, pin
        assert [hash_ for hash_ in hashes if not HASH.match(hash_)] == []


def test_everything_asked_for_is_in_the_lock() -> None:
    locked = {name_of(requirement) for requirement in requirements(LOCK)}
    assert {name_of(requirement) for requirement in requirements(WANTED)} - locked == set()
