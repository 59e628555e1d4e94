"""Forms of products: begun, written, recommended, published, withdrawn."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hatehub.design.fields import DatePartsField
from intel.models import Product, ProductVersion
from intel.rules.product_scheme import LONGEST_WORDS, Kind, plan_of
from triage.forms.reasons import choice_field

Choices = Sequence[tuple[str, Any]]


class ProductFilterForm(forms.Form):
    """Which products are listed; anything that is no choice is passed over."""

    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("Any")), *Product.Kind.choices])

    def wanted(self) -> str:
        """Return the kind that is asked for."""
        self.is_valid()
        return str(self.cleaned_data.get("kind", ""))


class ProfileForm(forms.Form):
    """What a profile is about."""

    title = forms.CharField(
        label=_("Title"),
        help_text=_("Forces read it. Name nobody."),
        max_length=120,
        error_messages={"required": _("Write a title.")},
    )
    since = DatePartsField(label=_("From which day?"))
    until = DatePartsField(label=_("To which day?"), help_text=_("The last day counts. Yesterday at the latest."))
    strand = forms.ChoiceField(label=_("Strand"), required=False)
    platform = forms.ChoiceField(label=_("Platform"), required=False)
    offence = forms.ChoiceField(label=_("Offence"), required=False)
    force = forms.ChoiceField(label=_("Area of a force"), required=False)
    notice = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, choices: dict[str, Choices], notice: str = "") -> None:
        super().__init__(data, initial={"notice": notice})
        for name, each in choices.items():
            choice_field(self, name).choices = [("", _("Any")), *each]


class WordsOfProductForm(forms.Form):
    """The words of a draft, a field for each section. `edits` is the draft's count when the page was opened."""

    edits = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(label=_("Title"), max_length=120, error_messages={"required": _("Write a title.")})

    def __init__(self, data: Any = None, *, version: ProductVersion) -> None:
        sections = sorted(version.sections.all(), key=lambda row: row.position)
        initial = {f"words-{row.code}": row.words for row in sections}
        known = {"edits": version.edits, "title": version.title, "whats_new": version.whats_new}
        super().__init__(data, initial={**initial, **known})
        self.codes = [row.code for row in sections]
        if version.number > 1:
            self.fields["whats_new"] = forms.CharField(
                label=_("What is new in this version?"),
                help_text=_("Forces read it first. It is needed before publishing."),
                required=False,
                max_length=600,
                widget=forms.Textarea(attrs={"rows": 3, "data-maxlength": "600"}),
            )
        for code in self.codes:
            plan = plan_of(Kind(version.product.kind), code)
            self.fields[f"words-{code}"] = forms.CharField(
                label=plan.title,
                help_text=plan.asks,
                required=False,
                max_length=LONGEST_WORDS,
                widget=forms.Textarea(attrs={"rows": 8, "data-maxlength": str(LONGEST_WORDS)}),
            )

    def words(self) -> dict[str, str]:
        """Return the words by section; call it on a valid form alone."""
        return {code: self.cleaned_data[f"words-{code}"] for code in self.codes}


class RecommendForm(forms.Form):
    """One recommendation."""

    edits = forms.IntegerField(widget=forms.HiddenInput)
    what = forms.CharField(
        label=_("What is recommended?"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3, "data-maxlength": "600"}),
        error_messages={"required": _("Say what is recommended.")},
    )
    owner = forms.CharField(
        label=_("Who is to do it?"),
        help_text=_("A role, a unit, a force or a service. No private person."),
        max_length=120,
        error_messages={"required": _("Say who is to do it.")},
    )
    due_on = DatePartsField(label=_("By which day?"), future_allowed=True)


class PublishForm(forms.Form):
    """To whom a draft is published."""

    reveals = {"audience": {"some": "forces"}}
    edits = forms.IntegerField(widget=forms.HiddenInput)
    audience = forms.ChoiceField(
        label=_("To whom is it published?"),
        choices=[("all", _("All forces")), ("some", _("Some forces"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose to whom it is published.")},
    )
    forces = forms.MultipleChoiceField(label=_("Which forces?"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: Any = None, *, edits: int, forces: Iterable[tuple[str, str]]) -> None:
        super().__init__(data, initial={"edits": edits})
        choice_field(self, "forces").choices = list(forces)


class WithdrawProductForm(forms.Form):
    """Withdrawing what is published."""

    number = forms.IntegerField(widget=forms.HiddenInput)
    why = forms.CharField(
        label=_("Why is it withdrawn?"),
        help_text=_("Forces that had it read this."),
        max_length=300,
        error_messages={"required": _("Say why.")},
    )
