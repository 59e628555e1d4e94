"""The forms of advice: asking a body, saying something to it again, and what the body answers."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from referrals.rules.advice import IncompleteAnswer, Kind, Reply, Said, Sure, check_answer
from referrals.services.advising import LONGEST_TEXT
from triage.forms.reasons import choice_field

Choices = Sequence[tuple[str, Any]]
DAYS = (("3", _("3 days")), ("7", _("7 days")), ("14", _("14 days")), ("28", _("28 days")))
SAID = ((Said.YES.value, "Yes"), (Said.NO.value, "No"), (Said.CANNOT_TELL.value, "I cannot tell"))
SURE = ((Sure.HIGH.value, "Very sure"), (Sure.MEDIUM.value, "Fairly sure"), (Sure.LOW.value, "Not sure"))
MISSING = {
    "harm": "Choose whether it causes harm.",
    "remove": "Choose whether it should be removed.",
    "sure": "Choose how sure you are.",
    "meaning": "Write what it means, or leave the symbol or phrase out.",
    "realistic": "Choose whether a charge is realistic.",
}


def words_field(label: Any, *, rows: int = 3, help_text: Any = "", required: bool = False) -> forms.CharField:
    """Return a field of several lines."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=LONGEST_TEXT,
        error_messages={"required": _("Write it here.")},
        widget=forms.Textarea(attrs={"rows": rows, "data-maxlength": str(LONGEST_TEXT)}),
    )


def radios(label: str, choices: Choices, *, required: bool = False) -> forms.ChoiceField:
    """Return a choice of radio buttons."""
    return forms.ChoiceField(label=label, choices=choices, required=required, widget=forms.RadioSelect)


class AskForm(forms.Form):
    """Whom an officer asks, what, and what is shown."""

    partner = forms.ChoiceField(label=_("Whom do you ask?"), error_messages={"required": _("Choose the body.")})
    question = words_field(
        _("What do you want to know?"),
        help_text=_(
            "Does it cause harm? What does a symbol or a phrase mean? Should it be removed? Name no complainant."
        ),
        rows=5,
        required=True,
    )
    shown = forms.MultipleChoiceField(
        label=_("What do you show?"),
        help_text=_("Only what complainants agreed to show to advisers. Links, accounts and stories are never shown."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    is_checked = forms.BooleanField(
        label=_("I have looked at each picture: none shows who complained"),
        required=False,
    )
    days = forms.ChoiceField(label=_("How long may they take?"), choices=DAYS, initial="7", widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, partners: Choices, shown: Choices) -> None:
        super().__init__(data)
        choice_field(self, "partner").choices = [("", _("Choose a body")), *partners]
        choice_field(self, "shown").choices = shown
        if not shown:
            del self.fields["shown"], self.fields["is_checked"]

    def clean(self) -> dict[str, Any]:
        """Have an officer say that the pictures were looked at."""
        given = super().clean() or {}
        has_pictures = any(name.startswith("exhibit:") for name in given.get("shown", []))
        if has_pictures and not given.get("is_checked"):
            self.add_error("is_checked", _("Look at each picture that you show, and say so."))
        return given


class AskProsecutorForm(forms.Form):
    """To which prosecutor a package is handed for early advice, and what is asked."""

    partner = forms.ChoiceField(label=_("Whom do you ask?"), error_messages={"required": _("Choose the prosecutor.")})
    package = forms.ChoiceField(
        label=_("Which version of the package?"), error_messages={"required": _("Choose the version.")}
    )
    question = words_field(_("What do you want to know?"), rows=5, required=True)
    days = forms.ChoiceField(label=_("How long may they take?"), choices=DAYS, initial="14", widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, partners: Choices, packages: Choices) -> None:
        super().__init__(data)
        choice_field(self, "partner").choices = [("", _("Choose a prosecutor")), *partners]
        choice_field(self, "package").choices = packages


class SayAgainForm(forms.Form):
    """What an officer says to a body that asked back, or that is asked again."""

    text = words_field(_("What do you say?"), rows=4, required=True)


class WithdrawForm(forms.Form):
    """Why a request is withdrawn."""

    why = forms.CharField(
        label=_("Why do you withdraw it?"), max_length=200, error_messages={"required": _("Say why.")}
    )


class ReplyForm(forms.Form):
    """What a body does with a request: answers, asks back, or declines. English: bodies read it."""

    kind = Kind.EXPERT
    reveals = {"reply": {Reply.QUESTION.value: "asked_back", Reply.DECLINE.value: "why_not"}}
    reply = forms.ChoiceField(
        label="What would you like to do?",
        choices=[
            (Reply.ANSWER.value, "Answer: fill in the questions below"),
            (Reply.QUESTION.value, "Ask something first"),
            (Reply.DECLINE.value, "Decline"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether you answer, ask something, or decline."},
    )
    asked_back = words_field("What do you need to know?")
    why_not = words_field("Why do you decline? You need not say", rows=2)

    def clean(self) -> dict[str, Any]:
        """Have an answer be whole, and a question be asked."""
        given = super().clean() or {}
        reply = given.get("reply")
        if reply == Reply.QUESTION and not given.get("asked_back"):
            self.add_error("asked_back", "Write your question.")
        if reply == Reply.ANSWER:
            try:
                check_answer(given, kind=self.kind)
            except IncompleteAnswer as lacking:
                self.add_error(lacking.missing, MISSING[lacking.missing])
        given["said"] = given.get("asked_back" if reply == Reply.QUESTION else "why_not", "")
        return given


class AdviceForm(ReplyForm):
    """What an adviser says about a post."""

    harm = radios("Does it cause harm?", SAID)
    harm_why = words_field("Why, and to whom?")
    term = forms.CharField(
        label="Is there a symbol or a phrase that needs explaining? Write it as it stands",
        max_length=200,
        required=False,
    )
    meaning = words_field("What does it mean?")
    context = words_field("Where does it come from, and who uses it?", rows=2)
    remove = radios("Should it be removed?", SAID)
    sure = radios("How sure are you?", SURE)
    words = words_field("Anything else?")


class LegalAdviceForm(ReplyForm):
    """What a prosecutor says about a package."""

    kind = Kind.PROSECUTOR
    realistic = radios("Is a charge realistic on this evidence?", SAID)
    realistic_why = words_field("Why?")
    missing = words_field("What is missing?")
    offences = words_field("Which offences do you see?", rows=2)
    sure = radios("How sure are you?", SURE)
    words = words_field("Anything else?")
