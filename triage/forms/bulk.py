"""The forms of work in bulk: which cases, what is to be done, and what that needs to know."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from triage.forms.closing import CloseForm
from triage.forms.priority import PriorityForm
from triage.forms.reasons import choice_field, reason_field
from triage.forms.telling import AskForm

LONGEST_LIST = 150_000
REFERENCE = re.compile(r"OH[CR]-[0-9A-Z]{4}-[0-9A-Z]{4}")


class ReferencesForm(forms.Form):
    """Cases by their references, however they are written one after the other."""

    references = forms.CharField(
        label=_("References"),
        help_text=_("Of cases or of reports, one a line or separated by anything, such as OHC-7K3M-9QXD."),
        max_length=LONGEST_LIST,
        error_messages={"required": _("Give at least one reference.")},
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )

    def clean_references(self) -> list[str]:
        """Return the references, each once."""
        found = list(dict.fromkeys(REFERENCE.findall(self.cleaned_data["references"].upper())))
        if not found:
            raise ValidationError(_("Give at least one reference, such as OHC-7K3M-9QXD."))
        return found


class ActForm(forms.Form):
    """What is to be done."""

    act = forms.ChoiceField(
        label=_("What is to be done to all of them?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is to be done.")},
    )

    def __init__(self, *args: Any, acts: Iterable[tuple[str, Any]], hints: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "act").choices = list(acts)
        self.option_hints = {"act": hints}


class GiveForm(forms.Form):
    """To whom."""

    officer = forms.ChoiceField(
        label=_("Who is to work on them?"), error_messages={"required": _("Choose a colleague.")}
    )

    def __init__(self, *args: Any, officers: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "officer").choices = [("", _("Choose a colleague")), *officers]

    def wanted(self) -> dict[str, Any]:
        """Return what the act needs, of a valid form."""
        return {"officer": int(self.cleaned_data["officer"])}


class AskAllForm(AskForm):
    """One question to all."""

    def wanted(self) -> dict[str, Any]:
        """Return what the act needs, of a valid form."""
        return {"text": self.cleaned_data["text"]}


class BandForm(forms.Form):
    """Which band; why is asked with the confirmation."""

    band = forms.ChoiceField(
        label=_("How urgent are these cases?"),
        choices=PriorityForm.base_fields["band"].choices,  # type: ignore[attr-defined]
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how urgent they are.")},
    )

    def wanted(self) -> dict[str, Any]:
        """Return what the act needs, of a valid form."""
        return {"band": self.cleaned_data["band"]}


class CloseAllForm(forms.Form):
    """How all of them ended, and what their complainants are told."""

    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=[
            choice
            for choice in CloseForm.base_fields["outcome"].choices  # type: ignore[attr-defined]
            if choice[0] in ("non_crime", "out_of_scope")
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the outcome.")},
    )
    because = reason_field(_("Reason, as it is explained to each complainant"), required=True)

    def wanted(self) -> dict[str, Any]:
        """Return what the act needs, of a valid form."""
        return {name: self.cleaned_data[name] for name in ("outcome", "because")}


class MergeAllForm(forms.Form):
    """Into which case, and why."""

    into = forms.CharField(
        label=_("Into which case?"),
        help_text=_("Its reference, such as OHC-7K3M-9QXD."),
        max_length=40,
        error_messages={"required": _("Give the reference of the case.")},
    )
    reason = reason_field(_("Why are these the same?"), required=True)
