"""The forms of settling which force is responsible."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hatehub.reference.selectors import list_forces
from reports.models import Report
from triage.forms.reasons import choice_field, reason_field
from triage.rules.responsibility import (
    ABROAD,
    NOBODY,
    SOMEWHERE_IN_UK,
    UNKNOWN,
    Facts,
    Place,
    Where,
    at_force,
)

WHERE_VICTIM = [
    ("force", _("In the area of the force below")),
    ("abroad", _("Abroad")),
    ("nobody", _("There is no one victim")),
    ("unknown", _("Not known")),
]

WHERE_SUSPECT = [
    ("unknown", _("Not known")),
    ("force", _("In the area of the force below")),
    ("uk", _("In the United Kingdom, nobody knows where")),
    ("abroad", _("Abroad")),
]
PLACES = {Where.ABROAD: ABROAD, Where.NOBODY: NOBODY, Where.UNKNOWN: UNKNOWN, Where.UK: SOMEWHERE_IN_UK}
FORCES = ("victim_force", "suspect_force", "reporter_force", "lead_force", "nominated_force")


class ResponsibilityForm(forms.Form):
    """Where victim and suspect were, and what else the rule is asked with."""

    victim = forms.ChoiceField(label=_("Where does the victim live?"), choices=WHERE_VICTIM, widget=forms.RadioSelect)
    victim_force = forms.ChoiceField(label=_("Victim's force"), required=False)
    suspect = forms.ChoiceField(
        label=_("Where was the suspect when it was sent?"), choices=WHERE_SUSPECT, widget=forms.RadioSelect
    )
    suspect_force = forms.ChoiceField(label=_("Suspect's force"), required=False)
    reporter_force = forms.ChoiceField(label=_("Force of the person who reported it, if it is known"), required=False)
    suspect_traced_later = forms.BooleanField(
        label=_("The victim's force had recorded it before the suspect was traced"), required=False
    )
    on_railway = forms.BooleanField(
        label=_("It happened on the railway"),
        help_text=_("That of England, Wales and Scotland."),
        required=False,
    )
    several_victims = forms.BooleanField(
        label=_("Several people in several areas were targeted by one suspect"), required=False
    )
    lead_force = forms.ChoiceField(label=_("The force that those forces have agreed on to lead"), required=False)
    nominated_force = forms.ChoiceField(
        label=_("The force that the hub nominates"),
        help_text=_("Only where there is no one victim, and nobody's area is known."),
        required=False,
    )
    reveals = {
        "victim": {"force": "victim_force", "nobody": "reporter_force"},
        "suspect": {"force": "suspect_force"},
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(force.code, force.name) for force in list_forces()]
        for name in FORCES:
            needed = name in ("victim_force", "suspect_force")
            first = _("Choose a force") if needed else _("None, or not known")
            choice_field(self, name).choices = [("", first), *choices]

    def clean(self) -> dict[str, Any]:
        """Ask for the force where one is said to be known."""
        cleaned = super().clean() or {}
        for who in ("victim", "suspect"):
            if cleaned.get(who) == "force" and not cleaned.get(f"{who}_force"):
                self.add_error(f"{who}_force", _("Choose the force."))
        return cleaned

    def facts(self) -> Facts:
        """Return the facts of a valid form."""
        told = self.cleaned_data
        has_victim = told["victim"] != Where.NOBODY
        return Facts(
            victim=self._place("victim"),
            suspect=self._place("suspect"),
            suspect_traced_later=told["suspect_traced_later"],
            on_railway=told["on_railway"],
            several_victims=told["several_victims"],
            reporter=at_force(told["reporter_force"]) if told["reporter_force"] and not has_victim else UNKNOWN,
            lead=told["lead_force"] if told["several_victims"] else "",
            nominated=told["nominated_force"] if not has_victim else "",
        )

    def _place(self, who: str) -> Place:
        where = Where(self.cleaned_data[who])
        if where is Where.FORCE:
            return at_force(self.cleaned_data[f"{who}_force"])
        return PLACES[where]

    @staticmethod
    def initial_for(report: Report) -> dict[str, Any]:
        """Return what the report already tells."""
        force = report.victim_area.get("force")
        return {
            "victim": "force" if force else "unknown",
            "victim_force": force or "",
            "reporter_force": force or "",
            "suspect": report.suspect_whereabouts,
        }

    @staticmethod
    def initial_from(facts: Facts) -> dict[str, Any]:
        """Return what a decision was made on, to be changed where more is known now."""
        victim = Where.UNKNOWN if facts.victim.where is Where.UK else facts.victim.where
        return {
            "victim": victim,
            "victim_force": facts.victim.force,
            "suspect": facts.suspect.where,
            "suspect_force": facts.suspect.force,
            "reporter_force": facts.reporter.force,
            "suspect_traced_later": facts.suspect_traced_later,
            "on_railway": facts.on_railway,
            "several_victims": facts.several_victims,
            "lead_force": facts.lead,
            "nominated_force": facts.nominated,
        }


class AssignForm(forms.Form):
    """Agree with the rule, or choose another force and say why."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    override_force = forms.ChoiceField(label=_("Another force, if the rule is wrong here"), required=False)
    override_reason = reason_field(_("Why another force"))
    unit = forms.ChoiceField(label=_("Unit of that force"), required=False)

    def __init__(self, *args: Any, units: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        forces = ((force.code, force.name) for force in list_forces())
        choice_field(self, "override_force").choices = [("", _("No, the force that the rule names")), *forces]
        named = list(units)
        if named:
            choice_field(self, "unit").choices = [("", _("No unit named")), *named]
        else:
            del self.fields["unit"]

    def chosen_unit(self) -> str | None:
        """Return the unit of a valid form: None where it is to be named from where the victim lives."""
        if "unit" not in self.fields or self.cleaned_data["override_force"]:
            return None
        chosen: str = self.cleaned_data["unit"]
        return chosen

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of an override."""
        cleaned = super().clean() or {}
        if cleaned.get("override_force") and not str(cleaned.get("override_reason", "")).strip():
            self.add_error("override_reason", ValidationError(_("Say why another force is chosen than the rule says.")))
        return cleaned
