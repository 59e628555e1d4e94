"""The path under which files leave the hub: answered without cookies, sessions or forms, and on a host of its own."""

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve

Respond = Callable[[HttpRequest], HttpResponseBase]
FILES = "/files/"
EVERYWHERE = ("/livez", "/readyz")
CREDENTIALS = ("HTTP_COOKIE", "HTTP_AUTHORIZATION")


class FilesPathMiddleware:
    """Answers everything under /files/ itself, before whatever reads or sets a cookie, and takes the credentials away.

    Where FILES_ORIGIN names a host, that host serves files and nothing else, and no other host serves them.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a file's address; let others through, unless they are asked of the files' host."""
        is_file = request.path_info.startswith(FILES)
        if settings.FILES_ORIGIN and request.path_info not in EVERYWHERE:
            is_files_host = request.get_host().lower() == urlsplit(settings.FILES_ORIGIN).netloc
            if is_file != is_files_host:
                return guarded(_sentence(HTTPStatus.NOT_FOUND))
        return guarded(_answer(request)) if is_file else self.get_response(request)


def guarded(response: HttpResponseBase) -> HttpResponseBase:
    """Return an answer of the files' path with the headers that keep a browser from doing anything with it."""
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin" if settings.FILES_ORIGIN else "same-origin"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["X-Frame-Options"] = "DENY"
    response.cookies.clear()
    return response


def _answer(request: HttpRequest) -> HttpResponseBase:
    request.COOKIES = {}
    for name in CREDENTIALS:
        request.META.pop(name, None)
    try:
        match = resolve(request.path_info)
        return match.func(request, *match.args, **match.kwargs)
    except Resolver404:
        return _sentence(HTTPStatus.NOT_FOUND)
    except (OperationalError, InterfaceError):
        return _sentence(HTTPStatus.SERVICE_UNAVAILABLE)


def _sentence(status: HTTPStatus) -> HttpResponse:
    return HttpResponse(f"{status.phrase}.\n", content_type="text/plain; charset=utf-8", status=status)
