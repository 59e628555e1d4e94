"""What every view of the API has: limits, the request's budget in the answer, and writing that happens once."""

import threading
import weakref
from collections import Counter
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from hatehub import patience
from referrals.api.authentication import Caller, actor_of
from referrals.rules.rate_limits import headers_of
from referrals.services import idempotency, preconditions, rate_limits

IF_MATCH, KEY = "If-Match", "Idempotency-Key"


class TooManyAtOnce(Throttled):
    """A program has as many requests under way in this process as it may."""

    default_code = "too_many_at_once"
    default_detail = "Your client has too many requests under way. Wait for their answers."


class ClientThrottle(BaseThrottle):
    """Lets each program have its budget, and no more."""

    def __init__(self) -> None:
        self.seconds = 1

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Count the request."""
        if not isinstance(request.auth, Caller):
            return True
        budget = rate_limits.take(by=actor_of(request), at=timezone.now())
        vars(request._request)["budget"] = budget
        self.seconds = budget.resets_in
        if budget.is_over:
            patience.remember(request._request.META.get("HTTP_AUTHORIZATION", ""), seconds=budget.resets_in)
        return not budget.is_over

    def wait(self) -> float:
        """Return after how many seconds it may try again."""
        return self.seconds


class ApiView(APIView):
    """A view of the API. One program never takes all threads of a process, nor the time to refuse it all day."""

    throttle_classes = (ClientThrottle,)

    def perform_authentication(self, request: Request) -> None:
        """Find out who calls, and whether there is a thread for it."""
        super().perform_authentication(request)
        if isinstance(request.auth, Caller):
            _begin(request._request, actor_of(request).identifier)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Answer, with what is left of the budget; a thread counts until the last byte is sent."""
        answer = None
        try:
            answer = super().dispatch(request, *args, **kwargs)
        finally:
            if answer is None or not answer.streaming:
                _end(request)
        if isinstance(answer, StreamingHttpResponse):
            answer.streaming_content = UntilSent(
                cast(Iterator[bytes], answer.streaming_content), done=lambda: _end(request)
            )
        budget = vars(request).get("budget")
        for name, value in (headers_of(budget) if budget else {}).items():
            answer[name] = value
        return answer


class UntilSent:
    """The bytes of an answer. `done` is called once: after the last, as the server closes it, or as it is dropped."""

    def __init__(self, content: Iterator[bytes], *, done: Callable[[], None]) -> None:
        self._content = content
        self.close = weakref.finalize(self, done)

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._content
        finally:
            self.close()


def written_once(handler: Callable[..., Response]) -> Callable[..., Response]:
    """Have a writing handler look at `If-Match`, and answer each `Idempotency-Key` once."""

    @wraps(handler)
    def wrapped(view: ApiView, request: Request, *args: Any, **kwargs: Any) -> Response:
        def answer() -> Response:
            preconditions.check(
                reference=kwargs.get("reference", ""), expected=request.headers.get(IF_MATCH, ""), by=actor_of(request)
            )
            return handler(view, request, *args, **kwargs)

        def kept() -> tuple[int, Any]:
            made = answer()
            return made.status_code, made.data

        told = (request.method or "", request.path, request.data)
        key = request.headers.get(KEY, "")
        found = idempotency.once(key=key, request=told, by=actor_of(request), at=timezone.now(), answer=kept)
        given = Response(found.data, status=found.status)
        if found.is_repeat:
            given["Idempotency-Replayed"] = "true"
        return given

    vars(wrapped)["is_written_once"] = True
    return wrapped


# Threads ------------------------------------------------------------------------------------------
_lock = threading.Lock()
_under_way: Counter[str] = Counter()


def _begin(request: HttpRequest, client: str) -> None:
    with _lock:
        if _under_way[client] >= settings.API_REQUESTS_AT_ONCE:
            raise TooManyAtOnce(wait=1)
        _under_way[client] += 1
    vars(request)["counted_for"] = client


def _end(request: HttpRequest) -> None:
    client = vars(request).pop("counted_for", None)
    if client is None:
        return
    with _lock:
        _under_way[client] -= 1
        if _under_way[client] <= 0:
            del _under_way[client]
