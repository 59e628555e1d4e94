"""Web hooks of forces that fail, in the workbench."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hatehub.accounts.staff import StaffRequest, staff_only
from referrals.rules.capture.targets import read_target
from referrals.selectors import hooks

SHOWN = 100


@require_safe
@staff_only
def failing_hooks(request: StaffRequest) -> HttpResponse:
    """Show a supervisor the hooks that fail: by their hosts, since the rest of an address may hold a key."""
    rows = hooks.failing_hooks(by=request.actor).select_related("force").order_by("force__name", "made_at")
    shown = [{"hook": hook, "host": read_target(hook.url).host} for hook in rows[:SHOWN]]
    return render(request, "hub/failing_hooks.html", {"rows": shown})
