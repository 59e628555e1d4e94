"""The form of a release of statistics."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AskReleaseForm(forms.Form):
    """What is said of a release on the public page."""

    note = forms.CharField(
        label=_("What is new in it, or put right?"),
        help_text=_("Everybody reads it. Write plain words, and name nobody."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say what is new in it.")},
    )
