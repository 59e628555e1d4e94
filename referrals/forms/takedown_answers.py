"""What a platform fills in behind its link: English alone, since it is for bodies and not for the public."""

from typing import Any

from django import forms

from referrals.services.takedowns.stepping import LONGEST_WORDS
from referrals.services.takedowns.taking import Said

SAID = [
    (Said.ACKNOWLEDGED.value, "We have received it and are looking at it"),
    (Said.REMOVED.value, "We have removed it, or disabled access to it"),
    (Said.RESTRICTED.value, "We have done something else, such as restricting the account or preserving the data"),
    (Said.REFUSED.value, "We will not do what is asked"),
    (Said.QUESTION.value, "We have a question first"),
]
REASONS = [
    ("", "Choose a reason"),
    ("not_illegal", "We do not consider it illegal"),
    ("not_against_terms", "It does not break our terms"),
    ("not_found", "We cannot find it"),
    ("already_gone", "It is gone already"),
    ("not_ours", "It is not on our service"),
    ("other", "Another reason, given below"),
]


class TakedownAnswerForm(forms.Form):
    """One answer: what was done, why not, or what is to be known first."""

    said = forms.ChoiceField(
        label="What is your answer?",
        choices=SAID,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose your answer."},
    )
    reason = forms.ChoiceField(
        label="If you will not do it: why?",
        choices=REASONS,
        required=False,
    )
    words = forms.CharField(
        label="Anything that we should know, or your question",
        help_text="Please name nobody here who is not part of the notice.",
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    reference = forms.CharField(
        label="Your reference",
        help_text="If you want us to name it when we write again.",
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for a reason with a refusal, and for words where there is a question or another reason."""
        cleaned = super().clean() or {}
        said, words = cleaned.get("said"), cleaned.get("words")
        if said == Said.REFUSED and not cleaned.get("reason"):
            self.add_error("reason", "Choose why.")
        if said == Said.QUESTION and not words:
            self.add_error("words", "Write your question.")
        if said == Said.REFUSED and cleaned.get("reason") == "other" and not words:
            self.add_error("words", "Write why.")
        return cleaned
