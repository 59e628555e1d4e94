import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.rules.references import (
    ALPHABET,
    CASE_PREFIX,
    REFERENCE_ALPHABET,
    REPORT_PREFIX,
    code_from_bytes,
    new_reference,
    parse_code,
    parse_reference,
)

references = st.builds(lambda _: new_reference(REPORT_PREFIX), st.integers())
places = st.integers(min_value=4, max_value=12).filter(lambda place: place != 8)


@given(references)
def test_reference_round_trips_however_it_is_typed(reference):
    for typed in (
        reference,
        reference.lower(),
        reference.replace("-", ""),
        reference.replace("-", " "),
        f"  {reference} ",
        reference.replace("-", "\u2013"),
        reference.replace("0", "O").replace("1", "l"),
        reference.replace("1", "i").replace("0", "o"),
    ):
        assert parse_reference(typed, prefix=REPORT_PREFIX) == reference


@given(references, places, st.sampled_from(REFERENCE_ALPHABET))
def test_single_wrong_character_is_always_caught(reference, place, letter):
    wrong = reference[:place] + letter + reference[place + 1 :]
    expected = reference if wrong == reference else None
    assert parse_reference(wrong, prefix=REPORT_PREFIX) == expected


@given(references, st.integers(min_value=0, max_value=6))
def test_swap_of_two_neighbours_is_always_caught(reference, place):
    body = list(reference[4:].replace("-", ""))
    body[place], body[place + 1] = body[place + 1], body[place]
    swapped = f"OHR-{''.join(body[:4])}-{''.join(body[4:])}"
    expected = reference if swapped == reference else None
    assert parse_reference(swapped, prefix=REPORT_PREFIX) == expected


@given(st.text())
def test_any_text_is_parsed_or_refused_without_an_error(text):
    for parsed in (parse_reference(text, prefix=REPORT_PREFIX), parse_code(text)):
        assert parsed is None or parsed == parsed.upper()


@given(st.text(alphabet=ALPHABET + "ohrOHRiluILU-\u2013 ", max_size=30))
def test_what_is_accepted_is_accepted_again_as_itself(text):
    parsed = parse_reference(text, prefix=REPORT_PREFIX)
    if parsed is not None:
        assert parse_reference(parsed, prefix=REPORT_PREFIX) == parsed


def test_reference_of_a_case_does_not_pass_for_one_of_a_report():
    for _ in range(200):
        assert parse_reference(new_reference(CASE_PREFIX), prefix=REPORT_PREFIX) is None


def test_references_do_not_repeat_soon():
    assert len({new_reference(REPORT_PREFIX) for _ in range(5000)}) >= 4999


@given(references)
def test_reference_without_its_prefix_is_understood(reference):
    assert parse_reference(reference.removeprefix("OHR-"), prefix=REPORT_PREFIX) == reference


@given(st.binary(min_size=10, max_size=40))
def test_receipt_code_is_sixteen_characters_in_groups_and_round_trips(material):
    code = code_from_bytes(material)
    assert [len(group) for group in code.split("-")] == [4, 4, 4, 4]
    assert set(code.replace("-", "")) <= set(ALPHABET)
    for typed in (code, code.lower(), code.replace("-", ""), code.replace("-", " "), code.replace("0", "o")):
        assert parse_code(typed) == code


@given(st.binary(min_size=10, max_size=10), st.binary(min_size=10, max_size=10))
def test_receipt_code_keeps_all_eighty_bits(first, second):
    assert (code_from_bytes(first) == code_from_bytes(second)) == (first == second)


@pytest.mark.parametrize(
    "typed", ["", "----", "7K3M", "7K3M-9QXD-7K3M-9QX", "7K3M-9QXD-7K3M-9QXD-7", "ÄÖÜß-9QXD-7K3M-9QXD"]
)
def test_receipt_code_of_another_shape_is_refused(typed):
    assert parse_code(typed) is None


def test_receipt_code_forgives_what_is_misread_over_the_telephone():
    assert parse_code("o0iI-lL1u-0000-0000") == parse_code("0011-111V-0000-0000")


def test_body_that_begins_like_the_prefix_is_not_cut():
    assert parse_reference("0HR4-PS9K", prefix="OHR") == "OHR-0HR4-PS9K"
    assert parse_reference("OHR-0HR4-PS9K", prefix="OHR") == "OHR-0HR4-PS9K"
