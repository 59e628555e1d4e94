"""The forms of closing a case and of its gates."""

from django import forms
from django.utils.translation import gettext_lazy as _

from triage.forms.reasons import reason_field


class CloseForm(forms.Form):
    """How it ended."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=[
            ("result", _("The force has a result")),
            ("no_enforcement", _("No enforcement is possible")),
            ("non_crime", _("Recorded as a non-crime")),
            ("out_of_scope", _("Not something the hub acts on")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the outcome.")},
    )
    reason = reason_field(_("Reason, as it would be explained to the complainant"), required=True)


class GateForm(forms.Form):
    """Meet a gate of closing, or waive it."""

    state = forms.ChoiceField(
        label=_("What happened?"),
        choices=[("met", _("It was done")), ("waived", _("It is waived"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether it was done or is waived.")},
    )
    reason = reason_field(_("How and when it was done, or why it is waived"), required=True)
