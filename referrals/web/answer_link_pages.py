"""Revoking an answer link from the case."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hatehub.accounts.staff import StaffRequest
from referrals.selectors import answer_links as links
from referrals.services import answer_links
from reports.models import Case
from triage.web.case_pages import with_case


@require_POST
@with_case
def revoke(request: StaffRequest, case: Case, link_id: UUID) -> HttpResponse:
    """Revoke one link of the case, and go back to the tab that the form stood on."""
    if links.find(link_id=link_id, case=case, by=request.actor) is None:
        raise Http404
    why = request.POST.get("why", "")
    try:
        was_open = answer_links.revoke_one(link_id=link_id, by=request.actor, at=timezone.now(), why=why)
    except answer_links.RevokingNeedsReason:
        messages.error(request, _("Say why the link is revoked."))
    else:
        if was_open:
            messages.success(request, _("The link is revoked. It opens nothing any more."))
        else:
            messages.warning(request, _("The link had been used or revoked already. Nothing was changed."))
    return redirect(_back(request, case))


def _back(request: StaffRequest, case: Case) -> str:
    asked = request.POST.get("next", "")
    own = reverse("hub_case", args=[case.reference])
    is_own = asked.startswith(own) and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if is_own else own
