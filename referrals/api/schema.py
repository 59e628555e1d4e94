"""What the API's schema says of signing in."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema


class ForceClientScheme(OpenApiAuthenticationExtension):
    """Describes the OAuth 2 client credentials of a force."""

    target_class = "referrals.api.authentication.ForceClientAuthentication"
    name = "forceClient"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        """Return the security scheme object of OpenAPI."""
        scopes = {
            "cases:read": "Read the cases of your force",
            "cases:act": "Accept and refuse cases",
            "packages:read": "Download evidence packages",
        }
        return {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "/oauth/token", "scopes": scopes}}}

    def get_security_requirement(self, auto_schema: AutoSchema) -> dict[str, list[str]]:
        """Return the scope that the view needs."""
        scope = getattr(auto_schema.view, "required_scope", None)
        return {self.name: [scope] if scope else []}
