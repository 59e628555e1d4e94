"""Refusals as `application/problem+json` (RFC 9457), for programs: under /api/ no answer is a page."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse

MEDIA_TYPE = "application/problem+json"
FOR_PROGRAMS = "/api/v1/"
DOCUMENTED_AT = "/api/docs/problems"


def body_of(*, status: int, code: str, detail: str, errors: Any = None) -> dict[str, Any]:
    """Return the body of a refusal: `code` is stable, `detail` says what to do."""
    body = {"type": f"{DOCUMENTED_AT}#{code}", "code": code, "status": status, "detail": detail}
    return body if errors is None else {**body, "errors": errors}


def is_for_program(request: HttpRequest) -> bool:
    """Tell whether a program asks."""
    return request.path.startswith(FOR_PROGRAMS)


def problem(*, status: int, code: str, detail: str) -> HttpResponse:
    """Return a refusal of what no view of the API has answered."""
    body = body_of(status=status, code=code, detail=detail)
    return HttpResponse(json.dumps(body), status=status, content_type=MEDIA_TYPE)
