"""The supervisor's page on second readings: how often two officers agree, and how long decisions wait."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from hatehub.accounts.roles import Action
from hatehub.accounts.staff import StaffRequest, holders_of
from triage.rules.shares import Share
from triage.selectors.reading_quality import DAYS, Agreement, ReadingQuality, get_reading_quality
from triage.selectors.reading_table import get_reading_table
from triage.web.assessed_rows import OUTCOMES

WHYS: Mapping[str, str | Promise] = {
    "sample": gettext_lazy("Drawn by the hub"),
    "repeat_victim": gettext_lazy("No further action on a repeat victim"),
}
Row = dict[str, Any]


@require_safe
@holders_of(Action.SETTLE_READING)
def quality(request: StaffRequest) -> HttpResponse:
    """Show the agreement rate by why it was read, by outcome and by month, and how many wait how long."""
    found = get_reading_quality(by=request.actor, at=timezone.now())
    shares = get_reading_table().shares
    context = {
        "found": found,
        "overall": _row("", found.overall),
        "blind": _row("", found.blind),
        "not_blind": found.overall.read - found.blind.read,
        "whys": [_row(str(WHYS[why]), agreement) for why, agreement in found.by_why.items()],
        "outcomes": [
            {**_row(str(OUTCOMES[outcome]), agreement), "drawn": _percent(shares[outcome])}
            for outcome, agreement in found.by_outcome.items()
        ],
        "months": _months(found),
        "waits": [{"name": _band(wait.days), "waiting": wait.waiting, "read": wait.read} for wait in found.waits],
        "waiting": sum(wait.waiting for wait in found.waits),
    }
    return render(request, "hub/reading_quality.html", context)


def _row(name: str, agreement: Agreement) -> Row:
    share = agreement.share
    return {
        "name": name,
        "agreement": agreement,
        "rate": _percent(share.value) if share else "",
        "interval": _interval(share),
        "disagreed": agreement.read - agreement.agreed,
    }


def _months(found: ReadingQuality) -> list[tuple[str, int]]:
    """Return the agreement rate of each month, in whole percent, with how many it rests on."""
    return [
        (
            _("%(month)s (%(number)d read)")
            % {"month": formats.date_format(timezone.localtime(month), "F Y"), "number": read},
            round(100 * agreed / read),
        )
        for month, agreed, read in found.months
    ]


def _percent(value: float) -> str:
    return _("%d %%") % round(value * 100)


def _interval(share: Share | None) -> str:
    if share is None:
        return ""
    return _("between %(low)d and %(high)d %%") % {"low": round(share.low * 100), "high": round(share.high * 100)}


def _band(days: int) -> str:
    """Return a band of waiting in words, by the day on which it begins."""
    place = DAYS.index(days)
    if place == len(DAYS) - 1:
        return _("%d days or longer") % days
    end = DAYS[place + 1]
    if days == 0:
        return ngettext("less than %d day", "less than %d days", end) % end
    return _("%(from)d to %(to)d days") % {"from": days, "to": end}
