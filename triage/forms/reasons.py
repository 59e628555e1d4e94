"""Fields that several of the officers' forms have: a reason, a choice from the database."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST_REASON = 4000


def choice_field(form: forms.Form, name: str) -> forms.ChoiceField:
    """Return a form's field of choices, to be filled from the database."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells mypy what the class declares
    return field


def reason_field(label: Any, *, required: bool = False) -> forms.CharField:
    """Return a field of several lines for a reason."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=LONGEST_REASON,
        error_messages={"required": _("Give the reason.")},
        widget=forms.Textarea(attrs={"rows": 3, "data-maxlength": str(LONGEST_REASON)}),
    )


class ReasonForm(forms.Form):
    """Just a reason."""

    reason = reason_field(_("Reason"), required=True)
