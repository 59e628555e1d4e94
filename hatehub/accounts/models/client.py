"""The API client of a force: one OAuth 2 client, bound to one force."""

from django.db import models
from oauth2_provider.models import AbstractApplication

from hatehub.reference.models import Force


class ApiClient(AbstractApplication):
    """A force's program. It sees that force's cases and nothing else."""

    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="api_clients")
    allowed_scopes = models.CharField(max_length=500, default="cases:read cases:act packages:read")
    is_active = models.BooleanField(default=True)

    class Meta(AbstractApplication.Meta):
        """Concrete, in place of the library's own application."""

        swappable = ""

    def __str__(self) -> str:
        return self.name

    def is_usable(self, request: object) -> bool:
        """Tell the OAuth library whether tokens may be issued or used; a revoked client may not."""
        return self.is_active
