"""What platforms did with requests to remove, as tables and a picture, and as files for transparency reports."""

from datetime import datetime, time
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from hatehub.accounts.roles import Action
from hatehub.accounts.staff import StaffRequest, holders_of
from referrals.rules.takedowns.league import Period, first_day
from referrals.selectors.league import count, published
from referrals.web.platform_tables import PERIODS, picture_of, published_table, tables_of
from triage.selectors.queues import names_of
from triage.web.figure_tables import csv_answer


@require_safe
@holders_of(Action.ASK_TAKEDOWN)
def platforms(request: StaffRequest) -> HttpResponse:
    """Show what platforms did in a period, or give a table as a file: `?csv=` and its code."""
    at, asked = timezone.now(), request.GET.get("period", "")
    period = Period(asked) if asked in set(Period) else Period.QUARTER
    today = timezone.localdate(at)
    first = first_day(period, today=today)
    since = timezone.make_aware(datetime.combine(first, time.min)) if first else None
    found, names = count(since=since, by=request.actor, at=at), names_of()
    named = {"platforms": names["platforms"], "strands": names["strands"]}
    tables = {table.code: table for table in tables_of(found, period=period, **named)}
    if "csv" in request.GET:
        if request.GET["csv"] not in tables:
            raise Http404
        return csv_answer(tables[request.GET["csv"]], day=today)
    context: dict[str, Any] = {
        "period": period.value,
        "periods": [{"code": each.value, "text": text} for each, text in PERIODS.items()],
        "first": first,
        "picture": picture_of(found, names=names["platforms"]) if found.whole.asked else None,
        "tables": [table for table in tables.values() if table.rows] if found.whole.asked else [],
        "published": published_table(found.whole),
        "source": published(),
        "more_query": f"&period={period.value}",
    }
    return render(request, "hub/platforms.html", context)
