"""Asking for a new version of a package from the case page."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hatehub.accounts.staff import StaffRequest
from referrals.services import packaging
from reports.models import Case
from triage.web.case_pages import with_case


@require_POST
@with_case
def ask(request: StaffRequest, found: Case) -> HttpResponse:
    """Ask for a new version, also where the last one could not be built, and show how far it is."""
    try:
        package = packaging.ask(case_id=found.id, by=request.actor, at=timezone.now())
    except packaging.NotOffered:
        messages.error(request, _("No force is offered this case, so there is no package to build."))
    else:
        messages.success(request, _("Version %s is being built.") % package.version)
    return redirect("hub_case_tab", found.reference, "package")
