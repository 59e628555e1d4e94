"""The change feed that forces read."""

from django.db import models
from django.db.models import Q

from hatehub.reference.models import Force
from reports.models import Case


class FeedEntry(models.Model):
    """One change of one case, for one force.

    `event_position` tells a repeat. `position` is the reader's: it is given after the commit, by one numberer at
    a time, so that nothing ever appears below a cursor that somebody has read up to.
    """

    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    event_position = models.BigIntegerField()
    position = models.BigIntegerField(null=True)
    change = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        """Read in order of position, force by force."""

        constraints = [
            models.UniqueConstraint(fields=["force", "event_position", "case"], name="feedentry_once"),
            models.UniqueConstraint(fields=["force", "position"], name="feedentry_one_per_position"),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(position__isnull=True), name="feedentry_unnumbered"),
            models.Index(
                fields=["force", "case", "-position"],
                condition=Q(position__isnull=False),
                name="feedentry_of_case",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.change}"
