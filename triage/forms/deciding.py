"""The forms of settling which force is responsible."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hatehub.reference.selectors import list_forces
from reports.models import Report
from triage.forms.reasons import choice_field, reason_field
from triage.rules.responsibility import ABROAD, NOBODY, UNKNOWN, Facts, Place, Where, at_force

WHERE_VICTIM = [
    ("force", _("In the area of the force below")),
    ("abroad", _("Abroad")),
    ("nobody", _("There is no one victim")),
    ("unknown", _("Not known")),
]

WHERE_SUSPECT = [
    ("unknown", _("Not known")),
    ("force", _("In the area of the force below")),
    ("abroad", _("Abroad")),
]


class ResponsibilityForm(forms.Form):
    """Where victim and suspect were: what the rule is asked with."""

    victim = forms.ChoiceField(label=_("Where does the victim live?"), choices=WHERE_VICTIM, widget=forms.RadioSelect)
    victim_force = forms.ChoiceField(label=_("Victim's force"), required=False)
    suspect = forms.ChoiceField(
        label=_("Where was the suspect when it was sent?"), choices=WHERE_SUSPECT, widget=forms.RadioSelect
    )
    suspect_force = forms.ChoiceField(label=_("Suspect's force"), required=False)
    on_railway = forms.BooleanField(label=_("It happened on the railway"), required=False)
    reveals = {"victim": {"force": "victim_force"}, "suspect": {"force": "suspect_force"}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Choose a force")), *((force.code, force.name) for force in list_forces())]
        choice_field(self, "victim_force").choices = choices
        choice_field(self, "suspect_force").choices = choices

    def clean(self) -> dict[str, Any]:
        """Ask for the force where one is said to be known."""
        cleaned = super().clean() or {}
        for who in ("victim", "suspect"):
            if cleaned.get(who) == "force" and not cleaned.get(f"{who}_force"):
                self.add_error(f"{who}_force", _("Choose the force."))
        return cleaned

    def facts(self) -> Facts:
        """Return the facts of a valid form."""
        return Facts(
            victim=self._place("victim"),
            suspect=self._place("suspect"),
            on_railway=self.cleaned_data["on_railway"],
        )

    def _place(self, who: str) -> Place:
        where = Where(self.cleaned_data[who])
        if where is Where.FORCE:
            return at_force(self.cleaned_data[f"{who}_force"])
        return {Where.ABROAD: ABROAD, Where.NOBODY: NOBODY, Where.UNKNOWN: UNKNOWN}[where]

    @staticmethod
    def initial_for(report: Report) -> dict[str, Any]:
        """Return what the report already tells."""
        force = report.victim_area.get("force")
        return {
            "victim": "force" if force else "unknown",
            "victim_force": force or "",
            "suspect": "abroad" if report.suspect_whereabouts == "abroad" else "unknown",
        }


class AssignForm(forms.Form):
    """Agree with the rule, or choose another force and say why."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    override_force = forms.ChoiceField(label=_("Another force, if the rule is wrong here"), required=False)
    override_reason = reason_field(_("Why another force"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        forces = ((force.code, force.name) for force in list_forces())
        choice_field(self, "override_force").choices = [("", _("No, the force that the rule names")), *forces]

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of an override."""
        cleaned = super().clean() or {}
        if cleaned.get("override_force") and not str(cleaned.get("override_reason", "")).strip():
            self.add_error("override_reason", ValidationError(_("Say why another force is chosen than the rule says.")))
        return cleaned
