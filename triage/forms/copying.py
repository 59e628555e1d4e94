"""The form of a copy of an original."""

from django import forms
from django.utils.translation import gettext_lazy as _

from triage.services.exhibit_files import LONGEST_WHY


class CopyForm(forms.Form):
    """What the original is needed for."""

    why = forms.CharField(
        label=_("What do you need the original for?"),
        help_text=_("This stays in the log for good. Name nobody and quote nothing."),
        max_length=LONGEST_WHY,
        error_messages={"required": _("Say what you need the original for.")},
        widget=forms.Textarea(attrs={"rows": 2, "data-maxlength": str(LONGEST_WHY)}),
    )
