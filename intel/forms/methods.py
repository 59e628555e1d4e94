"""Forms of methods, and of trials of them."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from intel.forms.enquiries import MoneyField
from intel.rules.enquiries.steps import Authority
from intel.selectors.enquiry_rows import AUTHORITIES
from triage.forms.reasons import choice_field, reason_field

Choices = Sequence[tuple[str, Any]]
HOLDERS = [
    ("public", _("Anybody can see it")),
    ("hub", _("The hub has it")),
    ("people", _("People who know something")),
    ("platform", _("The platform")),
    ("network", _("Whoever runs the network")),
]


def _days(label: Any, *, required: bool = True, help_text: Any = "") -> forms.IntegerField:
    invalid = _("Enter a whole number of days between 1 and 3650.")
    return forms.IntegerField(
        label=label,
        required=required,
        help_text=help_text,
        min_value=1,
        max_value=3650,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-4", "inputmode": "numeric"}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), invalid),
    )


class NewMethodForm(forms.Form):
    """A method that is new."""

    name = forms.CharField(
        label=_("What is the method called?"),
        max_length=60,
        error_messages={"required": _("Give it a name.")},
    )
    about = forms.CharField(
        label=_("What is done, and what law allows it?"),
        max_length=600,
        error_messages={"required": _("Say what is done, and what allows it.")},
        widget=forms.Textarea(attrs={"rows": 3, "data-maxlength": "600"}),
    )
    authority = forms.ChoiceField(
        label=_("Which authority does it need?"),
        choices=[(each.value, AUTHORITIES[each]) for each in Authority],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the authority.")},
    )
    holder = forms.ChoiceField(
        label=_("Who holds what it asks for?"),
        choices=HOLDERS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who holds it.")},
    )
    usual_days = _days(_("How many days should it take?"))
    usual_cost = MoneyField(label=_("What should it cost, in pounds?"))
    needs_crime = forms.BooleanField(
        label=_("For crimes only"), required=False, initial=True, help_text=_("Leave it ticked where in doubt.")
    )
    platforms = forms.MultipleChoiceField(
        label=_("On which platforms?"),
        help_text=_("None ticked means on any."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    basis = forms.CharField(
        label=_("What does this rest on?"), max_length=300, error_messages={"required": _("Say what it rests on.")}
    )

    def __init__(self, data: Any = None, *, platforms: Choices) -> None:
        super().__init__(data)
        choice_field(self, "platforms").choices = list(platforms)


class CorrectMethodForm(forms.Form):
    """What is known of a method."""

    usual_days = _days(_("How many days does it usually take?"))
    usual_cost = MoneyField(label=_("What does it usually cost, in pounds?"))
    kept_days = _days(
        _("For how many days is what it asks for usually kept?"), required=False, help_text=_("Empty: it does not go.")
    )
    is_trial = forms.BooleanField(
        label=_("It is still on trial"), required=False, help_text=_("A method on trial is offered, and not prompted.")
    )
    basis = forms.CharField(
        label=_("What does this rest on?"), max_length=300, error_messages={"required": _("Say what it rests on.")}
    )
    changed_at = forms.CharField(required=False, widget=forms.HiddenInput)


class TrialForm(forms.Form):
    """A trial of a method against the usual one."""

    method = forms.ChoiceField(label=_("Which method is tried?"))
    against = forms.ChoiceField(label=_("Against which usual one?"))
    platforms = forms.MultipleChoiceField(
        label=_("On which platforms?"),
        help_text=_("None ticked means on any."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    question = forms.CharField(
        label=_("What do you want to know?"),
        max_length=600,
        error_messages={"required": _("Say what you want to know.")},
        widget=forms.Textarea(attrs={"rows": 3, "data-maxlength": "600"}),
    )

    def __init__(self, data: Any = None, *, methods: Choices, platforms: Choices) -> None:
        super().__init__(data)
        for name in ("method", "against"):
            choice_field(self, name).choices = list(methods)
        choice_field(self, "platforms").choices = list(platforms)

    def clean(self) -> dict[str, Any]:
        """Have the two differ."""
        given = super().clean() or {}
        if given.get("method") and given.get("method") == given.get("against"):
            self.add_error("against", _("Choose another one than the method that is tried."))
        return given


class EndTrialForm(forms.Form):
    """What a trial has found."""

    finding = reason_field(_("What was found?"), required=True)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["finding"].widget.attrs["data-maxlength"] = "2000"

    def clean_finding(self) -> str:
        """Keep to what the row can hold."""
        finding = str(self.cleaned_data["finding"])
        if len(finding) > 2000:
            raise forms.ValidationError(_("Say it in at most 2,000 characters."))
        return finding
