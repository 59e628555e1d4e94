"""The supervisor's pages on who looked complainants up."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from hatehub.accounts.models import User
from hatehub.accounts.roles import Action
from hatehub.accounts.staff import StaffRequest, holders_of
from triage.forms.telling import WHYS
from triage.rules.looking_up import LEAST, TIMES, Sign, Why
from triage.selectors.look_ups import list_lookers, look_ups_of

ROWS = 50
SIGNS = {
    Sign.OWN: _("far more than their own usual week"),
    Sign.OTHERS: _("far more than others in the same days"),
}


@require_safe
@holders_of(Action.VIEW_LOOK_UPS)
def look_ups(request: StaffRequest) -> HttpResponse:
    """List who looked complainants up, what is unusual first."""
    page = Paginator(list_lookers(by=request.actor, at=timezone.now()), ROWS).get_page(request.GET.get("page"))
    rows = [{"looker": each, "signs": [SIGNS[sign] for sign in each.signs]} for each in page]
    context = {"rows": rows, "page": page, "least": LEAST, "times": TIMES}
    return render(request, "hub/look_ups.html", context)


@require_safe
@holders_of(Action.VIEW_LOOK_UPS)
def look_ups_of_one(request: StaffRequest, user_id: int) -> HttpResponse:
    """List which cases somebody looked the complainant up of, when and why."""
    user = get_object_or_404(User, pk=user_id)
    found = look_ups_of(user, by=request.actor, at=timezone.now())
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    rows = [{"look_up": each, "why": WHYS[Why(each.why)]} for each in page]
    return render(request, "hub/look_ups_of.html", {"looker": user, "rows": rows, "page": page})
