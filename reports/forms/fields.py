"""Fields and widgets that several forms of the public side use."""

from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

Words = Any
"""A text, or one that is translated when it is shown."""

YES_NO_UNKNOWN = [("yes", _("Yes")), ("no", _("No")), ("unknown", _("I don't know"))]


class LinesField(forms.CharField):
    """A text of several lines; a line break is one character, as it is in the browser's count."""

    def to_python(self, value: Any) -> str:
        """Write every line break the same way before the length is checked."""
        return str(super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")


def long_text(limit: int, *, rows: int) -> forms.Textarea:
    """Return a box for several lines, with a count of the characters left."""
    return forms.Textarea(attrs={"data-maxlength": str(limit), "rows": rows, "dir": "auto"})


def too_long(limit: int) -> dict[str, Any]:
    """Return the error message of a text that is longer than `limit` characters."""
    return {"max_length": _longest(limit)}


def _say_longest(limit: int) -> str:
    return gettext("This can have at most %(limit)s characters.") % {"limit": f"{limit:,}"}


# A lazy text that is filled in with % is translated there and then: in the language of the import.
_longest = lazy(_say_longest, str)


def text_field(label: Words, *, limit: int, hint: Words = "", **attrs: Any) -> forms.CharField:
    """Return an optional one-line field."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=False,
        max_length=limit,
        error_messages=too_long(limit),
        widget=forms.TextInput(attrs={"dir": "auto", **attrs}),
    )


def open_field(label: Words, *, limit: int, rows: int = 5, hint: Words = "") -> LinesField:
    """Return an optional field for several lines."""
    return LinesField(
        label=label,
        help_text=hint,
        required=False,
        max_length=limit,
        error_messages=too_long(limit),
        widget=long_text(limit, rows=rows),
    )


def radios(
    label: Words, choices: list[tuple[str, Any]], *, hint: Words = "", required: bool = False
) -> forms.ChoiceField:
    """Return a field with one choice of a few; nothing is chosen beforehand."""
    return forms.ChoiceField(label=label, help_text=hint, required=required, choices=choices, widget=forms.RadioSelect)


def checkboxes(label: Words, choices: list[tuple[str, Any]], *, hint: Words = "") -> forms.Field:
    """Return an optional field with any number of choices."""
    return forms.MultipleChoiceField(
        label=label, help_text=hint, required=False, choices=choices, widget=forms.CheckboxSelectMultiple
    )
