"""Refusals for programs: no answer under /api/ or /oauth/ is a page.

Under /api/ they are `application/problem+json` (RFC 9457); where tokens are given, what RFC 6749, 5.2 says.
"""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

MEDIA_TYPE = "application/problem+json"
FOR_TOKENS = "/oauth/"
FOR_PROGRAMS = ("/api/v1/", FOR_TOKENS)
DOCUMENTED_AT = "/api/docs/problems"
OF_OAUTH = {"away": "temporarily_unavailable", "fault": "server_error", "not_permitted": "access_denied"}
"""How OAuth calls what has a code of the hub's. All others are `invalid_request`."""


def body_of(*, status: int, code: str, detail: str, errors: Any = None) -> dict[str, Any]:
    """Return the body of a refusal: `code` is stable, `detail` says what to do."""
    body = {"type": f"{DOCUMENTED_AT}#{code}", "code": code, "status": status, "detail": detail}
    return body if errors is None else {**body, "errors": errors}


def is_for_program(request: HttpRequest) -> bool:
    """Tell whether a program asks."""
    return request.path.startswith(FOR_PROGRAMS)


def problem(request: HttpRequest, *, status: int, code: str, detail: str) -> HttpResponse:
    """Return a refusal of what no view has answered, in the form that this program reads."""
    if request.path.startswith(FOR_TOKENS):
        said = {"error": OF_OAUTH.get(code, "invalid_request"), "error_description": detail}
        return JsonResponse(said, status=status)
    body = body_of(status=status, code=code, detail=detail)
    return HttpResponse(json.dumps(body), status=status, content_type=MEDIA_TYPE)
