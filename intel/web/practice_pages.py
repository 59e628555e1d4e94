"""The practice board for officers of the hub."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from hatehub.accounts.staff import StaffRequest, staff_only
from intel.selectors.practice import read_board
from intel.web.practice_rows import PERIODS, board_context, since_of


@require_safe
@staff_only
def board(request: StaffRequest) -> HttpResponse:
    """Show what led to results in a period, and on how many cases that rests."""
    asked = request.GET.get("period", "")
    period = asked if asked in PERIODS else "year"
    found = read_board(since=since_of(period, today=timezone.localdate()), by=request.actor)
    return render(request, "hub/practice.html", board_context(found, period=period))
