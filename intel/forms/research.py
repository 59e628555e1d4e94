"""The forms of research projects."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hatehub.design.fields import DatePartsField
from intel.rules.statistics.research_columns import FURTHER


class ResearchForm(forms.Form):
    """What a project asks for."""

    title = forms.CharField(label=_("Title"), max_length=160, error_messages={"required": _("Write a title.")})
    organisation = forms.CharField(
        label=_("Organisation"), max_length=160, error_messages={"required": _("Write who does the research.")}
    )
    purpose = forms.CharField(
        label=_("What is to be found out, and why it needs rows of reports"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write what it is for.")},
    )
    ethics = forms.CharField(
        label=_("Which body has looked at its ethics, and its reference"),
        max_length=200,
        error_messages={"required": _("Write who has looked at its ethics.")},
    )
    columns = forms.MultipleChoiceField(
        label=_("What each row has beside when, where, who reported and strands"),
        help_text=_("Only what the purpose needs."),
        choices=[(code, column.name) for code, column in FURTHER.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    since = DatePartsField(label=_("From which month?"), help_text=_("Any day of it."))
    until = DatePartsField(label=_("To which month?"), help_text=_("Any day of it; the month counts."))
    ends_on = DatePartsField(label=_("Last day of the project"), future_allowed=True)

    def clean(self) -> dict[str, Any]:
        """Ask for months in their order."""
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since.replace(day=1) > until.replace(day=1):
            self.add_error("until", _("Choose a month that is not before the first."))
        return cleaned

    def asked(self) -> dict[str, Any]:
        """Return what is asked for, by whole months."""
        known = dict(self.cleaned_data)
        until = known["until"]
        known["since"] = known["since"].replace(day=1)
        known["until"] = date(until.year + until.month // 12, until.month % 12 + 1, 1)
        return known


class SettleForm(forms.Form):
    """Whether a project may have what it asks for."""

    decision = forms.ChoiceField(
        label=_("Your decision"),
        choices=[("approve", _("Approve it")), ("refuse", _("Refuse it"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose your decision.")},
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write your reason.")},
    )
