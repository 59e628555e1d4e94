"""What every request gets: an id, answers that are not kept, refusals as pages, and what layouts need."""

import logging
import time
import uuid
from collections.abc import Callable, Iterable
from typing import Any

import structlog
from django.conf import settings
from django.core.signals import request_finished
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from hatehub import away, problems
from hatehub.accounts.actors import actor_for_user
from hatehub.accounts.navigation import count_waiting, list_entries
from hatehub.accounts.permissions import NotPermitted
from hatehub.languages.middleware import STAFF_SIDE

Respond = Callable[[HttpRequest], HttpResponse]
logger = logging.getLogger(__name__)
KEPT = ("/static/",)
UNTOLD = ("/static/", "/livez", "/readyz", "/metrics")
"""What is asked for so often and says so little that it is not logged."""


class RequestIdMiddleware:
    """Gives each request an id, which its log lines and its answer carry, and drops cookies that nobody set."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Bind the id while the request is answered."""
        request_id = uuid.uuid4().hex
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if "\0" not in value}
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        began = time.monotonic()
        response = self.get_response(request)
        response["X-Request-Id"] = request_id
        if not request.path.startswith(UNTOLD):
            logger.info("answered", extra=_told(request, response.status_code, time.monotonic() - began))
        return response


@receiver(request_finished, dispatch_uid="hatehub.requests.forget_id")
def forget_id(**kwargs: object) -> None:
    """Unbind the id once the answer has gone: what the thread does next is not done for that request.

    Not in the middleware: Django logs a refusal after the last of them, and that line needs the id.
    """
    structlog.contextvars.clear_contextvars()


def _told(request: HttpRequest, status: int, seconds: float) -> dict[str, object]:
    """Return what is logged of a request: the name of its route, since its address may name a case or a search."""
    found = request.resolver_match
    route = found.view_name or found.route if found is not None else ""
    return {"method": request.method, "route": route, "status": status, "ms": round(1000 * seconds)}


class NoStoreMiddleware:
    """Keeps answers out of every cache, so that a shared device holds nothing."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Mark the answer."""
        response = self.get_response(request)
        if not request.path.startswith(KEPT) and "no-store" not in response.get("Cache-Control", ""):
            response["Cache-Control"] = "no-store"
        return response


class RefusalMiddleware:
    """Turns addresses with a null byte into 400, and a refused permission into 403, recorded without names."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Refuse what no page can mean."""
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            if problems.is_for_program(request):
                return problems.problem(
                    request, status=400, code="bad_request", detail="A null byte means nothing here."
                )
            return render(request, "400.html", status=400)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer a refused permission, and say so honestly when the database is away."""
        if away.is_away(error):
            return away.answer(request, error)
        if not isinstance(error, NotPermitted):
            return None
        logger.warning("not_permitted", extra={"role": error.by.role.value, "action": error.action.value})
        return render(request, "403.html", status=403)


def page_context(request: HttpRequest) -> dict[str, Any]:
    """Return what every layout needs."""
    is_staff_side = request.path.startswith(STAFF_SIDE)
    context: dict[str, Any] = {"development": settings.DEVELOPMENT, "is_staff_side": is_staff_side}
    if request.path.startswith("/hub/"):
        # Asked only where it is drawn: the page that says that the database is away must not ask it anything.
        navigation = SimpleLazyObject(lambda: _navigation(request))
        context["navigation"] = navigation
        context["further"] = SimpleLazyObject(lambda: _further(navigation))
    return context


def _further(navigation: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return the links that stand under "More", with how much waits behind all of them."""
    links = [item for item in navigation if item["is_further"]]
    return {"links": links, "count": sum(item["count"] or 0 for item in links)}


def _navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the links that the person who is signed in may follow, with what waits behind them."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    actor = actor_for_user(user)
    entries = list_entries(actor=actor)
    counts = count_waiting(entries, actor=actor)
    addressed = [(entry, reverse(entry.url_name)) for entry in entries]
    return [
        {
            "text": entry.text,
            "key": entry.key,
            "href": address,
            "active": request.path.startswith(address),
            "count": counts.get(entry.code),
            "is_further": entry.is_further and not request.path.startswith(address),
        }
        for entry, address in addressed
    ]
