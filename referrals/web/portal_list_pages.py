"""The first page of the portal of forces: what waits for the force, and its cases."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from hatehub.accounts.staff import StaffRequest
from hatehub.design.colours import colour_of
from referrals.forms.portal_lists import ListForm
from referrals.selectors.portal_lists import ListedCase, Order, list_portal_cases, names_for_lists
from referrals.selectors.portal_waiting import waiting_for_force
from referrals.services import feeding
from referrals.web.portal_frame import for_force, show
from referrals.web.portal_words import STATES, WAITS, change_words, clock_words
from triage.rules.priority_table import Band
from triage.selectors.time_bars import local_day, near_until
from triage.web.priority_words import COLOURS
from triage.web.time_bar_rows import days_left

ORDERS = {Order.CHANGE: "Newest change", Order.LIMIT: "Time limit"}


@require_safe
@for_force
def cases(request: StaffRequest) -> HttpResponse:
    """Show what waits for the force, and a page of its cases, narrowed and ordered as the address says."""
    by, at = request.actor, timezone.now()
    strands, units = names_for_lists(by=by)
    form = ListForm(request.GET, strands=strands, units=units)
    given = request.GET.get("order", "")
    order = Order(given) if given in set(Order) else Order.CHANGE
    after = request.GET.get("after", "")
    feeding.number_entries()
    page = list_portal_cases(asked=form.asked(), order=order, after=after, by=by)
    chosen = _chosen(form, order)
    context = {
        "waiting": [] if after else _waiting(request),
        "rows": [_row(each, strands=strands, units=units, at=at) for each in page.cases],
        "form": form,
        "text": form.chosen().get("text", ""),
        "active": [
            {"label": words, "href": _address(pair for pair in chosen if pair != (name, value))}
            for name, value, words in form.active()
        ],
        "clear_url": _address(pair for pair in chosen if pair[0] in ("order", "text")),
        "hidden": {name: value for name, value in chosen if name in ("order", "text")},
        "orders": [
            {
                "text": text,
                "is_chosen": each is order,
                "href": _address([*(pair for pair in chosen if pair[0] != "order"), ("order", each.value)]),
            }
            for each, text in ORDERS.items()
        ],
        "is_by_limit": order is Order.LIMIT,
        "is_further_on": bool(after),
        "first": _address(chosen),
        "following": _address([*chosen, ("after", page.following)]) if page.following else "",
    }
    return show(request, "cases", context)


def _chosen(form: ListForm, order: Order) -> list[tuple[str, str]]:
    pairs = [(name, value) for name, value, _words in form.active()]
    text = form.chosen().get("text", "")
    pairs += [("text", text)] if text else []
    return pairs + ([("order", order.value)] if order is not Order.CHANGE else [])


def _address(pairs: Any) -> str:
    query = urlencode(list(pairs))
    return f"{reverse('force_cases')}{'?' if query else ''}{query}"


def _waiting(request: StaffRequest) -> list[dict[str, Any]]:
    at = timezone.now()
    return [
        {
            "href": reverse("force_case", args=[each.reference]),
            "reference": each.reference,
            "what": WAITS[each.what],
            "since": each.since,
            "clock": clock_words(each.due_at, at=at),
        }
        for each in waiting_for_force(by=request.actor)
    ]


def _row(each: ListedCase, *, strands: dict[str, str], units: dict[str, str], at: Any) -> dict[str, Any]:
    standing = each.standing
    return {
        "href": reverse("force_case", args=[standing.reference]),
        "reference": standing.reference,
        "state": STATES.get(standing.state, standing.state),
        "state_colour": colour_of(standing.state),
        "band": standing.band.capitalize() if standing.band else "",
        "band_colour": COLOURS[Band(standing.band)] if standing.band else "",
        "strands": [strands.get(code, code) for code in standing.strands],
        "unit": units.get(standing.unit or "", ""),
        "change": change_words(each.change) if each.change else "",
        "changed_at": each.changed_at,
        "due_on": each.due_on,
        "left": days_left(each.due_on, today=local_day(at)) if each.due_on and standing.state != "closed" else "",
        "is_near": bool(each.due_on and each.due_on <= near_until(at) and standing.state != "closed"),
    }
