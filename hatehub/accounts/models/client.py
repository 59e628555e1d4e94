"""The API client of a force or a partner: one OAuth 2 client, bound to one of them."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from oauth2_provider.models import AbstractApplication

from hatehub.accounts.networks import certificate_fingerprint, client_address, is_within, parse_networks
from hatehub.reference.models import Force, Partner

SCOPES_OF_A_FORCE = "cases:read cases:act packages:read"


class ApiClient(AbstractApplication):
    """A program of a force or a partner. It sees what is theirs and nothing else.

    While a secret is rotated, the earlier one works until `earlier_secret_until`. Where `networks` or a certificate
    is named, tokens are given to nobody else and open nothing from elsewhere.
    """

    force = models.ForeignKey(Force, null=True, blank=True, on_delete=models.PROTECT, related_name="api_clients")
    partner = models.ForeignKey(Partner, null=True, blank=True, on_delete=models.PROTECT, related_name="api_clients")
    allowed_scopes = models.CharField(max_length=500, default=SCOPES_OF_A_FORCE)
    is_active = models.BooleanField(default=True)
    earlier_secret = models.CharField(max_length=255, blank=True, db_default="")
    earlier_secret_until = models.DateTimeField(null=True, blank=True)
    secret_made_at = models.DateTimeField(null=True, blank=True)
    networks = models.TextField(blank=True, db_default="")
    certificate_sha256 = models.CharField(max_length=64, blank=True, db_default="")

    class Meta(AbstractApplication.Meta):
        """Concrete, in place of the library's own application."""

        swappable = ""
        constraints = [
            models.CheckConstraint(
                condition=Q(force__isnull=False, partner__isnull=True) | Q(force__isnull=True, partner__isnull=False),
                name="apiclient_of_one",
            ),
            models.CheckConstraint(
                condition=Q(earlier_secret="") | Q(earlier_secret_until__isnull=False),
                name="apiclient_earlier_secret_ends",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_usable(self, request: Any) -> bool:
        """Tell the OAuth library whether tokens may be given or used: not where it is revoked, nor from elsewhere.

        `request` is the library's own; its headers are those of WSGI.
        """
        headers = getattr(request, "headers", None) or {}
        return self.is_active and self._is_from_its_network(headers) and self._has_its_certificate(headers)

    def is_good_earlier_secret(self, *, at: datetime) -> bool:
        """Tell whether the secret before the present one still works."""
        return bool(self.earlier_secret) and self.earlier_secret_until is not None and at < self.earlier_secret_until

    def _is_from_its_network(self, headers: Any) -> bool:
        if not self.networks.strip():
            return True
        address = client_address(
            remote=headers.get("REMOTE_ADDR", ""),
            forwarded=headers.get("HTTP_X_FORWARDED_FOR", ""),
            trusted_proxies=settings.TRUSTED_PROXIES,
        )
        return is_within(address, parse_networks(self.networks))

    def _has_its_certificate(self, headers: Any) -> bool:
        """Compare what a trusted proxy passed on; without one, anybody could write that header."""
        if not self.certificate_sha256:
            return True
        name = settings.CLIENT_CERTIFICATE_HEADER
        if not name or settings.TRUSTED_PROXIES < 1:
            return False
        passed_on = headers.get(f"HTTP_{name.upper().replace('-', '_')}", "")
        return certificate_fingerprint(passed_on) == self.certificate_sha256
