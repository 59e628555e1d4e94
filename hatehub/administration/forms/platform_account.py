"""The forms of the hub's accounts at platforms: which platform first, then what its interface signs in with."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hatehub.reference.models import Platform
from referrals.models import PlatformAccount
from referrals.rules.takedowns.credential_fields import FIELDS, CredentialField
from referrals.selectors import platforms
from referrals.services import platform_accounts

LONGEST = 2000
EXISTS = gettext_lazy("The hub has an account there already. Open it in the list to change it.")
HAS_NO_SERVER = gettext_lazy(
    "The account that was added before has no server yet. Open it in the list, and say which server it is at."
)


class WhichPlatformForm(forms.ModelForm):  # type: ignore[type-arg]
    """Asks which platform an account is at; only those with an interface are offered."""

    platform = forms.ModelChoiceField(
        label=gettext_lazy("Platform"),
        queryset=Platform.objects.filter(takedown_channel__in=sorted(FIELDS)).order_by("name"),
        help_text=gettext_lazy("What it signs in with is asked on the next page."),
    )

    class Meta:
        """The platform alone."""

        model = PlatformAccount
        fields = ("platform",)

    def clean_platform(self) -> Platform:
        """Refuse a second account where there is one, or where the one before waits for its server."""
        platform: Platform = self.cleaned_data["platform"]
        if platforms.has_account(platform=platform, server=""):
            has_servers = any(each.is_server for each in FIELDS[platform.takedown_channel])
            raise forms.ValidationError(HAS_NO_SERVER if has_servers else EXISTS)
        return platform


class SignInForm(forms.ModelForm):  # type: ignore[type-arg]
    """Asks what an account signs in with. A secret is never shown again; left blank, it stays."""

    class Meta:
        """Nothing of the row is typed as it stands."""

        model = PlatformAccount
        fields = ()

    def clean(self) -> dict[str, Any]:
        """Refuse a second account on a server that has one."""
        cleaned = super().clean() or {}
        server = platform_accounts.server_of(str(cleaned.get("server", "")))
        is_said = "server" not in self.errors
        if is_said and platforms.has_account(platform=self.instance.platform, server=server, but=self.instance.pk):
            self.add_error("server" if "server" in self.fields else None, EXISTS)
        return cleaned


def sign_in_form(account: PlatformAccount) -> type[SignInForm]:
    """Return the form for what this account's platform asks for, with what is no secret filled in."""
    known = platform_accounts.values_of(account)
    asked = FIELDS.get(account.platform.takedown_channel, ())
    return type("SignIn", (SignInForm,), {each.name: _field(each, known.get(each.name, "")) for each in asked})


def _field(asked: CredentialField, known: str) -> forms.CharField:
    if not asked.is_secret:
        return forms.CharField(
            label=asked.label, initial=known, required=asked.is_needed, max_length=LONGEST, widget=forms.TextInput
        )
    return forms.CharField(
        label=asked.label,
        required=not known,
        max_length=LONGEST,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("It is kept. Leave this blank to keep it.") if known else _("It is not shown again."),
    )
