"""Pages on which a release of statistics is asked for, read, published by a supervisor or discarded."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hatehub.accounts.roles import Action, is_allowed
from hatehub.accounts.staff import StaffRequest, holders_of
from intel.forms.releases import AskReleaseForm
from intel.models import StatisticsRelease
from intel.rules.disclosure.releases import Mark
from intel.rules.statistics.published import RULES
from intel.rules.statistics.release_views import tables_of, tally
from intel.selectors import releases
from intel.services.statistics import releasing
from intel.services.statistics.releasing import ReleaseRefused
from intel.web.released_figures import figure, title_of
from intel.web.statistics_frame import statistics_tabs

State = StatisticsRelease.State
COLOURS = {State.ASKED: "grey", State.DRAFTED: "yellow", State.UNSAFE: "red", State.PUBLISHED: "green"}
ROWS = 25
builders = holders_of(Action.BUILD_STATISTICS)
publishers = holders_of(Action.RELEASE_STATISTICS)


@require_safe
@builders
def index(request: StaffRequest) -> HttpResponse:
    """List all releases, the newest first."""
    page = Paginator(releases.every(by=request.actor), ROWS).get_page(request.GET.get("page"))
    rows = [{"release": each, "colour": COLOURS.get(State(each.state), "grey")} for each in page]
    may_ask = not any(each.state in releasing.OPEN for each in page)
    context = {
        "rows": rows,
        "page": page,
        "may_ask": may_ask,
        "tabs": statistics_tabs(active="releases", role=request.actor.role),
    }
    return render(request, "hub/releases.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@builders
def ask(request: StaffRequest) -> HttpResponse:
    """Ask for the next release; a worker makes it."""
    form = AskReleaseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = releasing.ask(note=form.cleaned_data["note"], by=request.actor, at=timezone.now())
        except ReleaseRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Asked for. It is made safe and attacked, which takes some minutes."))
            return redirect("hub_statistics_release", made.id)
    return render(request, "hub/release_ask.html", {"form": form, "rules": RULES}, status=422 if form.errors else 200)


@require_safe
@builders
def show(request: StaffRequest, release_id: int) -> HttpResponse:
    """Show a release as the public will see it, one table at a time, and how much of it is not shown."""
    release = _found(request, release_id)
    context: dict[str, Any] = {
        "release": release,
        "colour": COLOURS.get(State(release.state), "grey"),
        "is_own": request.actor.is_named(release.asked_by),
        "may_publish": is_allowed(role=request.actor.role, action=Action.RELEASE_STATISTICS),
        "rules": RULES,
    }
    if release.public:
        tables = list(tables_of(release.public))
        chosen = next((each for each in tables if each.code == request.GET.get("table")), tables[0])
        counted = tally(release.public)
        context |= {
            "tables": [{"code": each.code, "title": title_of(each), "active": each is chosen} for each in tables],
            "figure": figure(chosen),
            "shown": counted[Mark.SHOWN],
            "fewer": counted[Mark.FEWER],
            "hidden": counted[Mark.HIDDEN] + counted[Mark.WITHHELD],
        }
    return render(request, "hub/release.html", context)


@require_POST
@publishers
def publish(request: StaffRequest, release_id: int) -> HttpResponse:
    """Publish a release that somebody else asked for."""
    release = _found(request, release_id)
    try:
        releasing.publish(number=release.number, by=request.actor, at=timezone.now())
    except ReleaseRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Published. It stays as it is for good."))
    return redirect("hub_statistics_release", release.id)


@require_POST
@builders
def discard(request: StaffRequest, release_id: int) -> HttpResponse:
    """Discard a release that was not published."""
    release = _found(request, release_id)
    try:
        releasing.discard(number=release.number, by=request.actor, at=timezone.now())
    except ReleaseRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Discarded."))
    return redirect("hub_releases")


def _found(request: StaffRequest, release_id: int) -> StatisticsRelease:
    try:
        return releases.get(release_id=release_id, by=request.actor)
    except StatisticsRelease.DoesNotExist as error:
        raise Http404 from error
