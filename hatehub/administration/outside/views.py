"""The doors to the provider and back."""

from allauth.account.utils import get_next_redirect_url
from allauth.core import ratelimit
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from hatehub.accounts.adapter import StaffAdapter
from hatehub.accounts.outside import provider_known
from hatehub.administration.outside.adapter import CONFIRM
from hatehub.administration.outside.provider import CODE, OutsideClient
from hatehub.administration.outside.refusals import Refused, Why, refusal

# The way there is a link and not a form: `form-action 'self'` holds for wherever a form's answer leads, and a provider
# may send people on to further sites that nobody here knows. Following it does nothing but ask.


@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    """Send somebody who is not signed in to the provider."""
    if request.user.is_authenticated:
        return redirect(StaffAdapter(request).get_login_redirect_url(request))
    return _send(request, process=AuthProcess.LOGIN, again=False)


@login_required
@require_safe
def confirm(request: HttpRequest) -> HttpResponse:
    """Send somebody who is signed in to the provider, to show again who they are."""
    return _send(request, process=CONFIRM, again=True)


@require_safe
def callback(request: HttpRequest) -> HttpResponse:
    """Take back whom the provider sends."""
    issuer = provider_known().issuer
    if request.GET.get("iss", issuer) != issuer:  # RFC 9207: another provider's answer
        return refusal(request, Refused(Why.UNTRUSTED, "iss"))
    try:
        answer: HttpResponse = OAuth2CallbackView.adapter_view(OutsideClient(request, CODE))(request)
    except Refused as refused:
        return refusal(request, refused)
    return answer


@login_required
@require_safe
def confirmed(request: HttpRequest) -> HttpResponse:
    """Say that the page one came from goes on now."""
    provider_known()
    return render(request, "account/outside_confirmed.html")


def _send(request: HttpRequest, *, process: str, again: bool) -> HttpResponse:
    provider_known()
    slowed: HttpResponse | None = ratelimit.consume_or_429(request, action="login", limit_get=True)
    if slowed is not None:
        return slowed
    provider = get_adapter().get_provider(request, CODE)
    try:
        return provider.begin(request, process=process, next_url=get_next_redirect_url(request) or "", again=again)
    except Refused as refused:
        return refusal(request, refused)
