"""The forms of requests to platforms, and the sentences for what may not stand in them."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hatehub.reference.models import Offence
from referrals.forms.takedown_answers import REASONS
from referrals.rules.takedowns.steps import Asked
from referrals.rules.takedowns.wording import LONGEST, Wording
from referrals.services.takedowns.sending import LONGEST_REFERENCE
from referrals.services.takedowns.stepping import LONGEST_WORDS
from referrals.services.takedowns.taking import Said
from triage.forms.reasons import choice_field

ACTIONS: Mapping[str, str | Promise] = {
    Asked.REMOVE: gettext_lazy("Remove the posts"),
    Asked.RESTRICT_ACCOUNT: gettext_lazy("Restrict the account"),
    Asked.PRESERVE: gettext_lazy("Preserve the data"),
    Asked.OTHER_SANCTION: gettext_lazy("Take another measure"),
}
PROBLEMS: Mapping[str, str | Promise] = {
    "needed": gettext_lazy("Write this."),
    "too_long": gettext_lazy("This is too long."),
    "ground": gettext_lazy("Choose an offence, or name the rule of the platform that is broken."),
    "not_of_the_case": gettext_lazy("Choose among the offences of the case."),
    "good_faith": gettext_lazy("Confirm that you believe the request to be accurate and complete."),
    "name": gettext_lazy("This holds the name, or part of the name, of somebody who complained. Write it without."),
    "organisation": gettext_lazy("This holds the organisation of somebody who complained. Write it without."),
    "email": gettext_lazy("This holds an e-mail address. Write it without."),
    "telephone": gettext_lazy("This holds a telephone number. Write it without."),
    "postcode": gettext_lazy("This holds a postcode. Write it without."),
    "address": gettext_lazy("This holds what looks like an address. Write it without."),
    "reference": gettext_lazy("This holds a reference by which a complainant could be found. Write it without."),
}
"""What an officer reads beside a field: what kind of thing is wrong, never the thing itself."""


def sentences(codes: Iterable[str]) -> list[str]:
    """Return what an officer reads of some problems."""
    return [str(PROBLEMS[code]) for code in codes]


def text_area(label: Any, *, help_text: Any = "", limit: int, rows: int = 5) -> forms.CharField:
    """Return a field for several lines, which the service judges."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=limit,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class VersionForm(forms.Form):
    """Carries which version of a request the page showed."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class TakedownForm(VersionForm):
    """What a platform is asked to do, and why."""

    action = forms.ChoiceField(
        label=gettext_lazy("What is the platform asked to do?"), choices=list(ACTIONS.items()), widget=forms.RadioSelect
    )
    offences = forms.MultipleChoiceField(
        label=gettext_lazy("Which offences?"),
        help_text=gettext_lazy("Those that the case engages. Choose none where the post is not a crime."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    terms = text_area(
        gettext_lazy("Which rule of the platform is broken?"),
        help_text=gettext_lazy("In your words. Needed where you choose no offence."),
        limit=LONGEST["terms"],
        rows=2,
    )
    explanation = text_area(
        gettext_lazy("Why is it illegal, or against that rule?"),
        help_text=gettext_lazy("The platform reads this. Say what the post does, and nothing of who reported it."),
        limit=LONGEST["explanation"],
        rows=6,
    )
    harm = text_area(
        gettext_lazy("What significant harm is there?"),
        help_text=gettext_lazy("Needed where you ask for more than removing."),
        limit=LONGEST["harm"],
        rows=3,
    )
    good_faith = forms.BooleanField(
        label=gettext_lazy("I believe in good faith that this request is accurate and complete"), required=False
    )

    def __init__(self, *args: Any, offered: Iterable[Offence], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(each.code, f"{each.short_name}: {each.act}, {each.section}") for each in offered]
        if choices:
            choice_field(self, "offences").choices = choices
        else:
            del self.fields["offences"]

    def wording(self) -> Wording:
        """Return what was typed."""
        given = self.cleaned_data
        return Wording(
            action=Asked(given["action"]),
            offences=tuple(given.get("offences", ())),
            terms=given["terms"].strip(),
            explanation=given["explanation"].strip(),
            harm=given["harm"].strip(),
            good_faith=given["good_faith"],
        )

    def refuse(self, problems: Mapping[str, Iterable[str]]) -> None:
        """Say beside each field what is wrong with it."""
        for field, codes in problems.items():
            for sentence in sentences(codes):
                self.add_error(field if field in self.fields else None, sentence)


class SendForm(VersionForm):
    """That a request is to be sent, and whether by hand."""

    by_hand = forms.BooleanField(required=False, widget=forms.HiddenInput)


class SentForm(VersionForm):
    """That an officer has sent a request by hand."""

    reference = forms.CharField(
        label=gettext_lazy("Which reference did the platform give?"),
        help_text=gettext_lazy("Leave it empty where it gave none."),
        max_length=LONGEST_REFERENCE,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class SaidForm(VersionForm):
    """What a platform said in another way than through its link."""

    said = forms.ChoiceField(
        label=gettext_lazy("What did the platform say?"),
        choices=[
            (Said.ACKNOWLEDGED.value, gettext_lazy("It is looking at it")),
            (Said.REMOVED.value, gettext_lazy("It has removed it")),
            (Said.RESTRICTED.value, gettext_lazy("It has done something else, or keeps the data")),
            (Said.REFUSED.value, gettext_lazy("It will not")),
            (Said.QUESTION.value, gettext_lazy("It has a question")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.ChoiceField(label=gettext_lazy("If it will not: why?"), choices=REASONS, required=False)
    words = text_area(gettext_lazy("Its words, or its question"), limit=LONGEST_WORDS, rows=3)

    def clean(self) -> dict[str, Any]:
        """Ask for a reason with a refusal, and for the question."""
        cleaned = super().clean() or {}
        if cleaned.get("said") == Said.REFUSED and not cleaned.get("reason"):
            self.add_error("reason", _("Choose why."))
        if cleaned.get("said") == Said.QUESTION and not cleaned.get("words"):
            self.add_error("words", _("Write the question."))
        return cleaned


class WordsForm(VersionForm):
    """Words that go with a step: an answer to a question, why it is given up, how it was taken up."""

    words = text_area(gettext_lazy("Your words"), limit=LONGEST_WORDS, rows=4)
