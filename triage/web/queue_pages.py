"""The queue page: lists of cases, narrowed and ordered as the address says."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from hatehub.accounts.staff import StaffRequest, staff_only
from hatehub.design.templatetags.design import form_fields
from triage.forms.queue_filtering import QueueFilterForm
from triage.rules.queue_filter import ORDERS, Filter, Order, View, Viewer, filter_of, left_to_others, without_avoided
from triage.selectors.handovers import MOST_LISTED, list_open
from triage.selectors.queues import COUNTED, count_lists, list_cases, names_of
from triage.selectors.saved_views import list_views
from triage.selectors.time_bars import near_until
from triage.web import emergency_rows, wording
from triage.web.comfort import comfort_of
from triage.web.queue_rows import Names, case_rows

ORDER_NAMES: dict[Order, str | Promise] = {
    Order.PRIORITY: gettext_lazy("Priority"),
    Order.CLOCK: gettext_lazy("Clock"),
    Order.TIME_BAR: gettext_lazy("Time bar"),
    Order.OLDEST: gettext_lazy("Oldest"),
    Order.NEWEST: gettext_lazy("Newest"),
}
LEFT = "left"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the address of the queue page asks for."""

    view: View
    order: Order
    form: QueueFilterForm
    wanted: Filter
    query: QueryDict

    def address(self, **changes: str) -> str:
        """Return the address of the same page with something changed; what is empty is left out."""
        query = self.query.copy()
        query.pop("after", None)
        for name, value in changes.items():
            query[name] = value
        if query.get("order") == ORDERS[self.view][0]:
            query["order"] = ""
        return address_of(query)


@require_safe
@staff_only
def home(request: StaffRequest) -> HttpResponse:
    """Lead to the queues."""
    return redirect("hub_queue")


@require_safe
@staff_only
def queue(request: StaffRequest) -> HttpResponse:
    """Show one list of cases."""
    at, viewer, names = timezone.now(), viewer_of(request), names_of(with_officers=True)
    asked = read_address(request.GET, viewer=viewer, names=names, at=at)
    page = list_cases(wanted=asked.wanted, order=asked.order, after=request.GET.get("after", ""), by=request.actor)
    handovers = list_open(by=request.actor)
    lists, left = _side(request, asked, viewer=viewer, at=at)
    context = {
        "title": wording.VIEWS[asked.view],
        "rows": case_rows(
            page,
            names=names,
            at=at,
            username=viewer.username,
            known=handovers if len(handovers) < MOST_LISTED else None,
        ),
        "emergencies": emergency_rows.open_rows(handovers, at=at),
        "queues": lists,
        "left": left,
        "saved": _saved(request, asked, viewer=viewer),
        "orders": _orders(asked),
        "form": asked.form,
        "fields": fields_drawn(chosen_part(request.GET), freeze(names)),
        "active": active_of(asked.form, asked.query),
        "clear_url": _cleared(asked),
        "hidden": {"queue": request.GET.get("queue", ""), "order": request.GET.get("order", "")},
        "page": {"previous": "", "next": asked.address(after=page.following) if page.following else ""},
        "is_first": not request.GET.get("after"),
        "first_page": asked.address(),
        "query": request.GET.urlencode(),
        "holds": next((item["count"] for item in lists if item["active"] and not asked.form.chosen()), ""),
        "save_url": f"{reverse('hub_save_view')}?{_kept(asked).urlencode()}",
    }
    return render(request, "hub/queue.html", context)


Frozen = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


def freeze(names: Names) -> Frozen:
    """Return names by code as a value that can be remembered by."""
    return tuple((what, tuple(named.items())) for what, named in names.items())


@lru_cache(maxsize=200)
def fields_drawn(query: str, names: Frozen, *, of: type[QueueFilterForm] = QueueFilterForm) -> SafeString:
    """Return the fields of the filter for an address, drawn once for all who ask the same: they are most of a page."""
    named = {what: dict(each) for what, each in names}
    return form_fields(of(QueryDict(query), names=named, owners=sorted(named["officers"])))


def viewer_of(request: StaffRequest) -> Viewer:
    """Return who looks at lists."""
    team = getattr(request.user, "team_id", None)
    return Viewer(username=request.actor.identifier, team=team, avoided=comfort_of(request).avoided_terms)


def read_address(query: QueryDict, *, viewer: Viewer, names: Any, at: datetime) -> Asked:
    """Return what an address asks for; what cannot be read is left out, and said beside its field."""
    view = next((each for each in View if each.value == query.get("queue", "")), View.ALL)
    offered = ORDERS[view]
    order = next((each for each in offered if each.value == query.get("order", "")), offered[0])
    form = QueueFilterForm(query, names=names, owners=sorted(names["officers"]))
    base = filter_of(view, viewer=viewer, at=at, bar_until=near_until(at))
    wanted, shows_all = form.narrow(base), query.get("avoided") == "show"
    return Asked(
        view=view,
        order=order,
        form=form,
        wanted=wanted if shows_all else without_avoided(wanted, viewer=viewer),
        query=query,
    )


