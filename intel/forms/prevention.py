"""Forms of prevention: what was done, and what came of it. Forces fill in the same in their portal."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hatehub.design.fields import DatePartsField
from intel.services.prevention import Done

MEASURES = [
    ("reports", _("Reports that this profile counts")),
    ("cases", _("Cases that this profile counts")),
    ("victims", _("Reports by victims themselves")),
]


def _line(label: Any, *, longest: int, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, max_length=longest, error_messages={"required": _("Say it in a few words.")}
    )


class PreventionForm(forms.Form):
    """What was done to prevent more."""

    what = _line(_("What was done?"), longest=600, help_text=_("No names of private people."))
    who = _line(_("Who did it?"), longest=120, help_text=_("A unit, a force, a service."))
    for_whom = _line(_("For whom?"), longest=200, help_text=_("A group, a place, a platform's users."))
    aim = _line(_("What was it to change?"), longest=600)
    began_on = DatePartsField(label=_("When did it begin?"))
    measure = forms.ChoiceField(
        label=_("Which figure is to show it?"),
        choices=MEASURES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a figure.")},
    )
    days = forms.IntegerField(
        label=_("How many days are compared, before and after?"),
        help_text=_("From 7 to 366. Take whole weeks, such as 28."),
        min_value=7,
        max_value=366,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-4", "inputmode": "numeric"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), _("Enter a whole number of days from 7 to 366.")
        ),
    )

    def done(self) -> Done:
        """Return what was done; call it on a valid form alone."""
        return Done(**self.cleaned_data)


class OutcomeForm(forms.Form):
    """What came of an action."""

    outcome = forms.CharField(
        label=_("What came of it?"),
        help_text=_(
            "Also where it was nothing. The figures before and after are counted by the hub and stand beside it."
        ),
        max_length=1000,
        error_messages={"required": _("Say what came of it, also where it was nothing.")},
        widget=forms.Textarea(attrs={"rows": 4, "data-maxlength": "1000"}),
    )
