"""What a code is called that is no postcode of the United Kingdom."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hatehub.reference.rules.force_table import Source
from hatehub.reference.rules.foreign_codes import what_else


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("D02 AF30", Source.IRELAND),
        ("a65f4e2", Source.IRELAND),
        ("D6W XY00", Source.IRELAND),
        ("T12", Source.IRELAND),
        ("GX11 1AA", Source.OVERSEAS_TERRITORY),
        ("fiqq 1zz", Source.OVERSEAS_TERRITORY),
        ("K1A 0B1", Source.CANADA),
        ("1012 AB", Source.NETHERLANDS),
        ("90210-1234", Source.UNITED_STATES),
        ("NY 10001", Source.UNITED_STATES),
        ("90210", Source.FOREIGN),
        ("F-75008", Source.FOREIGN),
        ("00-950", Source.FOREIGN),
        ("", Source.NONE),
        ("Bristol", Source.NONE),
        ("12", Source.NONE),
        ("9" * 10_000, Source.NONE),
        ("\u0661\u0662\u0663\u0664\u0665", Source.NONE),
    ],
)
def test_names_what_its_form_tells(typed: str, kind: Source) -> None:
    assert what_else(text=typed) is kind


@given(st.text())
def test_never_raises(typed: str) -> None:
    what_else(text=typed)
