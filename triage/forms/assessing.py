"""The form of deciding what a report is."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from triage.forms.reasons import reason_field
from triage.rules.policy import Policy, Walk

YES_NO = [("yes", _("Yes")), ("no", _("No"))]


class AssessForm(forms.Form):
    """The questions on the path so far, and the next one or the decision."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, policy: Policy, walk: Walk, offences: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = [policy.questions[answer.question] for answer in walk.path]
        for question in [*asked, *([walk.next] if walk.next else [])]:
            self.fields[f"answer_{question.id}"] = forms.ChoiceField(
                label=question.text,
                help_text=question.hint,
                choices=YES_NO,
                widget=forms.RadioSelect,
                error_messages={"required": _("Answer yes or no.")},
            )
            self.fields[f"reason_{question.id}"] = reason_field(_("Reason"))
        if walk.exit == "crime":
            self.fields["offence"] = forms.ChoiceField(
                label=_("Offence"),
                choices=[("", _("Choose an offence")), *offences],
                error_messages={"required": _("Choose the offence.")},
            )
