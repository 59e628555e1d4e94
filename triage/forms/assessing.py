"""The forms of deciding what a report is: one question, and the decision at the end."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from triage.forms.reasons import reason_field
from triage.rules.policy import Outcome, Question, Walk

YES_NO = [("yes", _("Yes")), ("no", _("No"))]


class QuestionForm(forms.Form):
    """One question of the policy. A reason is asked for where the answer needs one, and taken with any."""

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.question = question
        self.fields[f"answer_{question.id}"] = forms.ChoiceField(
            label=question.text,
            help_text=question.hint,
            choices=YES_NO,
            widget=forms.RadioSelect,
            error_messages={"required": _("Answer yes or no.")},
        )
        self.fields[f"reason_{question.id}"] = reason_field(_("Reason"))
        self.fields[f"reason_{question.id}"].help_text = _WHEN_NEEDED[tuple(sorted(question.reasons))]

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of an answer that needs one."""
        cleaned = super().clean() or {}
        name = f"reason_{self.question.id}"
        is_needed = self.question.needs_reason(cleaned.get(f"answer_{self.question.id}", ""))
        if is_needed and name in cleaned and not cleaned[name].strip():
            self.add_error(name, ValidationError(_("Give the reason for this answer.")))
        return cleaned


_WHEN_NEEDED = {
    (): _("You can leave this empty."),
    ("yes",): _("Needed for a yes."),
    ("no",): _("Needed for a no."),
    ("no", "yes"): _("Needed."),
}


class DecisionForm(forms.Form):
    """What an exit asks for before it is recorded: the offence of a crime, and each flag with its reason."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        walk: Walk,
        offences: list[tuple[str, str]],
        strands: list[tuple[str, str]],
        named: frozenset[str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        outcome = walk.exit.outcome if walk.exit else Outcome.OUT_OF_SCOPE
        if outcome is Outcome.CRIME:
            self.fields["offence"] = forms.ChoiceField(
                label=_("Offence"),
                choices=[("", _("Choose an offence")), *offences],
                error_messages={"required": _("Choose the offence.")},
            )
        if outcome is not Outcome.OUT_OF_SCOPE:
            self._add_flags(strands, named)

    def _add_flags(self, strands: list[tuple[str, str]], named: frozenset[str]) -> None:
        self._names = dict(strands)
        self.fields["flags"] = forms.MultipleChoiceField(
            label=_("Which strands do you confirm?"),
            help_text=_("Each flag needs its reason. The online flag is set by the hub."),
            required=False,
            choices=strands,
            widget=forms.CheckboxSelectMultiple,
        )
        self.option_hints = {"flags": dict.fromkeys(named, _("Named by the complainant"))}
        self.reveals = {"flags": {code: f"flag_{code}" for code, _name in strands}}
        for code, name in strands:
            self.fields[f"flag_{code}"] = reason_field(_("Why %s") % name)

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of each flag."""
        cleaned = super().clean() or {}
        for code in cleaned.get("flags", []):
            if not cleaned.get(f"flag_{code}", "").strip() and f"flag_{code}" not in self.errors:
                text = _("Give the reason for the flag %s.") % self._names[code]
                self.add_error(f"flag_{code}", ValidationError(text))
        return cleaned

    def flags(self) -> dict[str, str]:
        """Return the flags of a valid form with their reasons."""
        return {code: self.cleaned_data[f"flag_{code}"] for code in self.cleaned_data.get("flags", [])}
