"""Equality monitoring: who uses the hub."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reports.forms.fields import Words

NOT_SAID = ("", _("I would rather not say"))


def _one_of(label: Words, choices: list[tuple[str, Any]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[NOT_SAID, *choices])


class EqualityForm(forms.Form):
    """Four questions, each of which can be left alone."""

    age_group = _one_of(
        _("How old are you?"),
        [
            ("under_18", _("Under 18")),
            ("18_24", _("18 to 24")),
            ("25_44", _("25 to 44")),
            ("45_64", _("45 to 64")),
            ("65_over", _("65 or over")),
        ],
    )
    gender = _one_of(
        _("What is your gender?"), [("woman", _("Woman")), ("man", _("Man")), ("other", _("Another gender"))]
    )
    ethnic_group = _one_of(
        _("What is your ethnic group?"),
        [
            ("white", _("White")),
            ("mixed", _("Mixed or several ethnic groups")),
            ("asian", _("Asian")),
            ("black", _("Black, African or Caribbean")),
            ("arab", _("Arab")),
            ("other", _("Another ethnic group")),
        ],
    )
    disabled = _one_of(_("Are you disabled?"), [("yes", _("Yes")), ("no", _("No"))])
