"""The forms of tasks: setting one, and moving it or handing it on."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hatehub.design.fields import DatePartsField
from triage.forms.reasons import choice_field
from triage.selectors.colleagues import list_colleagues
from triage.services.tasks import LONGEST_TASK, Due


class DueForm(forms.Form):
    """When a task is due, and for whom it is."""

    day = DatePartsField(
        label=_("By which day?"),
        future_allowed=True,
        error_messages={"required": _("Enter the day, for example 27 3 2026.")},
    )
    time = forms.TimeField(
        label=_("By what time of that day?"),
        help_text=_("For example 14:30. Leave it empty for the end of the day."),
        required=False,
        input_formats=["%H:%M", "%H.%M"],
        error_messages={"invalid": _("Enter the time as hours and minutes, for example 14:30.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "govuk-input--width-5"}),
    )
    assignee = forms.ChoiceField(label=_("Who does it?"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(str(user.pk), user.get_username()) for user in list_colleagues()]
        choice_field(self, "assignee").choices = [("", _("Whoever has the case")), *offered]

    def due(self) -> Due:
        """Return when it is due."""
        return Due(day=self.cleaned_data["day"], clock=self.cleaned_data["time"])

    def assignee_id(self) -> int | None:
        """Return for whom it is; None for whoever has the case."""
        chosen = self.cleaned_data["assignee"]
        return int(chosen) if chosen else None


class TaskForm(DueForm):
    """What is to be done, by when, and by whom."""

    text = forms.CharField(
        label=_("What is to be done?"),
        max_length=LONGEST_TASK,
        error_messages={"required": _("Write what is to be done.")},
        widget=forms.Textarea(attrs={"rows": 2, "data-maxlength": str(LONGEST_TASK)}),
    )
    field_order = ("text", "day", "time", "assignee")