def address_of(query: QueryDict, *, to: str = "") -> str:
    """Return the address of the queue page, or of another list, for what is asked, without empty parts."""
    kept = QueryDict(mutable=True)
    for name, values in query.lists():
        kept.setlist(name, [value for value in values if value])
    return f"{to or reverse('hub_queue')}?{kept.urlencode()}"


def kept_query(query: QueryDict) -> QueryDict:
    """Return the parts of an address that a view keeps: which list, which order, which filter, but no place in it."""
    return _only(query, {"queue", "order", *filter_names()})


def chosen_part(query: QueryDict) -> str:
    """Return what an address says of the filter alone: no place in a list, and no words that were searched for."""
    return _only(query, filter_names()).urlencode()


def _only(query: QueryDict, known: set[str]) -> QueryDict:
    kept = QueryDict(mutable=True)
    for name, values in query.lists():
        if name in known and any(values):
            kept.setlist(name, [value for value in values if value])
    return kept


def _kept(asked: Asked) -> QueryDict:
    return kept_query(asked.query)


def filter_names() -> set[str]:
    """Return the names under which the address holds what is chosen."""
    names = set(QueueFilterForm.base_fields) - {"since", "until"}
    return names | {f"{field}_{part}" for field in ("since", "until") for part in ("day", "month", "year")}


def _cleared(asked: Asked) -> str:
    query = asked.query.copy()
    for name in (*filter_names(), "after"):
        query.pop(name, None)
    return address_of(query)


def active_of(form: QueueFilterForm, query: QueryDict, *, to: str = "") -> list[dict[str, str]]:
    """Return each choice of the filter with the address of the same list without it."""
    return [
        {"label": _label(form, name, one), "href": address_of(_without(query, name, one), to=to)}
        for name, value in form.chosen().items()
        for one in (value if isinstance(value, list) else [value])
    ]


def _label(form: QueueFilterForm, name: str, value: Any) -> str:
    words = f"{value:%-d %B %Y}" if name in ("since", "until") else form.words_of(name, value)
    return f"{form.fields[name].label}: {words}"


def _without(query: QueryDict, name: str, value: Any) -> QueryDict:
    changed = query.copy()
    changed.pop("after", None)
    if name in ("since", "until"):
        for part in ("day", "month", "year"):
            changed.pop(f"{name}_{part}", None)
    else:
        changed.setlist(name, [each for each in changed.getlist(name) if each != value])
    return changed


def _orders(asked: Asked) -> list[dict[str, Any]]:
    return [
        {"text": ORDER_NAMES[order], "href": asked.address(order=order.value), "is_chosen": order is asked.order}
        for order in ORDERS[asked.view]
    ]


def _side(
    request: StaffRequest, asked: Asked, *, viewer: Viewer, at: datetime
) -> tuple[list[dict[str, Any]], dict[str, str] | None]:
    """Return the lists beside the page with how much each holds, and what of this one is left to colleagues, if any.

    What somebody asked not to see is not counted.
    """
    shown: list[View] = [view for view in View if view is not View.TEAM or viewer.team]
    until = near_until(at)
    wanted: dict[View, Filter] = {
        view: without_avoided(filter_of(view, viewer=viewer, at=at, bar_until=until), viewer=viewer)
        for view in shown
        if view is not View.CLOSED
    }
    asked_for: dict[str, Filter] = {view.value: each for view, each in wanted.items()}
    if asked.wanted.avoided:
        asked_for[LEFT] = left_to_others(asked.wanted, viewer=viewer)
    counts = count_lists(wanted=asked_for, by=request.actor)
    lists = [
        {
            "text": wording.VIEWS[view],
            "href": _list_address(view, asked),
            "count": _counted(counts.get(view.value)),
            "active": view is asked.view,
        }
        for view in shown
    ]
    left = counts.get(LEFT)
    return lists, {"count": _counted(left), "href": asked.address(avoided="show")} if left else None


def _list_address(view: View, asked: Asked) -> str:
    """Return the address of another list, in the same order where it can be read in it."""
    query = QueryDict(mutable=True)
    query["queue"] = view.value
    if asked.order in ORDERS[view] and asked.order is not ORDERS[view][0]:
        query["order"] = asked.order.value
    return address_of(query)


def _counted(number: int | None) -> str:
    if number is None:
        return ""
    return f"{COUNTED}+" if number > COUNTED else str(number)


def _saved(request: StaffRequest, asked: Asked, *, viewer: Viewer) -> list[dict[str, Any]]:
    kept = _kept(asked).urlencode()
    return [
        {
            "text": row.name if row.owner_id == request.actor.user_id else f"{row.name} ({row.owner.username})",
            "href": f"{reverse('hub_queue')}?{row.query}",
            "count": "",
            "active": bool(kept) and row.query == kept,
        }
        for row in list_views(team=viewer.team, by=request.actor)
    ]
