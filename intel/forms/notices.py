"""Forms of notices: which are listed, and what is done with one."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hatehub.design.fields import DatePartsField
from intel.models import Notice
from intel.rules.notice_steps import Step
from triage.forms.reasons import choice_field

SHOWN = {
    "standing": (_("New and taken on"), ("open", "taken")),
    "quietened": (_("Quietened"), ("quietened",)),
    "worked": (_("Dealt with"), ("worked",)),
    "gone": (_("No longer standing"), ("gone",)),
}
CHOICES = [(code, text) for code, (text, _states) in SHOWN.items()]
STEPS = {
    Step.TAKE_ON: _("I take it on"),
    Step.NOTE: _("Note something, and leave it as it is"),
    Step.FINISH: _("It is dealt with"),
    Step.QUIETEN: _("It is a false alarm, or no news: keep it quiet until a day"),
}
LONGEST = 2000


class NoticeFilterForm(forms.Form):
    """Which notices are listed; anything that is no choice is passed over."""

    shown = forms.ChoiceField(
        label=_("Which"), required=False, choices=[(code, each[0]) for code, each in SHOWN.items()]
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("Any")), *Notice.Kind.choices])

    def wanted(self) -> tuple[tuple[str, ...], str]:
        """Return the states and the kind that are asked for."""
        self.is_valid()
        shown = self.cleaned_data.get("shown") or "standing"
        return SHOWN[shown][1], self.cleaned_data.get("kind", "")


class NoticeActForm(forms.Form):
    """What is done with a notice. `acts` is its count when the page was opened."""

    reveals = {"step": {Step.QUIETEN.value: "quiet_until"}}
    acts = forms.IntegerField(widget=forms.HiddenInput)
    step = forms.ChoiceField(
        label=_("What do you do?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you do.")},
    )
    quiet_until = DatePartsField(
        label=_("Until which day?"),
        help_text=_("It comes back the day after, and before that if it gets clearly worse."),
        required=False,
        future_allowed=True,
    )
    words = forms.CharField(
        label=_("What was done, or why"),
        help_text=_("Needed unless you only take it on. Write no names, handles or addresses."),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "data-maxlength": str(LONGEST)}),
    )

    def __init__(self, data: Any = None, *, steps: Sequence[Step], acts: int) -> None:
        super().__init__(data, initial={"acts": acts})
        choice_field(self, "step").choices = [(step.value, STEPS[step]) for step in steps]

    def clean(self) -> dict[str, Any]:
        """Have what the step needs, beside its field."""
        given = super().clean() or {}
        step = given.get("step")
        if step and step != Step.TAKE_ON and not str(given.get("words", "")).strip():
            self.add_error("words", _("Say what was done, or why."))
        if step == Step.QUIETEN and not given.get("quiet_until") and "quiet_until" not in self.errors:
            self.add_error("quiet_until", _("Say until when it is to be quiet."))
        return given
