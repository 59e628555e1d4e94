"""Forms of intelligence reports."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from hatehub.design.fields import DatePartsField
from intel.rules.intelligence.grades import (
    GRADE_WORDS,
    HANDLING_WORDS,
    KIND_WORDS,
    SOURCE_WORDS,
    SourceKind,
)
from intel.rules.sanitising.finding import Choice, Do
from intel.selectors.intelligence import Wanted
from intel.selectors.intelligence_rows import STATES
from intel.services.intelligence.sanitising import Choices, Sheet
from intel.services.intelligence.sources import LONGEST as LONGEST_IDENTITY
from intel.services.intelligence.words import LONGEST, LONGEST_CONDITIONS, LONGEST_REASON
from intel.services.intelligence.writing import Told
from triage.forms.reasons import choice_field

OTHER_KINDS = [
    (f"kind:{kind.value}", KIND_WORDS[kind].capitalize()) for kind in SourceKind if kind != SourceKind.COMPLAINANT
]


class EditsForm(forms.Form):
    """Nothing but how often the report had been saved when the page was opened."""

    edits = forms.IntegerField(widget=forms.HiddenInput, required=False)

    @property
    def seen(self) -> int:
        """How often it had been saved when the page was opened; 0 where that was not sent."""
        return self.cleaned_data.get("edits") or 0


def _long(label: Any, *, longest: int, rows: int, needed: Any = "", help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=bool(needed),
        max_length=longest,
        error_messages={"required": needed} if needed else None,
        widget=forms.Textarea(attrs={"rows": rows, "data-maxlength": str(longest)}),
    )


class ItemForm(EditsForm):
    """One item of information: who told it, what, and its grades."""

    source = forms.ChoiceField(
        label=_("Where does it come from?"),
        help_text=_("The report has a reference for it and nothing else. Who it is is sealed."),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose where it comes from.")},
    )
    identity = forms.CharField(
        label=_("Who or what is the source?"),
        help_text=_("For a source that is not in the list yet. Only people who are cleared can read it."),
        required=False,
        max_length=LONGEST_IDENTITY,
    )
    words = _long(
        _("What did the source tell?"),
        longest=LONGEST,
        rows=6,
        needed=_("Write what the source told."),
        help_text=_("One item, one paragraph. It is sanitised on the next page, before anybody else reads it."),
    )
    source_grade = forms.ChoiceField(
        label=_("How far can the source be relied on?"),
        choices=[(str(int(grade)), f"{int(grade)}: {said}") for grade, said in SOURCE_WORDS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose 1, 2 or 3.")},
    )
    intelligence_grade = forms.ChoiceField(
        label=_("How does the source know it?"),
        help_text=_("The older 5x5x5 has other meanings: a grade of it cannot be carried over."),
        choices=[(grade.value, f"{grade.value}: {said}") for grade, said in GRADE_WORDS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose A to E.")},
    )
    handling = forms.ChoiceField(
        label=_("May it be shared?"),
        choices=[(code.value, f"{code.value}: {said}") for code, said in HANDLING_WORDS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose P or C.")},
    )
    conditions = _long(_("On which conditions?"), longest=LONGEST_CONDITIONS, rows=2, help_text=_("With C only."))

    def __init__(self, data: Any = None, *, sources: Sequence[tuple[str, str]], initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        choice_field(self, "source").choices = [*sources, *OTHER_KINDS]

    def told(self) -> Told:
        """Return the item as the service takes it."""
        given = self.cleaned_data
        chosen = given["source"]
        is_kind = chosen.startswith("kind:")
        return Told(
            words=given["words"],
            source="" if is_kind else chosen,
            kind=chosen.removeprefix("kind:") if is_kind else "",
            identity=given["identity"],
            source_grade=given["source_grade"],
            intelligence_grade=given["intelligence_grade"],
            handling=given["handling"],
            conditions=given["conditions"],
        )


class MarksForm(EditsForm):
    """What becomes of each mark: two fields a mark, `do-words-0` and `own-words-0`."""

    def __init__(self, data: Any = None, *, sheet: Sheet, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.numbered: list[tuple[str, int]] = []
        for part in sheet.parts:
            for number, each in enumerate(part.marks):
                self.numbered.append((part.name, number))
                choices = [
                    (Do.TAKE.value, _now("Write \u201c%s\u201d") % each.instead),
                    (Do.WRITE.value, _now("Write something else")),
                    *([] if each.is_hard else [(Do.KEEP.value, _now("Keep it, with a reason"))]),
                ]
                place = len(self.numbered)
                self.fields[f"do-{part.name}-{number}"] = forms.ChoiceField(
                    label=_now("Mark %(n)d: \u201c%(said)s\u201d") % {"n": place, "said": each.said},
                    help_text=each.why + (_now(". It cannot stay.") if each.is_hard else "."),
                    choices=choices,
                    initial=Do.TAKE.value,
                    widget=forms.RadioSelect,
                    error_messages={"required": _("Choose what becomes of it.")},
                )
                self.fields[f"own-{part.name}-{number}"] = forms.CharField(
                    label=_now("Mark %d: your own words, or the reason for keeping it") % place,
                    required=False,
                    max_length=LONGEST_REASON,
                )

    def chosen(self) -> Choices:
        """Return the choices as the service takes them."""
        given = self.cleaned_data
        return {
            (part, number): Choice(do=Do(given[f"do-{part}-{number}"]), words=given[f"own-{part}-{number}"])
            for part, number in self.numbered
        }


class RewriteForm(EditsForm):
    """What may leave the hub, in the writer's own words."""

    words = _long(_("What may leave the hub"), longest=LONGEST, rows=6, needed=_("Write something."))
    conditions = _long(
        _("The conditions, as they may leave the hub"), longest=LONGEST_CONDITIONS, rows=2, needed=_("Write them.")
    )

    def __init__(self, data: Any = None, *, has_conditions: bool, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        if not has_conditions:
            del self.fields["conditions"]

    def texts(self) -> dict[str, str]:
        """Return what was written, by part."""
        return {name: self.cleaned_data[name] for name in ("words", "conditions") if name in self.fields}


class WhyForm(EditsForm):
    """Why something is done, or seen."""

    why = _long(
        _("Why?"),
        longest=LONGEST_REASON,
        rows=3,
        needed=_("Say why."),
        help_text=_("Nothing that tells who a source is."),
    )


class SignOffForm(EditsForm):
    """Until when a report is kept without another look."""

    review_due_on = DatePartsField(
        label=_("When is it to be reviewed?"),
        help_text=_("It is kept no longer than it is needed. For example 27 3 2027."),
        future_allowed=True,
    )


class ReviewForm(forms.Form):
    """Whether a report is still needed."""

    decision = forms.ChoiceField(
        label=_("Is it still needed?"),
        choices=[("keep", _("Yes: keep it")), ("weed", _("No: weed it. What it says is gone then"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether it is kept.")},
    )
    review_due_on = DatePartsField(
        label=_("Until when is it kept?"),
        help_text=_("For example 27 3 2027. Only where it is kept."),
        future_allowed=True,
        required=False,
    )
    why = _long(_("Why?"), longest=LONGEST_REASON, rows=3, needed=_("Say why."))

    def clean(self) -> dict[str, Any]:
        """Have somebody who keeps it say until when."""
        given = super().clean() or {}
        if given.get("decision") == "keep" and not given.get("review_due_on") and "review_due_on" not in self.errors:
            self.add_error("review_due_on", _("Enter the day until which it is kept."))
        return given


class GiveForm(forms.Form):
    """To which force a report is given, and why."""

    force = forms.ChoiceField(
        label=_("Which force?"),
        help_text=_("Those with a part in the case stand first."),
        error_messages={"required": _("Choose a force.")},
    )
    why = _long(
        _("Why does this force need it?"),
        longest=LONGEST_REASON,
        rows=3,
        needed=_("Say why this force needs it."),
        help_text=_("Nothing that tells who a source is."),
    )

    def __init__(self, data: Any = None, *, forces: Sequence[tuple[str, Any]], initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        choice_field(self, "force").choices = list(forces)


class FilterForm(forms.Form):
    """What the list is narrowed to."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All that are kept")), *((state.value, words) for state, words in STATES.items())],
    )
    mine = forms.BooleanField(label=_("Only those I have written in"), required=False)
    due = forms.BooleanField(label=_("Only those that are due for review"), required=False)

    def wanted(self) -> Wanted:
        """Return what is asked for."""
        given = self.cleaned_data if self.is_valid() else {}
        return Wanted(state=given.get("state", ""), mine=bool(given.get("mine")), due=bool(given.get("due")))
