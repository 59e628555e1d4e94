"""The form by which people of a force record how a case ended, with a row for each charge."""

from typing import Any

from django import forms
from django.http import QueryDict

from hatehub.design.fields import DatePartsField
from hatehub.reference.models import Offence, Outcome
from referrals.forms.portal_acts import words_field
from referrals.services.force_outcomes import Charged
from triage.forms.reasons import choice_field

MOST_CHARGES = 50
PREFIX = "charge"


class OutcomeForm(forms.Form):
    """The outcome itself."""

    outcome = forms.ChoiceField(
        label="Home Office outcome", error_messages={"required": "Choose the outcome."}, help_text="By its number."
    )
    outcome_date = DatePartsField(label="When was it decided?", help_text="For example, 27 3 2026.")
    reason = words_field(
        "What should the hub explain to those who reported it?",
        help_text="An officer of the hub reads it, closes the case, and explains it in plain words. Name nobody.",
        required="",
        rows=4,
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        known = Outcome.objects.order_by("number").values_list("number", "name")
        choice_field(self, "outcome").choices = [("", "Choose"), *((n, f"{n}: {name}") for n, name in known)]


class ChargeForm(forms.Form):
    """One charge: an offence that the hub knows, or the force's own words. An empty row is none."""

    offence = forms.ChoiceField(label="Offence", required=False)
    wording = forms.CharField(
        label="Or in your own words", required=False, max_length=200, help_text="Never who is charged."
    )
    counts = forms.IntegerField(
        label="Counts",
        min_value=1,
        max_value=999,
        initial=1,
        required=False,
        error_messages={"invalid": "Enter a number.", "min_value": "At least 1.", "max_value": "At most 999."},
        widget=forms.TextInput(attrs={"class": "govuk-input--width-3", "inputmode": "numeric"}),
    )
    charge_date = DatePartsField(label="Charged on", required=False)
    is_aggravated = forms.BooleanField(label="Aggravated by hostility", required=False)

    def __init__(self, *args: Any, offences: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "offence").choices = [("", "None of these"), *offences]

    @property
    def is_empty(self) -> bool:
        """Whether nothing that says what of was typed, nor anything else."""
        given = self.cleaned_data
        return not any(given.get(name) for name in ("offence", "wording", "charge_date", "is_aggravated"))

    def clean(self) -> dict[str, Any]:
        """Have a charge say what of."""
        given = super().clean() or {}
        is_said = given.get("offence") or given.get("wording")
        if not is_said and (given.get("charge_date") or given.get("is_aggravated")):
            self.add_error("offence", "Choose the offence, or give your own words.")
        return given

    def charged(self) -> Charged:
        """Return the charge as the service takes it."""
        given = self.cleaned_data
        return Charged(
            offence=given["offence"],
            wording=given["wording"],
            counts=given["counts"] or 1,
            charge_date=given["charge_date"],
            is_aggravated=given["is_aggravated"],
        )


ChargeSet = forms.formset_factory(ChargeForm, extra=1, max_num=MOST_CHARGES, absolute_max=MOST_CHARGES)


def charge_rows(data: QueryDict | None, *, is_another: bool = False) -> "forms.BaseFormSet[ChargeForm]":
    """Return a row for each charge; `is_another` adds one to those that were sent, and loses nothing of them."""
    if data is not None and is_another:
        data = data.copy()
        total = data.get(f"{PREFIX}-TOTAL_FORMS", "0")
        number = int(total) if total.isascii() and total.isdecimal() and len(total) < 4 else 0
        data[f"{PREFIX}-TOTAL_FORMS"] = str(min(number + 1, MOST_CHARGES))
    known = [(row.code, str(row)) for row in Offence.objects.order_by("code")]
    return ChargeSet(data, prefix=PREFIX, form_kwargs={"offences": known})
