"""The forms of redaction: boxes in a picture, passages of a text, and why."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from referrals.rules.redaction import MOST_MARKS, Box, Span, Why

MOST_BOXES = 60
"""As many as the address of a preview holds."""
LONGEST_NOTE = 1000
REASONS: Mapping[str, str | Promise] = {
    Why.THIRD_PARTY.value: _("A third party"),
    Why.COMPLAINANT.value: _("Who the complainant is"),
    Why.CHILD.value: _("A child"),
    Why.PRIVILEGED.value: _("Legally privileged"),
    Why.NOT_RELEVANT.value: _("Not relevant"),
    Why.OTHER.value: _("Another reason"),
}


def _why_field() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Why"), choices=list(REASONS.items()), initial=Why.THIRD_PARTY.value)


def _pixels(label: Any, *, least: int = 0) -> forms.IntegerField:
    needed = _("Give all four numbers of the box, or remove it.")
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=100_000,
        error_messages={"required": needed, "invalid": needed},
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-5", "inputmode": "numeric"}),
    )


class BoxForm(forms.Form):
    """One box, in pixels of the picture as it is seen."""

    left = _pixels(_("Left"))
    top = _pixels(_("Top"))
    width = _pixels(_("Width"), least=1)
    height = _pixels(_("Height"), least=1)
    why = _why_field()

    def box(self) -> Box:
        """Return what was given; call it on a valid form alone."""
        given = self.cleaned_data
        sides = {name: given[name] for name in ("left", "top", "width", "height")}
        return Box(**sides, why=Why(given["why"]))


class SpanForm(forms.Form):
    """One passage, as the places in the text between which it stands."""

    start = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    end = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    why = _why_field()

    def span(self) -> Span:
        """Return what was given; call it on a valid form alone."""
        given = self.cleaned_data
        return Span(start=given["start"], end=given["end"], why=Why(given["why"]))


BoxFormSet = forms.formset_factory(
    BoxForm, extra=0, can_delete=True, max_num=MOST_BOXES, absolute_max=MOST_BOXES, validate_max=True
)
SpanFormSet = forms.formset_factory(
    SpanForm, extra=0, can_delete=True, max_num=MOST_MARKS, absolute_max=MOST_MARKS, validate_max=True
)


class FindForm(forms.Form):
    """Words to black out, typed: wherever they stand, or in one place."""

    words = forms.CharField(
        label=_("Words to black out"),
        help_text=_("Exactly as they stand in the text; capitals and small letters are the same."),
        max_length=500,
        error_messages={"required": _("Type the words to black out.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    place = forms.IntegerField(
        label=_("Which one (leave it empty for all)"),
        help_text=_("For example, 2 for the second time that they occur."),
        required=False,
        min_value=1,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3", "inputmode": "numeric"}),
    )
    why = _why_field()


def note_field(*, required: bool) -> forms.CharField:
    """Return the field of the officer's own words on why."""
    return forms.CharField(
        label=_("Why, in words"),
        help_text=_("Kept in the hub for colleagues; the package says the reason from the list only."),
        required=required,
        max_length=LONGEST_NOTE,
        error_messages={"required": _("Say why.")},
        widget=forms.Textarea(attrs={"rows": 2, "data-maxlength": str(LONGEST_NOTE)}),
    )


class NoteForm(forms.Form):
    """What an officer adds to the reasons, and the decision that this one is to replace."""

    words = note_field(required=False)
    replaces = forms.IntegerField(required=False, widget=forms.HiddenInput)


class TakeBackForm(NoteForm):
    """Why the original may go out again."""

    words = note_field(required=True)


class LeaveOutForm(NoteForm):
    """Why nothing of an exhibit goes out."""

    why = forms.ChoiceField(
        label=_("Why is it left out?"),
        choices=list(REASONS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why it is left out.")},
    )
    words = note_field(required=True)
    field_order = ("why", "words", "replaces")


def with_rows(data: QueryDict, rows: list[Mapping[str, Any]], *, prefix: str, most: int) -> QueryDict:
    """Return what was sent, with rows added to a formset; no more than it holds."""
    added = data.copy()
    sent = added.get(f"{prefix}-TOTAL_FORMS", "0")
    total = int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < len(str(most)) + 1 else 0
    for number, row in enumerate(rows[: max(most - total, 0)], start=total):
        for name, value in row.items():
            added[f"{prefix}-{number}-{name}"] = str(value)
        added[f"{prefix}-TOTAL_FORMS"] = str(number + 1)
    return added
