"""The page on which everybody who signs in sees where they are signed in, and signs out there."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hatehub.accounts.adapter import StaffAdapter
from hatehub.accounts.models import User
from hatehub.accounts.sessions import own_row, sessions_of
from hatehub.administration.permissions import actor_of
from hatehub.administration.services import sessions

MOST = 100


@login_required
@require_http_methods(["GET", "HEAD"])
def own_sessions(request: HttpRequest) -> HttpResponse:
    """Show where the person is signed in."""
    rows = list(sessions_of(cast(User, request.user))[:MOST])
    context = {
        "sessions": rows,
        "own": own_row(request),
        "has_others": any(row.pk != own_row(request) for row in rows),
        "back": StaffAdapter(request).get_login_redirect_url(request),
    }
    return render(request, "account/sessions.html", context)


@require_safe
def typing(request: HttpRequest) -> HttpResponse:
    """Count typing as use of the session, which the middleware has noted already; say so where it is over."""
    return HttpResponse(status=204 if request.user.is_authenticated else 401)


@login_required
@require_POST
def end_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """End one session; to leave this one there is the button that signs out."""
    if session_id != own_row(request):
        sessions.end_own(session_id=session_id, by=actor_of(request), at=timezone.now())
        messages.success(request, _("That browser is signed out."))
    return redirect("account_sessions")


@login_required
@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """End all sessions but this one."""
    number = sessions.end_others(but=own_row(request), by=actor_of(request), at=timezone.now())
    said = ngettext("%(number)s other browser is signed out.", "%(number)s other browsers are signed out.", number)
    messages.success(request, said % {"number": number})
    return redirect("account_sessions")
