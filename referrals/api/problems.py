"""Refusals as `application/problem+json` (RFC 9457): a stable code and a sentence that says what to do."""

from typing import Any

from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from hatehub.accounts.permissions import NotPermitted
from referrals.selectors.force_cases import CaseNotFound, ContactOnly, NoTransfer
from referrals.services.answering import NotYours
from reports.rules.workflow import StepRefused
from triage.services.transferring import TransferRefused

MEDIA_TYPE = "application/problem+json"

ANTICIPATED: dict[type[Exception], tuple[int, str]] = {
    CaseNotFound: (404, "case_not_found"),
    ContactOnly: (404, "package_is_for_investigators"),
    NoTransfer: (404, "no_transfer"),
    TransferRefused: (409, "transfer_is_over"),
    NotYours: (409, "another_force_asked"),
    StepRefused: (409, "wrong_state"),
    NotPermitted: (403, "not_permitted"),
}
SENTENCES = {
    "case_not_found": "There is no such case for your force.",
    "no_transfer": "Your force was not asked about such a case.",
    "not_permitted": "Your client may not do this.",
}


def problem(*, status: int, code: str, detail: str, errors: Any = None) -> Response:
    """Return a refusal."""
    body = {"type": f"/api/docs/problems#{code}", "code": code, "status": status, "detail": detail}
    if errors is not None:
        body["errors"] = errors
    return Response(body, status=status, content_type=MEDIA_TYPE)


def problem_response(error: Exception, context: dict[str, Any]) -> Response | None:
    """Turn an anticipated refusal into a problem; anything else goes on as an error."""
    for kind, (status, code) in ANTICIPATED.items():
        if isinstance(error, kind):
            return problem(status=status, code=code, detail=SENTENCES.get(code, str(error)))
    answer = exception_handler(error, context)
    if answer is None:
        return None
    return _from_framework(error, answer)


def _from_framework(error: Exception, answer: Response) -> Response:
    if isinstance(error, exceptions.ValidationError):
        detail = "Some of what you sent cannot be used; see errors."
        made = problem(status=answer.status_code, code="invalid", detail=detail, errors=answer.data)
    else:
        code = getattr(error, "default_code", "refused")
        made = problem(status=answer.status_code, code=code, detail=str(getattr(error, "detail", error)))
    for name, value in answer.items():
        if name.lower() != "content-type":
            made[name] = value
    return made
