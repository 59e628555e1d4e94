"""The form by which a list of cases is narrowed: all of it stands in the address."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hatehub.design.fields import DatePartsField
from triage.rules.priority_table import BANDS, Band
from triage.rules.queue_filter import Filter
from triage.rules.queue_terms import NOBODY, Facet, Mark, terms

MARKS: dict[Mark, str | Promise] = {
    Mark.DANGER: _("Somebody may be in danger"),
    Mark.REVIEW: _("A review is asked for"),
    Mark.UNREAD: _("The complainant has written"),
    Mark.SEVERAL: _("Several reports"),
    Mark.READ_AGAIN: _("Waits for a second reading"),
    Mark.BURST: _("Came in a burst"),
}
KINDS = {
    "victim": _("The victim"),
    "witness": _("A witness"),
    "third_party": _("Somebody on behalf of another"),
    "professional": _("Somebody in the course of work"),
    "unstated": _("Not said"),
}
BAND_NAMES: dict[Band, str | Promise] = {
    Band.URGENT: _("Urgent"),
    Band.HIGH: _("High"),
    Band.NORMAL: _("Normal"),
    Band.LOW: _("Low"),
}
FACETS: dict[str, Facet] = {
    "strand": Facet.STRAND,
    "mark": Facet.MARK,
    "owner": Facet.OWNER,
    "platform": Facet.PLATFORM,
    "area": Facet.AREA,
    "force": Facet.FORCE,
    "kind": Facet.KIND,
    "language": Facet.LANGUAGE,
    "takedown": Facet.TAKEDOWN,
}
TAKEDOWNS = {
    "to_do": _("For an officer to do"),
    "sent": _("Sent"),
    "removed": _("Removed, it says"),
    "refused": _("Refused"),
    "no_answer": _("No answer"),
    "reappeared": _("Re-appeared"),
}
WORKED_BY = "owner"


def _several(label: Any, choices: Iterable[tuple[str, Any]] = ()) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple(attrs={"data-small": "1"})
    )


def _one(label: Any, choices: Iterable[tuple[str, Any]] = ()) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("", _("Any")), *choices], required=False)


class QueueFilterForm(forms.Form):
    """What is chosen of a list. `names` are those of forces, strands and platforms by code, `owners` user names."""

    band = _several(_("Priority"), [(band.value, BAND_NAMES[band]) for band in BANDS])
    strand = _several(_("Strand"))
    mark = _several(_("Only those"), [(mark.value, name) for mark, name in MARKS.items()])
    owner = _one(_("Worked by"))
    platform = _one(_("Platform"))
    area = _one(_("Force where the victim lives"))
    force = _one(_("Force that is to investigate"))
    kind = _one(_("Reported by"), KINDS.items())
    language = _one(_("Language"), settings.LANGUAGES)
    takedown = _one(_("Request to a platform"), TAKEDOWNS.items())
    since = DatePartsField(label=_("Received from"), required=False)
    until = DatePartsField(label=_("Received until"), required=False, future_allowed=True)

    def __init__(self, data: Any, *, names: Mapping[str, Mapping[str, str]], owners: Iterable[str]) -> None:
        super().__init__(data)
        for name, choices in (("strand", names["strands"]), ("platform", names["platforms"])):
            self._offer(name, sorted(choices.items(), key=lambda each: each[1]))
        for name in ("area", "force"):
            self._offer(name, sorted(names["forces"].items(), key=lambda each: each[1]))
        self._offer(WORKED_BY, [(NOBODY, _("Nobody yet")), *((owner, owner) for owner in owners)])

    def clean(self) -> dict[str, Any]:
        """Refuse a time that ends before it begins."""
        typed = super().clean() or {}
        since, until = typed.get("since"), typed.get("until")
        if since and until and until < since:
            self.add_error("until", _("This is before the day on which it begins."))
        return typed

    def narrow(self, wanted: Filter) -> Filter:
        """Return a list narrowed to what is chosen; a field in error narrows nothing."""
        typed = self.chosen()
        facets = [terms(facet, _listed(typed[name])) for name, facet in FACETS.items() if typed.get(name)]
        return replace(
            wanted,
            any_of=(*wanted.any_of, *facets),
            bands=tuple(Band(name) for name in typed.get("band", ())),
            received_from=typed.get("since"),
            received_until=typed.get("until"),
        )

    def chosen(self) -> dict[str, Any]:
        """Return what is chosen and right, by field."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def words_of(self, name: str, value: str) -> str:
        """Return how a choice is called."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - asked of fields with choices only
        choices: Any = field.choices
        return str(dict(choices).get(value, value))

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells mypy what the class declares
        several = isinstance(field, forms.MultipleChoiceField)
        field.choices = choices if several else [("", _("Any")), *choices]


class SearchFilterForm(QueueFilterForm):
    """What a search is narrowed to. Days are searched for in words, and what is urgent comes from the queues."""

    band = None  # type: ignore[assignment]
    since = None  # type: ignore[assignment]
    until = None  # type: ignore[assignment]


class SaveViewForm(forms.Form):
    """Under which name a list is kept."""

    name = forms.CharField(
        label=_("Name of the view"),
        max_length=60,
        error_messages={"required": _("Give the view a name."), "max_length": _("Use at most 60 characters.")},
    )
    is_shared = forms.BooleanField(label=_("My team sees it too"), required=False)


def _listed(value: Any) -> list[str]:
    return list(value) if isinstance(value, list) else [value]
