"""A short run over everything that reads strangers' bytes; `make fuzz` runs each for as long as asked."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.kept import kept_cases
from tests.fuzz.targets import TARGETS

KEPT = [(name, path) for name in TARGETS for path in kept_cases(name)]


def changed(seeds):
    """Return bytes made from seeds: cut, put together, with pieces overwritten, repeated or added; or any bytes."""

    @st.composite
    def made(draw):
        content = bytearray(draw(st.sampled_from(seeds)))
        for _ in range(draw(st.integers(0, 6))):
            place = draw(st.integers(0, len(content)))
            piece = draw(st.binary(max_size=8) | st.sampled_from([b"\0", b"\xff" * 4, b"../", b"%00", b"=", b"\r\n"]))
            way = draw(st.integers(0, 3))
            if way == 0:
                content[place : place + len(piece)] = piece
            elif way == 1:
                content[place:place] = piece
            elif way == 2:
                del content[place : place + draw(st.integers(0, 40))]
            else:
                content[place:place] = content[max(0, place - 20) : place] * draw(st.integers(1, 4))
        return bytes(content[:20_000])

    return made() | st.binary(max_size=200)


@pytest.mark.parametrize("name", TARGETS)
def test_nothing_but_what_is_documented_is_raised(name):
    target = TARGETS[name]

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(changed(target.seeds))
    def run(content):
        target.run(content)

    run()


@pytest.mark.parametrize("name", TARGETS)
def test_seeds_are_read(name):
    for seed in TARGETS[name].seeds:
        TARGETS[name].run(seed)


def test_what_was_found_once_is_mended():
    for name, path in KEPT:
        TARGETS[name].run(path.read_bytes())


def test_every_target_can_fail(monkeypatch):
    """A reader that raises anything else is found: the harness swallows nothing."""

    def broken(raw):
        raise ValueError("planted")

    for module, reader, name in (
        ("reports.rules.post_keys", "recognise_post", "links"),
        ("reports.services.uploads", "check", "uploads"),
        ("reports.rules.references", "parse_code", "codes"),
        ("referrals.verify_package", "verify", "packages"),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(f"{module}.{reader}", lambda *words, **more: broken(b""))
            with pytest.raises(ValueError, match="planted"):
                TARGETS[name].run(b"x")
