"""The supervisor's page on duplicates: how often what the hub offers is right."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hatehub.accounts.roles import Action
from hatehub.accounts.staff import StaffRequest, holders_of
from triage.rules.shares import Share
from triage.selectors.quality import KindQuality, Quality, get_quality
from triage.web import reasons

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
        "bands": [
            {"score": round(low * 100), "confirmed": confirmed, "decided": decided, "share": _whole(confirmed, decided)}
            for low, confirmed, decided in found.bands
        ],
    }
    return render(request, "hub/quality.html", context)


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
