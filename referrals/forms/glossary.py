"""The forms of the glossary: writing or revising an entry, taking one out, and searching."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hatehub.design.fields import DatePartsField
from hatehub.reference.selectors import list_offered_strands
from referrals.forms.advice import words_field
from referrals.services.glossary import LONGEST_SOURCE, LONGEST_TERM, Words
from triage.forms.reasons import choice_field


class EntryForm(forms.Form):
    """What an entry says."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    term = forms.CharField(
        label=_("Symbol or phrase, as it stands"),
        max_length=LONGEST_TERM,
        error_messages={"required": _("Write the symbol or the phrase.")},
    )
    meaning = words_field(_("What it means"), rows=4, required=True)
    context = words_field(_("Where it comes from, and who uses it"))
    strands = forms.MultipleChoiceField(label=_("Strands"), required=False, widget=forms.CheckboxSelectMultiple)
    source = forms.CharField(
        label=_("Who says so"),
        help_text=_("A body or a publication, never a person. Write nothing about a case."),
        max_length=LONGEST_SOURCE,
        error_messages={"required": _("Write who says so.")},
    )
    source_date = DatePartsField(label=_("When it was said"))

    def __init__(self, data: Any = None, *, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        choice_field(self, "strands").choices = [(strand.code, strand.name) for strand in list_offered_strands()]

    def words(self) -> Words:
        """Return what was given; call it on a valid form alone."""
        given = self.cleaned_data
        return Words(**{name: given[name] for name in Words.__dataclass_fields__})


class TakeOutForm(forms.Form):
    """Why an entry is taken out."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    why = forms.CharField(
        label=_("Why is it taken out?"), max_length=LONGEST_SOURCE, error_messages={"required": _("Say why.")}
    )
