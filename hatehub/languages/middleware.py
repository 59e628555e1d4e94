"""Which language a page is in: the reader's choice on the public side, English on the staff's side."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

STAFF_SIDE = (
    *("/hub/", "/force/", "/admin/", "/accounts/", "/api/", "/oauth/", "/keys/", "/metrics", "/demonstration/"),
)


class PublicLanguageMiddleware(LocaleMiddleware):
    """Takes the language of the cookie or of the browser for the public side; staff work in English."""

    def process_request(self, request: HttpRequest) -> None:
        """Choose the language before the page is made."""
        if request.path.startswith(STAFF_SIDE):
            translation.activate(settings.LANGUAGE_CODE)
            request.LANGUAGE_CODE = translation.get_language()  # type: ignore[attr-defined]
        else:
            super().process_request(request)

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Name the language of the answer."""
        if not request.path.startswith(STAFF_SIDE):
            return super().process_response(request, response)
        response.headers.setdefault("Content-Language", translation.get_language())
        return response
