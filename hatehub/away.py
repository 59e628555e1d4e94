"""What is said while the database is away: honestly, that nothing was taken, and that it can be sent again.

What somebody typed stands in the page that says so, with a button that sends it again: opening the form anew needs the
database.
"""

import logging

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hatehub import problems
from hatehub.typed import typed_in

logger = logging.getLogger(__name__)
RETRY_SECONDS = 30


def is_away(error: BaseException | None) -> bool:
    """Tell whether an error, or what it came from, is that the database is away.

    A server that ends while it answers is a bare `DatabaseError`: its driver has no kind for it.
    """
    while error is not None:
        if isinstance(error, OperationalError | InterfaceError) or type(error) is DatabaseError:
            return True
        error = error.__cause__ or error.__context__
    return False


def answer(request: HttpRequest, error: BaseException) -> HttpResponse:
    """Return the page, or the problem for a program, that says when to try again. The log gets the error's kind."""
    logger.error("database_away", extra={"error": type(error).__name__})
    if problems.is_for_program(request):
        said = problems.problem(request, status=503, code="away", detail="The hub cannot answer now. Try again soon.")
    else:
        said = render(request, "503.html", typed_in(request), status=503)
    said["Retry-After"] = str(RETRY_SECONDS)
    return said
