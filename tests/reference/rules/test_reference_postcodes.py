"""What the postcode reader makes of things that people type."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hatehub.reference.rules.postcodes import (
    GEOGRAPHIC_AREAS,
    Precision,
    Territory,
    parse_postcode,
)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("LS6 2AB", "LS6 2AB"),
        ("ls6 2ab", "LS6 2AB"),
        ("LS62AB", "LS6 2AB"),
        ("  l s 6 2 a b ", "LS6 2AB"),
        ("LS6-2AB.", "LS6 2AB"),
        ("SW1A1AA", "SW1A 1AA"),
        ("m1 1ae", "M1 1AE"),
        ("W1A 0AX", "W1A 0AX"),
        ("EC1A 1BB", "EC1A 1BB"),
        ("N1C 4AG", "N1C 4AG"),
        ("E1W 3SS", "E1W 3SS"),
        ("NW1W 8AB", "NW1W 8AB"),
        ("bl0 9aa", "BL0 9AA"),
        ("\uff2c\uff33\uff16 \uff12\uff21\uff22", "LS6 2AB"),
        ("L\x00S6 2AB", "LS6 2AB"),
        ("12 High Street, Leeds LS6 2AB, UK", "LS6 2AB"),
    ],
)
def test_reads_a_full_postcode_however_it_is_typed(typed: str, expected: str) -> None:
    parsed = parse_postcode(text=typed)
    assert parsed is not None
    assert (parsed.precision, parsed.postcode) == (Precision.POSTCODE, expected)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("0X1 1AA", "OX1 1AA"),
        ("C01 1AA", "CO1 1AA"),
        ("S014 3AB", "SO14 3AB"),
        ("E1O 5AB", "E10 5AB"),
        ("LSI2 3AB", "LS12 3AB"),
        ("LSl2 3AB", "LS12 3AB"),
        ("1P1 3AB", "IP1 3AB"),
        ("BT1 OAA", "BT1 0AA"),
        ("LS6 IAB", "LS6 1AB"),
        ("NWIO 2AB", "NW10 2AB"),
        ("LS06 2AB", "LS6 2AB"),
        ("M01 1AE", "M1 1AE"),
    ],
)
def test_puts_confused_letters_and_digits_right(typed: str, expected: str) -> None:
    parsed = parse_postcode(text=typed)
    assert parsed is not None
    assert parsed.postcode == expected


@pytest.mark.parametrize(
    ("typed", "precision", "expected"),
    [
        ("LS6 2", Precision.SECTOR, "LS6 2"),
        ("LS6 2A", Precision.SECTOR, "LS6 2"),
        ("LS6 2CC", Precision.SECTOR, "LS6 2"),
        ("SW1A 2", Precision.SECTOR, "SW1A 2"),
        ("LS6", Precision.DISTRICT, "LS6"),
        ("ls 6", Precision.DISTRICT, "LS6"),
        ("so 14", Precision.DISTRICT, "SO14"),
        ("LL11", Precision.DISTRICT, "LL11"),
        ("W1A", Precision.DISTRICT, "W1A"),
        ("ls", Precision.AREA, "LS"),
        ("M", Precision.AREA, "M"),
    ],
)
def test_reads_a_part_of_a_postcode(typed: str, precision: Precision, expected: str) -> None:
    parsed = parse_postcode(text=typed)
    assert parsed is not None
    assert parsed.precision is precision
    assert (parsed.sector or parsed.district or parsed.area) == expected
    assert parsed.postcode is None


@pytest.mark.parametrize(
    ("typed", "territory"),
    [
        ("JE2 3AB", Territory.CROWN_DEPENDENCY),
        ("GY1", Territory.CROWN_DEPENDENCY),
        ("IM1 1AA", Territory.CROWN_DEPENDENCY),
        ("BFPO 57", Territory.FORCES_MAIL),
        ("bfpo", Territory.FORCES_MAIL),
        ("BF1 3AA", Territory.FORCES_MAIL),
        ("BX1 1LT", Territory.NON_GEOGRAPHIC),
        ("GIR 0AA", Territory.NON_GEOGRAPHIC),
        ("LS6 2AB", Territory.UNITED_KINGDOM),
    ],
)
def test_tells_whose_post_it_is(typed: str, territory: Territory) -> None:
    parsed = parse_postcode(text=typed)
    assert parsed is not None
    assert parsed.territory is territory


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "\x00",
        "\ud800",
        "90210",
        "10115",
        "75008 Paris",
        "K1A 0B1",
        "M5V 3L9",
        "D02 AF30",
        "1012 AB",
        "QQ1 1AA",
        "Bristol",
        "all",
        "M1 1AA or LS6 2AB, one of them",
        "\u041c1 1\u0410\u0410",
        "\u6771\u4eac",
        "x" * 10_000,
        "LS6 2AB" * 2_000,
        "1" * 10_000,
    ],
)
def test_refuses_what_is_no_postcode(typed: str) -> None:
    assert parse_postcode(text=typed) is None


@given(st.text())
def test_never_raises(typed: str) -> None:
    parse_postcode(text=typed)


@given(st.text(alphabet=string.ascii_letters + string.digits + " ", max_size=12))
def test_reading_a_reading_again_gives_the_same(typed: str) -> None:
    parsed = parse_postcode(text=typed)
    if parsed and parsed.postcode:
        assert parse_postcode(text=parsed.postcode) == parsed


UNITS = st.text(alphabet="ABDEFGHJLNPQRSTUWXYZ", min_size=2, max_size=2)


@given(
    st.sampled_from(sorted(GEOGRAPHIC_AREAS)),
    st.integers(1, 99),
    st.integers(0, 9),
    UNITS,
    st.sampled_from(["", " "]),
)
def test_reads_every_well_formed_postcode(area: str, district: int, sector: int, unit: str, gap: str) -> None:
    parsed = parse_postcode(text=f"{area}{district}{gap}{sector}{unit}".lower())
    assert parsed is not None
    assert parsed.area == area
    assert parsed.district == f"{area}{district}"
    assert parsed.postcode == f"{area}{district} {sector}{unit}"
