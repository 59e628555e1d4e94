"""Pages that exist in development only."""

from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hatehub.demonstration.mailbox import list_letters


@require_safe
def mail(request: HttpRequest) -> HttpResponse:
    """Show the mail that would have been sent."""
    folder = getattr(settings, "EMAIL_FILE_PATH", None)
    letters = list_letters(folder=Path(folder)) if folder else []
    return render(request, "demonstration/mail.html", {"letters": letters})
