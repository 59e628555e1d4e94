"""The forms of subject access requests."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hatehub.design.fields import DatePartsField
from triage.forms.reasons import choice_field, reason_field
from triage.rules.access_requests import Choice, Ground, Kind, WhyRefused
from triage.services.access_requests.parts import Asker

KINDS = {
    Kind.COMPLAINANT: _("They reported something"),
    Kind.SUBJECT: _("Reports may be about them"),
}
GROUNDS = {
    Ground.INQUIRY: _("(a) It would obstruct an inquiry, investigation or procedure"),
    Ground.CRIME: _("(b) It would prejudice preventing, detecting, investigating or prosecuting crime"),
    Ground.PUBLIC_SECURITY: _("(c) To protect public security"),
    Ground.NATIONAL_SECURITY: _("(d) To protect national security"),
    Ground.OTHERS: _("(e) To protect the rights and freedoms of others"),
}
WHYS_REFUSED = {
    WhyRefused.IDENTITY: _("It could not be made certain who asks (section 52)"),
    WhyRefused.UNFOUNDED: _("It is manifestly unfounded (section 53)"),
    WhyRefused.EXCESSIVE: _("It is manifestly excessive (section 53)"),
    WhyRefused.WITHDRAWN: _("The person has withdrawn it"),
}
CHOICES = {
    Choice.INCLUDED: _("It is about this person: include it"),
    Choice.LEFT_OUT: _("It is not about this person: leave it out"),
}
GIVE, WITHHOLD = "give", "withhold"
MOST = 50


def lines_of(text: str) -> list[str]:
    """Return what was typed, one a line or after commas."""
    return [part.strip() for part in re.split(r"[\n,;]", text) if part.strip()]


def _lines_field(label: Any, *, help_text: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 2, "autocomplete": "off", "spellcheck": "false"})
    return forms.CharField(label=label, help_text=help_text, required=False, max_length=2000, widget=widget)


class ReferencesForm(forms.Form):
    """Reports by reference."""

    references = _lines_field(_("References of reports"), help_text=_("One on each line, such as OHR-7K3M-9QXD."))

    def clean_references(self) -> str:
        """Refuse more than anybody types."""
        text = str(self.cleaned_data["references"])
        if len(lines_of(text)) > MOST:
            raise forms.ValidationError(_("Enter at most %s references.") % MOST)
        return text


class FindForm(ReferencesForm):
    """What to look for."""

    emails = _lines_field(_("E-mail addresses"), help_text=_("One on each line. Reports that give one are found."))
    telephones = _lines_field(_("Telephone numbers"), help_text=_("One on each line. Reports that give one are found."))
    handles = _lines_field(
        _("Accounts"),
        help_text=_("For somebody whom reports are about: the names of accounts that are shown to be theirs."),
    )

    def asker(self) -> Asker:
        """Return what is known of who asks."""
        data = self.cleaned_data
        return Asker(
            name=data.get("name", "").strip(),
            emails=tuple(lines_of(data["emails"])),
            telephones=tuple(lines_of(data["telephones"])),
            handles=tuple(lines_of(data["handles"])),
            reach=data.get("reach", "").strip(),
            checked=data.get("checked", "").strip(),
        )


class ReceiveForm(FindForm):
    """Who asks, how that was checked, and since when."""

    kind = forms.ChoiceField(
        label=_("What is the person to the hub?"),
        choices=[(kind.value, words) for kind, words in KINDS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what the person is to the hub.")},
    )
    name = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    reach = forms.CharField(
        label=_("How they want the answer"),
        help_text=_("For example an address. Ask whether somebody else opens their post."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
    )
    checked = forms.CharField(
        label=_("How was it checked who asks?"),
        help_text=_("What you saw and compared. Keep no copy of a document."),
        max_length=1000,
        error_messages={"required": _("Say how it was checked who asks.")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    received_on = DatePartsField(
        label=_("When did the request come in?"),
        error_messages={"required": _("Enter the day on which the request came in, for example 27 3 2026")},
    )
    confirmed_on = DatePartsField(
        label=_("When was it certain who asks?"),
        error_messages={"required": _("Enter the day on which it was certain who asks, for example 27 3 2026")},
    )
    field_order = (
        *("kind", "references", "name", "emails", "telephones", "handles"),
        *("reach", "checked", "received_on", "confirmed_on"),
    )


class ChoiceForm(forms.Form):
    """Whether something that was found is included."""

    choice = forms.ChoiceField(
        label=_("Is it about this person?"),
        choices=[(choice.value, words) for choice, words in CHOICES.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether it is included.")},
    )
    reason = reason_field(_("Why?"), required=True)


class SectionForm(forms.Form):
    """Whether a section is given, and on what ground it is held back."""

    decision = forms.ChoiceField(
        label=_("Is it given?"),
        choices=[(GIVE, _("Give it")), (WITHHOLD, _("Hold it back"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether it is given.")},
    )
    ground = forms.ChoiceField(
        label=_("Ground of section 45(4)"),
        required=False,
        widget=forms.RadioSelect,
        choices=[(ground.value, words) for ground, words in GROUNDS.items()],
    )
    is_silent = forms.BooleanField(
        label=_("Do not even list it: that would undo what it is held back for (section 45(6))"), required=False
    )
    reason = reason_field(_("Why is that necessary and in proportion? The person does not read this."), required=True)

    def __init__(self, *args: Any, may_give: bool, **known: Any) -> None:
        super().__init__(*args, **known)
        if not may_give:
            choice_field(self, "decision").choices = [(WITHHOLD, _("Hold it back"))]

    def clean(self) -> dict[str, Any]:
        """Ask for the ground of what is held back."""
        cleaned = super().clean() or {}
        if cleaned.get("decision") == WITHHOLD and "ground" not in self.errors and not cleaned.get("ground"):
            self.add_error("ground", _("Choose the ground of section 45(4)."))
        return cleaned

    def chosen_ground(self) -> Ground | None:
        """Return the ground; None where it is given."""
        is_held = self.cleaned_data["decision"] == WITHHOLD
        return Ground(self.cleaned_data["ground"]) if is_held else None


class RefuseForm(forms.Form):
    """Why a request is not answered."""

    why = forms.ChoiceField(
        label=_("Why is there no bundle?"),
        choices=[(why.value, words) for why, words in WHYS_REFUSED.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why there is no bundle.")},
    )
    reason = reason_field(_("What is the person told?"), required=True)


class GivenForm(forms.Form):
    """How and when the person got the bundle."""

    how = reason_field(_("How did the person get it?"), required=True)
    on = DatePartsField(
        label=_("On which day?"),
        error_messages={"required": _("Enter the day on which the person got it, for example 27 3 2026")},
    )
