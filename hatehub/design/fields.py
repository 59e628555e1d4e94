"""A date typed into three boxes: day, month and year."""

import datetime
from collections.abc import Mapping
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

PARTS = ("day", "month", "year")
PART_LABELS = {"day": _("Day"), "month": _("Month"), "year": _("Year")}


class DateParts(NamedTuple):
    """What was typed, as it was typed."""

    day: str = ""
    month: str = ""
    year: str = ""

    def missing(self) -> list[str]:
        return [part for part in PARTS if not getattr(self, part)]


class DatePartsWidget(forms.Widget):
    """Three text boxes named `<name>_day`, `<name>_month` and `<name>_year`."""

    template_name = "forms/widgets/date_parts.html"
    use_fieldset = True

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["parts"] = self.part_contexts(name, value, context["widget"]["attrs"])
        return context

    def part_contexts(self, name: str, value: Any, attrs: Mapping[str, Any]) -> list[dict[str, Any]]:
        typed = typed_parts(value)
        own_id = attrs.get("id") or f"id_{name}"
        birth = attrs.get("autocomplete") == "bday"
        return [
            {
                "name": f"{name}_{part}",
                "id": f"{own_id}_{part}",
                "label": PART_LABELS[part],
                "value": getattr(typed, part),
                "width": 4 if part == "year" else 2,
                "autocomplete": f"bday-{part}" if birth else "",
                "disabled": bool(attrs.get("disabled")),
            }
            for part in PARTS
        ]

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> DateParts:
        return DateParts(*(str(data.get(f"{name}_{part}") or "").strip() for part in PARTS))

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return not any(f"{name}_{part}" in data for part in PARTS)

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return f"{id_}_{index}" if id_ and index else ""


class DatePartsField(forms.Field):
    """Cleans to a date or None; a date after today is refused unless `future_allowed`.

    An error's `params["parts"]` names the boxes that it is about.
    """

    widget = DatePartsWidget
    default_error_messages = {
        "required": _("Enter a date, for example 27 3 2026"),
        "incomplete": _("Enter a day, a month and a year, for example 27 3 2026"),
        "invalid": _("Enter a real date, for example 27 3 2026"),
        "short_year": _("Enter the year with 4 numbers, for example 2026"),
        "future": _("Enter a date that is today or in the past"),
    }

    def __init__(self, *, future_allowed: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.future_allowed = future_allowed

    def clean(self, value: Any) -> datetime.date | None:
        typed = typed_parts(value)
        missing = typed.missing()
        if len(missing) == len(PARTS) and not self.required:
            return None
        if missing:
            code = "required" if len(missing) == len(PARTS) else "incomplete"
            raise self.refusal(code, missing)
        return self.clean_date(typed)

    def clean_date(self, typed: DateParts) -> datetime.date:
        if typed.year.isdecimal() and len(typed.year) < 4:
            raise self.refusal("short_year", ["year"])
        date = real_date(typed)
        if date is None:
            raise self.refusal("invalid", wrong_parts(typed))
        if not self.future_allowed and date > timezone.localdate():
            raise self.refusal("future", list(PARTS))
        return date

    def refusal(self, code: str, parts: list[str]) -> ValidationError:
        return ValidationError(self.error_messages[code], code=code, params={"parts": parts})

    def has_changed(self, initial: Any, data: Any) -> bool:
        before, after = typed_parts(initial), typed_parts(data)
        return before != after and (real_date(before) or before) != (real_date(after) or after)


def typed_parts(value: Any) -> DateParts:
    """The three boxes for a date, an ISO date as text, a mapping, three values, or nothing."""
    if isinstance(value, DateParts):
        return value
    if isinstance(value, datetime.date):
        return DateParts(str(value.day), str(value.month), str(value.year))
    if isinstance(value, str):
        return iso_parts(value)
    if isinstance(value, Mapping):
        return DateParts(*(str(value.get(part) or "") for part in PARTS))
    if isinstance(value, list | tuple) and len(value) == len(PARTS):
        return DateParts(*(str(part or "") for part in value))
    return DateParts()


def iso_parts(text: str) -> DateParts:
    try:
        return typed_parts(datetime.date.fromisoformat(text))
    except ValueError:
        return DateParts()


def real_date(typed: DateParts) -> datetime.date | None:
    day, month, year = (number(text) for text in typed)
    if day is None or month is None or year is None:
        return None
    try:
        return datetime.date(year, month, day)
    except (ValueError, OverflowError):
        return None


def number(text: str) -> int | None:
    """The whole number that was typed, in any script's digits; None for anything else or anything absurd."""
    return int(text) if text.isdecimal() and len(text) <= 4 else None


def wrong_parts(typed: DateParts) -> list[str]:
    """The boxes that cannot be right by themselves; all three where only the combination is impossible."""
    largest = {"day": 31, "month": 12, "year": datetime.MAXYEAR}
    wrong = [part for part in PARTS if not 1 <= (number(getattr(typed, part)) or 0) <= largest[part]]
    return wrong or list(PARTS)
