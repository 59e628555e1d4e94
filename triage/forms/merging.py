"""The forms of merging."""

from django import forms
from django.utils.translation import gettext_lazy as _

from triage.forms.reasons import reason_field


class MergeForm(forms.Form):
    """Why two reports are the same thing."""

    reason = reason_field(_("Why are these the same?"), required=True)


class SurgeMergeForm(forms.Form):
    """Which reports of a surge are worked as one case, and why."""

    differing = forms.ChoiceField(
        label=_("What about the reports that differ?"),
        choices=[("keep", _("Leave them as separate cases")), ("merge", _("Merge them too"))],
        widget=forms.RadioSelect,
        initial="keep",
        error_messages={"required": _("Choose what happens to the reports that differ.")},
    )
    reason = reason_field(_("Why are these the same?"), required=True)
