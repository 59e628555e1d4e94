"""The programs of a force in its portal: what they may do, and a new secret for one."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from hatehub.accounts.models import ApiClient
from hatehub.accounts.staff import StaffRequest
from referrals.forms.portal_hooks import ProgramSecretForm
from referrals.selectors.portal_programs import programs_of
from referrals.services.api_clients import ClientNotFound, give_own_secret
from referrals.web.portal_frame import for_force, sent, show


@require_safe
@for_force
def programs(request: StaffRequest) -> HttpResponse:
    """List the programs of the force."""
    return show(request, "programs", {"programs": [_row(each) for each in programs_of(by=request.actor)]})


@require_http_methods(["GET", "HEAD", "POST"])
@for_force
def new_secret(request: StaffRequest, client_id: int) -> HttpResponse:
    """Give a program a new secret, and show it, this once."""
    own = (each for each in programs_of(by=request.actor) if each.pk == client_id and each.is_active)
    program = next(own, None)
    if program is None:
        raise ClientNotFound
    form = ProgramSecretForm(sent(request))
    if request.method == "POST" and form.is_valid():
        secret = give_own_secret(client_id=client_id, overlap=form.overlap(), by=request.actor, at=timezone.now())
        return show(request, "program_secret", {"program": program, "secret": secret})
    return show(request, "program_renew", {"program": program, "form": form}, status=422 if form.errors else 200)


def _row(program: ApiClient) -> dict[str, Any]:
    at = timezone.now()
    earlier = program.earlier_secret_until if program.is_good_earlier_secret(at=at) else None
    return {
        "program": program,
        "scopes": program.allowed_scopes.split(),
        "networks": program.networks.split(),
        "earlier_until": earlier,
    }
