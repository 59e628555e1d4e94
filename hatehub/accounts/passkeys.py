"""Passkeys: what is checked of what a browser sends, and that nobody takes their last second factor away."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as library
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LONGEST_NAME = 60
LONGEST_CREDENTIAL = 20_000
BROKEN = (AttributeError, IndexError, KeyError, OverflowError, TypeError, ValueError)
"""What reading a credential raises that no browser has made; a ValidationError is none of these."""


class _NameField(forms.CharField):
    def __init__(self, **known: Any) -> None:
        super().__init__(
            label=gettext_lazy("Name"),
            max_length=LONGEST_NAME,
            help_text=gettext_lazy("So that you know it again, such as: laptop at work."),
            error_messages={"max_length": gettext_lazy("The name must be 60 characters or fewer.")},
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
            **known,
        )


class _CredentialField(forms.JSONField):
    """What the browser's passkey answered, as the script of the page put it into the form."""

    def __init__(self) -> None:
        super().__init__(
            widget=forms.HiddenInput,
            error_messages={
                "required": gettext_lazy("The browser sent no passkey. Use the button once more, or a code."),
                "invalid": gettext_lazy("The browser sent no passkey. Use the button once more, or a code."),
            },
        )

    def clean(self, value: Any) -> Any:
        """Refuse what is far longer than any passkey's answer before it is read."""
        if isinstance(value, str) and len(value) > LONGEST_CREDENTIAL:
            raise ValidationError(self.error_messages["invalid"])
        try:
            return super().clean(value)
        except RecursionError:
            raise ValidationError(self.error_messages["invalid"]) from None


def _not_accepted() -> ValidationError:
    return ValidationError(_("This passkey was not accepted. Use the button once more, or a code."))


class AddPasskeyForm(library.AddWebAuthnForm):
    """A new passkey, with the name that its owner gives it."""

    name = _NameField(required=False)
    credential = _CredentialField()
    passwordless = forms.BooleanField(
        label=gettext_lazy("Sign in with it alone, without name and password"),
        help_text=gettext_lazy(
            "It then asks for a fingerprint, a face or a PIN. Untick for a key that can ask for none."
        ),
        required=False,
        initial=True,
    )
    field_order = ("name", "passwordless", "credential")

    def clean(self) -> dict[str, Any]:
        """Check the passkey; what no browser can have made is refused like a wrong one."""
        try:
            cleaned: dict[str, Any] = super().clean()
        except (*BROKEN, ValidationError):
            raise _not_accepted() from None
        return cleaned


class _Careful:
    """Refuses what no browser can have made like a wrong passkey, and tells of those that are shut out for a while."""

    def clean_credential(self) -> Authenticator:
        """Check the passkey's answer."""
        try:
            found: Authenticator = super().clean_credential()  # type: ignore[misc]
        except ValidationError as error:
            raise error if error.code == "too_many_login_attempts" else _not_accepted() from None
        except BROKEN:
            raise _not_accepted() from None
        return found


class PasskeySignInForm(_Careful, library.LoginWebAuthnForm):
    """A passkey instead of name and password."""

    credential = _CredentialField()


class PasskeyFactorForm(_Careful, library.AuthenticateWebAuthnForm):
    """A passkey as second factor at the sign-in."""

    credential = _CredentialField()


class PasskeyAgainForm(_Careful, library.ReauthenticateWebAuthnForm):
    """A passkey asked for once more."""

    credential = _CredentialField()


class RenamePasskeyForm(library.EditWebAuthnForm):
    """Another name for a passkey."""

    name = _NameField()


class RemovePasskey(RemoveWebAuthnView):
    """Asks whether a passkey is to go; one that is the only second factor stays."""

    def dispatch(self, request: HttpRequest, *args: Any, **known: Any) -> HttpResponseBase:
        """Refuse to take the last second factor away, before the password is asked for."""
        found = self.get_queryset().filter(pk=known["pk"]).first() if request.user.is_authenticated else None
        if found is not None and not get_adapter().can_delete_authenticator(found):
            messages.error(request, get_adapter().error_messages["cannot_delete_authenticator"])
            return redirect("mfa_list_webauthn")
        answer: HttpResponseBase = super().dispatch(request, *args, **known)
        return answer


remove_passkey = RemovePasskey.as_view()
