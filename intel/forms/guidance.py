"""Forms of guidance: writing, reviewing, withdrawing, filtering, and what forces say."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hatehub.design.fields import DatePartsField
from intel.models import GuidanceFeedback, GuidanceVersion
from intel.rules.guidance import PROBLEM_NAMES
from intel.rules.guidance_text import (
    LONGEST_BASIS,
    LONGEST_BODY,
    LONGEST_PROBLEM,
    LONGEST_TITLE,
    Words,
)
from intel.selectors.guidance import Wanted, offered_names
from intel.services.guidance_feedback import LONGEST_TEXT, Said
from triage.forms.reasons import choice_field

Choices = Sequence[tuple[str, str]]
PROBLEMS: list[tuple[str, str]] = [(str(code), name) for code, name in PROBLEM_NAMES.items()]


class WordsForm(forms.Form):
    """What a version says, and what it is for. `edits` is the draft's count when the page was opened."""

    edits = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(
        label=_("Title"), max_length=LONGEST_TITLE, error_messages={"required": _("Write a title.")}
    )
    problem = forms.CharField(
        label=_("What does an officer have in front of them?"),
        help_text=_("One sentence."),
        max_length=LONGEST_PROBLEM,
        error_messages={"required": _("Say which problem it is for.")},
    )
    body = forms.CharField(
        label=_("What is to be done"),
        help_text=_("Plain text in a few paragraphs, an empty line between them. Nothing of any case, and no name."),
        max_length=LONGEST_BODY,
        error_messages={"required": _("Write what is to be done.")},
        widget=forms.Textarea(attrs={"rows": 14, "data-maxlength": str(LONGEST_BODY)}),
    )
    problems = forms.MultipleChoiceField(
        label=_("Problems"),
        help_text=_("It goes with cases that have one of these. Choose none, and it does not depend on them."),
        choices=PROBLEMS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    offences = forms.MultipleChoiceField(
        label=_("Offences"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    platforms = forms.MultipleChoiceField(label=_("Platforms"), required=False, widget=forms.CheckboxSelectMultiple)
    strands = forms.MultipleChoiceField(label=_("Strands"), required=False, widget=forms.CheckboxSelectMultiple)
    basis = forms.CharField(
        label=_("Who stands behind it"),
        help_text=_("A body or a publication. Say what still awaits confirmation by a practitioner."),
        max_length=LONGEST_BASIS,
        required=False,
    )

    def __init__(self, data: Any = None, *, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        for kind, choices in offered_names().items():
            choice_field(self, kind).choices = choices

    def words(self) -> Words:
        """Return what was given; call it on a valid form alone."""
        return Words(**{name: self.cleaned_data[name] for name in Words.__dataclass_fields__})


class NewForm(WordsForm):
    """A piece that begins: its code stays for good."""

    code = forms.SlugField(
        label=_("Code"),
        help_text=_("Small letters, digits and hyphens. It is in addresses and packages, and stays the same."),
        max_length=60,
        error_messages={
            "required": _("Give it a code."),
            "invalid": _("Use small letters, digits and single hyphens."),
        },
    )

    field_order = ("edits", "code", "title")


class ReviewForm(forms.Form):
    """Publishing a draft, or keeping what is published for longer."""

    edits = forms.IntegerField(widget=forms.HiddenInput)
    look_again_by = DatePartsField(
        future_allowed=True,
        label=_("When must somebody look at it again?"),
        help_text=_("Within two years. It goes on with cases after that day, and supervisors are reminded."),
    )


class WithdrawForm(forms.Form):
    """Withdrawing what is published."""

    number = forms.IntegerField(widget=forms.HiddenInput)
    why = forms.CharField(
        label=_("Why is it withdrawn?"),
        help_text=_("Forces read it where it went with a case. Write nothing about a case."),
        max_length=300,
        error_messages={"required": _("Say why.")},
    )


class FilterForm(forms.Form):
    """Which pieces are wanted; anything that is no choice is passed over."""

    problem = forms.ChoiceField(label=_("Problem"), required=False)
    offence = forms.ChoiceField(label=_("Offence"), required=False)
    platform = forms.ChoiceField(label=_("Platform"), required=False)
    strand = forms.ChoiceField(label=_("Strand"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, data: Any = None, *, with_state: bool = False) -> None:
        super().__init__(data)
        names = offered_names()
        choices: dict[str, Choices] = {
            "problem": PROBLEMS,
            "offence": names["offences"],
            "platform": names["platforms"],
            "strand": names["strands"],
            "state": GuidanceVersion.State.choices,
        }
        for name, each in choices.items():
            choice_field(self, name).choices = [("", _("Any")), *each]
        if not with_state:
            del self.fields["state"]

    def wanted(self) -> Wanted:
        """Return what is asked for."""
        self.is_valid()
        return Wanted(**{name: self.cleaned_data.get(name, "") for name in self.fields})


class SaidForm(forms.Form):
    """What a force says of the guidance of one case: a choice and a few words for each piece."""

    def __init__(self, data: Any = None, *, pieces: Sequence[tuple[str, str]], initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.codes = [code for code, _title in pieces]
        for code, title in pieces:
            self.fields[f"verdict-{code}"] = forms.ChoiceField(
                label=title,
                choices=GuidanceFeedback.Verdict.choices,
                required=False,
                widget=forms.RadioSelect,
            )
            self.fields[f"text-{code}"] = forms.CharField(
                label=f"In a few words: {title}",
                help_text="What you did, and what came of it. No names.",
                required=False,
                max_length=LONGEST_TEXT,
                widget=forms.Textarea(attrs={"rows": 3, "data-maxlength": str(LONGEST_TEXT)}),
            )

    def clean(self) -> dict[str, Any]:
        """Have each text come with a choice, and something be said at all."""
        given: dict[str, Any] = super().clean() or {}
        for code in self.codes:
            if given.get(f"text-{code}") and not given.get(f"verdict-{code}"):
                self.add_error(f"verdict-{code}", "Say whether it helped.")
        if not self.errors and not any(given.get(f"verdict-{code}") for code in self.codes):
            raise forms.ValidationError("Say of at least one piece whether it helped.")
        return given

    def said(self) -> list[Said]:
        """Return what was said; call it on a valid form alone."""
        given = self.cleaned_data
        return [
            Said(code=code, verdict=given[f"verdict-{code}"], text=given[f"text-{code}"])
            for code in self.codes
            if given[f"verdict-{code}"]
        ]
