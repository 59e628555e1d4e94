"""The pages for those who connect a program: how to begin, every operation, every refusal, and what changed."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator

from referrals.api.problem_codes import CODES
from referrals.rules.api_reference import groups_of
from referrals.rules.rate_limits import WINDOW_SECONDS, limit_of

EXAMPLES = {"keep_in_step.py": "Python, standard library only", "keep_in_step.sh": "Shell and curl"}


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Say how to begin, step by step, with commands that work."""
    context = {
        "hub": settings.PUBLIC_URL,
        "examples": EXAMPLES,
        "limit": limit_of(settings.API_REQUESTS_A_MINUTE),
        "window": WINDOW_SECONDS,
        "at_once": settings.API_REQUESTS_AT_ONCE,
    }
    return render(request, "api/start.html", context)


@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    """List every operation, as the schema says it."""
    return render(request, "api/reference.html", {"groups": _groups()})


@require_safe
def problems(request: HttpRequest) -> HttpResponse:
    """List every code of a refusal."""
    return render(request, "api/problems.html", {"codes": sorted(CODES.values(), key=lambda each: each.status)})


@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """Say what changed, and how long what is to go still works."""
    return render(request, "api/changes.html")


@require_safe
def example(request: HttpRequest, name: str) -> HttpResponse:
    """Give out one of the example programs."""
    if name not in EXAMPLES:
        raise Http404
    text = (Path(settings.BASE_DIR) / "examples" / name).read_bytes()
    answer = HttpResponse(text, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@lru_cache(maxsize=1)
def _groups() -> Any:
    """Return the operations; the schema is the code's own, so that it is made once a process."""
    return groups_of(SchemaGenerator().get_schema(request=None, public=True))
