"""What a session knows of a sign-in by OpenID Connect: that there was one, and whether it counts as a second factor."""

import time
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.stages import AuthenticateStage
from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

FACTOR = "outside"
"""The type under which a session notes that the provider has asked for several factors."""

FROM_BEFORE = "from_before"
"""Set on that note where the provider knew the person from before, perhaps from the morning: it opens the hub, but does
not count where the second factor must have been used lately."""


def provider_known() -> Any:
    """Return what the settings say of the provider. Raises Http404 where they name none."""
    if settings.OIDC is None:
        raise Http404
    return settings.OIDC


def records_of(request: HttpRequest) -> list[dict[str, Any]]:
    """Return what this session notes of how somebody came in."""
    found: list[dict[str, Any]] = get_authentication_records(request, request.user)
    return found


def came_from_outside(request: HttpRequest) -> bool:
    """Tell whether the session was opened on the provider's word, and by no password."""
    methods = {record.get("method") for record in records_of(request)}
    return "socialaccount" in methods and "password" not in methods


def has_factor_outside(request: HttpRequest) -> bool:
    """Tell whether the provider has asked for a second factor in this session, and its word is taken for it."""
    is_trusted = settings.OIDC is not None and settings.OIDC.is_factor_trusted
    return is_trusted and any(record.get("type") == FACTOR for record in records_of(request))


def was_there_lately(request: HttpRequest, *, seconds: int) -> bool:
    """Tell whether the provider said so many seconds ago at most who this is."""
    at = [record["at"] for record in records_of(request) if record.get("method") == "socialaccount"]
    return bool(at) and time.time() - max(at) < seconds


def way_to_confirm(request: HttpRequest) -> dict[str, str] | None:
    """Return how somebody who came in from outside shows again who they are; None for everybody else."""
    if settings.OIDC is None or not came_from_outside(request):
        return None
    words = _("Show it again to %(name)s") % {"name": settings.OIDC.name}
    return {"id": "outside", "description": words, "url": reverse("outside_confirm")}


class FactorStage(AuthenticateStage):
    """Asks for the hub's own second factor at the sign-in, unless the provider has asked for one and is trusted."""

    def _should_handle(self, request: HttpRequest) -> bool:
        login = (self.login.signal_kwargs or {}).get("sociallogin")
        if login is not None and login.state.get("has_factor"):
            known = {FROM_BEFORE: True} if login.state.get("is_from_before") else {}
            record_authentication(request, self.login.user, "mfa", type=FACTOR, **known)
            return False
        return bool(super()._should_handle(request))
