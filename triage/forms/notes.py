"""The forms of notes: writing one, and striking one out."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from triage.forms.reasons import reason_field
from triage.services.notes import LONGEST_NOTE


class NoteForm(forms.Form):
    """The words of a note; what is no colleague is asked about only where a name is not known."""

    text = forms.CharField(
        label=_("Your note"),
        help_text=_("For colleagues only. Mention one with @ and the username, and they are told."),
        max_length=LONGEST_NOTE,
        error_messages={"required": _("Write the note.")},
        widget=forms.Textarea(attrs={"rows": 4, "data-maxlength": str(LONGEST_NOTE)}),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        if data and "keep_unknown" in data:
            self._ask()

    def ask_about(self, names: Collection[str]) -> None:
        """Say which names nobody has, and let the officer keep the words as they are."""
        listed = ", ".join(f"@{name}" for name in names)
        words = ngettext(
            "Nobody here is called %s. Correct the name, or say below that it is no colleague.",
            "Nobody here is called any of %s. Correct the names, or say below that they are no colleagues.",
            len(names),
        )
        self._ask()
        self.add_error("text", words % listed)

    def _ask(self) -> None:
        self.fields["keep_unknown"] = forms.BooleanField(
            label=_("Keep it as it stands: what is not known is no colleague, such as the handle of an account"),
            required=False,
        )


class StrikeForm(forms.Form):
    """Why a note is struck out."""

    reason = reason_field(_("Why is it struck out?"), required=True)
