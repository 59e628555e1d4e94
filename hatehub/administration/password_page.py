"""The page on which anybody of the staff chooses a new password; who was given one by somebody else has to."""

from typing import Any

from allauth.account.views import PasswordChangeView
from django.http import HttpResponse
from django.utils import timezone

from hatehub.accounts.adapter import StaffAdapter
from hatehub.accounts.sessions import own_row
from hatehub.administration.forms.password import ChoosePasswordForm
from hatehub.administration.permissions import actor_of
from hatehub.administration.services import sessions, staff


class ChoosePassword(PasswordChangeView):
    """Asks for the present password and a new one twice; other sessions end."""

    form_class = ChoosePasswordForm
    template_name = "account/password_change.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """Note that nobody else knows the password now."""
        answer: HttpResponse = super().form_valid(form)
        by, at = actor_of(self.request), timezone.now()
        staff.note_own_password(by=by, at=at)
        sessions.end_others(but=own_row(self.request), by=by, at=at)
        return answer

    def get_default_success_url(self) -> str:
        """Go where a sign-in leads."""
        return StaffAdapter(self.request).get_login_redirect_url(self.request)


change_password = ChoosePassword.as_view()
