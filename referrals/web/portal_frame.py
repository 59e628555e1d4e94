"""The frame of the portal of forces: who may come in, what each page carries, how a case stood when it was opened."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from hatehub.accounts.roles import Action
from hatehub.accounts.staff import StaffRequest, holders_of
from referrals.registries import list_force_pages
from referrals.selectors.force_cases import CaseNotFound, ContactOnly, NoTransfer
from referrals.selectors.hooks import HookNotFound
from referrals.services.api_clients import ClientNotFound

PortalView = Callable[..., HttpResponseBase]
GONE = (CaseNotFound, ContactOnly, NoTransfer, HookNotFound, ClientNotFound)
"""What a force has no part in, and what does not exist: one page for all of them."""


def for_force(view: PortalView) -> PortalView:
    """Let people of a force in, with `request.actor` set; what is not their force's is answered as not found."""

    @holders_of(Action.READ_FORCE_CASES)
    @wraps(view)
    def guarded(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except GONE:
            raise Http404 from None

    return guarded


def show(
    request: StaffRequest, template: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Return a page of the portal."""
    return render(request, f"force/{template}.html", {**frame(request), **(context or {})}, status=status)


def frame(request: StaffRequest) -> dict[str, Any]:
    """Return what the layout needs: whose portal it is, and where one can go."""
    return {"force": getattr(request.user, "force", None), "navigation": _navigation(request)}


def sent(request: StaffRequest) -> Any:
    """Return what a form is filled with: what was typed, or nothing."""
    return request.POST if request.method == "POST" else None


def _navigation(request: StaffRequest) -> list[dict[str, Any]]:
    entries = [("Cases", "force_cases"), ("Web hooks", "force_hooks"), ("Programs", "force_programs")]
    if any(page.is_listed for page in list_force_pages()):
        entries.append(("Guidance", "force_guidance"))
    links = [{"text": text, "href": reverse(name)} for text, name in entries]
    chosen = max((each["href"] for each in links if request.path.startswith(each["href"])), key=len, default="")
    return [{**each, "active": each["href"] == chosen} for each in links]
