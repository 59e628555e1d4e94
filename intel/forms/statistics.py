"""The forms of statistics."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from intel.rules.statistics.periods import Grain
from triage.forms.reasons import choice_field

GRAINS = [(Grain.MONTH.value, _("Months")), (Grain.QUARTER.value, _("Quarters")), (Grain.YEAR.value, _("Years"))]
MONTHS_BACK = 24


class PeriodForm(forms.Form):
    """For which years figures are shown, and by how long periods."""

    since = forms.TypedChoiceField(label=_("From"), coerce=int, required=False, empty_value=None)
    until = forms.TypedChoiceField(label=_("To"), coerce=int, required=False, empty_value=None)
    by = forms.ChoiceField(label=_("By"), choices=GRAINS, required=False)

    def __init__(self, *args: Any, first: int, last: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = [(year, str(year)) for year in range(first, last + 1)]
        choice_field(self, "since").choices = [("", _("Two years back")), *years]
        choice_field(self, "until").choices = [("", _("Now")), *reversed(years)]

    def clean(self) -> dict[str, Any]:
        """Ask for years in their order."""
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("until", _("Choose a year that is not before the first."))
        return cleaned


def asked_of(cleaned: dict[str, Any], *, day: date, first: int) -> tuple[Grain, date, date]:
    """Return what was asked for; without an answer two years by months, up to the month of `day`.

    Nothing is shown of years before the first one of which there is anything.
    """
    grain = Grain(cleaned.get("by") or Grain.MONTH.value)
    end = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    since = date(cleaned["since"], 1, 1) if cleaned.get("since") else None
    until = min(date(cleaned["until"] + 1, 1, 1), end) if cleaned.get("until") else end
    months = end.year * 12 + end.month - 1 - MONTHS_BACK
    return grain, max(since or date(months // 12, months % 12 + 1, 1), date(first, 1, 1)), until
