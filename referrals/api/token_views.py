"""Where programs get their tokens: looking at a secret costs much, so it is not done at any pace."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from oauth2_provider.views import TokenView

from hatehub.accounts.networks import client_address
from referrals.rules.rate_limits import headers_of
from referrals.services import rate_limits


@method_decorator(csrf_exempt, name="dispatch")
class PacedTokenView(TokenView):
    """The library's view, so many times a minute from one address."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Give a token, or ask for patience; the form of a refusal is that of RFC 6749, 5.2."""
        address = client_address(
            remote=request.META.get("REMOTE_ADDR", ""),
            forwarded=request.META.get("HTTP_X_FORWARDED_FOR", ""),
            trusted_proxies=settings.TRUSTED_PROXIES,
        )
        budget = rate_limits.take_sign_in(address=address, at=timezone.now())
        answer: HttpResponse
        if budget.is_over:
            answer = JsonResponse(
                {
                    "error": "temporarily_unavailable",
                    "error_description": "Too many requests. Keep the token you have.",
                },
                status=429,
            )
            answer["Retry-After"] = str(budget.resets_in)
        else:
            answer = super().dispatch(request, *args, **kwargs)
        for name, value in headers_of(budget).items():
            answer[name] = value
        return answer
