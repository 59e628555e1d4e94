"""Guidance in the portal of forces: pages that apps downstream register; without any there is no such address."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from hatehub.accounts.staff import StaffRequest
from referrals.registries import ForcePage, find_force_page, list_force_pages
from referrals.web.portal_frame import for_force, frame


@require_http_methods(["GET", "HEAD", "POST"])
@for_force
def guidance(request: StaffRequest, code: str = "") -> HttpResponse:
    """Show one page of guidance, the first where none is named, or take what was sent to it."""
    pages = [each for each in list_force_pages() if each.is_listed]
    page = find_force_page(code) if code else next(iter(pages), None)
    if page is None:
        raise Http404
    asked, by, at = request.GET.dict(), request.actor, timezone.now()
    if request.method != "POST":
        return _show(request, page, pages, page.context(asked=asked, by=by, at=at))
    if page.take is None:
        return HttpResponseNotAllowed(["GET", "HEAD"])
    taken = page.take(asked=asked, sent=request.POST, by=by, at=at)
    if not taken.leads_to:
        return _show(request, page, pages, dict(taken.context or {}), status=422)
    messages.success(request, taken.says)
    return redirect(taken.leads_to)


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
