"""The date in three boxes, and how fields and their errors are drawn; no database."""

import datetime

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from hatehub.design.fields import DateParts, DatePartsField


class Incident(forms.Form):
    page_heading = "danger"
    option_hints = {"contact": {"mail": "Once a week"}}
    reveals = {"contact": {"mail": "address"}}

    danger = forms.ChoiceField(choices=[("y", "Yes"), ("n", "No")], widget=forms.RadioSelect)
    name = forms.CharField(label="Your name", help_text="Any name", max_length=10)
    words = forms.CharField(widget=forms.Textarea(attrs={"data-maxlength": "200"}))
    contact = forms.ChoiceField(choices=[("mail", "E-mail"), ("phone", "Telephone")], widget=forms.RadioSelect)
    address = forms.CharField(required=False)
    happened = DatePartsField(label="When did it happen?", help_text="For example 27 3 2026")
    proof = forms.FileField(required=False)


def boxes(day: str, month: str, year: str) -> dict[str, str]:
    return {"happened_day": day, "happened_month": month, "happened_year": year}


def cleaned(day: str, month: str, year: str, **options: bool) -> datetime.date | None:
    return DatePartsField(**options).clean(DateParts(day, month, year))


def refusal(day: str, month: str, year: str) -> ValidationError:
    with pytest.raises(ValidationError) as refused:
        cleaned(day, month, year)
    return refused.value


def drawn(source: str, form: forms.Form) -> str:
    return Template("{% load design %}" + source).render(Context({"form": form}))


def test_a_real_date_is_accepted() -> None:
    assert cleaned("27", "3", "2024") == datetime.date(2024, 3, 27)


def test_digits_of_other_scripts_are_accepted() -> None:
    assert cleaned("٢٧", "٣", "٢٠٢٤") == datetime.date(2024, 3, 27)


@pytest.mark.parametrize(
    ("day", "month", "year", "code", "parts"),
    [
        ("", "", "", "required", ["day", "month", "year"]),
        ("27", "", "2024", "incomplete", ["month"]),
        ("", "3", "", "incomplete", ["day", "year"]),
        ("31", "2", "2024", "invalid", ["day", "month", "year"]),
        ("32", "3", "2024", "invalid", ["day"]),
        ("x", "13", "2024", "invalid", ["day", "month"]),
        ("27", "3", "24", "short_year", ["year"]),
        ("27", "3", "9" * 5000, "invalid", ["year"]),
        ("27", "3", "²⁰²⁴", "invalid", ["year"]),
        ("27", "3", "0000", "invalid", ["year"]),
        ("27", "3", "9999", "future", ["day", "month", "year"]),
    ],
)
def test_a_refusal_says_why_and_which_box(day: str, month: str, year: str, code: str, parts: list[str]) -> None:
    error = refusal(day, month, year)
    assert error.code == code
    assert error.params == {"parts": parts}


def test_the_sentence_for_an_impossible_date_gives_an_example() -> None:
    assert refusal("31", "2", "2024").messages == ["Enter a real date, for example 27 3 2026"]


def test_a_future_date_is_accepted_where_it_is_allowed() -> None:
    assert cleaned("1", "1", "9999", future_allowed=True) == datetime.date(9999, 1, 1)


def test_nothing_is_accepted_where_the_date_is_optional() -> None:
    assert cleaned("", "", "", required=False) is None


@given(st.text(), st.text(), st.text())
def test_nothing_typed_makes_the_field_fail(day: str, month: str, year: str) -> None:
    form = Incident(boxes(day, month, year))
    assert isinstance(form.is_valid(), bool)
    assert 'name="happened_year"' in form["happened"].as_field_group()


@pytest.mark.parametrize("initial", [datetime.date(2024, 3, 7), "2024-03-07", ("7", "3", "2024")])
def test_a_stored_date_fills_the_boxes(initial: object) -> None:
    html = Incident(initial={"happened": initial})["happened"].as_field_group()
    assert 'value="7"' in html
    assert 'value="2024"' in html


def test_a_date_typed_with_leading_zeros_has_not_changed() -> None:
    field = DatePartsField()
    assert not field.has_changed(datetime.date(2024, 3, 7), DateParts("07", "03", "2024"))
    assert field.has_changed(datetime.date(2024, 3, 7), DateParts("8", "3", "2024"))


def test_what_was_typed_stays() -> None:
    html = Incident(boxes("31", "2", "<2024>"))["happened"].as_field_group()
    assert 'value="31"' in html
    assert "&lt;2024&gt;" in html


def test_only_the_wrong_box_is_marked() -> None:
    html = Incident(boxes("27", "", "2024"))["happened"].as_field_group()
    assert html.count("govuk-input--error") == 1
    assert html.count('aria-invalid="true"') == 1


def test_the_summary_links_to_the_first_input_that_is_wrong() -> None:
    html = drawn("{% error_summary form %}", Incident(boxes("27", "", "2024")))
    assert 'role="alert"' in html
    for anchor in ("#id_happened_month", "#id_danger_0", "#id_name", "#id_contact_0"):
        assert f'href="{anchor}"' in html


@pytest.mark.parametrize("prefix", [None, "post-1"])
def test_every_link_of_the_summary_has_its_target(prefix: str | None) -> None:
    form = Incident({}, prefix=prefix)
    html = drawn("{% error_summary form %}{% form_fields form %}", form)
    anchors = [piece.split('"')[0] for piece in html.split('href="#')[1:]]
    assert len(anchors) == len(form.errors)
    assert all(html.count(f'id="{anchor}"') == 1 for anchor in anchors)


def test_the_summary_shows_errors_of_the_whole_form_without_a_link() -> None:
    form = Incident({})
    form.add_error(None, "Say one or the other")
    html = drawn("{% error_summary form %}", form)
    assert "Say one or the other" in html
    assert 'href=""' not in html


def test_a_form_without_errors_has_no_summary() -> None:
    assert not drawn("{% error_summary form %}", Incident()).strip()


def test_a_text_field_is_described_by_its_hint_and_error() -> None:
    html = Incident({})["name"].as_field_group()
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert '<span class="govuk-visually-hidden">Error:</span>' in html
    assert "govuk-form-group--error" in html


def test_the_browser_neither_cuts_nor_blocks_what_is_typed() -> None:
    html = Incident()["name"].as_field_group()
    assert "maxlength" not in html
    assert " required" not in html


def test_a_fieldset_carries_the_description_of_its_boxes() -> None:
    html = Incident({})["happened"].as_field_group()
    assert 'aria-describedby="id_happened_helptext id_happened_error"' in html
    assert html.count("aria-describedby") == 1


def test_the_question_of_the_page_is_its_heading() -> None:
    form = Incident()
    assert '<h1 class="govuk-fieldset__heading">' in form["danger"].as_field_group()
    assert "<h1" not in form["name"].as_field_group()


def test_a_counted_text_says_how_long_it_may_be() -> None:
    html = Incident()["words"].as_field_group()
    assert 'data-module="govuk-character-count"' in html
    assert 'id="id_words-info"' in html
    assert 'aria-describedby="id_words-info"' in html


def test_a_field_under_an_option_is_drawn_once() -> None:
    html = drawn("{% form_fields form %}", Incident())
    assert html.count('name="address"') == 1
    assert "Once a week" in html


def test_a_label_cannot_bring_html() -> None:
    form = Incident()
    form.fields["name"].label = "<script>"
    assert "<script>" not in form["name"].as_field_group()
