"""The form on which anybody of the staff chooses a new password."""

from typing import Any

from allauth.account.forms import ChangePasswordForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class ChoosePasswordForm(ChangePasswordForm):
    """The present password, and another one twice."""

    def clean_password1(self) -> Any:
        """Refuse the present one again: somebody else may know it."""
        chosen = self.cleaned_data["password1"]
        if chosen == self.cleaned_data.get("oldpassword"):
            raise ValidationError(_("This is the present password. Choose another one."))
        return chosen
