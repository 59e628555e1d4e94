"""The forms of an emergency hand-over."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hatehub.reference.selectors import list_forces
from triage.forms.reasons import choice_field, reason_field
from triage.models import Handover, HandoverAttempt

KINDS = [
    (Handover.Kind.THREAT_TO_LIFE.value, _("A threat to life")),
    (Handover.Kind.CHILD_AT_RISK.value, _("A child at risk")),
]
WHYS = [
    (HandoverAttempt.Why.NO_ANSWER.value, _("Nobody answered")),
    (HandoverAttempt.Why.ENGAGED.value, _("Engaged, or too long a wait")),
    (HandoverAttempt.Why.WRONG_NUMBER.value, _("The number is wrong")),
    (HandoverAttempt.Why.NOT_TAKEN.value, _("Reached, but they did not take it")),
]


def force_field(label: Any) -> forms.ChoiceField:
    """Return a field for a force; its choices are filled when a form is made."""
    return forms.ChoiceField(label=label, error_messages={"required": _("Choose the force.")})


def fill_forces(form: forms.Form) -> None:
    """Offer the active forces in a form's field `force`."""
    offered = [(force.code, force.name) for force in list_forces()]
    choice_field(form, "force").choices = [("", _("Choose a force")), *offered]


class BeginForm(forms.Form):
    """What the emergency is, and which control room is rung."""

    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=KINDS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is.")},
    )
    force = force_field(_("Force of the place where the person in danger is"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fill_forces(self)


class TakenForm(forms.Form):
    """Who took the call, under which number, and when."""

    name = forms.CharField(
        label=_("Who took the call"),
        max_length=120,
        error_messages={"required": _("Write who took the call.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    incident_number = forms.CharField(
        label=_("Their incident number"),
        help_text=_("As they read it out."),
        max_length=40,
        error_messages={"required": _("Write the number that they gave.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    taken_time = forms.TimeField(
        label=_("When they took it"),
        help_text=_("Hours and minutes, for example 14:05."),
        input_formats=["%H:%M", "%H.%M", "%H%M"],
        error_messages={"required": _("Write when they took it."), "invalid": _("Write a time such as 14:05.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "govuk-input--width-5"}),
    )

    def taken_at(self, *, now: datetime) -> datetime:
        """Return the moment of a valid form's time: the last time that the clock showed it."""
        local = timezone.localtime(now)
        typed = self.cleaned_data["taken_time"]
        moment = local.replace(hour=typed.hour, minute=typed.minute, second=0, microsecond=0)
        return moment if moment <= local else moment - timedelta(days=1)


class AttemptForm(forms.Form):
    """That the control room was not reached, and why."""

    why = forms.ChoiceField(
        label=_("What happened?"),
        choices=WHYS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what happened.")},
    )
    note = forms.CharField(
        label=_("Anything that the next officer should know"),
        help_text=_("Nothing about the people in the case."),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class PassOnForm(forms.Form):
    """Another force, where the first one is not the right one."""

    force = force_field(_("Ring another force instead"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fill_forces(self)


class NotNeededForm(forms.Form):
    """Why no hand-over is needed, and for how many reports that holds."""

    reason = reason_field(_("Why is no hand-over needed?"), required=True)
    with_others = forms.BooleanField(
        label=_("It holds for every report of this case that waits for a hand-over"), required=False
    )
