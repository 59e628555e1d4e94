"""Wrong tries to sign in, counted by the hour."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class WrongTries(models.Model):
    """How often somebody tried in vain in one hour: with one account, or from one network. Neither says with what.

    A network has a name that holds no address and is another one every day. Rows are destroyed after three months.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="wrong_tries"
    )
    network = models.CharField(max_length=32, blank=True)
    began_at = models.DateTimeField(help_text="The beginning of the hour")
    last_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)
    is_alert = models.BooleanField(default=False)

    class Meta:
        """One row an hour for an account or a network."""

        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, network="") | (Q(user__isnull=True) & ~Q(network="")),
                name="wrong_tries_of_one",
            ),
            models.CheckConstraint(condition=Q(last_at__gte=F("began_at")), name="wrong_tries_in_their_hour"),
            models.UniqueConstraint(fields=["user", "began_at"], name="wrong_tries_once_an_account"),
            models.UniqueConstraint(
                fields=["network", "began_at"], condition=~Q(network=""), name="wrong_tries_once_a_network"
            ),
        ]
        indexes = [
            models.Index(fields=["began_at"], name="wrong_tries_by_time"),
            models.Index(fields=["-last_at"], condition=Q(is_alert=True), name="wrong_tries_alerts"),
        ]

    def __str__(self) -> str:
        return f"{self.user or self.network}, {self.tries}"
