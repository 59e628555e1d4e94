"""The forms of support: what officers choose, and what a support service answers over its links."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from referrals.rules.support.steps import Decline, Outcome, Withdrawn
from referrals.services.support.stepping import LONGEST_WORDS
from triage.forms.reasons import choice_field

Choices = Sequence[tuple[str, Any]]
DECLINES: Mapping[str, str] = {
    Decline.NO_CAPACITY: "We cannot take anybody on just now",
    Decline.WRONG_AREA: "We do not work in that area",
    Decline.NOT_OUR_WORK: "This is not what we do",
    Decline.LANGUAGE: "We do not have the language",
    Decline.CONFLICT: "A conflict of interest",
    Decline.OTHER: "Something else",
}
OUTCOMES: Mapping[str, str] = {
    Outcome.SUPPORTED: "We supported them, or go on doing so",
    Outcome.SIGNPOSTED: "We told them of another service",
    Outcome.NOT_WANTED: "They did not want support",
    Outcome.NEVER_REACHED: "We never reached them",
}


def said_field(label: Any, *, help_text: Any = "", required: bool = False) -> forms.CharField:
    """Return a field of several lines."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=LONGEST_WORDS,
        error_messages={"required": _("Write it here.")},
        widget=forms.Textarea(attrs={"rows": 3, "data-maxlength": str(LONGEST_WORDS)}),
    )


def codes(table: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Return a table of codes as the choices of a field."""
    return [(str(code), words) for code, words in table.items()]


def _radios(label: str, choices: Choices, *, required: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=choices,
        required=bool(required),
        widget=forms.RadioSelect,
        error_messages={"required": required} if required else None,
    )


class DecliningForm(forms.Form):
    """A form by which a service may decline; then it says why."""

    def clean(self) -> dict[str, Any]:
        """Have a service that declines say why."""
        given = super().clean() or {}
        if given.get("reason") == "":
            given["reason"] = None
        if given.get("reply") == "decline" and not given.get("reason") and "reason" not in self.errors:
            self.add_error("reason", "Choose why.")
        return given


class TakeOnForm(DecliningForm):
    """Whether a service takes somebody on. English: services read it."""

    reveals = {"reply": {"decline": "reason"}}
    reply = _radios(
        "Can you support this person?",
        [("accept", "Yes, we get in touch within two days"), ("decline", "No")],
        required="Choose whether you can.",
    )
    reason = _radios("Why not?", codes(DECLINES))
    words = said_field("Anything that we should know? Name nobody", help_text="You need not write anything.")


class ContactMadeForm(DecliningForm):
    """Whether a service has been in touch."""

    reveals = {"reply": {"decline": "reason"}}
    reply = _radios(
        "Have you been in touch?",
        [
            ("contacted", "Yes, we have spoken or written with them"),
            ("not_reached", "We tried and did not reach them"),
            ("decline", "We cannot help after all"),
        ],
        required="Choose one.",
    )
    reason = _radios("Why not?", codes(DECLINES))
    words = said_field("Anything that we should know?", help_text="You need not write anything.")


class OutcomeForm(forms.Form):
    """How it ended."""

    outcome = _radios("How did it end?", codes(OUTCOMES), required="Choose one.")
    words = said_field("Anything that we should know?", help_text="You need not write anything.")

    def clean(self) -> dict[str, Any]:
        """Name the step as the other forms do."""
        return {**(super().clean() or {}), "reply": "end"}


class SendForm(forms.Form):
    """Which service is asked, and why it is asked all the same where something speaks against it."""

    partner = forms.ChoiceField(
        label=_("Which service do you ask?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the service.")},
    )
    despite = said_field(
        _("Why is a service asked that something speaks against?"),
        help_text=_("Only where you chose one of those. The service does not read it."),
    )

    def __init__(self, data: Any = None, *, partners: Choices, first: str = "") -> None:
        super().__init__(data, initial={"partner": first})
        choice_field(self, "partner").choices = partners


WITHDRAWALS: Mapping[str, Any] = {
    Withdrawn.ANOTHER_SERVICE: _("Another service is to be asked"),
    Withdrawn.NOT_WANTED: _("The person does not want support any more"),
    Withdrawn.MISTAKE: _("It was a mistake"),
}


class TakeBackForm(forms.Form):
    """Why a referral is taken back."""

    reason = forms.ChoiceField(
        label=_("Why do you take it back?"),
        choices=codes(WITHDRAWALS),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why.")},
    )
    words = said_field(_("What should colleagues know?"))


class SaidForm(forms.Form):
    """What a service said by telephone or e-mail, as an officer notes it. `steps` are those that it could take now."""

    STEPS: Mapping[str, Any] = {
        "accept": _("It takes the person on"),
        "decline": _("It does not, or hands them back"),
        "note_contacted": _("It has been in touch"),
        "note_not_reached": _("It tried and did not reach them"),
        "end": _("It is done"),
    }
    reveals = {"step": {"decline": "reason", "end": "outcome"}}
    step = forms.ChoiceField(
        label=_("What did the service say?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it said.")},
    )
    reason = forms.ChoiceField(label=_("Why not?"), choices=codes(DECLINES), required=False, widget=forms.RadioSelect)
    outcome = forms.ChoiceField(
        label=_("How did it end?"), choices=codes(OUTCOMES), required=False, widget=forms.RadioSelect
    )
    words = said_field(_("Who said it, how and when"), required=True)

    def __init__(self, data: Any = None, *, steps: Sequence[str]) -> None:
        super().__init__(data)
        choice_field(self, "step").choices = [(code, words) for code, words in self.STEPS.items() if code in steps]
        for step, name in self.reveals["step"].items():
            if step not in steps:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Have a decline say why, and an end how; put either under `code`."""
        given = super().clean() or {}
        needed = self.reveals["step"].get(given.get("step", ""), "")
        if needed and not given.get(needed):
            self.add_error(needed, _("Choose one."))
        given["code"] = given.get(needed, "") if needed else ""
        return given
