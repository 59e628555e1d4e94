"""Guidance in the portal of forces: pages that apps downstream register; without any there is no such address."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from hatehub.accounts.actors import Actor
from hatehub.accounts.staff import StaffRequest
from referrals.registries import FedNotFound, FedRevoked, ForcePage, find_force_page, list_force_pages
from referrals.web.portal_frame import for_force, frame

READ_METHODS = ["GET", "HEAD"]


@require_http_methods(["GET", "HEAD", "POST"])
@for_force
def guidance(request: StaffRequest, code: str = "") -> HttpResponse:
    """Show one page of guidance, the first where none is named, give its file, or take what was sent to it."""
    pages = [each for each in list_force_pages() if each.is_listed]
    page = find_force_page(code) if code else next(iter(pages), None)
    if page is None:
        raise Http404
    asked, by, at = request.GET.dict(), request.actor, timezone.now()
    if request.method != "POST":
        if page.context is None:
            return _give(page, asked=asked, by=by, at=at)
        return _show(request, page, pages, page.context(asked=asked, by=by, at=at))
    if page.take is None:
        return HttpResponseNotAllowed(READ_METHODS)
    taken = page.take(asked=asked, sent=request.POST, by=by, at=at)
    if not taken.leads_to:
        return _show(request, page, pages, dict(taken.context or {}), status=422)
    messages.success(request, taken.says)
    return redirect(taken.leads_to)


def _give(page: ForcePage, *, asked: dict[str, str], by: Actor, at: datetime) -> HttpResponse:
    """Give the file of a page; what the force was not given, or not any more, is as what there is not."""
    try:
        given = page.file(asked=asked, by=by, at=at) if page.file else None
    except (FedNotFound, FedRevoked):
        given = None
    if given is None:
        raise Http404
    answer = HttpResponse(given.content, content_type=given.media_type)
    answer["Content-Disposition"] = f'attachment; filename="{given.name}"'
    answer["Cache-Control"] = "no-store"
    return answer


def _show(
    request: StaffRequest, page: ForcePage, pages: list[ForcePage], shown: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    context = {
        **frame(request),
        **shown,
        "page": page,
        "pages": [
            {
                "text": each.title,
                "href": reverse("force_guidance_page", args=[each.code]),
                "active": each.code == page.code,
            }
            for each in pages
        ],
    }
    return render(request, page.template, context, status=status)
