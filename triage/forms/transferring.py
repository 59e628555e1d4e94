"""The forms of asking another force, of naming a unit, and of settling a dispute."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hatehub.reference.models import Force
from hatehub.reference.selectors import list_forces
from triage.forms.reasons import choice_field, reason_field

ANOTHER = "another"


class AskForceForm(forms.Form):
    """Which force is asked to take a case on, and why."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    to_force = forms.ChoiceField(
        label=_("Which force is to take it on?"), error_messages={"required": _("Choose the force.")}
    )
    reason = reason_field(_("Why? The force reads this."), required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "to_force").choices = _choices(list_forces(), _("Choose a force"))


class UnitForm(forms.Form):
    """Which unit of the force is to hear of a case."""

    unit = forms.ChoiceField(label=_("Unit"), required=False)
    unit_reason = reason_field(_("Why this unit?"), required=True)

    def __init__(self, *args: Any, units: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "unit").choices = [("", _("No unit named")), *units]


class SettleForm(forms.Form):
    """For which force the registrar decides, and why."""

    force = forms.ChoiceField(
        label=_("Which force is responsible?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the force.")},
    )
    other_force = forms.ChoiceField(label=_("Which other force?"), required=False)
    reason = reason_field(_("Why? Both forces read this."), required=True)
    reveals = {"force": {ANOTHER: "other_force"}}

    def __init__(self, *args: Any, concerned: Iterable[Force], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options = [(force.code, force.name) for force in concerned]
        choice_field(self, "force").choices = [*options, (ANOTHER, _("Another force"))]
        choice_field(self, "other_force").choices = _choices(list_forces(), _("Choose a force"))

    def clean(self) -> dict[str, Any]:
        """Ask which other force it is."""
        cleaned = super().clean() or {}
        if cleaned.get("force") == ANOTHER and not cleaned.get("other_force"):
            self.add_error("other_force", _("Choose the force."))
        return cleaned

    def chosen(self) -> str:
        """Return the code of the force that a valid form names."""
        force: str = self.cleaned_data["force"]
        return str(self.cleaned_data["other_force"]) if force == ANOTHER else force


def _choices(forces: Iterable[Force], first: Any) -> list[tuple[str, Any]]:
    return [("", first), *((force.code, force.name) for force in forces)]
