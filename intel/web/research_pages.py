"""Pages of research projects: asked for, approved or refused, given files, ended."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hatehub.accounts.roles import Action, is_allowed
from hatehub.accounts.staff import StaffRequest, holders_of
from hatehub.accounts.step_up import asks_again
from intel.forms.research import ResearchForm, SettleForm
from intel.models import ResearchProject
from intel.rules.statistics.research_columns import FURTHER, USUAL, K
from intel.services.statistics import research
from intel.services.statistics.research import ProjectRefused
from intel.web.statistics_frame import statistics_tabs

METHODS = ["GET", "HEAD", "POST"]
ROWS = 25
State = ResearchProject.State
COLOURS = {State.ASKED: "yellow", State.APPROVED: "green", State.REFUSED: "red", State.ENDED: "grey"}
askers = holders_of(Action.BUILD_STATISTICS)
approvers = holders_of(Action.APPROVE_RESEARCH)


@require_safe
@askers
def index(request: StaffRequest) -> HttpResponse:
    """List the projects, the newest first."""
    page = Paginator(ResearchProject.objects.order_by("-asked_at"), ROWS).get_page(request.GET.get("page"))
    rows = [{"project": each, "colour": COLOURS[State(each.state)]} for each in page]
    tabs = statistics_tabs(active="research", role=request.actor.role)
    return render(request, "hub/research.html", {"rows": rows, "page": page, "tabs": tabs})


@require_http_methods(METHODS)
@askers
def ask(request: StaffRequest) -> HttpResponse:
    """Ask that a project may have rows."""
    form = ResearchForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            project = research.ask(**form.asked(), by=request.actor, at=timezone.now())
        except ProjectRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Asked for. A supervisor other than you has to approve it."))
            return redirect("hub_research_project", project.id)
    return render(request, "hub/research_ask.html", {"form": form, "k": K}, status=422 if form.errors else 200)


@require_safe
@askers
def show(request: StaffRequest, project_id: UUID) -> HttpResponse:
    """Show a project, what its rows have, and the files that were made for it."""
    return _show(request, _found(project_id), SettleForm())


@require_POST
@approvers
def settle(request: StaffRequest, project_id: UUID) -> HttpResponse:
    """Approve or refuse a project."""
    project = _found(project_id)
    form = SettleForm(request.POST)
    if form.is_valid():
        known = form.cleaned_data
        try:
            research.settle(
                project_id=project.id,
                is_approved=known["decision"] == "approve",
                reason=known["reason"],
                by=request.actor,
                at=timezone.now(),
            )
        except ProjectRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Recorded."))
            return redirect("hub_research_project", project.id)
    return _show(request, project, form)


@require_POST
@askers
@asks_again("POST")
def export(request: StaffRequest, project_id: UUID) -> HttpResponse:
    """Give a file of an approved project."""
    project = _found(project_id)
    try:
        made, packed = research.export(project_id=project.id, by=request.actor, at=timezone.now())
    except ProjectRefused as error:
        messages.error(request, str(error))
        return redirect("hub_research_project", project.id)
    answer = HttpResponse(packed, content_type="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="research-{project.id}-{made.id}.zip"'
    return answer


@require_POST
@approvers
def end(request: StaffRequest, project_id: UUID) -> HttpResponse:
    """End a project for good."""
    project = _found(project_id)
    try:
        research.end(project_id=project.id, by=request.actor, at=timezone.now())
    except ProjectRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Ended. Its pseudonyms lead nowhere any more."))
    return redirect("hub_research_project", project.id)


def _show(request: StaffRequest, project: ResearchProject, form: SettleForm) -> HttpResponse:
    is_own = request.actor.is_named(project.asked_by)
    may_settle = is_allowed(role=request.actor.role, action=Action.APPROVE_RESEARCH)
    context = {
        "project": project,
        "colour": COLOURS[State(project.state)],
        "columns": [*USUAL, *(FURTHER[code] for code in project.columns if code in FURTHER)],
        "exports": project.exports.order_by("-made_at")[:50],
        "form": form if project.state == State.ASKED and may_settle and not is_own else None,
        "is_own": is_own,
        "may_end": may_settle and project.state == State.APPROVED,
    }
    return render(request, "hub/research_project.html", context, status=422 if form.errors else 200)


def _found(project_id: UUID) -> ResearchProject:
    project = ResearchProject.objects.filter(id=project_id).first()
    if project is None:
        raise Http404
    return project
