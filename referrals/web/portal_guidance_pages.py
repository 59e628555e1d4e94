"""Guidance in the portal of forces: pages that apps downstream register; without any there is no such address."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from hatehub.accounts.staff import StaffRequest
from referrals.registries import find_force_page, list_force_pages
from referrals.web.portal_frame import for_force, frame


@require_safe
@for_force
def guidance(request: StaffRequest, code: str = "") -> HttpResponse:
    """Show one page of guidance, the first where none is named."""
    pages = list_force_pages()
    page = find_force_page(code) if code else next(iter(pages), None)
    if page is None:
        raise Http404
    context = {
        **frame(request),
        **page.context(asked=request.GET.dict(), by=request.actor, at=timezone.now()),
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
    return render(request, page.template, context)
