"""Asking for the second factor again before who complained is shown, or files are given out.

The page that asks carries what was typed in itself and sends it to the same address: nothing of it is kept meanwhile,
neither in the session nor elsewhere, and nothing is lost.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from allauth.account.authentication import get_authentication_records
from allauth.mfa.base.forms import ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import begin_authentication
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from hatehub.accounts.models import User
from hatehub.accounts.outside import FROM_BEFORE, way_to_confirm
from hatehub.accounts.passkeys import PasskeyAgainForm
from hatehub.typed import SECOND_FACTOR

FIELD, PASSKEY = SECOND_FACTOR
OWN_FIELDS = (*SECOND_FACTOR, "csrfmiddlewaretoken")
View = Callable[..., HttpResponseBase]


class CodeForm(forms.Form):
    """The code or the passkey, under names that no form of the workbench has."""

    second_factor = forms.CharField(
        label=_("Code"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "class": "govuk-input--width-10"}),
    )
    second_factor_passkey = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, **known: Any) -> None:
        super().__init__(*args, **known)
        self.user = user
        self.inner: Any = None

    def clean(self) -> dict[str, Any]:
        """Check the code or the passkey as the sign-in does: guessing is slowed, and either works once."""
        said = super().clean() or {}
        if FIELD not in self.errors:
            self.inner = self._inner(passkey=said.get(PASSKEY, ""), code=str(said.get(FIELD, "")).strip())
        if self.inner is not None and not self.inner.is_valid():
            self.add_error(FIELD, [text for errors in self.inner.errors.values() for text in errors])
        return said

    def _inner(self, *, passkey: str, code: str) -> Any:
        if passkey:
            return PasskeyAgainForm({"credential": passkey}, user=self.user)
        if code:
            return ReauthenticateForm({"code": code}, user=self.user)
        self.add_error(FIELD, _("Enter the code."))
        return None


def asks_again(*methods: str) -> Callable[[View], View]:
    """Guard a view: requests of these methods are carried out once the second factor has been used lately.

    Stands inside the door that says who may come in at all. A download, which comes by GET, is fetched anew after it.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **known: Any) -> HttpResponseBase:
            if request.method == "POST" and (FIELD in request.POST or PASSKEY in request.POST):
                return _check(request, methods, lambda: view(request, *args, **known))
            if request.method in methods and not is_fresh(request):
                return _ask(request, CodeForm(user=cast(User, request.user)))
            return view(request, *args, **known)

        return guarded

    return guard


def is_fresh(request: HttpRequest) -> bool:
    """Tell whether this session's second factor was used in the last quarter of an hour."""
    factors = [each for each in get_authentication_records(request, request.user) if each.get("method") == "mfa"]
    used = [each["at"] for each in factors if not each.get(FROM_BEFORE)]
    return bool(used) and time.time() - max(used) < settings.STEP_UP_SECONDS


def _check(request: HttpRequest, methods: tuple[str, ...], go_on: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    if not is_fresh(request):
        form = CodeForm(request.POST, user=cast(User, request.user))
        if not form.is_valid():
            return _ask(request, form)
        form.inner.save()
    return go_on() if "POST" in methods else redirect(request.get_full_path())


def _ask(request: HttpRequest, form: CodeForm) -> HttpResponse:
    request.asks_second_factor = True  # type: ignore[attr-defined]
    typed = [(name, value) for name, values in request.POST.lists() if name not in OWN_FIELDS for value in values]
    user, minutes = cast(User, request.user), settings.STEP_UP_SECONDS // 60
    context = {"form": form, "typed": typed, "minutes": minutes, "passkey_options": _passkey_options(user)}
    context |= {"has_codes": getattr(user, "has_second_factor", True), "outside": way_to_confirm(request)}
    return render(request, "account/step_up.html", context, status=422 if form.errors else 200)


def _passkey_options(user: User) -> dict[str, Any] | None:
    """Return what a browser has to know to ask for one of the person's passkeys; None where they have none."""
    has_any = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).exists()
    return begin_authentication(user) if has_any else None
