"""The pages of wellbeing: what one has seen, what one asked for, and a break."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hatehub.accounts.roles import Action, is_allowed
from hatehub.accounts.staff import StaffRequest, staff_only
from hatehub.reference.selectors import list_strands
from triage.forms.wellbeing import PreferencesForm, SeenForm, initial_of
from triage.selectors import wellbeing
from triage.selectors.wellbeing_table import get_wellbeing
from triage.services import preferences, seen
from triage.web.comfort import comfort_of


@require_safe
@staff_only
def overview(request: StaffRequest) -> HttpResponse:
    """Show somebody what they have seen today and this week; and a supervisor what all have, without names."""
    week = wellbeing.list_own_week(by=request.actor, at=timezone.now())
    today = week[-1]
    table = get_wellbeing()
    context = {
        "today": [
            {"number": today.words, "meaning": _("posts and accounts of what happened")},
            {"number": today.pictures, "meaning": _("pictures")},
            {"number": today.files, "meaning": _("files read")},
        ],
        "week": [(formats.date_format(row.day, "l j F"), row.seen) for row in week],
        "has_seen": any(row.seen for row in week),
        "table": table,
        "is_supervisor": is_allowed(role=request.actor.role, action=Action.VIEW_TEAM_SEEN),
        **_of_all(request),
    }
    return render(request, "hub/wellbeing.html", context)


def _of_all(request: StaffRequest) -> dict[str, Any]:
    """Return what a supervisor is told of all; nothing for others."""
    if not is_allowed(role=request.actor.role, action=Action.VIEW_TEAM_SEEN):
        return {}
    return {
        "teams": wellbeing.list_team_totals(by=request.actor, at=timezone.now(), others=_("All others together")),
        "few": wellbeing.list_strands_of_few(by=request.actor),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def settings(request: StaffRequest) -> HttpResponse:
    """Show somebody what they asked for, and keep what they ask for now."""
    strands = [(strand.code, strand.name) for strand in list_strands()]
    if request.method == "POST":
        form = PreferencesForm(request.POST, strands=strands)
        if form.is_valid():
            preferences.save(chosen=form.chosen(), by=request.actor, at=timezone.now())
            messages.success(request, _("Kept. It holds from this page on."))
            return redirect("hub_preferences")
    else:
        row = wellbeing.get_preferences(by=request.actor)
        form = PreferencesForm(initial=initial_of(row), strands=strands)
    context = {"form": form, "table": get_wellbeing()}
    return render(request, "hub/preferences.html", context, status=422 if form.errors else 200)


@require_POST
@staff_only
def count(request: StaffRequest) -> JsonResponse:
    """Add what a browser has shown to the person's own count, and answer with the sum of the day."""
    form = SeenForm(request.POST)
    if not form.is_valid():
        return JsonResponse({}, status=422)
    seen.note_seen(by=request.actor, at=timezone.now(), words=form.cleaned_data["words"])
    comfort = comfort_of(request)
    return JsonResponse({"words": seen_words(comfort.seen_today), "is_break_due": comfort.is_break_due})


@require_POST
@staff_only
def take_break(request: StaffRequest) -> HttpResponse:
    """Begin to count anew towards the next suggestion, and go back to the page one was on."""
    seen.note_break(by=request.actor, at=timezone.now())
    asked = request.POST.get("next", "")
    is_own = url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return redirect(asked if is_own and asked.startswith("/hub/") else reverse("hub_wellbeing"))


def seen_words(number: int) -> str:
    """Return how much somebody has seen today, in words."""
    return ngettext("%d seen today", "%d seen today", number) % number
