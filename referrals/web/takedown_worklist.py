"""The worklist of requests to platforms: what an officer has to do, and what is waited for."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from hatehub.accounts.staff import StaffRequest, staff_only
from referrals.selectors.takedowns import Worklist, list_takedowns
from referrals.web.takedown_words import WORKLISTS, takedown_row
from triage.selectors.queues import names_of


@require_safe
@staff_only
def takedowns(request: StaffRequest) -> HttpResponse:
    """Show a page of one worklist, narrowed by platform where one is chosen; the address holds what is chosen."""
    names, at = names_of()["platforms"], timezone.now()
    shown = request.GET.get("show", "")
    worklist = Worklist(shown) if shown in set(Worklist) else Worklist.TO_DO
    platform = request.GET.get("platform", "")
    platform = platform if platform in names else ""
    after = request.GET.get("after", "")
    found = list_takedowns(worklist=worklist, platform=platform, after=after, by=request.actor, at=at)
    chosen = {"show": worklist.value, **({"platform": platform} if platform else {})}
    rows = [takedown_row(each, reference=each.report.case.reference, names=names, at=at) for each in found.rows]
    context: dict[str, Any] = {
        "title": WORKLISTS[worklist],
        "worklist": worklist.value,
        "platform": platform,
        "worklists": [{"code": each.value, "text": text} for each, text in WORKLISTS.items()],
        "platforms": sorted(names.items(), key=lambda pair: pair[1].casefold()),
        "rows": rows,
        "is_further_on": bool(after),
        "first": f"?{urlencode(chosen)}",
        "next": f"?{urlencode({**chosen, 'after': found.following})}" if found.following else "",
    }
    return render(request, "hub/takedowns.html", context)
