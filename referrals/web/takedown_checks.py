"""Looking again at what a platform was asked to remove: by the hub, or by an officer who says what they saw."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hatehub.accounts.staff import StaffRequest
from referrals.forms.rechecks import SeenForm
from referrals.services import rechecking, takedowns
from referrals.web.takedown_page import REFUSALS, SEEN_ID, find, page, sentence_for
from reports.models import Case
from triage.web.case_pages import with_case


@require_POST
@with_case
def check(request: StaffRequest, case: Case, takedown_id: UUID) -> HttpResponse:
    """Have the hub look at the posts of a request now."""
    takedown = find(request, case, takedown_id)
    _done(
        request,
        lambda at: rechecking.ask(takedown_id=takedown.id, by=request.actor, at=at),
        done=_("The hub looks as soon as it can. What it sees stands below."),
    )
    return redirect("hub_takedown", case.reference, takedown.id)


@require_POST
@with_case
def seen(request: StaffRequest, case: Case, takedown_id: UUID) -> HttpResponse:
    """Note what an officer saw."""
    takedown = find(request, case, takedown_id)
    form = SeenForm(request.POST, posts=takedown.posts.count(), auto_id=SEEN_ID)
    if not form.is_valid():
        return page(request, case, takedown, looking=form)
    given, position = form.cleaned_data, form.position()
    _done(
        request,
        lambda at: rechecking.note_by_hand(
            takedown_id=takedown.id, seen=given["what"], position=position, by=request.actor, at=at
        ),
        done=_("Noted."),
    )
    return redirect("hub_takedown", case.reference, takedown.id)


@require_POST
@with_case
def again(request: StaffRequest, case: Case, takedown_id: UUID) -> HttpResponse:
    """Note that an officer has seen where it is reported again."""
    takedown = find(request, case, takedown_id)
    _done(
        request,
        lambda at: takedowns.settle(takedown_id=takedown.id, by=request.actor, at=at),
        done=_("Noted."),
    )
    return redirect("hub_takedown", case.reference, takedown.id)


def _done(request: StaffRequest, act: Any, *, done: str) -> None:
    try:
        act(timezone.now())
    except rechecking.CheckRefused:
        messages.warning(request, _("There is nothing that the hub could look at. Nothing was done."))
    except REFUSALS as refusal:
        messages.error(request, sentence_for(refusal))
    else:
        messages.success(request, done)
