"""The forms by which people of a force act on a case. English: forces read them."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator

from referrals.models import PackageFeedback

LONGEST_TEXT = 4000
NUMBER = RegexValidator(
    r"^[A-Za-z0-9][A-Za-z0-9/ .-]{0,39}$", "Use letters, digits, spaces and / . - only, for example 13/4711/26."
)


def words_field(label: str, *, help_text: str = "", required: str = "Write it here.", rows: int = 6) -> forms.CharField:
    """Return a field of several lines; `required` is what is said where it is empty, or empty where it may be."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=bool(required),
        max_length=LONGEST_TEXT,
        error_messages={
            "required": required,
            "max_length": f"Write at most {LONGEST_TEXT} characters.",
        },
        widget=forms.Textarea(attrs={"rows": rows, "data-maxlength": str(LONGEST_TEXT)}),
    )


class AcceptForm(forms.Form):
    """Accepting a case."""

    crime_number = forms.CharField(
        label="Your force's crime number",
        help_text="People are told that the case is with you. They do not read the number.",
        max_length=40,
        validators=[NUMBER],
        error_messages={"required": "Enter your crime number.", "max_length": "Use at most 40 characters."},
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "autocomplete": "off", "spellcheck": "false"}),
    )


class RefuseForm(forms.Form):
    """Refusing a case, or giving it back."""

    reason = words_field(
        "Why is your force not the one?",
        help_text="The hub decides again with it. Say what you know of where the suspect was.",
        required="Say why.",
    )


class TransferForm(forms.Form):
    """Whether the force takes a case on from another one."""

    reveals = {"answer": {"refuse": "reason"}}
    answer = forms.ChoiceField(
        label="Does your force take the case on?",
        choices=[("accept", "Yes, we take it on"), ("refuse", "No")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether you take it on."},
    )
    reason = words_field("Why not?", required="", rows=4)

    def clean(self) -> dict[str, Any]:
        """Have a refusal say why."""
        given = super().clean() or {}
        if given.get("answer") == "refuse" and not given.get("reason") and "reason" not in self.errors:
            self.add_error("reason", "Say why.")
        return given


class NoteForm(forms.Form):
    """A note to the hub."""

    text = words_field("Note", help_text="Only the hub reads it.")


class AskForm(forms.Form):
    """A question to the hub."""

    text = words_field("Question", help_text="The answer appears with the case, and among what waits for you.")


class TellForm(forms.Form):
    """What people are told in the force's words."""

    text = words_field(
        "What shall they be told?",
        help_text="In plain words, without the name of anybody. They read it exactly as you write it.",
    )
    report = forms.CharField(
        label="Only the person who sent this report",
        help_text="Its reference, such as OHR-7K3M-9QXD. Empty: everybody whose report your force sees.",
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "autocomplete": "off", "spellcheck": "false"}),
    )


class FeedbackForm(forms.Form):
    """What a package was worth."""

    verdict = forms.ChoiceField(
        label="Was the package enough?",
        choices=PackageFeedback.Verdict.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one."},
    )
    missing = forms.MultipleChoiceField(
        label="What was missing?",
        choices=PackageFeedback.Missing.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    text = words_field("What else should the hub know?", required="", rows=4)
