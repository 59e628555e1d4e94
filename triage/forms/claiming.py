"""The forms of taking over a case, of giving it to a colleague, and of the end of a shift."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hatehub.accounts.models import User
from triage.forms.reasons import choice_field
from triage.models import Claim
from triage.selectors.claims import name_of

LONGEST = 300
QUEUE = "queue"


def note_field(label: Any, *, required: bool = True) -> forms.CharField:
    """Return a field for a short note to a colleague."""
    return forms.CharField(
        label=label,
        help_text=_("Say nothing of the case itself here: it is kept with the list of who worked on what."),
        required=required,
        max_length=LONGEST,
        error_messages={"required": _("Write a short note for your colleague.")},
        widget=forms.Textarea(attrs={"rows": 2, "data-maxlength": str(LONGEST)}),
    )


class TakeOverForm(forms.Form):
    """Why a case is taken over."""

    claim = forms.IntegerField(widget=forms.HiddenInput)
    reason = note_field(_("Why? Your colleague reads this."))


class GiveForm(forms.Form):
    """To whom a case is given, and why."""

    claim = forms.IntegerField(widget=forms.HiddenInput, required=False)
    colleague = forms.ChoiceField(label=_("Who is to work on it?"), error_messages={"required": _("Choose somebody.")})
    reason = note_field(_("Why? Your colleague reads this."))

    def __init__(self, *args: Any, colleagues: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "colleague").choices = _choices(colleagues, _("Choose somebody"))


class HandOverForm(forms.Form):
    """Which of one's cases go to whom, with a note each."""

    claims = forms.MultipleChoiceField(
        label=_("Which cases?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one case.")},
    )
    to = forms.ChoiceField(
        label=_("Who gets them?"), error_messages={"required": _("Choose a colleague, or the queue.")}
    )
    note = note_field(_("Note for every case"), required=False)

    def __init__(self, *args: Any, mine: Iterable[Claim], colleagues: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [(str(claim.id), claim.case.reference) for claim in mine]
        choice_field(self, "claims").choices = own
        choices = _choices(colleagues, _("Choose"))
        choice_field(self, "to").choices = [choices[0], (QUEUE, _("Nobody: back to the queue")), *choices[1:]]
        self.reveals = {"claims": {number: f"note_{number}" for number, _reference in own}}
        for number, reference in own:
            self.fields[f"note_{number}"] = note_field(_("Note for %s") % reference, required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for a note with each case that goes to a colleague."""
        cleaned = super().clean() or {}
        if cleaned.get("to") and cleaned["to"] != QUEUE and not all(self._notes(cleaned).values()):
            self.add_error("note", _("Write a note for every case, or one for each."))
        return cleaned

    def notes(self) -> dict[int, str]:
        """Return the note of each chosen case of a valid form."""
        return self._notes(self.cleaned_data)

    def to_user_id(self) -> int | None:
        """Return who gets the cases of a valid form; None where they go back to the queue."""
        chosen = str(self.cleaned_data["to"])
        return None if chosen == QUEUE else int(chosen)

    @staticmethod
    def _notes(cleaned: dict[str, Any]) -> dict[int, str]:
        own = {int(number): cleaned.get(f"note_{number}", "") for number in cleaned.get("claims", [])}
        return {number: note or cleaned.get("note", "") for number, note in own.items()}


def _choices(colleagues: Iterable[User], first: Any) -> list[tuple[str, Any]]:
    return [("", first), *((str(each.id), name_of(each)) for each in colleagues)]
