"""The forms of second readings: what a reader of a crime adds, and which of two decisions is upheld."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from triage.forms.reasons import reason_field


class ConclusionForm(forms.Form):
    """What is asked at the end of a second reading: of a crime, whether a force should act on it."""

    def __init__(self, *args: Any, is_crime: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_crime:
            self.fields["acts"] = forms.ChoiceField(
                label=_("Should a force be asked to act on it?"),
                help_text=_("Look for a line of enquiry that somebody could follow."),
                choices=[("yes", _("Yes, there is something to follow up")), ("no", _("No, nobody can act on it"))],
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose whether a force should act on it.")},
            )

    def acts(self) -> bool | None:
        """Return what a valid form says; None where it was not asked."""
        said = self.cleaned_data.get("acts")
        return said == "yes" if said else None


class SettleForm(forms.Form):
    """Uphold one of two decisions, and say why."""

    upheld = forms.ChoiceField(
        label=_("Which of the two is right?"),
        choices=[
            ("first", _("The first: the decision stands")),
            ("second", _("The second: the case goes back to triage, and somebody else decides anew")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )
    reason = reason_field(_("Why"), required=True)
