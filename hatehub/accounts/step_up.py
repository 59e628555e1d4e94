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
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from hatehub.accounts.models import User

FIELD = "second_factor"
OWN_FIELDS = (FIELD, "csrfmiddlewaretoken")
View = Callable[..., HttpResponseBase]


class CodeForm(forms.Form):
    """The code, under a name that no form of the workbench has."""

    second_factor = forms.CharField(
        label=_("Code"),
        max_length=40,
        error_messages={"required": _("Enter the code.")},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "class": "govuk-input--width-10"}),
    )

    def __init__(self, *args: Any, user: User, **known: Any) -> None:
        super().__init__(*args, **known)
        self.user = user
        self.inner: Any = None

    def clean_second_factor(self) -> str:
        """Check the code as the sign-in does: guessing is slowed, and a code works once."""
        code = str(self.cleaned_data[FIELD]).strip()
        self.inner = ReauthenticateForm({"code": code}, user=self.user)
        if not self.inner.is_valid():
            raise forms.ValidationError(list(self.inner.errors["code"]))
        return code


def asks_again(*methods: str) -> Callable[[View], View]:
    """Guard a view: requests of these methods are carried out once the second factor has been used lately.

    Stands inside the door that says who may come in at all. A download, which comes by GET, is fetched anew after it.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **known: Any) -> HttpResponseBase:
            if request.method == "POST" and FIELD in request.POST:
                return _check(request, methods, lambda: view(request, *args, **known))
            if request.method in methods and not is_fresh(request):
                return _ask(request, CodeForm(user=cast(User, request.user)))
            return view(request, *args, **known)

        return guarded

    return guard


def is_fresh(request: HttpRequest) -> bool:
    """Tell whether this session's second factor was used in the last quarter of an hour."""
    used = [each["at"] for each in get_authentication_records(request, request.user) if each.get("method") == "mfa"]
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
    context = {"form": form, "typed": typed, "minutes": settings.STEP_UP_SECONDS // 60}
    return render(request, "account/step_up.html", context, status=422 if form.errors else 200)
