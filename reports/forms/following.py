"""Coming back: to a report that was sent, or to one that is not finished."""

from django import forms
from django.utils.translation import gettext_lazy as _


class FollowForm(forms.Form):
    """Reference and receipt code."""

    reference = forms.CharField(
        label=_("Reference"),
        help_text=_("It starts with OHR."),
        max_length=60,
        error_messages={"required": _("Enter the reference you were given.")},
        widget=forms.TextInput(
            attrs={"class": "govuk-input--width-20", "autocomplete": "off", "spellcheck": "false", "dir": "ltr"}
        ),
    )
    code = forms.CharField(
        label=_("Receipt code"),
        help_text=_("16 letters and digits, in four groups."),
        max_length=80,
        error_messages={"required": _("Enter the receipt code you were given.")},
        widget=forms.TextInput(
            attrs={"class": "govuk-input--width-20", "autocomplete": "off", "spellcheck": "false", "dir": "ltr"}
        ),
    )


class ResumeForm(forms.Form):
    """The code of a report that was saved for later."""

    page_heading = "code"
    code = forms.CharField(
        label=_("What is your code for coming back?"),
        help_text=_("16 letters and digits, in four groups. It holds for 7 days from when you started."),
        max_length=80,
        error_messages={"required": _("Enter the code you were given when you saved your answers.")},
        widget=forms.TextInput(
            attrs={"class": "govuk-input--width-20", "autocomplete": "off", "spellcheck": "false", "dir": "ltr"}
        ),
    )
