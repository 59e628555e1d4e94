"""Subject access requests as pages show them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hatehub.accounts.actors import Actor
from hatehub.accounts.roles import Action, is_allowed
from triage.forms.access_requests import GROUNDS, KINDS, WHYS_REFUSED
from triage.models import AccessItem, AccessRequest
from triage.rules.access_requests import Ground, Kind, State, WhyRefused, is_late, is_soon
from triage.services.access_requests.frame import open_reasons, open_why
from triage.services.access_requests.parts import Asker, Described, Part, list_parts, list_sources

STATES: dict[State, str | Promise] = {
    State.OPEN: gettext_lazy("Being prepared"),
    State.SUBMITTED: gettext_lazy("Waits for a supervisor"),
    State.APPROVED: gettext_lazy("Bundle being made"),
    State.MADE: gettext_lazy("Bundle made"),
    State.GIVEN: gettext_lazy("Given"),
    State.REFUSED: gettext_lazy("Refused"),
}
COLOURS = {
    State.OPEN: "blue",
    State.SUBMITTED: "yellow",
    State.APPROVED: "blue",
    State.MADE: "turquoise",
    State.GIVEN: "green",
    State.REFUSED: "grey",
}
HOWS: dict[str, str | Promise] = {
    "reference": gettext_lazy("by its reference"),
    "email": gettext_lazy("by the same e-mail address"),
    "telephone": gettext_lazy("by the same telephone number"),
    "handle": gettext_lazy("by the name of an account"),
    "words": gettext_lazy("by words that it holds"),
}
CHOICES: dict[str, tuple[str | Promise, str]] = {
    "undecided": (gettext_lazy("To decide"), "yellow"),
    "included": (gettext_lazy("Included"), "green"),
    "left_out": (gettext_lazy("Left out"), "grey"),
}


def listed(row: AccessRequest, *, today: date) -> dict[str, Any]:
    """Return a request as the list shows it: nothing of who asks."""
    state = State(row.state)
    days = abs((row.due_on - today).days)
    return {
        "row": row,
        "href": reverse("hub_access_request", args=[row.id]),
        "kind": KINDS[Kind(row.kind)],
        "state": STATES[state],
        "colour": COLOURS[state],
        "late": _("%d days late") % days if is_late(state=state, due=row.due_on, today=today) else "",
        "soon": _("%d days left") % days if is_soon(state=state, due=row.due_on, today=today) else "",
    }


def asker_rows(row: AccessRequest, asker: Asker) -> list[dict[str, Any]]:
    """Return who asks, as rows."""
    said = [
        (_("Name"), asker.name),
        (_("E-mail"), "\n".join(asker.emails)),
        (_("Telephone"), "\n".join(asker.telephones)),
        (_("Accounts"), "\n".join(asker.handles)),
        (_("How they want the answer"), asker.reach),
        (_("How it was checked who asks"), asker.checked or _("forgotten")),
    ]
    return [{"key": key, "value": value} for key, value in said if value]


def why_of(row: AccessRequest) -> dict[str, Any] | None:
    """Return what was last said of a request: why it came back or was refused, or how it was given; None if nothing."""
    words = open_why(row)
    if not words and not row.refused_as:
        return None
    titles = {State.GIVEN: _("How the person got it"), State.REFUSED: _("What the person is told")}
    why = WHYS_REFUSED[WhyRefused(row.refused_as)] if row.refused_as else ""
    return {"title": titles.get(State(row.state), _("Given back, because")), "words": words, "why": why}


def item_rows(row: AccessRequest, items: Sequence[AccessItem]) -> list[dict[str, Any]]:
    """Return what was found, described by the app that knows it, with as many queries for a few as for many."""
    described = describe(row, items)
    reasons = open_reasons(items)
    return [item_row(item, described.get((item.source, item.key)), reasons.get(item.id, "")) for item in items]


def describe(row: AccessRequest, items: Sequence[AccessItem]) -> dict[tuple[str, str], Described]:
    """Return what is shown of each by its source and key."""
    found: dict[tuple[str, str], Described] = {}
    for source in list_sources(Kind(row.kind)):
        keys = [item.key for item in items if item.source == source.code]
        if keys:
            found |= {(source.code, key): each for key, each in source.describe(keys).items()}
    return found


def item_row(item: AccessItem, described: Described | None, reason: str) -> dict[str, Any]:
    """Return one thing that was found; one that is gone says so."""
    choice, colour = CHOICES[item.choice]
    known = described or Described(title=_("Not there any more"))
    return {
        "item": item,
        "title": known.title,
        "detail": known.detail,
        "case": known.href,
        "how": HOWS.get(item.how, item.how),
        "choice": choice,
        "colour": colour,
        "reason": reason,
        "href": reverse("hub_access_item", args=[item.request_id, item.id]),
    }


def section_rows(row: AccessRequest, *, by: Actor) -> list[dict[str, Any]]:
    """Return the sections with what was decided of each."""
    decided = {each.code: each for each in row.sections.all()}
    reasons = open_reasons(decided.values())
    said = {code: reasons.get(each.id, "") for code, each in decided.items()}
    approves = is_allowed(role=by.role, action=Action.APPROVE_ACCESS)
    may_decide = row.state == State.OPEN or (row.state == State.SUBMITTED and approves)
    return [
        {
            "title": part.title,
            **_stands(part, decided.get(part.code), kind=Kind(row.kind)),
            "reason": said.get(part.code, ""),
            "href": reverse("hub_access_section", args=[row.id, part.code]) if may_decide else "",
        }
        for part in list_parts(Kind(row.kind))
    ]


def _stands(part: Part, row: Any, *, kind: Kind) -> dict[str, Any]:
    if row is None and part.never_given is not None:
        return {"stands": _("Never given"), "colour": "grey", "ground": GROUNDS[part.never_given]}
    if row is None:
        is_given = kind == Kind.COMPLAINANT
        return {"stands": _("Given") if is_given else _("To decide"), "colour": "green" if is_given else "yellow"}
    if row.is_given:
        return {"stands": _("Given"), "colour": "green"}
    stands = _("Held back and not listed") if row.is_silent else _("Held back")
    return {"stands": stands, "colour": "red", "ground": GROUNDS[Ground(row.ground)]}
