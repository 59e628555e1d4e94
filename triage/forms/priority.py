"""The form of setting a priority by hand."""

from django import forms
from django.utils.translation import gettext_lazy as _

from triage.forms.reasons import reason_field
from triage.rules.priority_table import BANDS, Band


class PriorityForm(forms.Form):
    """Which band, and why."""

    band = forms.ChoiceField(
        label=_("How urgent is this case?"),
        choices=list(
            zip(
                (band.value for band in BANDS),
                (_("Urgent"), _("High"), _("Normal"), _("Low")),
                strict=True,
            )
        ),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how urgent it is.")},
    )
    reason = reason_field(_("Why, for whoever opens the case next"), required=True)

    def clean_band(self) -> Band:
        """Return the band itself."""
        return Band(self.cleaned_data["band"])
