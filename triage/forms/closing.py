"""The forms of closing a case and of its gates."""

from typing import Any

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


SUPPORT = {
    "accepted": ("met", _("Offered, and they want it: arranged by telephone or otherwise")),
    "declined": ("met", _("Offered: they do not want it")),
    "has_support": ("met", _("They have support already")),
    "unreachable": ("waived", _("They could not be reached")),
    "no_way": ("waived", _("They gave no way to reach them")),
    "unsafe": ("waived", _("It would not be safe to get in touch")),
    "nobody": ("waived", _("Nobody reported for themselves or for a person who needs it")),
}
"""How support was offered, or why it was not: what the gate becomes, and the reason."""


class GateForm(forms.Form):
    """Meet a gate of closing, or waive it."""

    state = forms.ChoiceField(
        label=_("What happened?"),
        choices=[("met", _("It was done")), ("waived", _("It is waived"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether it was done or is waived.")},
    )
    reason = reason_field(_("How and when it was done, or why it is waived"), required=True)


class SupportGateForm(forms.Form):
    """Say how support was offered, or why it is waived; what a service answers over its link needs no form."""

    how = forms.ChoiceField(
        label=_("How was support offered, or why was it not?"),
        choices=[(code, words) for code, (_state, words) in SUPPORT.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one.")},
    )
    reason = reason_field(_("When and by whom, without names of people who reported"), required=False)

    def clean(self) -> dict[str, Any]:
        """Name the state and the whole reason as the other form does."""
        given = super().clean() or {}
        if given.get("how"):
            state, words = SUPPORT[given["how"]]
            given["state"], given["reason"] = state, f"{words}. {given.get('reason') or ''}".strip()
        return given
