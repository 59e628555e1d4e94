"""The forms of web hooks and programs in the portal of forces. English: forces read them."""

from datetime import timedelta
from typing import Any

from django import forms

HOURS = (("24", "24 hours"), ("0", "Not at all: it ends now"), ("72", "3 days"), ("168", "7 days"))
DAYS = (("7", "7 days"), ("0", "Not at all: it ends now, with all tokens"), ("1", "1 day"), ("30", "30 days"))


class HookForm(forms.Form):
    """Where a hook goes, and what it is told of."""

    url = forms.CharField(
        label="Address",
        help_text="https, on port 443, of the public internet. Your receiver answers it within ten seconds.",
        max_length=2000,
        error_messages={"required": "Enter the address.", "max_length": "Use at most 2,000 characters."},
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )
    changes = forms.CharField(
        label="Only these changes",
        help_text="By the words of the change feed, separated by spaces, such as mark_packaged question_answered. "
        "Empty: all of them.",
        required=False,
        max_length=1000,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_changes(self) -> list[str]:
        """Return the words one by one. Refuse what cannot be one."""
        words = str(self.cleaned_data["changes"]).replace(",", " ").split()
        wrong = [word for word in words if len(word) > 40 or not word.isascii() or not word.replace("_", "").isalnum()]
        if wrong:
            raise forms.ValidationError(f"{wrong[0][:40]} is no word of the feed.")
        return [word.lower() for word in words]


class HookSecretForm(forms.Form):
    """A new secret for a hook."""

    hours = forms.ChoiceField(
        label="How long does the secret before sign as well?", choices=HOURS, widget=forms.RadioSelect, initial="24"
    )

    def overlap(self) -> timedelta:
        """Return for how long."""
        return timedelta(hours=int(self.cleaned_data["hours"]))


class ProgramSecretForm(forms.Form):
    """A new secret for a program."""

    days = forms.ChoiceField(
        label="How long does the secret before work as well?", choices=DAYS, widget=forms.RadioSelect, initial="7"
    )

    def overlap(self) -> timedelta:
        """Return for how long."""
        return timedelta(days=int(self.cleaned_data["days"]))


class LogForm(forms.Form):
    """Which messages of a hook are shown."""

    state = forms.ChoiceField(
        required=False,
        choices=[
            ("", "All"),
            ("waiting", "Waiting"),
            ("delivered", "Taken"),
            ("given_up", "Given up"),
            ("replayed", "Given up, sent again since"),
            ("skipped", "Passed over"),
        ],
        label="Show",
    )
    before = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)

    def chosen(self) -> dict[str, Any]:
        """Return what is chosen and right; the rest shows the newest of all."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or None for name in ("state", "before")}
