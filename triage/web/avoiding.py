"""Asking before a case is opened that is of a strand somebody asked not to see."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from hatehub.accounts.staff import StaffRequest, staff_only
from reports.models import Case
from triage.rules.emergency import KINDS
from triage.selectors.handovers import count_open
from triage.selectors.queues import names_of
from triage.web.comfort import comfort_of

OPENED = "opened-anyway"
MOST_OPENED = 100
LONGEST = 40
NEVER_ASKED = frozenset({"hub_emergency"})


def asked_first(request: HttpRequest, case: Case) -> HttpResponse | None:
    """Return the page that asks first; None where the case can be opened at once.

    It can be where it is of no strand that somebody asked not to see, where they have opened it since they signed in,
    and where somebody may be in danger: an emergency is shown to everybody.
    """
    if request.method not in ("GET", "HEAD") or not comfort_of(request).avoided:
        return None
    strands = sorted(set(case.lead.strands) & set(comfort_of(request).avoided))
    if not strands or _is_open_to_all(request, case) or case.reference in request.session.get(OPENED, []):
        return None
    names = names_of()["strands"]
    context = {"reference": case.reference, "strands": [names.get(code, code) for code in strands]}
    return render(request, "hub/avoided.html", context)


@require_POST
@staff_only
def open_anyway(request: StaffRequest, reference: str) -> HttpResponse:
    """Open a case that somebody would have left to colleagues, and don't ask again until they sign out."""
    opened = [each for each in request.session.get(OPENED, []) if each != reference]
    request.session[OPENED] = [*opened, reference[:LONGEST]][-MOST_OPENED:]
    asked = request.POST.get("next", "")
    is_own = url_has_allowed_host_and_scheme(asked, allowed_hosts=None) and asked.startswith("/hub/")
    return redirect(asked) if is_own else redirect("hub_case", reference)


def _is_open_to_all(request: HttpRequest, case: Case) -> bool:
    match = request.resolver_match
    is_emergency = match is not None and match.url_name in NEVER_ASKED
    return is_emergency or case.lead.danger in KINDS or count_open(case=case) > 0
