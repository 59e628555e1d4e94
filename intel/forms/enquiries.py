"""Forms of lines of enquiry."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hatehub.design.fields import DatePartsField
from intel.rules.enquiries.steps import OF_THE_HUB, Result, State
from intel.selectors.enquiry_rows import RESULTS, STATES
from triage.forms.reasons import choice_field, reason_field

Choices = Sequence[tuple[str, Any]]
MOST_POUNDS = 1_000_000


class MoneyField(forms.DecimalField):
    """An amount in pounds, which cleans to pence."""

    def __init__(self, *, label: Any, required: bool = True, help_text: Any = "") -> None:
        invalid = _("Enter an amount in pounds, for example 12.50")
        super().__init__(
            label=label,
            required=required,
            help_text=help_text,
            min_value=0,
            max_value=MOST_POUNDS,
            decimal_places=2,
            widget=forms.TextInput(attrs={"class": "govuk-input--width-5", "inputmode": "decimal"}),
            error_messages={
                "required": _("Enter what it cost, or 0."),
                "invalid": invalid,
                "min_value": invalid,
                "max_decimal_places": invalid,
                "max_value": _("Enter less than a million pounds."),
            },
        )

    def clean(self, value: Any) -> Any:
        """Return whole pence; None where nothing was typed."""
        text = str(value or "").strip().removeprefix("£").replace(",", "")
        pounds: Decimal | None = super().clean(text)
        return None if pounds is None else int(pounds * 100)


class PlanForm(forms.Form):
    """Which method is followed, on what, and why. `chance:` before the id of a trial lets the hub choose."""

    method = forms.ChoiceField(
        label=_("Which line do you want to follow?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the line.")},
    )
    about = forms.ChoiceField(label=_("What is it about?"), required=False)
    why = reason_field(_("Why is it necessary and proportionate?"), required=True)

    def __init__(
        self,
        data: Any = None,
        *,
        methods: Choices,
        hints: Mapping[str, Any],
        abouts: Choices,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        choice_field(self, "method").choices = list(methods)
        choice_field(self, "about").choices = list(abouts)
        self.option_hints = {"method": hints}


class AllowForm(forms.Form):
    """Whether a line is allowed. One that the hub cannot allow itself says who did, when and under which reference."""

    decision = forms.ChoiceField(
        label=_("Is it allowed?"),
        choices=[("authorise", _("Yes")), ("refuse", _("No"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether it is allowed.")},
    )
    given_by = forms.CharField(
        label=_("Which office gave the authority?"),
        help_text=_("The office and its force or court, not a name."),
        required=False,
        max_length=120,
    )
    given_on = DatePartsField(label=_("On which day?"), required=False)
    given_reference = forms.CharField(label=_("Under which reference?"), required=False, max_length=60)
    words = reason_field(_("Your reason"), required=True)

    def __init__(self, data: Any = None, *, authority: str) -> None:
        super().__init__(data)
        self.is_outside = authority not in OF_THE_HUB
        if not self.is_outside:
            for name in ("given_by", "given_on", "given_reference"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Have an authority that was given elsewhere say all three."""
        given = super().clean() or {}
        if self.is_outside and given.get("decision") == "authorise":
            for name, words in (
                ("given_by", _("Say which office gave it.")),
                ("given_on", _("Enter the day on which it was given.")),
                ("given_reference", _("Enter its reference.")),
            ):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, words)
        return given


class EndForm(forms.Form):
    """What came of a line."""

    result = forms.ChoiceField(
        label=_("How did it end?"),
        choices=[(code, RESULTS[code]) for code in Result],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it ended.")},
    )
    cost = MoneyField(
        label=_("What did it cost, in pounds?"), help_text=_("What was paid to others. 0 if nothing was.")
    )
    words = reason_field(_("What came of it?"), required=True)


class AbandonForm(forms.Form):
    """Why a line is given up."""

    words = reason_field(_("Why is it given up?"), required=True)


class OpenFilterForm(forms.Form):
    """What the list of open lines is narrowed to."""

    state = forms.ChoiceField(label=_("State"), required=False)
    method = forms.ChoiceField(label=_("Line"), required=False)
    platform = forms.ChoiceField(label=_("Platform"), required=False)
    overdue = forms.BooleanField(label=_("Only overdue ones"), required=False)

    def __init__(self, data: Any = None, *, methods: Choices, platforms: Choices) -> None:
        super().__init__(data)
        every = ("", _("All"))
        states = [(code.value, STATES[code][0]) for code in (State.PLANNED, State.AUTHORISED, State.UNDER_WAY)]
        for name, choices in (("state", states), ("method", methods), ("platform", platforms)):
            choice_field(self, name).choices = [every, *choices]
