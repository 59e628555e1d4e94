"""The forms on which texts are changed. What a sound text is, the service says."""

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST_NOTE = 300


class TextForm(forms.Form):
    """Title and body of one text, and why it is changed."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    title = forms.CharField(label=_("Title"), required=False, widget=forms.TextInput(attrs={"dir": "auto"}))
    body = forms.CharField(
        label=_("Text"),
        help_text=_("What it means, and what happens next and by when. An empty line begins a new paragraph."),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14, "dir": "auto"}),
    )
    note = forms.CharField(
        label=_("Why it is changed (optional)"),
        required=False,
        max_length=LONGEST_NOTE,
        error_messages={"max_length": _("The reason can have at most 300 characters.")},
    )


class BackForm(forms.Form):
    """Which version to go back to, and the newest that was seen."""

    version = forms.IntegerField(min_value=0)
    back_to = forms.IntegerField(min_value=0)
