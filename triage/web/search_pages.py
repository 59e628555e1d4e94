"""The search: one box on every page of the workbench, and the page on which its answer stands."""

from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from hatehub.accounts.staff import StaffRequest, staff_only
from triage.forms.queue_filtering import SearchFilterForm
from triage.rules.queue_filter import Filter
from triage.rules.search.queries import As, Item
from triage.selectors.queues import page_of
from triage.selectors.search_tables import get_names
from triage.selectors.searching import MOST_RANKED, considered_for, merged_hits
from triage.services.searching import search
from triage.web.comfort import comfort_of
from triage.web.queue_pages import active_of, address_of, chosen_part, fields_drawn, freeze
from triage.web.queue_rows import case_rows

SEEN_AS: dict[As, str | Promise] = {
    As.WORDS: gettext_lazy("word"),
    As.PHRASE: gettext_lazy("words side by side"),
    As.DAY: gettext_lazy("date"),
    As.FORCE: gettext_lazy("force"),
    As.STRAND: gettext_lazy("strand"),
    As.PLATFORM: gettext_lazy("platform"),
    As.ACCOUNT: gettext_lazy("account"),
    As.LINK: gettext_lazy("link"),
    As.REFERENCE: gettext_lazy("reference"),
}


@require_safe
@staff_only
def answer(request: StaffRequest) -> HttpResponse:
    """Show the cases that fit what was typed; a reference leads straight to its case."""
    typed, at, known = request.GET.get("q", "").strip(), timezone.now(), get_names()
    names = known.shown
    form = SearchFilterForm(request.GET, names=names, owners=sorted(names["officers"]))
    terms = form.narrow(Filter()).any_of
    avoided = () if request.GET.get("avoided") == "show" else comfort_of(request).avoided_terms
    found = search(
        query=typed,
        by=request.actor,
        at=at,
        terms=terms,
        avoided=avoided,
        after=request.GET.get("after", ""),
        vocabulary=known.vocabulary,
    )
    if found.straight_to:
        return redirect("hub_case", found.straight_to)
    page = page_of(report_ids=found.lead_ids, by=request.actor)
    context = {
        "typed": typed,
        "found": found,
        "understood": [[_said(item) for item in items] for items in found.query.alternatives],
        "rows": case_rows(page, names=names, at=at, username=request.actor.identifier) if page.reports else [],
        "form": form,
        "fields": fields_drawn(chosen_part(request.GET), freeze(names), of=SearchFilterForm),
        "hidden": {"q": typed},
        "active": active_of(form, request.GET, to=reverse("hub_search")),
        "clear_url": _address(QueryDict(), typed),
        "merged": merged_hits(found=found, by=request.actor),
        "limits": {"considered": considered_for(found.query), "ranked": MOST_RANKED},
        "everything": _address(request.GET, typed, avoided="show") if avoided else "",
        "is_first": not request.GET.get("after"),
        "first_page": _address(request.GET, typed),
        "page": {"previous": "", "next": _address(request.GET, typed, found.following) if found.following else ""},
    }
    return render(request, "hub/search.html", context)


def _said(item: Item) -> dict[str, Any]:
    return {"seen_as": SEEN_AS[item.seen_as], "text": item.text, "is_unwanted": item.is_unwanted}


def _address(query: QueryDict, typed: str, after: str = "", **changes: str) -> str:
    """Return the address of a search, with what it is narrowed to."""
    asked = query.copy()
    asked["q"], asked["after"] = typed, after
    for name, value in changes.items():
        asked[name] = value
    return address_of(asked, to=reverse("hub_search"))
