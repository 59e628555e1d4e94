"""Forms that carry how the case stood when they were opened, and keep what was typed when somebody was faster."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hatehub.accounts.staff import StaffRequest
from hatehub.audit.models import Entry
from reports.models import Case, Report
from reports.services.workflow import StaleReport
from triage.rules.marks import read_mark, write_mark
from triage.selectors.standing import done_since, is_decision, lengths_now, lengths_of_case
from triage.services.guarding import Overtaken, unchanged

CHANGED = gettext_lazy(
    "A colleague has changed this case since you opened the page. Nothing is recorded: what you wrote stands below."
)
FIELD = "seen"
INTERNAL = frozenset({FIELD, "csrfmiddlewaretoken", "version", "policy", "asked", "from", "do", "claim", "replaces"})
Row = dict[str, Any]


class CaseRequest(StaffRequest):
    """A request about a case: how it stood when the page was opened, who else looks, and who may give it away."""

    standing: "Standing"
    also_looking: list[str]
    may_give: bool


class Standing:
    """How a case stood when the page was opened that is shown or sent: its mark goes into each form of the page.

    `deeds` are what others did since, where something was refused because of it; the page shows them.
    """

    def __init__(self, request: StaffRequest, *, lengths: Mapping[str, int]) -> None:
        self._request = request
        self._now = dict(lengths)
        self._sent = read_mark(request.POST.get(FIELD, "")) if request.method == "POST" else {}
        self.is_overtaken = False
        self.deeds: list[Row] = []

    @property
    def mark(self) -> str:
        """What the forms carry: one that was sent and comes again keeps its own, unless the page says what is new."""
        return write_mark(self._now if self.is_overtaken else self._now | self._seen)

    def watch(self, *reports: Report, cases: Iterable[Case] = ()) -> None:
        """Watch reports besides the one that leads, and other cases."""
        subjects = [*(f"report:{each.reference}" for each in reports), *(f"case:{each.reference}" for each in cases)]
        self._now |= lengths_now(subjects=subjects, by=self._request.actor)

    @contextmanager
    def acting(self, *cases: Case) -> Iterator[None]:
        """Do what was decided on the page, as `guarding.unchanged`. Raises Overtaken, which `refuse` shows."""
        ids = [case.id for case in cases]
        with unchanged(case_ids=ids, lengths=self._seen, by=self._request.actor):
            yield

    def note(self, refusal: StaleReport | None = None) -> None:
        """Have the page show what others did since it was opened; its forms then carry how the case stands now."""
        known = refusal.deeds if isinstance(refusal, Overtaken) else self._since()
        self.is_overtaken, self.deeds = True, [_row(entry) for entry in known]
        self._now = lengths_now(subjects=self._now, by=self._request.actor)

    def note_any(self) -> None:
        """Have the page show what others did since it was opened, where they did anything."""
        if any(is_decision(entry) for entry in self._since()):
            self.note()

    def refuse(self, refusal: StaleReport, case: Case, *shown: forms.Form) -> None:
        """Have the page show the forms again, with what was typed, ready to be sent again over how the case stands."""
        self.note(refusal)
        look_again(case)
        for form in shown:
            renew(form, version=case.lead.version)
        shown[-1].add_error(None, str(CHANGED))

    def status(self, *shown: forms.Form) -> int:
        """Return 409 where somebody was faster, 422 where a form that was sent has errors, else 200."""
        if self.is_overtaken:
            return 409
        return 422 if any(form.is_bound and form.errors for form in shown) else 200

    def gone(
        self,
        text: str,
        *,
        back: str,
        labels: Mapping[str, Any] | None = None,
        can_retry: bool = True,
        is_blind: bool = False,
    ) -> HttpResponse:
        """Return the page for what cannot be done any more: why, who did what since, and all that was typed.

        `labels` name the fields. `can_retry` lets it be sent again from there, should it be possible again.
        `is_blind` leaves out what others did.
        """
        if is_blind:
            self.is_overtaken = True
        else:
            self.note()
        context = {
            "text": text,
            "back": back,
            "typed": typed_rows(self._request.POST, labels or {}),
            "sent": _sent(self._request.POST),
            "can_retry": can_retry,
            "standing": self,
        }
        return render(self._request, "hub/overtaken_page.html", context, status=409)

    @property
    def _seen(self) -> dict[str, int]:
        """What the form that was sent tells of this case: whatever else it names is none of its business."""
        return {subject: length for subject, length in self._sent.items() if subject in self._now}

    def _since(self) -> list[Entry]:
        return done_since(lengths=self._seen, by=self._request.actor)


def look_again(case: Case) -> None:
    """Read the report that leads a case anew, as a colleague has left it."""
    case.lead = Report.objects.select_related("complainant").get(id=case.lead_id)


def renew(form: forms.Form, **values: Any) -> None:
    """Put other values into the hidden fields of a form that was sent, where it has them; what was typed stays."""
    changed: Any = form.data.copy()  # type: ignore[attr-defined]  # a QueryDict, which mypy takes for any mapping
    for name, value in values.items():
        if form.add_prefix(name) in changed:
            changed[form.add_prefix(name)] = str(value)
    form.data = changed


def labels_of(*shown: forms.Form) -> dict[str, Any]:
    """Return what the fields of some forms are called on the page, by the names they are sent under."""
    return {form.add_prefix(name): form[name].label for form in shown for name in form.fields}


def typed_rows(typed: QueryDict, labels: Mapping[str, Any]) -> list[Row]:
    """Return everything that was typed or chosen, for a summary list."""
    return [
        {"key": labels.get(name) or name.replace("_", " ").replace("-", " ").capitalize(), "value": value}
        for name, value in _values(typed)
        if name not in INTERNAL
    ]


def _sent(typed: QueryDict) -> list[tuple[str, str]]:
    """Return what goes along when it is sent again from the page."""
    return [(name, value) for name, value in _values(typed) if name not in (FIELD, "csrfmiddlewaretoken")]


def _values(typed: QueryDict) -> Iterable[tuple[str, str]]:
    return ((name, value.replace("\0", "")) for name, values in typed.lists() for value in values if value.strip())


def _row(entry: Entry) -> Row:
    return {
        "who": _who(entry.actor),
        "at": entry.at,
        "what": entry.verb.replace("_", " "),
        "reason": entry.reason,
    }


def _who(actor: str) -> str:
    role, _sign, name = actor.partition(":")
    return {"force": _("The force"), "hub": _("The hub")}.get(role, name)


def standing_of(request: StaffRequest, *, reference: str) -> Standing:
    """Return how a case stands; call it before anything else of the page is read."""
    return Standing(request, lengths=lengths_of_case(reference=reference, by=request.actor))
