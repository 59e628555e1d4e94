"""The forms of reviewing, holding and erasing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hatehub.design.fields import DatePartsField
from triage.forms.reasons import choice_field, reason_field
from triage.models import ErasureRequest, LegalHold
from triage.rules.retention import RetentionTable

ALL = ("", _("Every class"))


class ClassForm(forms.Form):
    """Which class is shown."""

    retention_class = forms.ChoiceField(label=_("Class"), required=False)

    def __init__(self, *args: Any, table: RetentionTable, **known: Any) -> None:
        super().__init__(*args, **known)
        named = [(each.code, each.name) for each in table.classes.values()]
        choice_field(self, "retention_class").choices = [ALL, *named]

    def chosen(self) -> str:
        """Return the class that is asked for; empty for all, or for one that there is not."""
        return str(self.cleaned_data.get("retention_class", "")) if self.is_valid() else ""


class KeepForm(forms.Form):
    """Why a case is kept for longer."""

    grounds = forms.MultipleChoiceField(
        label=_("Why is it still needed?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one ground.")},
    )
    reason = reason_field(_("What that rests on"), required=True)

    def __init__(self, *args: Any, table: RetentionTable, **known: Any) -> None:
        super().__init__(*args, **known)
        choice_field(self, "grounds").choices = list(table.criteria.items())


class ProposeForm(forms.Form):
    """Why a case is not needed any more."""

    reason = reason_field(_("Why nothing of it is needed any more"), required=True)


class HoldForm(forms.Form):
    """Why nothing of a case may be destroyed."""

    ground = forms.ChoiceField(
        label=_("What is it held for?"),
        choices=LegalHold.Ground.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is held for.")},
    )
    reason = reason_field(_("Which proceedings or inquiry, and who asked for it"), required=True)


class LiftForm(forms.Form):
    """Why a hold is lifted."""

    reason = reason_field(_("Why it is not held any more"), required=True)


class RequestForm(forms.Form):
    """What somebody asks to be erased, and when they asked."""

    asked_on = DatePartsField(label=_("When did they ask?"))
    words = reason_field(_("What they ask, how they asked, and how you know that it is them"), required=True)


class DecideForm(forms.Form):
    """Whether a request is granted or refused, which follows from the ground, and why."""

    ground = forms.ChoiceField(
        label=_("What do you decide?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you decide.")},
    )
    reason = reason_field(_("Reason"), required=True)

    def __init__(self, *args: Any, grants: frozenset[str], **known: Any) -> None:
        super().__init__(*args, **known)
        named = {each.value: str(each.label) for each in ErasureRequest.Ground}
        granted = [(code, _("Grant: %s") % name) for code, name in named.items() if code in grants]
        refused = [(code, _("Refuse: %s") % name) for code, name in named.items() if code not in grants]
        choice_field(self, "ground").choices = granted + refused
