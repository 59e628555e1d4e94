"""A program of a force or a partner as an administrator writes it down, and a new secret for it."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from oauth2_provider.scopes import get_scopes_backend

from hatehub.accounts.models import ApiClient
from hatehub.accounts.networks import certificate_fingerprint
from hatehub.accounts.scopes import OF_FORCES, OF_PARTNERS
from hatehub.administration.forms.seen import SEEN, SeenForm
from hatehub.administration.forms.staff import ReasonForm
from referrals.services.api_clients import ClientRefused, check_client

OVERLAPS = (
    ("0", _("Not at all: it is known to somebody else, or nobody uses it")),
    ("24", _("One day")),
    ("168", _("One week")),
    ("720", _("Thirty days")),
)


class ClientForm(SeenForm):
    """Whose program it is, and what it may do. Whose it is is chosen once."""

    allowed_scopes = forms.MultipleChoiceField(label=_("What it may do"), widget=forms.CheckboxSelectMultiple)

    certificate_sha256 = forms.CharField(
        max_length=200,
        required=False,
        label=_("Only with this client certificate (SHA-256)"),
        help_text=_(
            "The fingerprint of the certificate that it shows to the proxy in front of the hub, which has to be set up "
            "for it. Blank: none is asked for."
        ),
    )

    class Meta:
        model = ApiClient
        fields = ("name", "force", "partner", "allowed_scopes", "networks", "certificate_sha256")
        labels = {"networks": _("Only from these networks")}
        help_texts = {
            "name": _("Which system it is"),
            "force": _("Of which force, or of which partner"),
            "networks": _("Such as 192.0.2.0/24, one a line. Blank: from anywhere."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = get_scopes_backend().get_all_scopes()
        every = dict.fromkeys((*OF_FORCES, *OF_PARTNERS))
        field = cast(forms.MultipleChoiceField, self.fields["allowed_scopes"])
        field.choices = [(scope, f"{scope}: {words[scope]}") for scope in every]
        self.initial["allowed_scopes"] = self.instance.allowed_scopes.split()

    def clean_allowed_scopes(self) -> str:
        """Return the scopes as the row keeps them."""
        return " ".join(self.cleaned_data["allowed_scopes"])

    def clean_certificate_sha256(self) -> str:
        """Return the fingerprint without its colons, or what was typed where it is none."""
        typed = str(self.cleaned_data["certificate_sha256"])
        return certificate_fingerprint(typed) or typed

    def clean(self) -> dict[str, Any]:
        """Say beside its field what the service would refuse."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        told = {name: value for name, value in cleaned.items() if name != SEEN}
        whose = {"force": self.instance.force, "partner": self.instance.partner} if self.instance.pk else {}
        try:
            check_client(ApiClient(**{**whose, **told}))
        except ClientRefused as refusal:
            self.add_error(refusal.field, str(refusal))
        return cleaned


class NewSecretForm(ReasonForm):
    """For how long the present secret works on, and why there is a new one."""

    overlap = forms.ChoiceField(
        choices=OVERLAPS,
        initial="168",
        label=_("For how long does the present secret work on?"),
        widget=forms.RadioSelect,
    )
    field_order = ("overlap", "reason")
