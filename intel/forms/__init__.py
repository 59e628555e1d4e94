"""Forms of intel."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ConsiderForm(forms.Form):
    """What an officer found when considering intelligence."""

    finding = forms.CharField(
        label=_("What did you consider, and what came of it?"),
        max_length=4000,
        error_messages={"required": _("Say what you considered, even if nothing came of it.")},
        widget=forms.Textarea(attrs={"rows": 3, "data-maxlength": "4000"}),
    )
