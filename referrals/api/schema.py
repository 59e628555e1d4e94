"""What the API's schema says of every operation: signing in, scopes, refusals, and writing once."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter
from oauth2_provider.scopes import get_scopes_backend

from hatehub.problems import MEDIA_TYPE
from referrals.api.examples import BODIES
from referrals.api.serializers import ProblemSerializer

WITH_BODY = ("POST", "PUT", "PATCH")
WRITING = (*WITH_BODY, "DELETE")
SAID = {
    400: "Something sent cannot be used; `errors` says what, by field",
    401: "No token, or one that is over: get another",
    403: "The token lacks the scope, or your client may not do this",
    404: "There is no such thing for your client, whether or not it exists",
    405: "Not done here; see `Allow`",
    406: "Not to be had in the form that `Accept` names",
    409: "Not as things stand; the sentence says what to do",
    410: "What it is about has been erased",
    412: "It has changed since the version in `If-Match`",
    413: "Too large",
    415: "Not a form that is read here",
    422: "The idempotency key came with another request",
    429: "Too many requests; wait for the seconds of `Retry-After`",
    503: "The hub cannot answer just now; try again",
}
ONCE = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "minLength": 8, "maxLength": 200, "pattern": "^[!-~]+$"},
    location="header",
    description="A word of your own for this request, such as a UUID: sent again with it, it changes nothing",
)
AS_IT_STOOD = OpenApiParameter(
    "If-Match",
    {"type": "string"},
    location="header",
    description="The `ETag` of the case as you read it: where it has changed since, nothing is done",
)
ALWAYS = (401, 403, 405, 406, 429, 503)


class ForceClientScheme(OpenApiAuthenticationExtension):
    """Describes the OAuth 2 client credentials of a force or a partner."""

    target_class = "referrals.api.authentication.ForceClientAuthentication"
    name = "forceClient"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        """Return the security scheme object of OpenAPI."""
        scopes = get_scopes_backend().get_all_scopes()
        return {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "/oauth/token", "scopes": scopes}}}

    def get_security_requirement(self, auto_schema: AutoSchema) -> dict[str, list[str]]:
        """Return the scope that the view needs."""
        scope = getattr(auto_schema.view, "required_scope", None)
        return {self.name: [scope] if scope else []}


class HubAutoSchema(AutoSchema):
    """Adds to each operation the refusals that any of its kind can give, and the headers of writing once."""

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        """Return the operation object of OpenAPI."""
        operation = super().get_operation(*args, **kwargs)
        if operation is None:
            return None
        for status in self._refusals():
            operation["responses"].setdefault(str(status), {"description": SAID[status]})
        problem = {MEDIA_TYPE: {"schema": self._problem()}}
        for status, response in operation["responses"].items():
            if int(status) >= 400:
                response["content"] = problem
                response["description"] = SAID.get(int(status), response.get("description", ""))
        operation["responses"] = dict(sorted(operation["responses"].items()))
        example = BODIES.get(operation["operationId"])
        if example is not None:
            operation["requestBody"]["content"]["application/json"].setdefault("example", example)
        return operation

    def get_override_parameters(self) -> Any:
        """Return the parameters that the view names, and those of writing once."""
        parameters = list(super().get_override_parameters())
        if self._is_written_once():
            parameters += [ONCE, *([AS_IT_STOOD] if self._is_of_a_case() else [])]
        return parameters

    def _refusals(self) -> list[int]:
        found = [*ALWAYS]
        if "{" in self.path:
            found.append(404)
        if self.method in WITH_BODY:
            found += [400, 413, 415]
        if self._is_written_once():
            found += [400, 422, *([404, 412] if self._is_of_a_case() else [])]
        return found

    def _is_written_once(self) -> bool:
        handler = getattr(self.view, self.method.lower(), None)
        return self.method in WRITING and bool(getattr(handler, "is_written_once", False))

    def _is_of_a_case(self) -> bool:
        return "{reference}" in self.path

    def _problem(self) -> dict[str, Any]:
        component = self.resolve_serializer(ProblemSerializer, "response")
        return dict(component.ref)
