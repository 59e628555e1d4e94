"""What happened, why, who did it, where, and what it did to the person."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hatehub.design.fields import DatePartsField
from hatehub.reference.rules.postcodes import parse_postcode
from hatehub.reference.selectors import list_offered_strands
from reports.forms.fields import YES_NO_UNKNOWN, checkboxes, open_field, radios, text_field
from reports.selectors.reference_names import in_own_words

LONGEST_STORY = 20_000
LONGEST_NOTE = 2000
WHEREABOUTS = [("unknown", _("I don't know")), ("uk", _("In the United Kingdom")), ("abroad", _("Abroad"))]
SUSPECT_KNOWN = [
    ("yes", _("Yes, I know or think I know who it was")),
    ("account", _("No, I only know the account")),
    ("no", _("No")),
]
WISHES = [
    ("remove", _("I want it taken down")),
    ("stop", _("I want it to stop")),
    ("prosecute", _("I want whoever did it to be held to account")),
    ("support", _("I want somebody to talk to")),
    ("record", _("I want it to be on record")),
]


class StoryForm(forms.Form):
    """What happened, in the person's own words."""

    page_heading = "narrative"
    narrative = open_field(
        _("What happened?"),
        limit=LONGEST_STORY,
        rows=8,
        hint=_("In your own words and your own language, as much or as little as you like."),
    )


class WhenForm(forms.Form):
    """When it was seen, whether it goes on, and whether it is the first time."""

    happened_on = DatePartsField(
        label=_("When did you see it?"),
        help_text=_("For example, 27 3 2026. Leave it empty if you are not sure."),
        required=False,
        future_allowed=False,
    )
    ongoing = radios(_("Is it still going on?"), YES_NO_UNKNOWN)
    before = radios(_("Has something like this happened before?"), YES_NO_UNKNOWN)


class WhyForm(forms.Form):
    """Which of the protected characteristics it was about, as the person sees it."""

    page_heading = "strands"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["strands"] = checkboxes(
            _("What do you think it was about?"),
            [(strand.code, in_own_words(strand.name)) for strand in list_offered_strands()],
            hint=_("Choose all that apply. It is enough that you, or someone else, saw it that way."),
        )


class WhyMoreForm(forms.Form):
    """More of the same, for the strands that were chosen; `strands` are their codes."""

    why = open_field(
        _("What makes you think so?"),
        limit=LONGEST_NOTE,
        rows=4,
        hint=_("For example what was said, or what the same account wrote before."),
    )

    def __init__(self, *args: Any, strands: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = (self.initial or {}).get("strand_values", ())
        for strand in list_offered_strands():
            values = sorted(strand.values.all(), key=lambda value: value.position)
            if strand.code in strands and values:
                choices = [(f"{strand.code}:{value.code}", in_own_words(value.name)) for value in values]
                label = in_own_words(strand.name)
                self.fields[f"values_{strand.code}"] = checkboxes(label, choices, hint=_("Choose all that apply."))
                self.initial[f"values_{strand.code}"] = [code for code, _name in choices if code in chosen]
        self.order_fields([*(name for name in self.fields if name != "why"), "why"])

    def clean(self) -> dict[str, Any]:
        """Gather the values of all strands in one list."""
        cleaned = super().clean() or {}
        chosen = [code for name, codes in cleaned.items() if name.startswith("values_") for code in codes]
        return {"strand_values": chosen, "why": cleaned.get("why", "")}


class SuspectForm(forms.Form):
    """Whether the person knows who it was."""

    page_heading = "suspect_known"
    suspect_known = radios(_("Do you know who did it?"), SUSPECT_KNOWN)


class SuspectDetailsForm(forms.Form):
    """Who it was, as far as the person knows."""

    suspect = open_field(
        _("What do you know about them?"),
        limit=LONGEST_NOTE,
        hint=_("A name, other accounts, how you know them, where they live or work."),
    )
    suspect_whereabouts = radios(_("Where are they, as far as you know?"), WHEREABOUTS)


class PlaceForm(forms.Form):
    """Where the person who was targeted lives: it settles which police force is responsible."""

    postcode = forms.CharField(
        label=_("Where does the person who was targeted live?"),
        help_text=_("A postcode, or just its first half, such as LS6. It decides which police force is responsible."),
        required=False,
        max_length=40,
        error_messages={"max_length": _("A postcode has at most 8 characters, such as LS6 2AB.")},
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "autocomplete": "postal-code", "dir": "ltr"}),
    )
    happened_where = text_field(
        _("Were they somewhere else when they saw it?"),
        limit=200,
        hint=_("For example at school, at work or on a train. Leave it empty if not."),
    )

    def clean_postcode(self) -> str:
        """Accept a whole or partial postcode of the United Kingdom."""
        typed = str(self.cleaned_data["postcode"])
        if typed and parse_postcode(text=typed) is None:
            raise ValidationError(_("Enter a postcode such as LS6 2AB, or its first half, or leave this empty."))
        return typed


class ImpactForm(forms.Form):
    """What it did to the person, and what they hope for."""

    impact = open_field(
        _("How has it affected you, or others?"),
        limit=LONGEST_NOTE,
        hint=_("It helps an officer to see how serious it is. Leave it empty if you would rather not say."),
    )
    wishes = checkboxes(_("What would you like to happen?"), WISHES, hint=_("We cannot promise any of it."))
