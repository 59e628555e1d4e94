"""The forms of recording offences: which one, the evidence for each point, hostility, and days."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hatehub.design.fields import DatePartsField
from hatehub.reference.models import Jurisdiction, Offence
from triage.forms.reasons import choice_field, reason_field
from triage.selectors.offences import Offered

NATIONS = {
    "EW": Jurisdiction.ENGLAND_AND_WALES.label,
    "S": Jurisdiction.SCOTLAND.label,
    "NI": Jurisdiction.NORTHERN_IRELAND.label,
}


class FilterForm(forms.Form):
    """Whose law, and on which day."""

    nation = forms.ChoiceField(label=_("Law of"), required=False)
    on = DatePartsField(label=_("On the day"), required=False)

    def __init__(self, *args: Any, nations: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = _("Where suspect and victim are: %s") % ", ".join(NATIONS[nation] for nation in nations)
        choice_field(self, "nation").choices = [("", own), *NATIONS.items()]

    def chosen(self, *, nations: list[str], on: date) -> tuple[list[str], date]:
        """Return the nations and the day to show, those of the case where nothing valid was chosen."""
        cleaned = self.cleaned_data if self.is_bound and self.is_valid() else {}
        return [cleaned["nation"]] if cleaned.get("nation") else nations, cleaned.get("on") or on


class ChooseForm(forms.Form):
    """Which offence to record."""

    offence = forms.ChoiceField(label=_("Offence"))

    def __init__(self, *args: Any, offered: Sequence[Offered], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = [
            (NATIONS[each.nation], [(offence.code, str(offence)) for offence in each.offences]) for each in offered
        ]
        choice_field(self, "offence").choices = [("", _("Choose an offence")), *groups]


class OffenceForm(forms.Form):
    """What is recorded of one offence. The service refuses what does not hold; here only its shape is checked."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    replaces = forms.IntegerField(widget=forms.HiddenInput, required=False)
    offence = forms.CharField(widget=forms.HiddenInput)
    hostility = forms.ChoiceField(
        label=_("What shows hostility?"),
        choices=[
            ("none", _("Nothing yet")),
            ("demonstrated", _("What was said or done, at the time or just before or after")),
            ("motivated", _("Why it was done: hostility was a reason, in whole or part")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what shows hostility.")},
    )
    hostility_evidence = reason_field(_("Evidence of the hostility"))
    is_aggravated = forms.BooleanField(label=_("Ask for it to be treated as aggravated by hostility"), required=False)
    aggravation_reason = reason_field(_("Why it is aggravated"))
    first_act_on = DatePartsField(label=_("First act"), required=False)
    last_act_on = DatePartsField(
        label=_("Last act"), required=False, help_text=_("Of a course of conduct, or where it went on for days.")
    )
    evidence_on = DatePartsField(
        label=_("Sufficient evidence"),
        required=False,
        help_text=_("The day on which the prosecutor had evidence that is sufficient for proceedings."),
    )

    def __init__(self, *args: Any, offence: Offence, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.points = {f"point_{number}": point for number, point in enumerate(offence.points_to_prove)}
        points = {name: reason_field(point) for name, point in self.points.items()}
        self.fields = {**points, **self.fields}

    def evidence(self) -> dict[str, str]:
        """Return the evidence of a valid form by point."""
        return {point: self.cleaned_data[name] for name, point in self.points.items()}


class RemoveForm(forms.Form):
    """Take an offence off the case."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = reason_field(_("Why is it taken off?"), required=True)
