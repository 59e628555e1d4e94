"""The forms of reports that an analyst builds."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from intel.rules.statistics.catalogue import SUBJECTS
from intel.rules.statistics.periods import Grain
from intel.rules.statistics.plans import BACKS, MOST_DIMENSIONS, BadPlan, Every, Plan, check
from intel.rules.statistics.terms import Subject, Unit
from triage.forms.reasons import choice_field

GRAINS = [
    (Grain.WHOLE.value, _("All of it as one")),
    (Grain.MONTH.value, _("Each month")),
    (Grain.QUARTER.value, _("Each quarter")),
    (Grain.YEAR.value, _("Each year")),
]
BACK_NAMES = {1: _("The last whole month"), 0: _("All there is, the running month as well")}
EVERY = [
    (Every.NEVER.value, _("Only when somebody asks")),
    (Every.WEEK.value, _("Each Monday")),
    (Every.MONTH.value, _("On the first of each month")),
]
BY = [f"by_{place}" for place in range(1, MOST_DIMENSIONS + 1)]


class UnitForm(forms.Form):
    """What is counted: reports, requests to platforms or support referrals."""

    unit = forms.ChoiceField(
        label=_("What do you want to count?"),
        choices=[(each.unit.value, each.name) for each in SUBJECTS.values()],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what to count.")},
    )


class BuildForm(forms.Form):
    """What is counted by what, and when again. `edits` is the report's count when the page was opened."""

    edits = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=_("Title"), max_length=120, error_messages={"required": _("Write a title.")})
    measures = forms.MultipleChoiceField(
        label=_("What is counted?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what is counted.")},
    )
    by_1 = forms.ChoiceField(label=_("By"), required=False)
    by_2 = forms.ChoiceField(label=_("And by"), required=False)
    by_3 = forms.ChoiceField(label=_("And by (third)"), required=False)
    grain = forms.ChoiceField(label=_("For which periods?"), choices=GRAINS)
    back = forms.TypedChoiceField(label=_("How far back?"), coerce=int)
    every = forms.ChoiceField(label=_("When is it counted again?"), choices=EVERY, widget=forms.RadioSelect)
    is_shared = forms.BooleanField(label=_("Everybody in the hub may see it"), required=False)

    def __init__(self, *args: Any, unit: Unit, filters: Mapping[str, tuple[str, ...]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._unit, self._filters = unit, filters
        subject: Subject = SUBJECTS[unit]
        choice_field(self, "measures").choices = [(code, each.name) for code, each in subject.measures.items()]
        dimensions = sorted(((code, each.name) for code, each in subject.dimensions.items()), key=lambda pair: pair[1])
        for name in BY:
            choice_field(self, name).choices = [("", _("Nothing")), *dimensions]
        backs = [(months, _("The last %d whole months") % months) for months in BACKS if months not in BACK_NAMES]
        choice_field(self, "back").choices = [(1, BACK_NAMES[1]), *backs, (0, BACK_NAMES[0])]

    def clean(self) -> dict[str, Any]:
        """Put the plan together, and say beside the field what cannot be counted."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        try:
            check(self.plan(cleaned))
        except BadPlan as error:
            self.add_error({"dimensions": "by_1"}.get(error.part, error.part), str(error))
        return cleaned

    def plan(self, cleaned: Mapping[str, Any]) -> Plan:
        """Return the plan that was put together; what it is narrowed to stays."""
        return Plan(
            unit=self._unit,
            dimensions=tuple(cleaned[name] for name in BY if cleaned.get(name)),
            measures=tuple(cleaned["measures"]),
            grain=Grain(cleaned["grain"]),
            back=cleaned["back"],
            filters=self._filters,
        )


def initial_of(plan: Plan) -> dict[str, Any]:
    """Return what the fields of a plan hold."""
    by = dict(zip(BY, plan.dimensions, strict=False))
    return {"measures": plan.measures, "grain": plan.grain.value, "back": plan.back, **by}


class NarrowForm(forms.Form):
    """To which values of one dimension a report is narrowed; none: to no value in particular."""

    edits = forms.IntegerField(widget=forms.HiddenInput)
    values = forms.MultipleChoiceField(
        label=_("Count only these"),
        help_text=_("Choose none to count all."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "values").choices = [(value or "-", name) for value, name in choices]

    def chosen(self) -> tuple[str, ...]:
        """Return the values; the one that stands for none is empty."""
        return tuple("" if value == "-" else value for value in self.cleaned_data["values"])
