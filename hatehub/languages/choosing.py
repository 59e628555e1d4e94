"""Remembering the language that somebody wants to read."""

from django.conf import settings
from django.http import HttpResponse


def speak(response: HttpResponse, language: str) -> None:
    """Let the pages that follow this answer be in a language, until the browser is closed."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        httponly=True,
        samesite="Lax",
        secure=settings.LANGUAGE_COOKIE_SECURE,
    )
