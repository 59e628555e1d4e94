"""A list that somebody keeps under a name."""

from django.conf import settings
from django.db import models

from hatehub.accounts.models import Team


class SavedView(models.Model):
    """What was chosen on the queue page, as its address has it: no case, no search words, so nothing of a person.

    With a `team` its members see it too; only its owner changes it.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000)
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        """A name once for each owner."""

        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="savedview_name_once")]

    def __str__(self) -> str:
        return self.name
