"""The forms of diverted material."""

from collections.abc import Mapping

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hatehub.reference.models import Material

MATERIALS: Mapping[str, str | Promise] = {
    Material.CHILD_SEXUAL_ABUSE.value: _("Child sexual abuse material"),
    Material.TERRORIST.value: _("Terrorist material"),
}


class DivertForm(forms.Form):
    """What the material is, on sight."""

    material = forms.ChoiceField(
        label=_("What is it?"),
        choices=list(MATERIALS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is.")},
    )


class ToldBodyForm(forms.Form):
    """That the body has been told, and under which number of theirs."""

    reference = forms.CharField(
        label=_("Their reference"),
        help_text=_("As the body gave it. Leave it empty where it gives none."),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
