"""The forms of wellbeing: what somebody asks for, and what their browser says they have seen."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from triage.models import Preferences
from triage.selectors.wellbeing_table import get_wellbeing
from triage.services.preferences import Chosen
from triage.services.seen import MOST_AT_ONCE


class PreferencesForm(forms.Form):
    """How somebody wants to work. `strands` are pairs of a code and a name."""

    mark_optional = False
    avoided_strands = forms.MultipleChoiceField(
        label=_("Which strands do you not want to see?"),
        help_text=_("Their cases are left to colleagues. You need not say why, and nobody is told that it is you."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    starts_in_colour = forms.ChoiceField(
        label=_("Pictures are first shown"),
        choices=[("", _("in grey, and in colour when I ask again")), ("yes", _("in colour at once"))],
        widget=forms.RadioSelect,
        required=False,
    )
    blur = forms.ChoiceField(
        label=_("Blur pictures when they are first shown"),
        choices=[("none", _("Not at all")), ("light", _("A little")), ("strong", _("So that little can be told"))],
        widget=forms.RadioSelect,
    )
    suggests_breaks = forms.ChoiceField(
        label=_("Suggest a break"),
        choices=[("yes", _("Yes")), ("", _("No"))],
        widget=forms.RadioSelect,
        required=False,
    )
    break_after_minutes = forms.IntegerField(label=_("After how many minutes without a break"), required=False)
    break_after_seen = forms.IntegerField(
        label=_("Or after how many posts, pictures and files without a break"), required=False
    )
    has_keys = forms.ChoiceField(
        label=_("Single keys as shortcuts"),
        choices=[("yes", _("On")), ("", _("Off in every browser"))],
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, *args: Any, strands: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        table = get_wellbeing()
        self.fields["avoided_strands"].choices = list(strands)  # type: ignore[attr-defined]
        limits = {
            "break_after_minutes": (table.minutes_limits, table.rule.after_minutes),
            "break_after_seen": (table.seen_limits, table.rule.after_seen),
        }
        for name, ((least, most), usual) in limits.items():
            self.fields[name] = _number(self.fields[name].label, least=least, most=most, usual=usual)

    def chosen(self) -> Chosen:
        """Return what a valid form says."""
        said = self.cleaned_data
        return Chosen(
            avoided_strands=tuple(said["avoided_strands"]),
            starts_in_colour=said["starts_in_colour"] == "yes",
            blur=said["blur"],
            suggests_breaks=said["suggests_breaks"] == "yes",
            break_after_minutes=said["break_after_minutes"],
            break_after_seen=said["break_after_seen"],
            has_keys=said["has_keys"] == "yes",
        )


def initial_of(row: Preferences) -> dict[str, Any]:
    """Return what a form shows of what somebody asked for before."""
    return {
        "avoided_strands": row.avoided_strands,
        "starts_in_colour": "yes" if row.starts_in_colour else "",
        "blur": row.blur,
        "suggests_breaks": "yes" if row.suggests_breaks else "",
        "break_after_minutes": row.break_after_minutes,
        "break_after_seen": row.break_after_seen,
        "has_keys": "yes" if row.has_keys else "",
    }


class SeenForm(forms.Form):
    """How much a browser has shown since it last said so."""

    words = forms.IntegerField(min_value=1, max_value=MOST_AT_ONCE)


def _number(label: Any, *, least: int, most: int, usual: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=_("From %(least)s to %(most)s. Empty: %(usual)s, as the hub suggests.")
        % {"least": least, "most": most, "usual": usual},
        min_value=least,
        max_value=most,
        required=False,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-4"}),
    )
