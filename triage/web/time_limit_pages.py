"""The page of time limits that are near or have passed."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hatehub.accounts.staff import StaffRequest, staff_only
from triage.selectors.time_bars import NearPage, get_warnings, list_near
from triage.web import wording
from triage.web.time_bar_rows import bar_row


@require_safe
@staff_only
def time_limits(request: StaffRequest) -> HttpResponse:
    """Show the cases whose last day for proceedings is near, the first to end first."""
    cursor = request.GET.get("after", "")
    page = list_near(by=request.actor, at=timezone.now(), after=cursor)
    context = {
        "rows": _rows(page),
        "later": page.later,
        "first_warning": get_warnings().days[0],
        "paging": {"next": f"?{urlencode({'after': page.following})}" if page.following else ""},
        "is_further_on": bool(cursor),
    }
    return render(request, "hub/time_limits.html", context)


def _rows(page: NearPage) -> list[dict[str, Any]]:
    at = timezone.now()
    return [
        {
            **(bar_row(bar, at=at) or {}),
            "href": reverse("hub_case", args=[bar.case.reference]),
            "case": bar.case.reference,
            "offence": bar.offence,
            "state": bar.case.lead.state,
            "state_label": wording.STATES[bar.case.lead.state],
            "force": page.investigating[bar.case_id].name if bar.case_id in page.investigating else _("the hub"),
        }
        for bar in page.bars
    ]
