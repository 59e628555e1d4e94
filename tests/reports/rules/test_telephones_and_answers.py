import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.rules.answers import UnknownAnswer, check_circumstances
from reports.rules.telephones import parse_telephone


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("07700 900 982", "07700900982"),
        ("+44 (0)20-7946.0000", "+4402079460000"),
        ("18001 07700 900982", None),
        ("61016", "61016"),
        ("1234", None),
        ("call me", None),
        ("٠٧٧٠٠٩٠٠٩٨٢", None),
        ("++4420", None),
        ("", None),
    ],
)
def test_telephone_numbers_as_people_write_them(typed, number):
    assert parse_telephone(typed) == number


@given(st.text(max_size=60))
def test_any_text_is_a_number_that_can_be_dialled_or_none(text):
    number = parse_telephone(text)
    assert number is None or number.lstrip("+").isdigit()


def test_circumstances_keep_what_was_answered():
    given = {"under_18": "yes", "ongoing": "", "wishes": ["remove", "stop"]}
    assert check_circumstances(given) == {"under_18": "yes", "wishes": ["remove", "stop"]}


@pytest.mark.parametrize("given", [{"nobody_asked": "yes"}, {"under_18": "perhaps"}, {"wishes": ["remove", "riches"]}])
def test_circumstances_refuse_what_the_table_does_not_have(given):
    with pytest.raises(UnknownAnswer):
        check_circumstances(given)
