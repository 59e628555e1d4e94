"""The supervisor's page on duplicates: how often what the hub offers is right."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hatehub.accounts.roles import Action
from hatehub.accounts.staff import StaffRequest, holders_of
from triage.models import Merge
from triage.rules.shares import Share
from triage.selectors.merges import list_automatic
from triage.selectors.quality import KindQuality, Quality, get_quality
from triage.services import merging
from triage.web import reasons

MOST_SHOWN = 50
Row = dict[str, Any]


@require_safe
@holders_of(Action.VIEW_LATE)
def quality(request: StaffRequest) -> HttpResponse:
    """Show the share of offered duplicates that officers confirmed, by kind, week and score."""
    found = get_quality(by=request.actor, at=timezone.now())
    context = {
        "found": found,
        "precision": _percent(found.precision),
        "interval": _interval(found.precision),
        "kinds": [_kind_row(kind) for kind in found.kinds],
        "weeks": _weeks(found),
        "automatic": [_automatic_row(merge) for merge in list_automatic(by=request.actor)[:MOST_SHOWN]],
        "merges_itself": settings.AUTO_MERGE,
        "bands": [
            {"score": round(low * 100), "confirmed": confirmed, "decided": decided, "share": _whole(confirmed, decided)}
            for low, confirmed, decided in found.bands
        ],
    }
    return render(request, "hub/quality.html", context)


@require_POST
@holders_of(Action.VIEW_LATE)
def confirm(request: StaffRequest, merge_id: int) -> HttpResponse:
    """Let a merge stand that the hub made by itself."""
    try:
        merging.confirm_automatic(merge_id=merge_id, by=request.actor, at=timezone.now())
    except Merge.DoesNotExist:
        raise Http404 from None
    messages.success(request, _("The merge stands."))
    return redirect("hub_quality")


def _automatic_row(merge: Merge) -> Row:
    return {
        "merge": merge,
        "href": reverse("hub_case_tab", args=[merge.into_case.reference, "reports"]),
        "confirm": reverse("hub_confirm_merge", args=[merge.id]),
        "undo": reverse("hub_unmerge", args=[merge.report_id]),
    }


def _kind_row(kind: KindQuality) -> Row:
    return {
        "name": reasons.KINDS[kind.kind],
        "row": kind,
        "precision": _percent(kind.precision),
        "interval": _interval(kind.precision),
    }


def _weeks(found: Quality) -> list[tuple[str, int]]:
    """Return the precision of each week, in whole percent."""
    return [
        (formats.date_format(timezone.localtime(week), "j F"), _whole(confirmed, decided))
        for week, confirmed, decided in found.weeks
    ]


def _whole(confirmed: int, decided: int) -> int:
    return round(100 * confirmed / decided)


def _percent(share: Share | None) -> str:
    return _("%d %%") % round(share.value * 100) if share else ""


def _interval(share: Share | None) -> str:
    if share is None:
        return ""
    return _("between %(low)d and %(high)d %%") % {"low": round(share.low * 100), "high": round(share.high * 100)}
