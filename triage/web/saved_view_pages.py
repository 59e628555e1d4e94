"""The pages on which a list is kept under a name, and given up."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hatehub.accounts.staff import StaffRequest, staff_only
from triage.forms.queue_filtering import SaveViewForm
from triage.models import SavedView
from triage.selectors.saved_views import list_views
from triage.services import saved_views
from triage.web.queue_pages import address_of, kept_query, viewer_of

LONGEST = SavedView._meta.get_field("query").max_length or 0


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def save(request: StaffRequest) -> HttpResponse:
    """Ask for a name, and keep the list that the address describes."""
    kept = kept_query(request.GET)
    query = kept.urlencode()
    if len(query) > LONGEST:
        messages.error(request, _("Too much is chosen to be kept. Choose less."))
        return redirect(address_of(kept))
    form = SaveViewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            saved_views.save(**form.cleaned_data, query=query, by=request.actor, at=timezone.now())
        except saved_views.ViewRefused as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, _("The view is saved. It stands beside the queues."))
            return redirect(address_of(kept))
    context = {"form": form, "back": address_of(kept), "has_team": viewer_of(request).team is not None}
    return render(request, "hub/save_view.html", context, status=422 if form.is_bound else 200)


@require_safe
@staff_only
def views(request: StaffRequest) -> HttpResponse:
    """List own views, each with a button that removes it, and those that the team shares."""
    rows = list_views(team=viewer_of(request).team, by=request.actor)
    found = [
        {
            "id": row.id,
            "name": row.name,
            "href": address_of(QueryDict(row.query)),
            "owner": "" if row.owner_id == request.actor.user_id else row.owner.username,
            "is_shared": row.team_id is not None,
        }
        for row in rows
    ]
    return render(request, "hub/saved_views.html", {"views": found})


@require_POST
@staff_only
def forget(request: StaffRequest, view_id: int) -> HttpResponse:
    """Remove one of one's own views."""
    if saved_views.forget(view_id=view_id, by=request.actor):
        messages.success(request, _("The view is removed."))
    return redirect(reverse("hub_views"))
