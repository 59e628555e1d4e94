"""The form by which people of a force narrow their cases: all of it stands in the address."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from referrals.selectors.feed import Wanted
from referrals.selectors.portal_lists import ListAsked
from reports.rules.workflow import State
from triage.forms.reasons import choice_field
from triage.rules.priority_table import BANDS

STATES = (
    (State.PACKAGED.value, "Offered"),
    (State.WITH_FORCE.value, "Accepted"),
    (State.ASSIGNED.value, "Being prepared"),
    (State.CLOSED.value, "Closed"),
)
LONGEST_TEXT = 60


def _several(label: str, choices: Sequence[tuple[str, str]] = ()) -> forms.MultipleChoiceField:
    widget = forms.CheckboxSelectMultiple(attrs={"data-small": "1"})
    return forms.MultipleChoiceField(label=label, choices=choices, required=False, widget=widget)


class ListForm(forms.Form):
    """What is chosen of the list. `strands` are names by code, `units` those of the force."""

    state = _several("State", STATES)
    band = _several("Priority", [(band.value, band.value.capitalize()) for band in BANDS])
    strand = _several("Strand")
    unit = forms.ChoiceField(label="Unit", required=False)
    waiting = forms.BooleanField(label="Only what waits for us", required=False)
    text = forms.CharField(required=False, max_length=LONGEST_TEXT, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, strands: Mapping[str, str], units: Mapping[str, str]) -> None:
        super().__init__(data)
        choice_field(self, "strand").choices = list(strands.items())
        choice_field(self, "unit").choices = [("", "Any"), *units.items()]
        if not units:
            del self.fields["unit"]

    def chosen(self) -> dict[str, Any]:
        """Return what is chosen and right, by field; a field in error narrows nothing."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def asked(self) -> ListAsked:
        """Return what is chosen as the list takes it."""
        chosen = self.chosen()
        return ListAsked(
            wanted=Wanted(
                states=frozenset(chosen.get("state", ())),
                bands=frozenset(chosen.get("band", ())),
                strands=frozenset(chosen.get("strand", ())),
            ),
            unit=chosen.get("unit", ""),
            is_waiting=bool(chosen.get("waiting")),
            text=chosen.get("text", ""),
        )

    def active(self) -> list[tuple[str, str, str]]:
        """Return what is in use: the field, its value, and the words for it."""
        found = []
        for name, value in self.chosen().items():
            if name == "text":
                continue
            if value is True:
                found.append((name, "on", str(self.fields[name].label)))
                continue
            words = {str(code): str(text) for code, text in list(choice_field(self, name).choices)}  # type: ignore[arg-type]
            found += [(name, each, words.get(each, each)) for each in ([value] if isinstance(value, str) else value)]
        return found
